package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"yaodian/api"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

const notice = `云溪市水务局2025年工作要点

一、强化节水管理
1.推进节水载体建设。新建节水型小区20个，万元地区生产总值用水量下降3%。【责任科室：水资源科】
2.加强水质监测。每月开展1次水源地巡查，水质达标率保持在98%以上。【责任科室：水资源科、监测站】
`

// serve starts the service on a port of its own over a fresh database.
func serve(t *testing.T, change func(*api.Options)) string {
	t.Helper()
	docs, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	queue, err := batch.Open(context.Background(), docs, batch.Options{Jobs: 2, Read: func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
		return extract.Read(ctx, name, data, parser.Options{})
	}})
	if err != nil {
		t.Fatal(err)
	}
	opt := api.Options{Version: "test", Documents: docs, Corrections: docs, Batches: queue}
	if change != nil {
		change(&opt)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := api.Server(api.New(opt))
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	t.Cleanup(func() {
		srv.Close()
		<-done
		queue.Close(context.Background())
		docs.Close()
	})
	return "http://" + ln.Addr().String()
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func do(t *testing.T, req *http.Request) answer {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b}
}

func call(t *testing.T, method, url string, body io.Reader) answer {
	t.Helper()
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, req)
}

// form posts files as a multipart form: field, name, bytes.
func form(t *testing.T, url string, files ...[3]string) answer {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range files {
		p, err := w.CreateFormFile(f[0], f[1])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(p, f[2])
	}
	w.Close()
	req, err := http.NewRequest(http.MethodPost, url, &b)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return do(t, req)
}

// encoded is what the command line writes for the same bytes and name.
func encoded(t *testing.T, name, text string) []byte {
	t.Helper()
	p, err := extract.Read(context.Background(), name, []byte(text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decode reads an answer's JSON.
func decode(t *testing.T, a answer, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%d %.200s: %v", a.status, a.body, err)
	}
}

func wantProblem(t *testing.T, a answer, status int, code string) {
	t.Helper()
	var p struct {
		Type, Title, Detail, Code string
		Status                    int
		RequestID                 string `json:"request_id"`
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("status %d with a body that is no problem: %q", a.status, a.body)
	}
	if a.status != status || p.Code != code || p.Status != status || p.Type != "/problems/"+code {
		t.Errorf("got %d %+v, want %d %s", a.status, p, status, code)
	}
	if ct := a.header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("Content-Type %q", ct)
	}
	if p.Title == "" || p.Detail == "" || p.RequestID == "" || p.RequestID != a.header.Get("X-Request-Id") {
		t.Errorf("incomplete problem %s", a.body)
	}
}

func TestParseIsTheCommandLinesJSON(t *testing.T) {
	base := serve(t, nil)
	want := encoded(t, "水务.txt", notice)
	for name, a := range map[string]answer{
		"form":            form(t, base+"/v1/parse", [3]string{"file", "水务.txt", notice}),
		"form, path name": form(t, base+"/v1/parse", [3]string{"file", `C:\tmp\水务.txt`, notice}),
		"raw":             call(t, "POST", base+"/v1/parse?name="+url.QueryEscape("水务.txt"), strings.NewReader(notice)),
		"raw, path name":  call(t, "POST", base+"/v1/parse?name="+url.QueryEscape("../../etc/水务.txt"), strings.NewReader(notice)),
		"document":        form(t, base+"/v1/documents", [3]string{"file", "水务.txt", notice}),
	} {
		if a.status/100 != 2 || !bytes.Equal(a.body, want) {
			t.Errorf("%s: status %d, body differs from the command line's:\n%s\n%s", name, a.status, a.body, want)
		}
	}
	if a := call(t, "GET", base+"/v1/documents", nil); !strings.Contains(string(a.body), `"name":"水务.txt"`) {
		t.Errorf("only what was posted to /v1/documents is stored, under its name: %s", a.body)
	}
}

func TestDocumentLifetime(t *testing.T) {
	base := serve(t, nil)
	first := form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice})
	if first.status != 201 {
		t.Fatalf("first upload: %d %s", first.status, first.body)
	}
	at := first.header.Get("Location")
	again := form(t, base+"/v1/documents", [3]string{"file", "b.txt", notice})
	if again.status != 200 || again.header.Get("Location") != at || !bytes.Equal(again.body, first.body) {
		t.Errorf("second upload: %d at %s", again.status, again.header.Get("Location"))
	}
	if a := call(t, "GET", base+at, nil); a.status != 200 || !bytes.Equal(a.body, first.body) {
		t.Errorf("stored plan: %d, same %v", a.status, bytes.Equal(a.body, first.body))
	}
	src := call(t, "GET", base+at+"/source", nil)
	if src.status != 200 || string(src.body) != notice {
		t.Errorf("source: %d %q", src.status, src.body)
	}
	if cd := src.header.Get("Content-Disposition"); cd != `attachment; filename=a.txt` {
		t.Errorf("source must be saved, not shown: %q", cd)
	}
	if a := call(t, "DELETE", base+at, nil); a.status != 204 {
		t.Errorf("delete: %d %s", a.status, a.body)
	}
	for _, method := range []string{"GET", "DELETE"} {
		wantProblem(t, call(t, method, base+at, nil), 404, "not_found")
	}
	if a := call(t, "GET", base+"/v1/documents", nil); string(bytes.TrimSpace(a.body)) != `{"documents":[],"next_cursor":null}` {
		t.Errorf("empty list: %s", a.body)
	}
}

