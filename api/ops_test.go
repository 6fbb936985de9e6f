package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"yaodian/api"
	"yaodian/api/observe"
	"yaodian/corpus/store"
)

func TestADoorSaysNotReadyUntilItIsOpened(t *testing.T) {
	var door api.Door
	ask := func(path string) answer {
		w := httptest.NewRecorder()
		door.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return answer{w.Code, w.Header(), w.Body.Bytes()}
	}
	for _, path := range []string{"/readyz", "/v1/documents", "/"} {
		if a := ask(path); a.status != 503 || a.header.Get("Retry-After") == "" || !strings.Contains(string(a.body), `"code":"not_ready"`) {
			t.Errorf("%s: %d %v %s", path, a.status, a.header, a.body)
		}
	}
	if a := ask("/livez"); a.status != 204 {
		t.Errorf("/livez: %d", a.status)
	}
	door.Open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(418) }))
	if a := ask("/readyz"); a.status != 418 {
		t.Errorf("opened: %d", a.status)
	}
}

// ailing is a store that does not answer.
type ailing struct{ api.Documents }

func (ailing) Ping(context.Context) error { return errors.New("down") }

func TestReadinessMeansThatWorkCanBeDone(t *testing.T) {
	stopping, stop := context.WithCancel(context.Background())
	base := serve(t, func(o *api.Options) { o.Stopping = stopping })
	if a := call(t, "GET", base+"/readyz", nil); a.status != 204 {
		t.Errorf("ready: %d %s", a.status, a.body)
	}
	stop()
	a := call(t, "GET", base+"/readyz", nil)
	wantProblem(t, a, 503, "not_ready")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if a := call(t, "GET", base+"/livez", nil); a.status != 204 {
		t.Errorf("alive while it stops: %d", a.status)
	}
	if a := call(t, "GET", base+"/v1/documents", nil); a.status != 200 {
		t.Errorf("serves while it drains: %d", a.status)
	}
	down := serve(t, func(o *api.Options) { o.Documents = ailing{o.Documents} })
	wantProblem(t, call(t, "GET", down+"/readyz", nil), 503, "not_ready")
	if a := call(t, "GET", down+"/livez", nil); a.status != 204 {
		t.Errorf("alive without a database: %d", a.status)
	}
}

func TestWorkersHealth(t *testing.T) {
	stopping, stop := context.WithCancel(context.Background())
	var err error
	h := api.Health(func(context.Context) error { return err }, stopping)
	want := func(path string, code int) {
		t.Helper()
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, httptest.NewRequest("GET", path, nil)); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
	want("/readyz", 204)
	err = errors.New("down")
	want("/readyz", 503)
	err = nil
	stop()
	want("/readyz", 503)
	want("/livez", 204)
}

func TestARequestsSpans(t *testing.T) {
	mem := tracetest.NewInMemoryExporter()
	base := serve(t, func(o *api.Options) {
		o.Tracing = observe.TracingTo(sdk.NewTracerProvider(sdk.WithSyncer(mem)))
		o.Parser.Stage = o.Tracing.Stage
	})
	req, err := http.NewRequest("POST", base+"/v1/documents?name=a.txt", strings.NewReader(notice))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if a := do(t, req); a.status != 201 {
		t.Fatal(a.status)
	}
	call(t, "GET", base+"/readyz", nil)
	byName := map[string]tracetest.SpanStub{}
	for _, s := range mem.GetSpans() {
		byName[s.Name] = s
		if id := s.SpanContext.TraceID().String(); id != "0af7651916cd43dd8448eb211c80319c" {
			t.Errorf("%s is of trace %s", s.Name, id)
		}
	}
	root := byName["POST /v1/documents"]
	if root.Parent.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("the request does not continue the caller's trace: %+v", root)
	}
	for _, name := range []string{"read", "extract", "store put"} {
		if s := byName[name]; s.Parent.SpanID() != root.SpanContext.SpanID() {
			t.Errorf("%s is not below the request: %+v", name, s)
		}
	}
	if _, ok := byName["GET /readyz"]; ok {
		t.Error("probes are traced")
	}
}

// unread is a store whose plans and sources nobody may read.
type unread struct{ api.Documents }

