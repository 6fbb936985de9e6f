package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

type requestIDKey struct{}

// requestIDOf returns the id that requestID gave the request, or "".
func requestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// requestID names each request, keeping a proxy's name where it is sane, so
// that an answer can be found in the log.
func (s *server) requestID(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if id == "" || len(id) > 64 || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != "" {
		id = rand.Text()[:16]
	}
	c.Header("X-Request-Id", id)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestIDKey{}, id))
	c.Next()
}

// logged writes one line a request. Paths hold only ids; queries, which may
// hold names and searches, are left out.
func (s *server) logged(c *gin.Context) {
	start := time.Now()
	c.Next()
	s.Log.InfoContext(c.Request.Context(), "request", "method", c.Request.Method, "path", c.Request.URL.Path,
		"who", visitorOf(c.Request.Context()).name, "status", c.Writer.Status(), "bytes", max(0, c.Writer.Size()), "ms", time.Since(start).Milliseconds(),
		"request_id", requestIDOf(c.Request.Context()))
}

// recovered answers a panic with 500 and logs its stack.
func (s *server) recovered(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler {
			panic(r)
		}
		s.Log.ErrorContext(c.Request.Context(), "panic", "value", fmt.Sprint(r), "stack", string(debug.Stack()),
			"request_id", requestIDOf(c.Request.Context()))
		if !c.Writer.Written() {
			s.problem(c, problemFor(codeInternal, "something went wrong inside the service"))
		}
		c.Abort()
	}()
	c.Next()
}

// contentSecurity lets pages use what this service serves and nothing else: no
// inline script or style, no other host, no framing.
const contentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that keep browsers from guessing and framing.
func secured(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentSecurity)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // handlers whose answers may be kept say so
	c.Next()
}

// sameOrigin refuses changes that a page of another site asks a browser for,
// but for the sites of Origins. Programs, which send no word of their origin,
// pass.
func (s *server) sameOrigin() gin.HandlerFunc {
	check := http.NewCrossOriginProtection()
	for _, origin := range s.Access.Origins {
		if err := check.AddTrustedOrigin(origin); err != nil {
			panic(err) // CheckOrigin says it to users
		}
	}
	return func(c *gin.Context) {
		if err := check.Check(c.Request); err != nil {
			s.refuse(c, problemFor(codeCrossSite, "a page of another site may not change anything here"))
			return
		}
		c.Next()
	}
}