func TestListFilters(t *testing.T) {
	base := serve(t, nil)
	for year := 2021; year <= 2025; year++ {
		a := form(t, base+"/v1/documents", [3]string{"file", fmt.Sprintf("%d.txt", year), strings.ReplaceAll(notice, "2025", fmt.Sprint(year))})
		if a.status != 201 {
			t.Fatal(a.status, string(a.body))
		}
	}
	var got struct {
		Documents []struct{ Name string }
		Next      *string `json:"next_cursor"`
	}
	list := func(query string) (names []string) {
		t.Helper()
		a := call(t, "GET", base+"/v1/documents?"+query, nil)
		got.Documents, got.Next = nil, nil
		if err := json.Unmarshal(a.body, &got); err != nil || a.status != 200 {
			t.Fatalf("%s: %d %s", query, a.status, a.body)
		}
		for _, d := range got.Documents {
			names = append(names, d.Name)
		}
		return names
	}
	if n := list("year=2023"); len(n) != 1 || n[0] != "2023.txt" {
		t.Errorf("year: %v", n)
	}
	if n := list("q=2022"); len(n) != 1 || n[0] != "2022.txt" {
		t.Errorf("q: %v", n)
	}
	all := list("limit=2")
	for got.Next != nil {
		all = append(all, list("limit=2&cursor="+url.QueryEscape(*got.Next))...)
	}
	if want := "2025.txt 2024.txt 2023.txt 2022.txt 2021.txt"; strings.Join(all, " ") != want {
		t.Errorf("pages: %v, want %s", all, want)
	}
	wantProblem(t, call(t, "GET", base+"/v1/documents?cursor=junk", nil), 400, "bad_cursor")
	wantProblem(t, call(t, "GET", base+"/v1/documents?limit=0", nil), 422, "invalid_request")
	wantProblem(t, call(t, "GET", base+"/v1/documents?year=x", nil), 422, "invalid_request")
}

func TestDiff(t *testing.T) {
	base := serve(t, nil)
	next := strings.NewReplacer("2025", "2026", "20个", "30个").Replace(notice)
	var ids [2]string
	for i, text := range []string{notice, next} {
		a := form(t, base+"/v1/documents", [3]string{"file", fmt.Sprint(i, ".txt"), text})
		ids[i] = strings.TrimPrefix(a.header.Get("Location"), "/v1/documents/")
	}
	stored := call(t, "GET", base+"/v1/diff?old="+ids[0]+"&new="+ids[1], nil)
	posted := form(t, base+"/v1/diff", [3]string{"new", "1.txt", next}, [3]string{"old", "0.txt", notice})
	if stored.status != 200 || posted.status != 200 || !bytes.Equal(stored.body, posted.body) {
		t.Errorf("stored %d, posted %d, the same %v", stored.status, posted.status, bytes.Equal(stored.body, posted.body))
	}
	if !strings.HasPrefix(string(stored.body), `{"schema":"yaodian.diff/1"`) {
		t.Errorf("no diff: %.200s", stored.body)
	}
	none := strings.Repeat("0", 64)
	wantProblem(t, call(t, "GET", base+"/v1/diff?old="+none+"&new="+ids[1], nil), 404, "not_found")
	wantProblem(t, call(t, "GET", base+"/v1/diff?old="+ids[0], nil), 422, "invalid_request")
	wantProblem(t, form(t, base+"/v1/diff", [3]string{"old", "0.txt", notice}), 422, "invalid_request")
	wantProblem(t, call(t, "POST", base+"/v1/diff", strings.NewReader(notice)), 422, "invalid_request")
}