func (unread) PlanJSON(context.Context, string) ([]byte, error) {
	return nil, errors.New("the plan was read")
}

func (unread) Source(context.Context, string) (store.Document, []byte, error) {
	return store.Document{}, nil, errors.New("the source was read")
}

func TestConditionalGetReadsColumnsOnly(t *testing.T) {
	var docs api.Documents
	base := serve(t, func(o *api.Options) { docs = o.Documents })
	at := form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice}).header.Get("Location")
	blind := serve(t, func(o *api.Options) { o.Documents = unread{docs} })
	for _, path := range []string{"", "/source"} {
		etag := call(t, "GET", base+at+path, nil).header.Get("ETag")
		for _, known := range []string{etag, "W/" + etag} {
			if a := with(t, "GET", blind+at+path, "If-None-Match", known); a.status != 304 || a.header.Get("ETag") != etag || len(a.body) != 0 {
				t.Errorf("%q %s: %d %v", path, known, a.status, a.header)
			}
		}
		wantProblem(t, with(t, "GET", blind+at+path, "If-None-Match", `"other"`), 500, "internal")
		if a := with(t, "GET", base+at+path, "If-None-Match", etag, "If-Match", `"other"`); a.status != 412 {
			t.Errorf("%q with a condition that fails first: %d", path, a.status)
		}
	}
	wantProblem(t, with(t, "GET", blind+"/v1/documents/"+strings.Repeat("0", 64), "If-None-Match", `"x"`), 404, "not_found")
}

// with is call with headers, names and values in turn.
func with(t *testing.T, method, url string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return do(t, req)
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	base := serve(t, nil)
	at := form(t, base+"/v1/documents", [3]string{"file", "a.txt", notice}).header.Get("Location")
	for _, path := range []string{"/", "/livez", "/v1/documents", at, at + "/source", "/openapi.json", "/v1/documents/" + strings.Repeat("0", 64), "/none"} {
		get, head := with(t, "GET", base+path, "Accept-Encoding", "identity"), with(t, "HEAD", base+path, "Accept-Encoding", "identity")
		if head.status != get.status || len(head.body) != 0 || head.header.Get("Content-Type") != get.header.Get("Content-Type") || head.header.Get("ETag") != get.header.Get("ETag") {
			t.Errorf("%s: HEAD %d %v, GET %d %v", path, head.status, head.header, get.status, get.header)
		}
	}
	if a := call(t, "HEAD", base+"/v1/parse", nil); a.status != 405 {
		t.Errorf("HEAD of what only takes POST: %d", a.status)
	}
	g := guard(t, nil)
	for who, want := range map[store.Role]int{"": 401, store.Reader: 200} {
		if a := g.ask(who, "HEAD", "/v1/documents", nil); a.status != want {
			t.Errorf("HEAD by %q: %d, want %d", who, a.status, want)
		}
	}
}

func TestTextsAreCompressedAndNothingElse(t *testing.T) {
	base := serve(t, nil)
	at := form(t, base+"/v1/documents", [3]string{"file", "a.txt", strings.Repeat(notice, 20)}).header.Get("Location")
	plain := with(t, "GET", base+at, "Accept-Encoding", "identity")
	zipped := with(t, "GET", base+at, "Accept-Encoding", "gzip")
	if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body) >= len(plain.body)/2 || plain.header.Get("Content-Encoding") != "" {
		t.Fatalf("%d of %d bytes, %v", len(zipped.body), len(plain.body), zipped.header)
	}
	r, err := gzip.NewReader(bytes.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, plain.body) {
		t.Errorf("unpacked it is another: %v", err)
	}
	etag := zipped.header.Get("ETag")
	if etag == plain.header.Get("ETag") || strings.HasPrefix(etag, "W/") || !strings.Contains(zipped.header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("two representations need two validators: %q, Vary %q", etag, zipped.header.Get("Vary"))
	}
	if a := with(t, "GET", base+at, "Accept-Encoding", "gzip", "If-None-Match", etag); a.status != 304 || a.header.Get("ETag") != etag {
		t.Errorf("what the client has, compressed: %d %q", a.status, a.header.Get("ETag"))
	}
	// Sources keep their bytes and ranges, workbooks are compressed already.
	for _, path := range []string{at + "/source", at + "/export?format=xlsx"} {
		if a := with(t, "GET", base+path, "Accept-Encoding", "gzip"); a.status != 200 || a.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	b := form(t, base+"/v1/batches", [3]string{"file", "b.txt", notice}).header.Get("Location")
	if a := with(t, "GET", base+b+"/events", "Accept-Encoding", "gzip"); a.header.Get("Content-Encoding") != "" || !strings.Contains(string(a.body), "event: end") {
		t.Errorf("events: %v %s", a.header, a.body)
	}
}

