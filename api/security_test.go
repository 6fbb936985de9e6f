package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"yaodian/api"
	"yaodian/corpus/store"
)

// guarded is a service that asks for tokens, with a token of each role.
type guarded struct {
	t      *testing.T
	base   string
	store  *store.Store
	tokens map[store.Role]string
	routes gin.RoutesInfo
}

func guard(t *testing.T, change func(*api.Options)) *guarded {
	t.Helper()
	g := &guarded{t: t, tokens: map[store.Role]string{}}
	g.base = serve(t, func(o *api.Options) {
		g.store = o.Documents.(*store.Store)
		o.Access = api.Access{Mode: api.TokensOnly, Accounts: g.store}
		if change != nil {
			change(o)
		}
		if r, ok := api.New(*o).(interface{ Routes() gin.RoutesInfo }); ok {
			g.routes = r.Routes()
		}
	})
	for _, role := range store.Roles {
		secret, _, err := g.store.AddToken(context.Background(), "test "+string(role), role)
		if err != nil {
			t.Fatal(err)
		}
		g.tokens[role] = secret
	}
	return g
}

// ask sends a request with a role's token, or none for "", and headers in
// pairs.
func (g *guarded) ask(role store.Role, method, path string, body io.Reader, header ...string) answer {
	g.t.Helper()
	req, err := http.NewRequest(method, g.base+path, body)
	if err != nil {
		g.t.Fatal(err)
	}
	if role != "" {
		req.Header.Set("Authorization", "Bearer "+g.tokens[role])
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	return do(g.t, req)
}

// signIn returns the cookie, as a browser sends it, of a role's session.
func (g *guarded) signIn(role store.Role, header ...string) string {
	g.t.Helper()
	a := g.ask("", "POST", "/signin", strings.NewReader(url.Values{"token": {g.tokens[role]}}.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
	if a.status != http.StatusSeeOther {
		g.t.Fatalf("signing in: %d %s", a.status, a.body)
	}
	name, value := cookie(g.t, a)
	return name + "=" + value
}

// cookie returns the name and value of the one cookie that an answer sets.
func cookie(t *testing.T, a answer) (name, value string) {
	t.Helper()
	set := (&http.Response{Header: a.header}).Cookies()
	if len(set) != 1 {
		t.Fatalf("cookies: %v", set)
	}
	return set[0].Name, set[0].Value
}

// matrix says for every route which status those get who come without a token,
// with a reader's, a writer's and an admin's, and a page of another site that
// uses the session of an admin's browser. In a path, DOC, SERIES and BATCH
// stand for what exists, NEW, CORRECTED and UNDONE for a document of this request alone.
var matrix = map[string]struct{ path, body, want string }{
	"GET /livez":                 {"/livez", "", "204 204 204 204 204"},
	"GET /readyz":                {"/readyz", "", "204 204 204 204 204"},
	"GET /openapi.json":          {"/openapi.json", "", "200 200 200 200 200"},
	"GET /openapi.yaml":          {"/openapi.yaml", "", "200 200 200 200 200"},
	"GET /openapi-3.0.json":      {"/openapi-3.0.json", "", "200 200 200 200 200"},
	"GET /openapi-3.0.yaml":      {"/openapi-3.0.yaml", "", "200 200 200 200 200"},
	"GET /docs":                  {"/docs", "", "200 200 200 200 200"},
	"GET /problems/:code":        {"/problems/unauthorized", "", "200 200 200 200 200"},
	"GET /assets/:version/:file": {"/assets/0/app.css", "", "200 200 200 200 200"},
	"GET /favicon.ico":           {"/favicon.ico", "", "301 301 301 301 301"},
	"GET /lang/:lang":            {"/lang/en", "", "303 303 303 303 303"},
	"GET /signin":                {"/signin", "", "200 200 200 200 200"},
	"POST /signin":               {"/signin", "token=none", "401 401 401 401 403"},
	"POST /signout":              {"/signout", "", "303 303 303 303 403"},

	"POST /v1/parse":                    {"/v1/parse?name=a.txt", notice, "401 200 200 200 403"},
	"POST /v1/diff":                     {"/v1/diff", "FORM", "401 200 200 200 403"},
	"GET /v1/diff":                      {"/v1/diff?old=DOC&new=DOC", "", "401 200 200 200 200"},
	"GET /v1/documents":                 {"/v1/documents", "", "401 200 200 200 200"},
	"GET /v1/documents/:id":             {"/v1/documents/DOC", "", "401 200 200 200 200"},
	"GET /v1/documents/:id/source":      {"/v1/documents/DOC/source", "", "401 200 200 200 200"},
	"GET /v1/documents/:id/export":      {"/v1/documents/DOC/export?format=csv", "", "401 200 200 200 200"},
	"GET /v1/documents/:id/corrections": {"/v1/documents/DOC/corrections", "", "401 200 200 200 200"},
	"GET /v1/corrections/gold":          {"/v1/corrections/gold", "", "401 200 200 200 200"},
	"GET /v1/search":                    {"/v1/search?q=x", "", "401 200 200 200 200"},
	"GET /v1/targets":                   {"/v1/targets", "", "401 200 200 200 200"},
	"GET /v1/series":                    {"/v1/series", "", "401 200 200 200 200"},
	"GET /v1/series/:id":                {"/v1/series/SERIES", "", "401 200 200 200 200"},
	"GET /v1/batches/:id":               {"/v1/batches/BATCH", "", "401 200 200 200 200"},
	"GET /v1/batches/:id/documents":     {"/v1/batches/BATCH/documents", "", "401 200 200 200 200"},
	"GET /v1/batches/:id/events":        {"/v1/batches/BATCH/events", "", "401 200 200 200 200"},
	"GET /":                             {"/", "", "401 200 200 200 200"},
	"GET /documents/:id":                {"/documents/DOC", "", "401 200 200 200 200"},
	"GET /documents/:id/offices":        {"/documents/DOC/offices", "", "401 200 200 200 200"},
	"GET /documents/:id/corrections":    {"/documents/DOC/corrections", "", "401 303 303 303 303"},
	"GET /compare":                      {"/compare", "", "401 200 200 200 200"},
	"GET /search":                       {"/search", "", "401 200 200 200 200"},
	"GET /series":                       {"/series", "", "401 200 200 200 200"},
	"GET /series/:id":                   {"/series/SERIES", "", "401 200 200 200 200"},

	"POST /v1/documents":                         {"/v1/documents?name=a.txt", "UNIQUE", "401 403 201 201 403"},
	"DELETE /v1/documents/:id":                   {"/v1/documents/NEW", "", "401 403 204 204 403"},
	"POST /v1/documents/:id/corrections":         {"/v1/documents/NEW/corrections", "CORRECTION", "401 403 201 201 403"},
	"DELETE /v1/documents/:id/corrections/:n":    {"/v1/documents/CORRECTED/corrections/last", "", "401 403 200 200 403"},
	"POST /v1/documents/:id/corrections/:n/redo": {"/v1/documents/UNDONE/corrections/1/redo", "", "401 403 200 200 403"},
	"POST /v1/batches":                           {"/v1/batches?name=a.txt", notice, "401 403 202 202 403"},
	"POST /v1/batches/:id/cancel":                {"/v1/batches/BATCH/cancel", "", "401 403 200 200 403"},
	"POST /v1/batches/:id/retry":                 {"/v1/batches/BATCH/retry", "", "401 403 200 200 403"},
	"POST /upload":                               {"/upload", "FORM", "401 403 303 303 403"},
	"GET /documents/:id/delete":                  {"/documents/DOC/delete", "", "401 403 200 200 200"},
	"POST /documents/:id/delete":                 {"/documents/NEW/delete", "", "401 403 303 303 403"},
	"GET /documents/:id/edit":                    {"/documents/DOC/edit?fact=heading&edit=1", "", "401 403 200 200 200"},
	"POST /documents/:id/corrections":            {"/documents/NEW/corrections", "fact=heading&op=delete&item=1", "401 403 303 303 403"},
	"POST /documents/:id/corrections/:n/undo":    {"/documents/CORRECTED/corrections/1/undo", "version=", "401 403 303 303 403"},
	"POST /documents/:id/corrections/:n/redo":    {"/documents/UNDONE/corrections/1/redo", "version=", "401 403 303 303 403"},

	"GET /v1/audit": {"/v1/audit", "", "401 403 403 200 200"},
	"GET /metrics":  {"/metrics", "", "401 403 403 200 200"},
}

// Every route that is registered has a row, every row a route, and each asker
// gets what the row says.
func TestWhoMayWhat(t *testing.T) {
	g := guard(t, nil)
	unique := 0
	made := func() string {
		unique++
		a := g.ask(store.Admin, "POST", "/v1/documents?name=a.txt", strings.NewReader(fmt.Sprintf("%s第%d份\n", notice, unique)))
		if a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return strings.TrimPrefix(a.header.Get("Location"), "/v1/documents/")
	}
	doc := made()
	it, x := target(t, g.ask(store.Admin, "GET", "/v1/documents/"+doc, nil).body, "节水型小区")
	correction := fmt.Sprintf(`{"fact":"target","op":"delete","item":%q,"span":[%d,%d]}`, it.ID, x.Span.Start, x.Span.End)
	corrected := func() string {
		id := made()
		if a := g.ask(store.Admin, "POST", "/v1/documents/"+id+"/corrections", strings.NewReader(correction), "Content-Type", "application/json"); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return id
	}
	undone := func() string {
		id := corrected()
		g.ask(store.Admin, "DELETE", "/v1/documents/"+id+"/corrections/last", nil)
		return id
	}
	g.ask(store.Admin, "POST", "/v1/documents?name=b.txt", strings.NewReader(strings.ReplaceAll(notice, "2025", "2026")))
	batch := strings.TrimPrefix(g.ask(store.Admin, "POST", "/v1/batches?name=c.txt", strings.NewReader(notice)).header.Get("Location"), "/v1/batches/")
	g.ask(store.Admin, "GET", "/v1/batches/"+batch+"/events", nil) // to its end
	_, series, _ := strings.Cut(string(g.ask(store.Admin, "GET", "/v1/series", nil).body), `"id":"`)
	series, _, _ = strings.Cut(series, `"`)
	if doc == "" || batch == "" || series == "" {
		t.Fatalf("document %q, batch %q, series %q", doc, batch, series)
	}
	session := g.signIn(store.Admin)

	if len(g.routes) == 0 {
		t.Fatal("the router tells no routes")
	}
	seen := map[string]bool{}
	for _, route := range g.routes {
		name := route.Method + " " + route.Path
		row, ok := matrix[name]
		if !ok {
			t.Errorf("%s has no row: decide in access.go who may use it, and write here what each gets", name)
			continue
		}
		seen[name] = true
		var got []string
		for _, who := range []store.Role{"", store.Reader, store.Writer, store.Admin, "foreign"} {
			path := strings.NewReplacer("DOC", doc, "BATCH", batch, "SERIES", series).Replace(row.path)
			for word, make := range map[string]func() string{"NEW": made, "CORRECTED": corrected, "UNDONE": undone} {
				if strings.Contains(path, word) {
					path = strings.ReplaceAll(path, word, make())
				}
			}
			body, kind := row.body, "application/octet-stream"
			switch {
			case body == "UNIQUE":
				unique++
				body = fmt.Sprintf("%s第%d份\n", notice, unique)
			case body == "CORRECTION":
				body, kind = correction, "application/json"
			case body == "FORM":
				body, kind = "--b\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\n\r\n"+notice+"\r\n--b\r\nContent-Disposition: form-data; name=old; filename=a.txt\r\n\r\n"+
					notice+"\r\n--b\r\nContent-Disposition: form-data; name=new; filename=a.txt\r\n\r\n"+notice+"\r\n--b--\r\n", "multipart/form-data; boundary=b"
			case strings.HasPrefix(body, "token="), strings.HasPrefix(body, "fact="), strings.HasPrefix(body, "version="):
				kind = "application/x-www-form-urlencoded"
			}
			header := []string{"Content-Type", kind}
			role := who
			if who == "foreign" {
				role = ""
				header = append(header, "Cookie", session, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
			}
			a := g.ask(role, route.Method, path, strings.NewReader(body), header...)
			got = append(got, fmt.Sprint(a.status))
			if v := a.header.Get("Access-Control-Allow-Origin"); v != "" {
				t.Errorf("%s lets %s read it", name, v)
			}
			if a.status == 401 && !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer ") && name != "POST /signin" {
				t.Errorf("%s: 401 with the challenge %q", name, a.header.Get("WWW-Authenticate"))
			}
			if (a.status == 401 || a.status == 403) && name != "POST /signin" && route.Method != "HEAD" {
				wantProblem(t, a, a.status, map[bool]string{true: "cross_site", false: map[int]string{401: "unauthorized", 403: "forbidden"}[a.status]}[who == "foreign"])
			}
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: got %v, want %s", name, got, row.want)
		}
	}
	for name := range matrix {
		if !seen[name] {
			t.Errorf("%s has a row but is no route", name)
		}
	}
}

// The description says the same as the table of roles.
func TestDescriptionNamesRoles(t *testing.T) {
	g := guard(t, nil)
	var spec struct {
		Paths map[string]map[string]struct {
			Security  []map[string][]string
			Responses map[string]any
		}
		Components struct{ SecuritySchemes map[string]any }
	}
	decode(t, g.ask("", "GET", "/openapi.json", nil), &spec)
	if len(spec.Components.SecuritySchemes) != 2 {
		t.Errorf("schemes: %v", spec.Components.SecuritySchemes)
	}
	checked := 0
	for path, methods := range spec.Paths {
		for method, op := range methods {
			name := strings.ToUpper(method) + " " + strings.NewReplacer("{", ":", "}", "").Replace(path)
			want := "" // the least role that is not refused
			got := strings.Fields(matrix[name].want)
			if i := slices.IndexFunc(got[:4], func(s string) bool { return s != "401" && s != "403" }); i > 0 {
				want = string(store.Roles[i-1])
			}
			said := ""
			if len(op.Security) == 2 {
				said = op.Security[0]["token"][0]
				if s := op.Security[1]["session"]; len(s) != 1 || s[0] != said {
					t.Errorf("%s: %v", name, op.Security)
				}
				for _, status := range []string{"401", "403", "429"} {
					if op.Responses[status] == nil {
						t.Errorf("%s does not describe %s", name, status)
					}
				}
			}
			if said != want {
				t.Errorf("%s: described for %q, answers %q", name, said, want)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d operations described", checked)
	}
}

func TestTokensAreChecked(t *testing.T) {
	g := guard(t, nil)
	for _, auth := range []string{"Bearer", "Bearer ", "Bearer yd_x_y", "Bearer " + g.tokens[store.Admin] + "x", "Basic dTpw", g.tokens[store.Admin], "Token " + g.tokens[store.Admin]} {
		wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Authorization", auth), 401, "unauthorized")
	}
	for _, auth := range []string{"bearer " + g.tokens[store.Reader], "Bearer  " + g.tokens[store.Reader] + " "} {
		if a := g.ask("", "GET", "/v1/documents", nil, "Authorization", auth); a.status != 200 {
			t.Errorf("%q: %d", auth, a.status)
		}
	}
	// A token in an address would end up in logs and histories.
	wantProblem(t, g.ask("", "GET", "/v1/documents?access_token="+g.tokens[store.Admin]+"&token="+g.tokens[store.Admin], nil), 401, "unauthorized")
	if a := g.ask("", "GET", "/v1/documents", nil, "Authorization", "Bearer yd_x_y"); !strings.Contains(a.header.Get("WWW-Authenticate"), `error="invalid_token"`) {
		t.Error(a.header)
	}
}

// Revoking a token ends what was begun with it.
func TestRevocationIsImmediate(t *testing.T) {
	ctx := context.Background()
	var batches api.Batches
	g := guard(t, func(o *api.Options) { batches = o.Batches })
	session := g.signIn(store.Writer)
	if a := g.ask("", "GET", "/v1/documents", nil, "Cookie", session); a.status != 200 {
		t.Fatal(a.status)
	}
	id, err := batches.Create(ctx, "open", 1)
	if err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest("GET", g.base+"/v1/batches/"+id+"/events", nil)
	req.Header.Set("Cookie", session)
	stream, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	first := make([]byte, 5)
	if _, err := io.ReadFull(stream.Body, first); err != nil || string(first) != "id: b" {
		t.Fatalf("%q %v", first, err)
	}
	if _, err := g.store.RevokeToken(ctx, "test writer"); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, g.ask(store.Writer, "GET", "/v1/documents", nil), 401, "unauthorized")
	wantProblem(t, g.ask("", "GET", "/v1/documents", nil, "Cookie", session), 401, "unauthorized")
	if err := batches.Cancel(ctx, id); err != nil { // a change, of which the stream would tell
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(stream.Body); err != nil || strings.Contains(string(rest), `"state":"cancelled"`) {
		t.Errorf("the stream tells %q %v after revocation", rest, err)
	}
}
