package api

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

// visitor is who sent a request. Without a role they may see only what is
// open; err says why, where a token was sent that opens nothing.
type visitor struct {
	name    string
	token   string // its id
	role    store.Role
	session bool // signed in on the page
	err     error
}

type visitorKey struct{}

// visitorOf returns who sent the request.
func visitorOf(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

func setVisitor(c *gin.Context, v visitor) {
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), visitorKey{}, v))
}

// identified finds out who sent a request; allowed decides what they may.
func (s *server) identified(c *gin.Context) {
	v, err := s.whoAsks(c)
	if err != nil { // the database's trouble is no fault of theirs
		s.refuse(c, err)
		return
	}
	setVisitor(c, v)
	c.Next()
}

func (s *server) whoAsks(c *gin.Context) (visitor, error) {
	ctx := c.Request.Context()
	foreign := s.foreign(c.Request)
	if secret, ok := bearer(c.Request); ok && s.Access.Accounts != nil {
		t, err := s.Access.Accounts.Authenticate(ctx, secret)
		if errors.Is(err, store.ErrUnauthorized) {
			return visitor{err: err}, nil
		}
		return visitor{name: t.Name, token: t.ID, role: t.Role}, err
	}
	if cookie, err := c.Request.Cookie(s.cookieName(c)); err == nil && s.Access.Accounts != nil && !foreign {
		t, err := s.Access.Accounts.Session(ctx, cookie.Value)
		if !errors.Is(err, store.ErrUnauthorized) {
			return visitor{name: t.Name, token: t.ID, role: t.Role, session: true}, err
		}
	}
	if s.Access.Mode == TokensOnly || foreign {
		return visitor{}, nil
	}
	v := visitor{name: store.WhoAnyone, role: store.Admin}
	// A proxy on this machine that nobody told of still says that it is one.
	if ip, err := netip.ParseAddr(c.ClientIP()); err == nil && ip.IsLoopback() && !forwarded(c.Request) {
		v.name = store.WhoLocal
	}
	return v, nil
}

// forwarded reports whether a proxy passed a request on.
func forwarded(r *http.Request) bool {
	return r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
}

// bearer returns the token of an Authorization header. Other schemes are for
// others, such as a proxy that asks for passwords.
func bearer(r *http.Request) (string, bool) {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(secret), true
}

// foreign reports whether a page of another site, one of Origins, asks. The
// cookie of this site's own page says nothing about it.
func (s *server) foreign(r *http.Request) bool {
	return slices.Contains(s.Access.Origins, r.Header.Get("Origin"))
}

// still reports whether the token of a request is in force yet, for answers
// that go on for long.
func (s *server) still(ctx context.Context) bool {
	v := visitorOf(ctx)
	if v.token == "" {
		return true
	}
	_, err := s.Access.Accounts.InForce(ctx, v.token)
	return err == nil
}

// Names of the cookie that holds a session. By TLS the prefix makes browsers
// take it from this host alone.
const (
	sessionCookie = "yaodian_session"
	hostPrefix    = "__Host-"
)

// byTLS reports whether the browser's own connection is encrypted.
func (s *server) byTLS(c *gin.Context) bool {
	if c.Request.TLS != nil {
		return true
	}
	peer, err := netip.ParseAddr(c.RemoteIP())
	return err == nil && c.GetHeader("X-Forwarded-Proto") == "https" &&
		slices.ContainsFunc(s.Access.Proxies, func(p netip.Prefix) bool { return p.Contains(peer.Unmap()) })
}

func (s *server) cookieName(c *gin.Context) string {
	if s.byTLS(c) {
		return hostPrefix + sessionCookie
	}
	return sessionCookie
}

func (s *server) setCookie(c *gin.Context, value string, ends time.Time) {
	cookie := &http.Cookie{Name: s.cookieName(c), Value: value, Path: "/", Expires: ends, Secure: s.byTLS(c), HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}

// signIn gives a browser a session for the token that its reader typed in.
func (s *server) signIn(c *gin.Context, secret string) error {
	if s.Access.Accounts == nil {
		return problemFor(codeNotFound, "this service knows no tokens")
	}
	ctx := c.Request.Context()
	t, err := s.Access.Accounts.Authenticate(ctx, strings.TrimSpace(secret))
	if err != nil {
		return err
	}
	v := visitor{name: t.Name, token: t.ID, role: t.Role, session: true}
	if d := store.DeedOf(ctx); d != nil {
		sign(d, v)
	}
	value, ends, err := s.Access.Accounts.StartSession(ctx, t.ID)
	if err != nil {
		return err
	}
	s.setCookie(c, value, ends)
	setVisitor(c, v)
	return nil
}

func (s *server) signOut(c *gin.Context) error {
	cookie, err := c.Request.Cookie(s.cookieName(c))
	if err != nil || s.Access.Accounts == nil {
		return nil
	}
	s.setCookie(c, "", time.Time{})
	return s.Access.Accounts.EndSession(c.Request.Context(), cookie.Value)
}

// toSignIn leads a browser to the page for signing in, and from there back.
func (s *server) toSignIn(c *gin.Context) {
	c.Abort()
	to := "/"
	if c.Request.Method == http.MethodGet {
		to = c.Request.URL.RequestURI()
		if s.arrived(c) {
			// A link on another site led here, and browsers then keep back a
			// cookie that is SameSite=Strict. One step of our own brings it.
			c.Header("Refresh", "0; url="+to)
			c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(`<!doctype html><meta charset="utf-8"><title>要点</title><a href="`+html.EscapeString(to)+`">…</a>`))
			return
		}
	}
	c.Redirect(http.StatusSeeOther, "/signin?to="+url.QueryEscape(to))
}

// arrived reports whether a page of another site led a browser here.
func (s *server) arrived(c *gin.Context) bool {
	if site := c.GetHeader("Sec-Fetch-Site"); site != "" {
		return site == "cross-site"
	}
	from, err := url.Parse(c.GetHeader("Referer"))
	return err == nil && from.Host != "" && from.Host != c.Request.Host
}
