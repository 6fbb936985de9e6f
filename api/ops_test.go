package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"yaodian/api"
	"yaodian/api/observe"
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