func TestBadInput(t *testing.T) {
	base := serve(t, func(o *api.Options) { o.MaxUpload = 64 << 10 })
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"empty", "", 422, "empty"},
		{"blank", " \n\t\n", 422, "empty"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe\x00\x01\x02" + strings.Repeat("\x00\x9f\x92", 100), 415, "unsupported"},
		{"large", strings.Repeat("要", 30<<10), 413, "too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{"/v1/parse", "/v1/documents"} {
				wantProblem(t, call(t, "POST", base+path+"?name=x", strings.NewReader(c.body)), c.status, c.code)
				wantProblem(t, form(t, base+path, [3]string{"file", "x", c.body}), c.status, c.code)
			}
		})
	}
	wantProblem(t, form(t, base+"/v1/parse", [3]string{"other", "x", notice}), 422, "invalid_request")
	req, _ := http.NewRequest("POST", base+"/v1/parse", strings.NewReader("--x\r\nbroken"))
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	wantProblem(t, do(t, req), 422, "invalid_request")
	if a := call(t, "GET", base+"/v1/documents", nil); !strings.Contains(string(a.body), `"documents":[]`) {
		t.Errorf("a refused upload left something behind: %s", a.body)
	}
}

func TestNoItemsIsAPlanWithAWarning(t *testing.T) {
	a := form(t, serve(t, nil)+"/v1/documents", [3]string{"file", "x.txt", "今天天气晴，适宜出行。\n"})
	var p struct {
		Items    []any
		Warnings []struct{ Code string }
	}
	if err := json.Unmarshal(a.body, &p); err != nil || a.status != 201 {
		t.Fatal(a.status, string(a.body))
	}
	if len(p.Items) != 0 || len(p.Warnings) == 0 {
		t.Errorf("a text without items wants a warning: %s", a.body)
	}
}

