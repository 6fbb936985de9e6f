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

// Whoever takes a correction back or puts it back is kept with it, as whoever
// made it is: by their token, or on the page of a service without tokens by
// the name that they signed with.
func TestWhoTakesBack(t *testing.T) {
	g := guard(t, nil)
	at := g.ask(store.Writer, "POST", "/v1/documents?name=a.txt", strings.NewReader(notice)).header.Get("Location")
	if a := g.ask(store.Writer, "POST", at+"/corrections", strings.NewReader(`{"fact":"heading","op":"delete","item":"1/1"}`), "Content-Type", "application/json"); a.status != 201 || !strings.Contains(string(a.body), `"undone_at":null,"undone_by":null,"redone_at":null,"redone_by":null`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	page := strings.Replace(at, "/v1/", "/", 1)
	signed := func(a answer, by, undone, redone string) {
		t.Helper()
		var c struct {
			By       string
			UndoneBy *string `json:"undone_by"`
			UndoneAt *string `json:"undone_at"`
			RedoneBy *string `json:"redone_by"`
			RedoneAt *string `json:"redone_at"`
		}
		decode(t, a, &c)
		is := func(s *string, want string) bool { return s == nil && want == "" || s != nil && *s == want }
		if a.status != 200 || c.By != by || !is(c.UndoneBy, undone) || !is(c.RedoneBy, redone) || (c.UndoneAt == nil) != (undone == "") || (c.RedoneAt == nil) != (redone == "") {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	signed(g.ask(store.Admin, "DELETE", at+"/corrections/1", nil), "test writer", "test admin", "")
	if body := string(g.ask(store.Reader, "GET", page, nil).body); !strings.Contains(body, "已撤销： test admin · <time") {
		t.Error("the page does not tell who took it back")
	}
	signed(g.ask(store.Writer, "POST", at+"/corrections/1/redo", nil), "test writer", "", "test writer")
	if body := string(g.ask(store.Reader, "GET", page, nil, "Cookie", "lang=en").body); !strings.Contains(body, "Put back: test writer · <time") {
		t.Error("the page does not tell who put it back")
	}
	session := g.signIn(store.Admin)
	if a := g.ask("", "POST", page+"/corrections/1/undo", strings.NewReader(""), "Cookie", session+"; who="+url.QueryEscape("王芳")); a.status != 303 {
		t.Fatal(a.status)
	}
	var list struct{ Corrections []json.RawMessage }
	decode(t, g.ask(store.Reader, "GET", at+"/corrections", nil), &list)
	signed(answer{200, nil, list.Corrections[0]}, "test writer", "test admin", "")

	base := serve(t, nil)
	at = form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice}).header.Get("Location")
	send(t, "POST", base+at+"/corrections", "", `{"fact":"heading","op":"delete","item":"1/1"}`)
	if a := with(t, "POST", base+strings.Replace(at, "/v1/", "/", 1)+"/corrections/1/undo", "Cookie", "who="+url.QueryEscape("王芳")); a.status != 303 {
		t.Fatal(a.status)
	}
	decode(t, call(t, "GET", base+at+"/corrections", nil), &list)
	signed(answer{200, nil, list.Corrections[0]}, "", "王芳", "")
	if a := send(t, "POST", base+at+"/corrections/1/redo", "", ""); a.status != 200 || !strings.Contains(string(a.body), `"redone_by":null`) || strings.Contains(string(a.body), `"redone_at":null`) {
		t.Errorf("by nobody known: %d %s", a.status, a.body)
	}
}

// What a person set is marked wherever a page shows it, with who and when.
func TestPagesTellWhatWasEdited(t *testing.T) {
	base := serve(t, nil)
	next := strings.NewReplacer("2025", "2026", "20个", "30个", "、监测站", "").Replace(notice)
	var ids [2]string
	for i, text := range []string{notice, next} {
		ids[i] = strings.TrimPrefix(form(t, base+"/v1/documents", [3]string{"file", fmt.Sprint(i, ".txt"), text}).header.Get("Location"), "/v1/documents/")
	}
	pages := map[string]string{
		"search":  "/search?q=" + url.QueryEscape("节水载体 小区"),
		"targets": "/search?indicator=" + url.QueryEscape("小区"),
		"compare": "/compare?old=" + ids[0] + "&new=" + ids[1],
		"offices": "/documents/" + ids[1] + "/offices",
	}
	show := func(name string) string {
		t.Helper()
		a := call(t, "GET", base+pages[name], nil)
		if a.status != 200 {
			t.Fatalf("%s: %d %s", name, a.status, a.body)
		}
		return string(a.body)
	}
	for name := range pages {
		if body := show(name); strings.Contains(body, "byhand-mark") {
			t.Errorf("%s marks what nobody edited", name)
		}
	}
	at := base + "/v1/documents/" + ids[1]
	it, x := target(t, call(t, "GET", at, nil).body, "节水型小区")
	for _, body := range []string{
		fmt.Sprintf(`{"fact":"target","op":"change","item":%q,"span":[%d,%d],"by":"甲","new":{"text":%q,"kind":"count","action":"新建","indicator":"节水型小区","value":35,"unit":"个","by":"2026-06-30"}}`, it.ID, x.Span.Start, x.Span.End, x.Text),
		fmt.Sprintf(`{"fact":"heading","op":"change","item":%q,"by":"乙","new":{"text":"节水载体建设"}}`, it.ID),
		fmt.Sprintf(`{"fact":"office","op":"add","item":%q,"by":"丙","new":{"text":"节水型小区","role":"support"}}`, it.ID),
	} {
		if a := send(t, "POST", at+"/corrections", "", body); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	mark := func(by string) string { return ` <span class="byhand-mark" title="` + by + " 20" }
	for name, wants := range map[string][]string{
		"search":  {"</a>" + mark("乙")},
		"targets": {"节水载体建设" + mark("乙"), "</time>" + mark("甲"), "<td>节水型小区" + mark("丙")},
		"compare": {"</time>" + mark("甲"), mark("乙"), "<ins>节水型小区</ins>" + mark("丙")},
		"offices": {"节水载体建设</a>" + mark("乙"), "</time>" + mark("甲"), "</i>" + mark("丙"), "35 个</span></a>" + mark("甲")},
	} {
		body := show(name)
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not hold %s", name, want)
			}
		}
	}
	// Of the other plan, which nobody edited, nothing is marked.
	if body := show("compare"); strings.Count(body, mark("乙")) != 1 || strings.Count(body, mark("甲")) != 1 {
		t.Errorf("the comparison marks headings %d times and targets %d times", strings.Count(body, mark("乙")), strings.Count(body, mark("甲")))
	}
	// Nor of this one, once all is taken back.
	for range 3 {
		send(t, "DELETE", at+"/corrections/last", "", "")
	}
	for name := range pages {
		if strings.Contains(show(name), "byhand-mark") {
			t.Errorf("%s marks what was taken back", name)
		}
	}
}

