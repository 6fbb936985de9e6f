package api_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"yaodian/api"
	"yaodian/corpus/store"
)

// signing posts a token to the sign-in page.
func (g *guarded) signing(token, to string, header ...string) answer {
	g.t.Helper()
	return g.ask("", "POST", "/signin", strings.NewReader(url.Values{"token": {token}, "to": {to}}.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"}, header...)...)
}

func TestSignIn(t *testing.T) {
	g := guard(t, nil)
	// A browser without a session is led to the page and back.
	a := g.ask("", "GET", "/documents/x?y=1&z=2", nil, "Accept", "text/html")
	if to := a.header.Get("Location"); a.status != 303 || to != "/signin?to="+url.QueryEscape("/documents/x?y=1&z=2") {
		t.Errorf("%d %s", a.status, to)
	}
	a = g.ask("", "GET", a.header.Get("Location"), nil, "Accept", "text/html")
	if a.status != 200 || !strings.Contains(string(a.body), `name="to" value="/documents/x?y=1&amp;z=2"`) || strings.Contains(string(a.body), `action="/signout"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	a = g.signing(" "+g.tokens[store.Reader]+"\n", "/series")
	set := a.header.Get("Set-Cookie")
	if a.status != 303 || a.header.Get("Location") != "/series" || !strings.HasPrefix(set, "yaodian_session=") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Expires="} {
		if !strings.Contains(set, want) {
			t.Errorf("the cookie lacks %s: %s", want, set)
		}
	}
	if strings.Contains(set, "Secure") || strings.Contains(set, "Domain") || strings.Contains(set, g.tokens[store.Reader]) {
		t.Errorf("cookie %s", set)
	}
	name, value := cookie(t, a)
	session := name + "=" + value

	// A reader sees the page without what only writers may use.
	home := g.ask("", "GET", "/", nil, "Cookie", session, "Accept", "text/html")
	if home.status != 200 || !strings.Contains(string(home.body), "test reader") || strings.Contains(string(home.body), `id="drop"`) || home.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", home.status, home.header, home.body)
	}
	doc := g.ask(store.Writer, "POST", "/v1/documents?name=a.txt", strings.NewReader(notice)).header.Get("Location")
	at := strings.TrimPrefix(doc, "/v1")
	if p := g.ask("", "GET", at, nil, "Cookie", session); p.status != 200 || strings.Contains(string(p.body), at+"/delete") {
		t.Errorf("a reader is offered to delete: %d", p.status)
	}
	writer := g.signIn(store.Writer)
	if p := g.ask("", "GET", at, nil, "Cookie", writer); !strings.Contains(string(p.body), at+"/delete") {
		t.Error("a writer is not offered to delete")
	}
	if p := g.ask("", "GET", "/", nil, "Cookie", writer); !strings.Contains(string(p.body), `id="drop"`) {
		t.Error("a writer is not offered to upload")
	}
	// What they try all the same is refused, as a page.
	if p := g.ask("", "POST", at+"/delete", nil, "Cookie", session, "Accept", "text/html"); p.status != 403 || !strings.Contains(string(p.body), "<html") || !strings.Contains(string(p.body), "forbidden") {
		t.Errorf("%d %s", p.status, p.body)
	}
	// A token in a cookie and a session in a header open nothing.
	wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Cookie", "yaodian_session="+g.tokens[store.Admin]), 401, "unauthorized")
	wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Authorization", "Bearer "+value), 401, "unauthorized")

	out := g.ask("", "POST", "/signout", nil, "Cookie", session)
	if c := out.header.Get("Set-Cookie"); out.status != 303 || !strings.Contains(c, "Max-Age=0") {
		t.Errorf("%d %s", out.status, c)
	}
	wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Cookie", session), 401, "unauthorized")
}

func TestSignInRefuses(t *testing.T) {
	g := guard(t, nil)
	for _, wrong := range []string{"", "yd_x_y", g.tokens[store.Admin] + "x", strings.Repeat("x", 64<<10)} {
		a := g.signing(wrong, "/")
		if a.status != 401 || a.header.Get("Set-Cookie") != "" || !strings.Contains(string(a.body), `id="wrong"`) {
			t.Errorf("%.20q: %d", wrong, a.status)
		}
		if wrong != "" && strings.Contains(string(a.body), wrong) {
			t.Error("the page repeats what was typed in")
		}
	}
	for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "javascript:alert(1)", "/a\r\nSet-Cookie: x=y"} {
		if at := g.signing(g.tokens[store.Reader], to).header.Get("Location"); at != "/" {
			t.Errorf("signing in leads from %q to %q", to, at)
		}
	}
	// Another site signs nobody in, under an account of its own, and nobody out.
	a := g.signing(g.tokens[store.Reader], "/", "Sec-Fetch-Site", "cross-site")
	if a.status != 403 || a.header.Get("Set-Cookie") != "" {
		t.Errorf("%d %v", a.status, a.header)
	}
}

// Links on other sites lead in, although browsers keep back a strict cookie at
// first.
func TestArrivingFromElsewhere(t *testing.T) {
	g := guard(t, nil)
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Referer", "https://mail.example/inbox"}} {
		a := g.ask("", "GET", `/search?q="><script>`, nil, append(header, "Accept", "text/html")...)
		if to := a.header.Get("Refresh"); a.status != 200 || to != `0; url=/search?q=%22%3E%3Cscript%3E` && to != `0; url=/search?q="><script>` {
			t.Errorf("%v: %d %q", header, a.status, to)
		}
		if strings.Contains(string(a.body), "<script>") {
			t.Errorf("%s", a.body)
		}
	}
	for _, header := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Referer", g.base + "/"}, {}} {
		if a := g.ask("", "GET", "/search", nil, append(header, "Accept", "text/html")...); a.status != 303 {
			t.Errorf("%v: %d", header, a.status)
		}
	}
}

// By TLS, and only then, the cookie is for TLS alone; a proxy's word for it
// counts where the proxy is known.
func TestSecureCookie(t *testing.T) {
	for _, c := range []struct {
		proxies string
		forward string
		secure  bool
	}{{"", "https", false}, {"127.0.0.0/8", "https", true}, {"127.0.0.0/8", "http", false}, {"127.0.0.0/8", "", false}, {"10.0.0.0/8", "https", false}} {
		g := guard(t, func(o *api.Options) {
			if c.proxies != "" {
				o.Access.Proxies = []netip.Prefix{netip.MustParsePrefix(c.proxies)}
			}
		})
		a := g.signing(g.tokens[store.Reader], "/", "X-Forwarded-Proto", c.forward)
		name, value := cookie(t, a)
		if strings.Contains(a.header.Get("Set-Cookie"), "; Secure") != c.secure || strings.HasPrefix(name, "__Host-") != c.secure {
			t.Errorf("%+v: %s", c, a.header.Get("Set-Cookie"))
		}
		if a := g.ask("", "GET", "/v1/documents", nil, "Cookie", name+"="+value, "X-Forwarded-Proto", c.forward); a.status != 200 {
			t.Errorf("%+v: %d with the session", c, a.status)
		}
	}
}

// Without tokens the service answers its own machine alone: neither pages of
// names that lead here (DNS rebinding) nor proxies that nobody told it of.
func TestThisMachineAlone(t *testing.T) {
	g := guard(t, func(o *api.Options) { o.Access.Mode = api.ThisMachine })
	for host, status := range map[string]int{"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1:1": 200, "127.1.2.3": 200, "[::1]:8080": 200, "[::1]": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example": 421, "10.0.0.1:8080": 421, "[::1].evil.example": 421, "[::2]:80": 421} {
		if a := g.ask("", "GET", "/v1/documents", nil, "Host", host); a.status != status {
			t.Errorf("%s: %d, want %d", host, a.status, status)
		}
	}
	for _, header := range []string{"X-Forwarded-For", "Forwarded"} {
		wantProblem(t, g.ask("", "GET", "/v1/documents", nil, header, "for=10.0.0.1"), 421, "not_this_machine")
	}
	// Who shows a token is held to it.
	wantProblem(t, g.ask(store.Reader, "DELETE", "/v1/documents/"+strings.Repeat("0", 64), nil), 403, "forbidden")
	wantProblem(t, g.ask("", "DELETE", "/v1/documents/"+strings.Repeat("0", 64), nil), 404, "not_found")
	wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Authorization", "Bearer yd_x_y"), 401, "unauthorized")
	if a := g.ask("", "GET", "/v1/documents", nil, "Authorization", "Basic dTpw"); a.status != 200 {
		t.Errorf("another's password: %d", a.status)
	}
}

// Pages of other sites are let in where they are named, with a token, and the
// reader's session does not count for them.
func TestOtherSites(t *testing.T) {
	const site = "https://plans.example"
	for _, mode := range []api.Mode{api.TokensOnly, api.ThisMachine} {
		g := guard(t, func(o *api.Options) { o.Access.Mode, o.Access.Origins = mode, []string{site} })
		a := g.ask("", "OPTIONS", "/v1/documents", nil, "Origin", site, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		if a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != site || a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("preflight: %d %v", a.status, a.header)
		}
		if a := g.ask(store.Writer, "POST", "/v1/documents?name=a.txt", strings.NewReader(notice), "Origin", site, "Sec-Fetch-Site", "cross-site"); a.status != 201 || a.header.Get("Access-Control-Allow-Origin") != site {
			t.Errorf("a page with a token: %d %v", a.status, a.header)
		}
		session := g.signIn(store.Admin)
		for _, method := range []string{"GET", "POST"} {
			wantProblem(t, g.ask("", method, "/v1/documents?name=b.txt", strings.NewReader(notice), "Origin", site, "Cookie", session, "Sec-Fetch-Site", "cross-site"), 401, "unauthorized")
		}
		other := g.ask(store.Reader, "GET", "/v1/documents", nil, "Origin", "https://plans.example.evil.example")
		if other.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("another site may read: %v", other.header)
		}
		wantProblem(t, g.ask(store.Writer, "POST", "/v1/documents", strings.NewReader(notice), "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, "cross_site")
	}
	for origin, ok := range map[string]bool{site: true, "http://10.0.0.1:8080": true, "*": false, "null": false, "": false, "plans.example": false, site + "/": false, "ftp://x": false, "https://": false} {
		if err := api.CheckOrigin(origin); (err == nil) != ok {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

// Each page of the service runs nothing that stands in it.
func TestNoInlineScript(t *testing.T) {
	g := guard(t, nil)
	for _, path := range []string{"/", "/signin", "/search", "/compare", "/series", "/docs", "/problems/forbidden", "/nowhere"} {
		a := g.ask(store.Writer, "GET", path, nil, "Accept", "text/html")
		csp := a.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, csp)
		}
		body := strings.ToLower(string(a.body))
		for _, bad := range []string{"<script>", "onclick=", "onload=", "onsubmit=", " style=", "javascript:"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s %q", path, name, got)
			}
		}
	}
}

func TestAudit(t *testing.T) {
	g := guard(t, nil)
	a := g.ask(store.Writer, "POST", "/v1/documents?name=secretname.txt", strings.NewReader(notice))
	id := strings.TrimPrefix(a.header.Get("Location"), "/v1/documents/")
	g.ask(store.Reader, "GET", "/v1/documents/"+id, nil)
	g.ask(store.Reader, "POST", "/v1/parse", strings.NewReader(notice))
	g.ask(store.Reader, "DELETE", "/v1/documents/"+id, nil)
	g.ask("", "DELETE", "/v1/documents/"+id, nil)
	session := g.signIn(store.Admin)
	g.ask("", "POST", "/documents/"+id+"/delete", nil, "Cookie", session)
	g.ask("", "POST", "/v1/batches?name=x.zip", strings.NewReader("no archive"), "Cookie", session)
	g.ask("", "POST", "/signout", nil, "Cookie", session)

	list := g.ask(store.Admin, "GET", "/v1/audit", nil)
	var got struct{ Acts []store.Act }
	decode(t, list, &got)
	var lines []string
	for _, act := range got.Acts {
		line := act.Who + " " + act.Action
		if act.Object != nil {
			line += map[bool]string{true: " it", false: " other"}[*act.Object == id]
		}
		if act.Status == nil || act.Token == nil || act.Request == nil || act.At.IsZero() {
			t.Errorf("incomplete: %+v", act)
			continue
		}
		b, _ := json.Marshal(*act.Status)
		lines = append(lines, line+" "+string(b))
	}
	want := []string{"test admin POST /signout 303", "test admin POST /v1/batches other 202", "test admin POST /documents/:id/delete it 303", "test admin POST /signin 303",
		"test reader DELETE /v1/documents/:id it 403", "test writer POST /v1/documents it 201"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	for _, secret := range []string{"yd_", "secretname", "节水", session[strings.Index(session, "=")+1:]} {
		if strings.Contains(string(list.body), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	decode(t, g.ask(store.Admin, "GET", "/v1/audit?object="+id+"&who="+url.QueryEscape("test writer"), nil), &got)
	if len(got.Acts) != 1 || got.Acts[0].Action != "POST /v1/documents" {
		t.Errorf("%+v", got.Acts)
	}
	decode(t, g.ask(store.Admin, "GET", "/v1/audit?to=2001-01-01T00:00:00Z", nil), &got)
	if len(got.Acts) != 0 {
		t.Errorf("%+v", got.Acts)
	}
	wantProblem(t, g.ask(store.Admin, "GET", "/v1/audit?from=yesterday", nil), 422, "invalid_request")
	wantProblem(t, g.ask(store.Admin, "GET", "/v1/audit?cursor=x", nil), 400, "bad_cursor")
}

// Those without a token are told apart by where they are.
func TestAuditWithoutTokens(t *testing.T) {
	for _, c := range []struct {
		mode    api.Mode
		proxy   string
		forward string
		who     string
	}{{api.ThisMachine, "127.0.0.1/32", "", "local"}, {api.Anyone, "127.0.0.1/32", "", "local"}, {api.Anyone, "127.0.0.1/32", "192.0.2.7", "anonymous"},
		{api.Anyone, "10.0.0.0/8", "192.0.2.7", "anonymous"}} {
		g := guard(t, func(o *api.Options) {
			o.Access.Mode, o.Access.Proxies = c.mode, []netip.Prefix{netip.MustParsePrefix(c.proxy)}
		})
		header := []string{}
		if c.forward != "" {
			header = []string{"X-Forwarded-For", c.forward}
		}
		if a := g.ask("", "POST", "/v1/documents?name=a.txt", strings.NewReader(notice), header...); a.status != 201 {
			t.Fatalf("%+v: %d", c, a.status)
		}
		acts, _, err := g.store.Acts(context.Background(), store.ActFilter{})
		if err != nil || len(acts) != 1 || acts[0].Who != c.who || acts[0].Token != nil {
			t.Errorf("%+v: %+v %v", c, acts, err)
		}
	}
}

// noLog is a store whose audit log does not take how deeds end.
type noLog struct{ *store.Store }

func (noLog) Finish(context.Context, *store.Deed) error { return io.ErrShortWrite }

// An end that cannot be written is not lost: the service's own log has it.
func TestAuditThatFails(t *testing.T) {
	var log strings.Builder
	g := guard(t, func(o *api.Options) {
		o.Access.Accounts = noLog{o.Documents.(*store.Store)}
		o.Log = jsonLog(&log)
	})
	a := g.ask(store.Writer, "POST", "/v1/documents?name=a.txt", strings.NewReader(notice))
	if a.status != 201 {
		t.Fatal(a.status)
	}
	g.ask("", "GET", "/livez", nil)
	// Of what it changed there is a line in any case, if without the answer.
	acts, _, err := g.store.Acts(context.Background(), store.ActFilter{})
	if err != nil || len(acts) != 1 || acts[0].Object == nil || "/v1/documents/"+*acts[0].Object != a.header.Get("Location") || acts[0].Status != nil || acts[0].Request == nil {
		t.Errorf("%+v, %v", acts, err)
	}
	if !strings.Contains(log.String(), `"msg":"the audit log cannot be written"`) || !strings.Contains(log.String(), `"who":"test writer"`) || strings.Contains(log.String(), g.tokens[store.Writer]) {
		t.Errorf("%s", log.String())
	}
}

func TestRateLimit(t *testing.T) {
	// So slow a rate that the test sees nothing of it but the burst.
	g := guard(t, func(o *api.Options) {
		o.Access.Rate, o.Access.Burst = 1e-3, 3
		o.Access.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	})
	burst := func(role store.Role, path string, header ...string) (got [5]int, last answer) {
		for i := range got {
			last = g.ask(role, "GET", path, nil, header...)
			got[i] = last.status
		}
		return got, last
	}
	got, last := burst(store.Reader, "/v1/series")
	if got != [5]int{200, 200, 200, 429, 429} {
		t.Errorf("a token: %v", got)
	}
	wantProblem(t, last, 429, "too_many_requests")
	if wait := last.header.Get("Retry-After"); len(wait) < 3 || len(wait) > 4 {
		t.Errorf("Retry-After %q, want about a thousand seconds", wait)
	}
	if got, _ := burst(store.Writer, "/v1/series"); got[0] != 200 {
		t.Errorf("another token: %v", got)
	}
	// Without a token each address counts, of IPv6 each network.
	for _, c := range []struct {
		from string
		want [5]int
	}{{"192.0.2.1", [5]int{401, 401, 401, 429, 429}}, {"192.0.2.2", [5]int{401, 401, 401, 429, 429}}, {"2001:db8::1", [5]int{401, 401, 401, 429, 429}}, {"2001:db8::2", [5]int{429, 429, 429, 429, 429}},
		{"192.0.2.1, 192.0.2.2", [5]int{429, 429, 429, 429, 429}}} { // only what the proxy itself saw counts
		if got, _ := burst("", "/v1/series", "X-Forwarded-For", c.from, "Authorization", "Bearer yd_x_y"); got != c.want {
			t.Errorf("from %s: %v, want %v", c.from, got, c.want)
		}
	}
	if got, _ := burst("", "/livez", "X-Forwarded-For", "192.0.2.1"); got != [5]int{204, 204, 204, 204, 204} {
		t.Errorf("health: %v", got)
	}
	if a := g.ask("", "GET", "/", nil, "X-Forwarded-For", "192.0.2.1", "Accept", "text/html"); a.status != 429 || !strings.Contains(string(a.body), "<html") || a.header.Get("Retry-After") == "" {
		t.Errorf("a browser: %d %v", a.status, a.header)
	}
}

// This machine without a token may ask for as much as it likes.
func TestNoRateLimitOnThisMachine(t *testing.T) {
	g := guard(t, func(o *api.Options) { o.Access.Mode, o.Access.Rate, o.Access.Burst = api.ThisMachine, 1e-3, 1 })
	for range 5 {
		if a := g.ask("", "GET", "/v1/series", nil); a.status != http.StatusOK {
			t.Error(a.status)
		}
	}
}
