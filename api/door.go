package api

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// Door stands before a service that is not there yet: while the database is
// opened and brought up to date it answers /livez with 204 and all else with
// 503 and Retry-After. Once Open is called it is that service.
type Door struct{ inner atomic.Pointer[http.Handler] }

// Open lets requests through to a service.
func (d *Door) Open(h http.Handler) { d.inner.Store(&h) }

// ServeHTTP implements http.Handler.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := d.inner.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/livez" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	notReady(w, "the service is starting; try again shortly")
}

// notReady answers a probe, outside huma's routes.
func notReady(w http.ResponseWriter, detail string) {
	writeProblem(w, problemFor(codeNotReady, detail))
}

// Health answers /livez and /readyz for a process without an API: ready while
// ping succeeds and stopping has not ended.
func Health(ping func(context.Context) error, stopping context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/livez" {
			if detail := unready(r.Context(), ping, stopping); detail != "" {
				notReady(w, detail)
				return
			}
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// unready says why work cannot be done, or "" when it can. It takes no longer
// than probes wait.
func unready(ctx context.Context, ping func(context.Context) error, stopping context.Context) string {
	if stopping.Err() != nil {
		return "the service is stopping"
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := ping(ctx); err != nil {
		return "the database does not answer"
	}
	return ""
}
