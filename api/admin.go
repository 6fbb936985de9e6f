package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"

	"yaodian/corpus/store"
)

// Tokens knows who a secret belongs to; *store.Store does. It fails with
// store.ErrUnauthorized unless the token is in force.
type Tokens interface {
	Authenticate(ctx context.Context, secret string) (store.Token, error)
}

// AdminDoor stands before what those who run a process may ask of it: its
// profiles and measures. On an address of this machine it lets everyone pass
// who comes from there; on another everyone needs an admin's token, sent as to
// the API. Probes of /livez and /readyz always pass.
type AdminDoor struct {
	Inner  http.Handler
	Local  bool // only this machine reaches the address
	tokens atomic.Pointer[Tokens]
}

// Know tells the door who has tokens. Until then nobody passes who needs one.
func (d *AdminDoor) Know(t Tokens) { d.tokens.Store(&t) }

// ServeHTTP implements http.Handler.
func (d *AdminDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/livez" && r.URL.Path != "/readyz" {
		if p := d.refuse(r); p != nil {
			if p.Status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="yaodian"`)
			}
			writeProblem(w, p)
			return
		}
	}
	d.Inner.ServeHTTP(w, r)
}

// refuse says why a request may not pass, or nil.
func (d *AdminDoor) refuse(r *http.Request) *Problem {
	if d.Local {
		if !loopback(r.Host) || forwarded(r) {
			return problemFor(codeElsewhere, "this address is for its own machine only; to ask from elsewhere, let --admin-addr name an address that others reach, and send an admin's token")
		}
		return nil
	}
	tokens := d.tokens.Load()
	if tokens == nil {
		return problemFor(codeNotReady, "the service is starting; try again shortly")
	}
	secret, _ := bearer(r)
	t, err := (*tokens).Authenticate(r.Context(), secret)
	switch {
	case errors.Is(err, store.ErrUnauthorized):
		return problemFor(codeNeedsToken, "this needs an admin's token: send it as Authorization: Bearer TOKEN")
	case err != nil:
		return problemFor(store.CodeUnavailable, "the database does not answer, so that nobody's token can be checked")
	case !t.Role.Allows(store.Admin):
		return problemFor(codeForbidden, "this needs the role admin; the token "+t.Name+" has the role "+string(t.Role))
	}
	return nil
}

// writeProblem answers a request outside the service's own routes.
func writeProblem(w http.ResponseWriter, p *Problem) {
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone; there is no one to tell
}
