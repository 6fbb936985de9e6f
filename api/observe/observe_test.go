package observe_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yaodian/api/observe"
	"yaodian/parser"
	"yaodian/parser/sandbox"
)

func scrape(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestMetersHaveNoLabelsThatClientsChoose(t *testing.T) {
	m := observe.NewMeter("test")
	m.Request("GET", "/v1/documents/:id", 200, time.Millisecond)
	m.Request("BREW", "", 405, time.Millisecond)
	if _, err := m.Read(context.Background(), "a.txt", []byte("云溪市2025年工作要点\n一、推进节水"), parser.Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Read(context.Background(), "a.txt", nil, parser.Options{}); err == nil {
		t.Fatal("an empty file was read")
	}
	pool := sandbox.New(sandbox.Options{})
	m.Children(pool)
	m.Queue(func(context.Context) (int, int, error) { return 7, 2, nil })
	_, body := scrape(t, m.Handler(), "/metrics")
	for _, want := range []string{
		`yaodian_request_seconds_count{method="GET",route="/v1/documents/:id",status="200"} 1`,
		`yaodian_request_seconds_count{method="other",route="none",status="405"} 1`,
		`yaodian_parse_seconds_count{media_type="text/plain"} 1`,
		`yaodian_parse_failures_total{code="empty"} 1`,
		`yaodian_child_starts_total 0`,
		`yaodian_child_ends_total{reason="crashed"} 0`,
		`yaodian_batch_files{state="queued"} 7`,
		`yaodian_batch_files{state="running"} 2`,
		`yaodian_build_info{rules="`,
		`go_goroutines `,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "BREW") {
		t.Error("a client's method became a series")
	}
}

func TestAQueueThatCannotBeAskedLeavesItsMeasureOut(t *testing.T) {
	m := observe.NewMeter("test")
	m.Queue(func(context.Context) (int, int, error) { return 0, 0, errors.New("down") })
	if code, body := scrape(t, m.Handler(), "/metrics"); code != 200 || strings.Contains(body, "yaodian_batch_files{") {
		t.Errorf("%d %s", code, body)
	}
}

func TestAdminServesProfilesMeasuresAndHealthOnly(t *testing.T) {
	h := observe.Admin(observe.NewMeter("test"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	for path, want := range map[string]int{"/metrics": 200, "/livez": 204, "/readyz": 204, "/debug/pprof/": 200, "/debug/pprof/heap": 200,
		"/debug/pprof/cmdline": 404, "/": 404, "/v1/documents": 404} {
		if code, _ := scrape(t, h, path); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
}

func TestTracingIsOffUnlessConfigured(t *testing.T) {
	for _, env := range []map[string]string{
		{"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
		{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"},
	} {
		t.Run("", func(t *testing.T) {
			for k, v := range env {
				t.Setenv(k, v)
			}
			tr, err := observe.NewTracing(context.Background(), "test")
			if err != nil || tr != nil {
				t.Fatalf("%v: %v %v", env, tr, err)
			}
			ctx, end := tr.Stage(context.Background(), "read") // of nothing, nothing comes
			end(nil)
			if ctx != context.Background() || tr.Close(ctx) != nil {
				t.Error("tracing that is off does something")
			}
		})
	}
}

func TestTracesGoWhereTheEnvironmentSays(t *testing.T) {
	got := make(chan string, 10)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Method + " " + r.URL.Path + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("X-Tenant")
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=yunxi")
	tr, err := observe.NewTracing(context.Background(), "test")
	if err != nil {
		t.Fatal(err)
	}
	_, end := tr.Stage(context.Background(), "read")
	end(errors.New("no"))
	if err := tr.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if g := <-got; g != "POST /v1/traces application/x-protobuf yunxi" {
		t.Error(g)
	}
}
