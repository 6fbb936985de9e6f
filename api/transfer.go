package api

import (
	"mime"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// transferred serves a handler over HTTP's finer points: HEAD for every GET,
// and texts compressed with gzip where the client takes it.
func transferred(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(compressible), gzhttp.SuffixETag(gzipSuffix))
	if err != nil {
		panic(err) // the options are fixed, so every test of the service meets it
	}
	zipped := wrap(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r) { // neither has its end, nor may it wait for a buffer to fill
			h.ServeHTTP(w, r)
			return
		}
		if r.Method == http.MethodHead { // the server drops the body
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		w, r = knownCompressed(w, r)
		zipped(w, r)
	})
}

// isStream tells a request for events.
func isStream(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/v1/batches/") && strings.HasSuffix(r.URL.Path, "/events")
}

// compressible tells the types that gzip makes smaller. Uploads are passed on
// as they are, for clients that ask for ranges.
func compressible(contentType string) bool {
	mt, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch mt {
	case "text/event-stream":
		return false
	case "application/json", "application/problem+json", "application/jsonl", "application/x-ndjson", "application/javascript", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(mt, "text/")
}

// gzipSuffix marks the validator of a compressed answer, which is another
// representation and so must have another strong validator.
const gzipSuffix = "-gzip"

// knownCompressed lets a client ask about a compressed answer that it has, or
// change what it showed: the handlers know validators without the mark. A 304
// gets it back.
func knownCompressed(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request) {
	marked := false
	for _, name := range []string{"If-None-Match", "If-Match"} {
		known := r.Header.Get(name)
		plain := strings.ReplaceAll(known, gzipSuffix+`"`, `"`)
		if plain == known {
			continue
		}
		if !marked {
			r = r.Clone(r.Context())
		}
		r.Header.Set(name, plain)
		marked = true
	}
	if marked {
		w = &markedWriter{w}
	}
	return w, r
}

// markedWriter puts the mark back on the validator of a 304.
type markedWriter struct{ http.ResponseWriter }

func (m *markedWriter) WriteHeader(status int) {
	if etag := m.Header().Get("ETag"); status == http.StatusNotModified && strings.HasSuffix(etag, `"`) {
		m.Header().Set("ETag", strings.TrimSuffix(etag, `"`)+gzipSuffix+`"`)
	}
	m.ResponseWriter.WriteHeader(status)
}

// Unwrap serves http.ResponseController.
func (m *markedWriter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// Flush implements http.Flusher, which routers ask for by type.
func (m *markedWriter) Flush() { _ = http.NewResponseController(m.ResponseWriter).Flush() }