func TestABatchSentAgainIsAnsweredAgain(t *testing.T) {
	base := serve(t, nil)
	send := func(key string, files ...[3]string) answer {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b) // with a boundary of its own each time
		for _, f := range files {
			p, err := w.CreateFormFile(f[0], f[1])
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(p, f[2])
		}
		w.Close()
		req, err := http.NewRequest("POST", base+"/v1/batches", &b)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", w.FormDataContentType())
		if key != "" {
			req.Header.Set("Idempotency-Key", key)
		}
		return do(t, req)
	}
	one, other := [3]string{"file", "a.txt", notice}, [3]string{"file", "b.txt", notice + "二、其他"}
	first := send(`"8e03978e-40d5-43dd-bc93-6894a57f9324"`, one)
	if first.status != 202 || first.header.Get("Location") == "" {
		t.Fatalf("%d %s", first.status, first.body)
	}
	for _, key := range []string{`"8e03978e-40d5-43dd-bc93-6894a57f9324"`, `8e03978e-40d5-43dd-bc93-6894a57f9324`} {
		again := send(key, one)
		if again.status != 202 || again.header.Get("Location") != first.header.Get("Location") || !bytes.Equal(again.body, first.body) {
			t.Errorf("again with %s: %d %s, first %s", key, again.status, again.body, first.body)
		}
		wantProblem(t, send(key, other), 422, "idempotency_key_reused")
		wantProblem(t, send(key, one, other), 422, "idempotency_key_reused")
		wantProblem(t, send(key, [3]string{"file", "c.txt", notice}), 422, "idempotency_key_reused")
	}
	if a := send("another", one); a.header.Get("Location") == first.header.Get("Location") || a.status != 202 {
		t.Errorf("another key: %d %v", a.status, a.header)
	}
	if a := send("", one); a.header.Get("Location") == first.header.Get("Location") || a.status != 202 {
		t.Errorf("no key: %d %v", a.status, a.header)
	}
	// What failed took the key with it no longer than that.
	wantProblem(t, send("k3", [3]string{"wrong field", "a.txt", notice}), 422, "invalid_request")
	if a := send("k3", one); a.status != 202 {
		t.Errorf("after a failure: %d %s", a.status, a.body)
	}
	for _, bad := range []string{`""`, "with blank in it", strings.Repeat("k", 256), "ключ"} {
		wantProblem(t, send(bad, one), 400, "bad_idempotency_key")
	}
}

// A second request with a key is told that the first is in hand.
func TestABatchInHand(t *testing.T) {
	base := serve(t, nil)
	body, first := io.Pipe()
	answered := make(chan answer, 1)
	go func() {
		req, err := http.NewRequest("POST", base+"/v1/batches?name=a.txt", body)
		if err != nil {
			panic(err)
		}
		req.Header.Set("Idempotency-Key", "k")
		// The body goes out when the service begins to read it, which it does
		// once the key is claimed.
		req.Header.Set("Expect", "100-continue")
		client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
		res, err := client.Do(req)
		if err != nil {
			panic(err)
		}
		defer res.Body.Close()
		answered <- answer{status: res.StatusCode, header: res.Header}
	}()
	if _, err := io.WriteString(first, notice); err != nil {
		t.Fatal(err)
	}
	ask := func() answer {
		req, err := http.NewRequest("POST", base+"/v1/batches?name=b.txt", strings.NewReader(notice))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Idempotency-Key", "k")
		return do(t, req)
	}
	wantProblem(t, ask(), 409, "idempotency_key_in_hand")
	first.Close()
	a := <-answered
	if a.status != 202 {
		t.Fatalf("the first: %d", a.status)
	}
	wantProblem(t, ask(), 422, "idempotency_key_reused") // other name
}
