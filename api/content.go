package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

// content answers with bytes that have a strong validator: 304 where the
// client has them, ranges where it asks for them, headers alone for HEAD.
func content(etag, mediaType, disposition string, data []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		h := c.Writer.Header()
		h.Set("ETag", `"`+etag+`"`)
		h.Set("Cache-Control", "private, no-cache") // keep it, but ask
		h.Set("Content-Type", mediaType)
		if disposition != "" {
			h.Set("Content-Disposition", disposition)
			h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		}
		http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(data))
	}}
}
