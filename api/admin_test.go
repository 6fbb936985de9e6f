package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"yaodian/api"
	"yaodian/api/observe"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

// noDatabase is a store of tokens that does not answer.
type noDatabase struct{}

func (noDatabase) Authenticate(context.Context, string) (store.Token, error) {
	return store.Token{}, errors.New("down")
}

// asker sends GET requests to a handler and returns what comes back.
func asker(h http.Handler) func(path, host string, header ...string) answer {
	return func(path, host string, header ...string) answer {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = host
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return answer{w.Code, w.Header(), w.Body.Bytes()}
	}
}

// wantRefusal checks a problem of the administration's, whose requests have no
// ids.
func wantRefusal(t *testing.T, a answer, status int, code string) {
	t.Helper()
	var p api.Problem
	decode(t, a, &p)
	if a.status != status || p.Status != status || string(p.Code) != code || p.Detail == "" || a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %d %v %s, want %d %s", a.status, a.header, a.body, status, code)
	}
}

func operations() http.Handler {
	return observe.Admin(observe.NewMeter("test"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
}

// On an address that others reach, only an admin's token opens profiles and
// measures; probes are for all.
func TestAdminAddressAsksForAToken(t *testing.T) {
	ctx := context.Background()
	s := storetest.Open(t, filepath.Join(t.TempDir(), "a.db"))
	secrets := map[store.Role]string{}
	for _, role := range store.Roles {
		secret, _, err := s.AddToken(ctx, "test "+string(role), role)
		if err != nil {
			t.Fatal(err)
		}
		secrets[role] = secret
	}
	door := &api.AdminDoor{Inner: operations()}
	ask := asker(door)
	admin := []string{"Authorization", "Bearer " + secrets[store.Admin]}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/goroutine", "/debug/pprof/symbol", "/none"} {
		a := ask(path, "10.0.0.1:9090", admin...)
		wantRefusal(t, a, 503, "not_ready")
		if a.header.Get("Retry-After") == "" {
			t.Error("no Retry-After before it is known who has tokens")
		}
	}
	door.Know(s)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/goroutine", "/debug/pprof/symbol"} {
		for _, host := range []string{"10.0.0.1:9090", "localhost:9090"} { // whatever name it is asked by
			for _, auth := range []string{"", "Bearer ", "Bearer yd_x_y", "Basic dTpw", secrets[store.Admin], "Bearer " + secrets[store.Admin] + "x"} {
				a := ask(path, host, "Authorization", auth)
				wantRefusal(t, a, 401, "unauthorized")
				if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer ") {
					t.Error(a.header)
				}
			}
			for _, role := range []store.Role{store.Reader, store.Writer} {
				wantRefusal(t, ask(path, host, "Authorization", "Bearer "+secrets[role]), 403, "forbidden")
			}
			if a := ask(path, host, admin...); a.status != 200 || len(a.body) == 0 {
				t.Errorf("%s with an admin's token: %d", path, a.status)
			}
		}
	}
	for _, path := range []string{"/livez", "/readyz"} {
		if a := ask(path, "10.0.0.1:9090"); a.status != 204 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if _, err := s.RevokeToken(ctx, "test admin"); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, ask("/metrics", "10.0.0.1:9090", admin...), 401, "unauthorized")
	door.Know(noDatabase{})
	wantRefusal(t, ask("/metrics", "10.0.0.1:9090", admin...), 503, "store_unavailable")
}

// On an address of its own machine it asks for nothing, and answers neither
// pages of names that lead here nor proxies.
func TestAdminAddressOfThisMachine(t *testing.T) {
	ask := asker(&api.AdminDoor{Inner: operations(), Local: true})
	for _, path := range []string{"/metrics", "/debug/pprof/goroutine"} {
		for _, host := range []string{"127.0.0.1:9090", "localhost:9090", "[::1]:9090"} {
			if a := ask(path, host); a.status != 200 {
				t.Errorf("%s of %s: %d", path, host, a.status)
			}
		}
		for _, host := range []string{"evil.example:9090", "10.0.0.1:9090", "127.0.0.1.evil.example"} {
			wantRefusal(t, ask(path, host), 421, "not_this_machine")
		}
		wantRefusal(t, ask(path, "127.0.0.1:9090", "X-Forwarded-For", "10.0.0.1"), 421, "not_this_machine")
	}
	if a := ask("/livez", "evil.example"); a.status != 204 {
		t.Errorf("/livez: %d", a.status)
	}
}
