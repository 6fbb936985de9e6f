package api

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

// Mode says what those may do who come without a token.
type Mode uint8

const (
	Anyone      Mode = iota // everything, wherever they come from
	ThisMachine             // everything, but they must be on this machine
	TokensOnly              // nothing but what is open to all
)

// Access says who may use a service. The zero value lets anyone do anything
// and keeps no audit log.
type Access struct {
	Mode     Mode
	Accounts Accounts // nil knows no tokens
	// Proxies are believed about whom they forward for (X-Forwarded-For) and
	// whether those came by TLS (X-Forwarded-Proto).
	Proxies []netip.Prefix
	// Origins are those of other sites, such as https://plans.example, whose
	// pages may use the API (CORS); they need a token in every mode.
	Origins []string
	// Rate is how many requests a second each token may ask for, and each
	// address without one unless it is this machine; 0 does not limit. Burst
	// is how many may come at once, 0 for twice Rate.
	Rate  float64
	Burst int
}

// Accounts is what a service needs to know who asks and to keep what they
// did; *store.Store is one. What takes a secret or a token's id fails with
// store.ErrUnauthorized unless the token is in force.
type Accounts interface {
	Authenticate(ctx context.Context, secret string) (store.Token, error)
	InForce(ctx context.Context, id string) (store.Token, error)
	StartSession(ctx context.Context, token string) (secret string, ends time.Time, err error)
	Session(ctx context.Context, secret string) (store.Token, error)
	EndSession(ctx context.Context, secret string) error
	Finish(ctx context.Context, d *store.Deed) error
	Acts(ctx context.Context, f store.ActFilter) (list []store.Act, next string, err error)
}

// open is what an address needs that is for everyone.
const open store.Role = ""

// access says which role each address needs. An address that is not here needs
// an admin, and fails a test.
var access = map[string]store.Role{
	// What must answer before anyone can show a token, and what holds nothing
	// of the corpus.
	"GET /livez":                 open,
	"GET /readyz":                open,
	"GET /openapi.json":          open,
	"GET /openapi.yaml":          open,
	"GET /openapi-3.0.json":      open,
	"GET /openapi-3.0.yaml":      open,
	"GET /docs":                  open,
	"GET /problems/:code":        open,
	"GET /assets/:version/:file": open,
	"GET /favicon.ico":           open,
	"GET /lang/:lang":            open,
	"GET /signin":                open,
	"POST /signin":               open,
	"POST /signout":              open,

	// Looking, and what keeps nothing of an upload.
	"POST /v1/parse":                    store.Reader,
	"POST /v1/diff":                     store.Reader,
	"GET /v1/diff":                      store.Reader,
	"GET /v1/documents":                 store.Reader,
	"GET /v1/documents/:id":             store.Reader,
	"GET /v1/documents/:id/source":      store.Reader,
	"GET /v1/documents/:id/export":      store.Reader,
	"GET /v1/documents/:id/corrections": store.Reader,
	"GET /v1/corrections/gold":          store.Reader,
	"GET /v1/search":                    store.Reader,
	"GET /v1/targets":                   store.Reader,
	"GET /v1/series":                    store.Reader,
	"GET /v1/series/:id":                store.Reader,
	"GET /v1/batches/:id":               store.Reader,
	"GET /v1/batches/:id/documents":     store.Reader,
	"GET /v1/batches/:id/events":        store.Reader,
	"GET /":                             store.Reader,
	"GET /documents/:id":                store.Reader,
	"GET /documents/:id/offices":        store.Reader,
	"GET /documents/:id/corrections":    store.Reader,
	"GET /compare":                      store.Reader,
	"GET /search":                       store.Reader,
	"GET /series":                       store.Reader,
	"GET /series/:id":                   store.Reader,

	// Changing the corpus. Deleting is a writer's, since whoever adds a wrong
	// file must be able to take it out; the audit log tells who did.
	"POST /v1/documents":                         store.Writer,
	"DELETE /v1/documents/:id":                   store.Writer,
	"POST /v1/documents/:id/corrections":         store.Writer,
	"DELETE /v1/documents/:id/corrections/:n":    store.Writer,
	"POST /v1/documents/:id/corrections/:n/redo": store.Writer,
	"POST /v1/batches":                           store.Writer,
	"POST /v1/batches/:id/cancel":                store.Writer,
	"POST /v1/batches/:id/retry":                 store.Writer,
	"POST /upload":                               store.Writer,
	"POST /sample":                               store.Writer,
	"GET /documents/:id/delete":                  store.Writer,
	"POST /documents/:id/delete":                 store.Writer,
	"GET /documents/:id/edit":                    store.Writer,
	"POST /documents/:id/corrections":            store.Writer,
	"POST /documents/:id/corrections/:n/undo":    store.Writer,
	"POST /documents/:id/corrections/:n/redo":    store.Writer,

	// Watching over the service.
	"GET /v1/audit": store.Admin,
	"GET /metrics":  store.Admin,
}