// What stands before the first numbered unit is an item beside the text only
// where it has something to show.
func TestPreambleOfMentionsAlone(t *testing.T) {
	base := serve(t, nil)
	for text, want := range map[string]bool{
		"云溪市水务局2025年工作要点\n\n2024年，全市已有节水型小区20个。\n":             false,
		"云溪市水务局2025年工作要点\n\n2024年，全市已有节水型小区20个。\n\n一、强化节水管理\n": false,
		"云溪市水务局2025年工作要点\n\n2025年，新建节水型小区20个。\n\n一、强化节水管理\n":   true,
	} {
		a := form(t, base+"/v1/documents", [3]string{"file", "a.txt", text})
		p, err := extract.Decode(bytes.NewReader(a.body))
		if err != nil || len(p.Items) == 0 || p.Items[0].ID != "0" {
			t.Fatalf("%v: %s", err, a.body)
		}
		page := string(call(t, "GET", base+strings.TrimPrefix(a.header.Get("Location"), "/v1"), nil).body)
		if strings.Contains(page, `id="item-0"`) != want || strings.Contains(page, "edit=0&amp;") != want {
			t.Errorf("%s: the preamble is shown: %v, want %v", text, !want, want)
		}
		if strings.Contains(page, `class="empty"`) != (len(p.Items) == 1 && !want) {
			t.Errorf("%s: nothing beside the text, and the page does not say so", text)
		}
	}
}
