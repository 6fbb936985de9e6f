package api

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

// content answers with bytes that have a strong validator: 304 where the
// client has them, ranges where it asks for them, headers alone for HEAD. The
// bytes are not loaded for a client that has them.
func (s *server) content(etag, mediaType, disposition string, load func() ([]byte, error)) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		var data []byte
		if !has(c, etag) {
			var err error
			if data, err = load(); err != nil {
				s.problem(c, err)
				return
			}
		}
		h := c.Writer.Header()
		h.Set("ETag", `"`+etag+`"`)
		h.Set("Cache-Control", "private, no-cache") // keep it, but ask
		h.Set("Content-Type", mediaType)
		if disposition != "" {
			h.Set("Content-Disposition", disposition)
			h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		}
		w := &refusing{ResponseWriter: c.Writer}
		http.ServeContent(w, c.Request, "", time.Time{}, bytes.NewReader(data))
		if w.refused != 0 {
			h.Del("Content-Disposition")
		}
		switch w.refused {
		case http.StatusPreconditionFailed:
			s.problem(c, problemFor(store.CodeStale, "this is not in the state any more that If-Match names"))
		case http.StatusRequestedRangeNotSatisfiable:
			s.problem(c, problemFor(codeRange, "the file has "+strconv.Itoa(len(data))+" bytes, and the range lies outside them"))
		}
	}}
}

// refusing keeps back the refusals of http.ServeContent, which are plain text
// or nothing, so that they can be problems as all others are.
type refusing struct {
	http.ResponseWriter
	refused int // its status, 0 where it was none
}

// WriteHeader implements http.ResponseWriter.
func (w *refusing) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		w.refused = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (w *refusing) Write(b []byte) (int, error) {
	if w.refused != 0 {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// has reports that the client asks only whether what it has, by its validator,
// is still so. It holds for fewer requests than ServeContent answers with 304,
// and for no other.
func has(c *gin.Context, etag string) bool {
	known := c.Request.Header.Values("If-None-Match")
	return len(known) == 1 && strings.TrimPrefix(strings.TrimSpace(known[0]), "W/") == `"`+etag+`"` &&
		c.GetHeader("If-Match") == "" && c.GetHeader("If-Unmodified-Since") == ""
}