// needs is the role that a route needs, by its method and gin's pattern.
func needs(method, pattern string) store.Role {
	if role, listed := access[method+" "+pattern]; listed {
		return role
	}
	return store.Admin
}

// The names of the ways to say who one is, in the description.
const (
	schemeToken   = "token"
	schemeSession = "session"
)

func securitySchemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		schemeToken: {Type: "http", Scheme: "bearer", BearerFormat: "yd_…",
			Description: "A token that `yaodian token add` made. A service on this machine alone asks for none unless told to."},
		schemeSession: {Type: "apiKey", In: "cookie", Name: sessionCookie,
			Description: "What /signin gives a browser; its name begins with " + hostPrefix + " where the page came by TLS."},
	}
}

// guarded describes which role an operation needs.
func guarded(op *huma.Operation) {
	pattern := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	role := needs(op.Method, pattern)
	if role == open {
		return
	}
	op.Security = []map[string][]string{{schemeToken: {string(role)}}, {schemeSession: {string(role)}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests)
}

// allowed lets a request on to its handler when whoever asks may.
func (s *server) allowed(c *gin.Context) {
	need := needs(c.Request.Method, c.FullPath())
	if need == open || c.FullPath() == "" { // no such address: the router says so
		c.Next()
		return
	}
	v := visitorOf(c.Request.Context())
	switch {
	case v.err != nil:
		s.refuse(c, v.err)
	case v.role == "":
		s.refuse(c, problemFor(codeNeedsToken, "this needs a token: send it as Authorization: Bearer TOKEN, or sign in at /signin"))
	case !v.role.Allows(need):
		s.refuse(c, problemFor(codeForbidden, "this needs the role "+string(need)+"; the token "+v.name+" has the role "+string(v.role)))
	default:
		c.Next()
	}
}

// refuse answers a program with a problem, and a browser that goes from page
// to page with the page that helps on.
func (s *server) refuse(c *gin.Context, err error) {
	if p, ok := s.asProblem(c.Request.Context(), err).(*Problem); ok && p.Status == http.StatusUnauthorized && !browsing(c.Request) {
		challenge := `Bearer realm="yaodian"`
		if c.GetHeader("Authorization") != "" {
			challenge += `, error="invalid_token"`
		}
		c.Header("WWW-Authenticate", challenge)
	} else if ok && p.Status == http.StatusUnauthorized {
		s.toSignIn(c)
		return
	}
	if browsing(c.Request) {
		s.failPage(c, err)
		c.Abort()
		return
	}
	s.problem(c, err)
}

// browsing reports whether a browser wants a page to show. Programs, and
// scripts of the page, ask for anything or for JSON.
func browsing(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// local refuses what did not come straight from this machine to a service that
// asks those on it for nothing. A page of another site whose name its owner
// lets point here (DNS rebinding) names that site as the host; a proxy names
// whom it forwards for.
func (s *server) local(c *gin.Context) {
	if s.Access.Mode == ThisMachine {
		if !loopback(c.Request.Host) {
			s.refuse(c, problemFor(codeElsewhere, "this service is for its own machine only, and was asked for by another name; open it as http://localhost or http://127.0.0.1 with its port"))
			return
		}
		if forwarded(c.Request) {
			s.refuse(c, problemFor(codeElsewhere, "this service is for its own machine only, and a proxy forwards others here; name the proxy with serve --proxy, so that tokens are asked for"))
			return
		}
	}
	c.Next()
}

// loopback reports whether a Host header names the machine that it is read on.
func loopback(host string) bool {
	if h, port, ok := strings.Cut(host, "]"); ok { // [::1]:8080
		host = strings.TrimPrefix(h, "[")
		if port != "" && port[0] != ':' {
			return false
		}
	} else {
		host, _, _ = strings.Cut(host, ":")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
