package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/rs/cors"
)

// CheckOrigin says what is wrong with an entry of Access.Origins.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Scheme+"://"+u.Host != origin {
		return fmt.Errorf("%q is not an origin; write scheme and host alone, as in https://plans.example", origin)
	}
	return nil
}

// crossOrigin lets pages of Origins use the service from their readers'
// browsers (CORS): with a token of their own, never with the reader's session.
func (s *server) crossOrigin(h http.Handler) http.Handler {
	if len(s.Access.Origins) == 0 {
		return h
	}
	return cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(s.Access.Origins, origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders:  []string{"Authorization", "Content-Type", "If-None-Match", "If-Match", "Idempotency-Key", "Last-Event-ID", "Range"},
		ExposedHeaders:  []string{"Location", "ETag", "Retry-After", "X-Request-Id", "Content-Disposition"},
		MaxAge:          600,
	}).Handler(h)
}

// believe sets whose word the router takes for where a request came from.
func (s *server) believe(r *gin.Engine) {
	proxies := make([]string, len(s.Access.Proxies))
	for i, p := range s.Access.Proxies {
		proxies[i] = p.String()
	}
	r.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := r.SetTrustedProxies(proxies); err != nil {
		panic(err) // prefixes that netip wrote are well formed
	}
}
