package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yaodian/corpus/store"
	"yaodian/extract"
)

// send posts JSON, with an If-Match unless that is "".
func send(t *testing.T, method, url, ifMatch, body string) answer {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if ifMatch != "" {
		req.Header.Set("If-Match", ifMatch)
	}
	return do(t, req)
}

// target returns the item and the target of a plan whose text holds s.
func target(t *testing.T, plan []byte, s string) (extract.Item, extract.Target) {
	t.Helper()
	p, err := extract.Decode(bytes.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range p.Items {
		for _, x := range it.Targets {
			if strings.Contains(x.Text, s) {
				return it, x
			}
		}
	}
	t.Fatalf("no target %s in %s", s, plan)
	return extract.Item{}, extract.Target{}
}

func TestCorrecting(t *testing.T) {
	base := serve(t, nil)
	up := form(t, base+"/v1/documents", [3]string{"file", "水务.txt", notice})
	at := base + up.header.Get("Location")
	raw := call(t, "GET", at, nil)
	it, x := target(t, raw.body, "节水型小区")
	body := fmt.Sprintf(`{"fact":"target","op":"change","item":%q,"span":[%d,%d],"by":"王芳",
		"new":{"text":%q,"kind":"count","action":"新建","indicator":"节水型小区","value":25.50,"unit":"个","comparator":"ge","by":"2025-06-30","period":null}}`,
		it.ID, x.Span.Start, x.Span.End, x.Text)

	made := send(t, "POST", at+"/corrections", raw.header.Get("ETag"), body)
	if made.status != 201 || !strings.HasSuffix(made.header.Get("Location"), "/corrections/1") || !strings.Contains(string(made.body), `"by":"王芳"`) {
		t.Fatalf("%d %s", made.status, made.body)
	}
	now := with(t, "GET", at, "Accept-Encoding", "identity") // compressed it has another
	if now.header.Get("ETag") == raw.header.Get("ETag") || now.header.Get("ETag") != made.header.Get("ETag") {
		t.Errorf("ETag %s, after the correction %s, which said %s", raw.header.Get("ETag"), now.header.Get("ETag"), made.header.Get("ETag"))
	}
	if _, y := target(t, now.body, "节水型小区"); y.Value.String() != "25.5" || y.Rule != "correction" || y.By != "2025-06-30" || y.Span != x.Span {
		t.Errorf("the corrected target: %+v", y)
	}
	if a := call(t, "GET", at+"?corrected=false", nil); !bytes.Equal(a.body, raw.body) || a.header.Get("ETag") != raw.header.Get("ETag") {
		t.Errorf("the extracted plan: %s %s", a.header.Get("ETag"), a.body)
	}
	if a := form(t, base+"/v1/parse", [3]string{"file", "水务.txt", notice}); !bytes.Equal(a.body, raw.body) {
		t.Error("parsing the same bytes knows of the correction")
	}
	if a := form(t, base+"/v1/documents", [3]string{"file", "水务.txt", notice}); a.status != 200 || !bytes.Equal(a.body, now.body) {
		t.Errorf("the same bytes again: %d, not the plan as stored", a.status)
	}

	// Everything that reads plans reads the corrected one.
	if a := call(t, "GET", base+"/v1/targets?indicator="+url.QueryEscape("节水型小区"), nil); !strings.Contains(string(a.body), `"value":25.5`) {
		t.Errorf("targets: %s", a.body)
	}
	if a := call(t, "GET", at+"/export?format=md", nil); !strings.Contains(string(a.body), "25.5") {
		t.Errorf("export: %s", a.body)
	}
	if a := call(t, "GET", base+"/v1/documents", nil); !strings.Contains(string(a.body), `"corrections":1`) {
		t.Errorf("list: %s", a.body)
	}
	other := form(t, base+"/v1/documents", [3]string{"file", "2026.txt", strings.ReplaceAll(notice, "2025", "2026")})
	if a := call(t, "GET", base+"/v1/diff?old="+strings.TrimPrefix(up.header.Get("Location"), "/v1/documents/")+"&new="+strings.TrimPrefix(other.header.Get("Location"), "/v1/documents/"), nil); !strings.Contains(string(a.body), `"delta":-5.5`) {
		t.Errorf("diff: %s", a.body)
	}

	// A client that saw an older state is told so, and nothing happens.
	wantProblem(t, send(t, "POST", at+"/corrections", raw.header.Get("ETag"), body), 412, "stale")
	wantProblem(t, send(t, "DELETE", at+"/corrections/1", raw.header.Get("ETag"), ""), 412, "stale")

	// Undo, redo, the list of both.
	if a := send(t, "DELETE", at+"/corrections/last", now.header.Get("ETag"), ""); a.status != 200 || !strings.Contains(string(a.body), `"seq":1`) {
		t.Errorf("undo: %d %s", a.status, a.body)
	}
	if a := call(t, "GET", at, nil); !bytes.Equal(a.body, raw.body) {
		t.Error("undone, the plan is not what was extracted")
	}
	wantProblem(t, send(t, "DELETE", at+"/corrections/1", "", ""), 404, "not_found")
	if a := call(t, "GET", at+"/corrections", nil); !strings.Contains(string(a.body), `"undone_at":"20`) || !strings.Contains(string(a.body), `"lost":false`) {
		t.Errorf("list: %s", a.body)
	}
	if a := send(t, "POST", at+"/corrections/1/redo", "*", ""); a.status != 200 {
		t.Errorf("redo: %d %s", a.status, a.body)
	}
	if a := call(t, "GET", at, nil); !bytes.Equal(a.body, now.body) {
		t.Error("redone, the plan is not what was corrected")
	}

	// Gold annotations hold corrected documents only, what nobody vouches for
	// as optional.
	a := call(t, "GET", base+"/v1/corrections/gold", nil)
	lines := strings.Split(strings.TrimSpace(string(a.body)), "\n")
	var g struct {
		Doc   string
		Items []struct {
			Targets []struct {
				Text     string
				Value    float64
				Optional bool
			}
		}
	}
	if err := json.Unmarshal([]byte(lines[0]), &g); err != nil || len(lines) != 1 || !strings.HasSuffix(at, g.Doc) {
		t.Fatalf("%v: %s", err, a.body)
	}
	byHand := 0
	for _, it := range g.Items {
		for _, x := range it.Targets {
			if !x.Optional {
				byHand++
				if x.Value != 25.5 {
					t.Errorf("gold has %v", x.Value)
				}
			}
		}
	}
	if byHand != 1 {
		t.Errorf("%d targets in gold that are not optional, want 1", byHand)
	}
	if a := call(t, "GET", at+"/export?format=gold", nil); strings.TrimSpace(string(a.body)) != lines[0] {
		t.Errorf("one document's gold: %s", a.body)
	}
}

func TestCorrectionsThatCannotBe(t *testing.T) {
	base := serve(t, nil)
	at := base + form(t, base+"/v1/documents", [3]string{"file", "水务.txt", notice}).header.Get("Location")
	for body, where := range map[string]string{
		`{"fact":"heading","op":"change","item":"1/1","new":{"text":"不在文中"}}`:                          "body.new.text",
		`{"fact":"heading","op":"change","item":"7","new":{"text":"节水"}}`:                              "body.item",
		`{"fact":"paragraph","op":"change","item":"1"}`:                                                "body.fact",
		`{"fact":"office","op":"add","item":"1/1","new":{"text":"水资源科","role":"boss"}}`:                "body.new.role",
		`{"fact":"office","op":"delete","item":"1/1","span":[0]}`:                                      "body.span",
		`{"fact":"office","op":"add","item":"1/1","new":{"text":"水资源科"},"surprise":1}`:                 "body.surprise",
		`{"fact":"target","op":"add","item":"1/1","new":{"text":"节水型小区","kind":"count","value":"2"}}`:  "body",
		`{"fact":"target","op":"add","item":"1/1","new":{"text":"节水型小区","kind":"count","value":1e99}}`: "body.new.value",
	} {
		a := send(t, "POST", at+"/corrections", "", body)
		wantProblem(t, a, 422, "invalid_request")
		if !strings.Contains(string(a.body), `"location":"`+where) {
			t.Errorf("%s: %s", body, a.body)
		}
	}
	if a := send(t, "POST", base+"/v1/documents/"+strings.Repeat("0", 64)+"/corrections", "", `{"fact":"heading","op":"delete","item":"1"}`); a.status != 404 {
		t.Errorf("no such document: %d", a.status)
	}
	wantProblem(t, send(t, "DELETE", at+"/corrections/first", "", ""), 422, "invalid_request")
	if a := call(t, "GET", at+"/corrections", nil); strings.TrimSpace(string(a.body)) != `{"corrections":[]}` {
		t.Errorf("refused corrections are there: %s", a.body)
	}
}

// Nobody signs for another, and who may not write meets no pencil.
func TestWhoCorrects(t *testing.T) {
	g := guard(t, nil)
	at := g.ask(store.Writer, "POST", "/v1/documents?name=a.txt", strings.NewReader(notice)).header.Get("Location")
	a := g.ask(store.Writer, "POST", at+"/corrections", strings.NewReader(`{"fact":"heading","op":"delete","item":"1/1","by":"somebody else"}`), "Content-Type", "application/json")
	var c struct{ By string }
	if err := json.Unmarshal(a.body, &c); err != nil || a.status != 201 || c.By == "" || c.By == "somebody else" {
		t.Errorf("%d by %q", a.status, c.By)
	}
	page := strings.Replace(at, "/v1/", "/", 1)
	for role, want := range map[store.Role]bool{store.Reader: false, store.Writer: true} {
		body := string(g.ask(role, "GET", page, nil).body)
		if strings.Contains(body, `class="pen"`) != want || strings.Contains(body, "/undo") != want {
			t.Errorf("%s: pencils %v", role, !want)
		}
		if !strings.Contains(body, "byhand-mark") || !strings.Contains(body, c.By) {
			t.Errorf("%s does not see that a heading was edited, and by whom", role)
		}
	}
	// On the page likewise, by the session.
	form := url.Values{"fact": {"heading"}, "op": {"delete"}, "item": {"1/2"}, "who": {"somebody else"}}
	made := g.ask("", "POST", page+"/corrections", strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded", "Cookie", g.signIn(store.Writer))
	if list := string(g.ask(store.Reader, "GET", at+"/corrections", nil).body); made.status != 303 || strings.Contains(list, "somebody else") {
		t.Errorf("%d: %s", made.status, list)
	}
}