func TestBusy(t *testing.T) {
	// One place, one waiting: both taken by uploads whose reading stands still
	// until the test has seen the third refused.
	entered, release := make(chan struct{}, 4), make(chan struct{})
	g := api.NewGate(1, 1)
	hold := func() {
		leave, err := g.Enter(context.Background())
		if err != nil {
			t.Error(err)
			return
		}
		entered <- struct{}{}
		<-release
		leave()
	}
	go hold()
	<-entered
	waiting := make(chan struct{})
	go func() { hold(); close(waiting) }()
	for g.Waiting() == 0 { // the second has no event of its own before it enters
		runtime.Gosched()
	}
	if _, err := g.Enter(context.Background()); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("a full queue must refuse: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	close(release)
	<-waiting
	leave, err := g.Enter(ctx)
	if err != nil {
		t.Fatalf("an empty gate lets in: %v", err)
	}
	leave()
}

func TestMetrics(t *testing.T) {
	base := serve(t, nil)
	form(t, base+"/v1/parse", [3]string{"file", "a.txt", notice})
	form(t, base+"/v1/parse", [3]string{"file", "a.txt", ""})
	call(t, "GET", base+"/v1/documents/"+strings.Repeat("0", 64), nil)
	a := call(t, "GET", base+"/metrics", nil)
	for _, want := range []string{`yaodian_request_seconds_count{method="GET",route="/v1/documents/:id",status="404"} 1`,
		`yaodian_parse_seconds_count{media_type="text/plain"} 1`, `yaodian_parse_failures_total{code="empty"} 1`, "yaodian_parse_waiting 0"} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestServiceAddresses(t *testing.T) {
	base := serve(t, nil)
	for path, status := range map[string]int{"/livez": 204, "/readyz": 204, "/": 200, "/docs": 200, "/compare": 200, "/problems/empty": 200, "/problems/nope": 404} {
		if a := call(t, "GET", base+path, nil); a.status != status {
			t.Errorf("%s: %d, want %d", path, a.status, status)
		}
	}
	wantProblem(t, call(t, "GET", base+"/nowhere", nil), 404, "not_found")
	wantProblem(t, call(t, "PUT", base+"/v1/parse", nil), 405, "method_not_allowed")
	wantProblem(t, call(t, "GET", base+"/v1/documents/..%2f..%2fetc%2fpasswd", nil), 404, "not_found")
	wantProblem(t, call(t, "GET", base+"/v1/documents/passwd", nil), 422, "invalid_request")

	var spec struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	a := call(t, "GET", base+"/openapi.json", nil)
	if err := json.Unmarshal(a.body, &spec); err != nil || !strings.HasPrefix(spec.OpenAPI, "3.1") {
		t.Fatalf("description: %v %.100s", err, a.body)
	}
	for _, want := range []string{`"value":{"description":"An exact decimal.","type":["number","null"]}`, `"title":{"type":["string","null"]}`,
		`"title_span":{"anyOf":[{"$ref":"#/components/schemas/Span"},{"type":"null"}]}`, `"items":{"items":{"$ref":"#/components/schemas/Item"},"type":"array"}`} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("the description lacks %s", want)
		}
	}
	for _, path := range []string{"/v1/parse", "/v1/documents", "/v1/documents/{id}", "/v1/documents/{id}/source", "/v1/diff"} {
		if spec.Paths[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
}

func TestPageIsSafe(t *testing.T) {
	base := serve(t, nil)
	evil := "云溪市<script>alert(1)</script>局2025年工作要点\n一、加强<img src=x onerror=alert(1)>管理\n1.新建\"><script>x</script>站10个。【责任科室：<b>科室</b>】\n"
	a := form(t, base+"/v1/documents", [3]string{"file", `"><script>alert(2)</script>.html`, evil})
	if a.status != 201 {
		t.Fatal(a.status, string(a.body))
	}
	id := strings.TrimPrefix(a.header.Get("Location"), "/v1/documents/")
	for _, path := range []string{"/", "/documents/" + id, "/documents/" + id + "/offices", "/documents/" + id + "/delete", "/compare?old=" + id + "&new=" + id} {
		p := call(t, "GET", base+path, nil)
		if p.status != 200 {
			t.Errorf("%s: %d", path, p.status)
		}
		for _, bad := range []string{"<script>", "<img src=x", "<b>科室", " style=", "javascript:", "http://", "https://"} {
			if strings.Contains(string(p.body), bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if csp := p.header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: CSP %q", path, csp)
		}
	}
	src := call(t, "GET", base+"/v1/documents/"+id+"/source", nil)
	if ct := src.header.Get("Content-Type"); ct != "application/octet-stream" {
		t.Errorf("an upload is served as %q", ct)
	}
	for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`} {
		if loc := call(t, "GET", base+"/lang/en?to="+url.QueryEscape(to), nil).header.Get("Location"); loc != "/" {
			t.Errorf("the language switch leads to %q", loc)
		}
	}
}

func TestForeignOriginsAreRefused(t *testing.T) {
	base := serve(t, nil)
	for _, c := range []struct {
		header, value string
		status        int
	}{
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "same-origin", 201},
		{"Origin", "https://evil.example", 403},
		{"X-None", "", 200}, // no browser: curl and programs
	} {
		req, _ := http.NewRequest("POST", base+"/v1/documents?name=x.txt", strings.NewReader(notice))
		req.Header.Set(c.header, c.value)
		if a := do(t, req); a.status != c.status {
			t.Errorf("%s: %s gives %d %s, want %d", c.header, c.value, a.status, a.body, c.status)
		}
	}
}

func TestExportsAreFiles(t *testing.T) {
	base := serve(t, nil)
	at := base + form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice}).header.Get("Location")
	for format, start := range map[string]string{"xlsx": "PK", "csv": "\ufeff", "md": "#", "jsonl": `{"schema"`} {
		a := call(t, "GET", at+"/export?format="+format, nil)
		if a.status != 200 || !strings.HasPrefix(string(a.body), start) {
			t.Errorf("%s: %d %.40q", format, a.status, a.body)
		}
		if cd := a.header.Get("Content-Disposition"); !strings.HasPrefix(cd, "attachment; filename") || !strings.Contains(cd, "."+format) {
			t.Errorf("%s: %q", format, cd)
		}
	}
	wantProblem(t, call(t, "GET", at+"/export?format=exe", nil), 422, "invalid_request")
	id := at[strings.LastIndex(at, "/")+1:]
	a := call(t, "GET", base+"/v1/diff?format=html&old="+id+"&new="+id, nil)
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a comparison in HTML must be saved: %d %v", a.status, a.header)
	}
}

func TestSearchAndTargets(t *testing.T) {
	base := serve(t, nil)
	form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice})
	for path, want := range map[string]string{
		"/v1/search?q=" + url.QueryEscape("节水型小区"):        `"label":"1."`,
		"/v1/search?q=" + url.QueryEscape("航空航天"):         `"hits":[]`,
		"/v1/targets?office=" + url.QueryEscape("监测站"):    `"item_title":"加强水质监测"`,
		"/v1/targets?unit=" + url.QueryEscape("个"):        `"indicator":"节水型小区"`,
		"/v1/targets?min=98&unit=" + url.QueryEscape("%"): `98`,
		"/v1/targets?year=1999":                           `"targets":[]`,
	} {
		if a := call(t, "GET", base+path, nil); a.status != 200 || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s, want %s in it", path, a.status, a.body, want)
		}
	}
	wantProblem(t, call(t, "GET", base+"/v1/search", nil), 422, "invalid_request")
	wantProblem(t, call(t, "GET", base+"/v1/targets?min=many", nil), 422, "invalid_request")
}

// archived packs files as a ZIP.
func archived(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBatch(t *testing.T) {
	base := serve(t, nil)
	a := form(t, base+"/v1/batches",
		[3]string{"file", "plans.zip", archived(t, map[string]string{"a/2024.txt": strings.ReplaceAll(notice, "2025", "2024"), "empty.txt": ""})},
		[3]string{"file", "2025.txt", notice})
	at := a.header.Get("Location")
	if a.status != 202 || at == "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	// The stream ends when the batch does, so that reading it is waiting.
	ev := call(t, "GET", base+at+"/events", nil)
	if ct := ev.header.Get("Content-Type"); ev.status != 200 || ct != "text/event-stream" {
		t.Fatalf("events: %d %s %s", ev.status, ct, ev.body)
	}
	if !strings.Contains(string(ev.body), "event: end\ndata: {") || !strings.HasPrefix(string(ev.body), "id: batch-") {
		t.Errorf("events: %s", ev.body)
	}
	var st struct{ Total, Done, Failed int }
	if err := json.Unmarshal(call(t, "GET", base+at, nil).body, &st); err != nil || st.Total != 3 || st.Done != 2 || st.Failed != 1 {
		t.Errorf("state %+v %v", st, err)
	}
	if a := call(t, "GET", base+at+"/documents?status=failed", nil); !strings.Contains(string(a.body), `"code":"empty"`) || !strings.Contains(string(a.body), "plans.zip/empty.txt") {
		t.Errorf("failed files: %s", a.body)
	}
	if a := call(t, "POST", base+at+"/retry", nil); a.status != 200 {
		t.Errorf("retry: %d %s", a.status, a.body)
	}
	if a := call(t, "POST", base+at+"/cancel", nil); a.status != 200 {
		t.Errorf("cancel: %d %s", a.status, a.body)
	}
	wantProblem(t, call(t, "GET", base+"/v1/batches/nope/events", nil), 404, "not_found")
	wantProblem(t, form(t, base+"/v1/batches", [3]string{"other", "x", "y"}), 422, "invalid_request")
}

// A batch that is followed ends with the service, which must be able to stop.
func TestStreamsEndWithTheService(t *testing.T) {
	stopping, stop := context.WithCancel(context.Background())
	var batches api.Batches
	base := serve(t, func(o *api.Options) { o.Stopping, batches = stopping, o.Batches })
	id, err := batches.Create(context.Background(), "open", 1) // never sealed, so never ends
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(base + "/v1/batches/" + id + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 5)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "id: b" {
		t.Fatalf("%q %v", first, err)
	}
	stop()
	if rest, err := io.ReadAll(res.Body); err != nil || strings.Contains(string(rest), "event: end") {
		t.Errorf("the stream of an unfinished batch ends with %q %v", rest, err)
	}
}

func TestSeries(t *testing.T) {
	base := serve(t, nil)
	for _, year := range []string{"2023", "2024", "2025"} {
		form(t, base+"/v1/documents", [3]string{"file", year + ".txt", strings.NewReplacer("2025", year, "20个", year[3:]+"0个").Replace(notice)})
	}
	var list struct {
		Series []struct {
			ID        string
			Documents []struct{ Year int }
		}
	}
	if err := json.Unmarshal(call(t, "GET", base+"/v1/series", nil).body, &list); err != nil || len(list.Series) != 1 || len(list.Series[0].Documents) != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	a := call(t, "GET", base+"/v1/series/"+list.Series[0].ID, nil)
	if a.status != 200 || !strings.Contains(string(a.body), `"history":{"years":[2023,2024,2025]`) || !strings.Contains(string(a.body), `"indicator":"节水型小区"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	wantProblem(t, call(t, "GET", base+"/v1/series/abc", nil), 404, "not_found")
	for _, path := range []string{"/series", "/series/" + list.Series[0].ID} {
		if a := call(t, "GET", base+path, nil); a.status != 200 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

func TestValidatorsAndRanges(t *testing.T) {
	base := serve(t, nil)
	at := base + form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice}).header.Get("Location")
	ask := func(method, path string, header ...string) answer {
		req, err := http.NewRequest(method, at+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		return do(t, req)
	}
	for _, path := range []string{"", "/source"} {
		full := ask("GET", path)
		etag := full.header.Get("ETag")
		if etag == "" || strings.HasPrefix(etag, "W/") {
			t.Errorf("%q has no strong validator: %q", path, etag)
		}
		if a := ask("GET", path, "If-None-Match", etag); a.status != 304 || len(a.body) != 0 {
			t.Errorf("%q: %d for what the client has", path, a.status)
		}
		if a := ask("GET", path, "If-None-Match", `"other"`); a.status != 200 {
			t.Errorf("%q: %d for what the client has not", path, a.status)
		}
		if a := ask("HEAD", path); a.status != 200 || a.header.Get("Content-Length") != fmt.Sprint(len(full.body)) {
			t.Errorf("HEAD %q: %d, length %s of %d", path, a.status, a.header.Get("Content-Length"), len(full.body))
		}
	}
	if a := ask("GET", "/source", "Range", "bytes=3-8"); a.status != 206 || string(a.body) != notice[3:9] {
		t.Errorf("range: %d %q", a.status, a.body)
	}
	// What is refused of that is a problem like all others.
	outside := ask("GET", "/source", "Range", "bytes=100000-")
	wantProblem(t, outside, 416, "bad_range")
	if outside.header.Get("Content-Range") != fmt.Sprintf("bytes */%d", len(notice)) || outside.header.Get("Content-Disposition") != "" || outside.header.Get("ETag") != "" {
		t.Errorf("range: %v", outside.header)
	}
	wantProblem(t, ask("GET", "/source", "If-Match", `"other"`), 412, "stale")
	wantProblem(t, ask("GET", "", "If-Match", `"other"`), 412, "stale")
	if a := ask("HEAD", "", "If-Match", `"other"`); a.status != 412 || len(a.body) != 0 {
		t.Errorf("HEAD: %d", a.status)
	}
}

// Programs get a problem for an address that is none, and browsers a page.
func TestNowhere(t *testing.T) {
	base := serve(t, nil)
	wantProblem(t, with(t, "GET", base+"/nowhere"), 404, "not_found")
	a := with(t, "PUT", base+"/v1/documents", "Accept", "application/json")
	wantProblem(t, a, 405, "method_not_allowed")
	if allow := a.header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
		t.Errorf("Allow: %q", allow)
	}
	if a := with(t, "GET", base+"/nowhere", "Accept", "text/html,*/*"); a.status != 404 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(string(a.body), "not_found") {
		t.Errorf("a browser: %d %v", a.status, a.header)
	}
}
