package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"yaodian/api"
	"yaodian/corpus/store"
)

// startGuarded is startSite for a service that asks for tokens, one of each
// role.
func startGuarded(t *testing.T) (s *site, docs *store.Store, tokens map[store.Role]string) {
	t.Helper()
	tokens = map[store.Role]string{}
	s = startSite(t, false, func(o *api.Options) {
		docs = o.Documents.(*store.Store)
		o.Access = api.Access{Mode: api.TokensOnly, Accounts: docs}
	})
	for _, role := range store.Roles {
		secret, _, err := docs.AddToken(context.Background(), "测试"+string(role), role)
		if err != nil {
			t.Fatal(err)
		}
		tokens[role] = secret
	}
	return s, docs, tokens
}

// signIn types a token into the page for it and waits for what comes next.
func (s *site) signIn(token, then string) {
	s.t.Helper()
	s.run(chromedp.SendKeys(chromedp.CSS("#token"), token))
	s.click(".signin button", then)
}

func TestBrowserSignIn(t *testing.T) {
	s, docs, tokens := startGuarded(t)
	s.open("/series")
	s.until(`location.pathname === "/signin" && document.activeElement.id === "token"`)
	s.picture("signin", 1360, 760)
	s.signIn("yd_wrong_token", "#wrong")
	s.picture("signin-wrong", 390, 760)
	s.signIn(tokens[store.Reader], ".serieslist") // back to where the reader wanted
	if got := eval[string](s, `document.cookie`); strings.Contains(got, "session") {
		t.Errorf("script sees the session: %q", got)
	}
	if got := eval[string](s, `document.querySelector(".who").textContent`); !strings.Contains(got, "测试reader") {
		t.Errorf("signed in as %q", got)
	}

	// A reader is offered nothing that readers may not do, and refused it.
	s.open("/")
	if eval[bool](s, `document.querySelector("#drop, #file, #send") !== null`) {
		t.Error("a reader is offered to upload")
	}
	s.picture("home-reader", 1360, 760)
	s.picture("home-reader-narrow", 390, 844)
	if got := eval[string](s, `fetch("/v1/documents?name=a.txt", {method: "POST", body: "云溪市2025年工作要点"}).then(r => r.json()).then(p => p.code)`); got != "forbidden" {
		t.Errorf("a reader's upload: %q", got)
	}
	s.click("a.title", ".panes")
	if eval[bool](s, `document.querySelector("a[href$='/delete']") !== null`) {
		t.Error("a reader is offered to delete")
	}

	// Signing out leaves nothing to see, nor to go back to.
	s.click(".who button", "#token")
	if got := eval[int](s, `fetch("/v1/documents").then(r => r.status)`); got != 401 {
		t.Errorf("after signing out: %d", got)
	}
	s.run(chromedp.NavigateBack())
	s.until(`document.querySelector("#token") !== null`)

	// A writer may.
	s.open("/")
	s.signIn(tokens[store.Writer], "#drop")
	s.click("a.title", "a[href$='/delete']")

	// A token that is revoked ends what its holder has open.
	if _, err := docs.RevokeToken(context.Background(), "测试writer"); err != nil {
		t.Fatal(err)
	}
	s.click("a[href$='/delete']", "#token")
	if n, _, err := docs.List(context.Background(), store.Filter{}); err != nil || len(n) != 2 {
		t.Errorf("%d documents left, %v", len(n), err)
	}
	s.open("/lang/en")
	if got := eval[string](s, `document.querySelector("main").innerText`); strings.ContainsAny(got, "登录令牌") {
		t.Errorf("Chinese left in English: %q", got)
	}
	s.checkForeign()
}

// Signing in needs no script.
func TestBrowserSignInWithoutScript(t *testing.T) {
	s, _, tokens := startGuarded(t)
	send(s, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	s.open("/search")
	s.signIn(tokens[store.Reader], "form.asking")
	s.click(".who button", "#token")
}

// A link on another site leads a reader who is signed in to what it names,
// and another site's form changes nothing.
func TestBrowserFromAnotherSite(t *testing.T) {
	s, docs, tokens := startGuarded(t)
	list, _, err := docs.List(context.Background(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	at := s.base + "/documents/" + list[0].ID
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	other := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<main><a id="link" href="%s">x</a><form method="post" action="%s/delete"><button id="evil">x</button></form></main>`, at, at)
	})}
	done := make(chan error, 1)
	go func() { done <- other.Serve(ln) }()
	t.Cleanup(func() { other.Close(); <-done })
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	elsewhere := "http://localhost:" + port + "/" // another site than 127.0.0.1, to browsers

	s.open("/")
	s.signIn(tokens[store.Admin], "#drop")
	leave := func() {
		s.t.Helper()
		s.run(chromedp.Navigate(elsewhere), chromedp.WaitReady(chromedp.CSS("main")))
	}
	leave()
	s.click("#link", ".panes")
	leave()
	s.click("#evil")
	s.until(`document.body.innerText.includes("cross_site")`)
	if _, err := docs.Get(context.Background(), list[0].ID); err != nil {
		t.Errorf("another site deleted a document: %v", err)
	}
}

// The pages around tokens pass axe-core's rules too.
func TestBrowserSignInAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("%v; `make needs` fetches it", err)
	}
	s, _, tokens := startGuarded(t)
	for _, lang := range []string{"zh", "en"} {
		for _, scheme := range []string{"light", "dark"} {
			s.media("prefers-color-scheme", scheme)
			s.open("/lang/" + lang + "?to=/signin")
			s.checkAxe(axe, "/signin "+lang+" "+scheme)
			s.signIn("yd_wrong_token", "#wrong")
			s.checkAxe(axe, "/signin refused "+lang+" "+scheme)
			s.signIn(tokens[store.Reader], ".list")
			s.checkAxe(axe, "home of a reader "+lang+" "+scheme)
			s.click(".who button", "#token")
		}
	}
}
