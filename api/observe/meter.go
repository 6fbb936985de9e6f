// Package observe measures and traces a process that reads notices, be it a
// service or a worker, for those who run it.
package observe

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yaodian/corpus/batch"
	"yaodian/extract"
	"yaodian/parser"
	"yaodian/parser/format"
	"yaodian/parser/sandbox"
)

// Meter holds a process's measures, in a registry of its own so that two in
// one process do not meet. Every label takes its values from a list that the
// program fixes, never from what a client sends.
type Meter struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec // seconds by method, route and status
	reading  *prometheus.HistogramVec // seconds by media type, "" for failures
	failures *prometheus.CounterVec   // readings that failed, by code
}

// NewMeter returns a meter with the measures of every process: the runtime's,
// the build's and those of readings.
func NewMeter(version string) *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yaodian_request_seconds", Help: "Requests by method, route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"method", "route", "status"}),
		reading: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yaodian_parse_seconds", Help: "Readings of one notice by media type, empty where it failed.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20}}, []string{"media_type"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yaodian_parse_failures_total", Help: "Readings that failed, by code."}, []string{"code"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "yaodian_build_info", Help: "Always 1; the labels tell the program and its rules.",
		ConstLabels: prometheus.Labels{"version": version, "rules": extract.Version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.reading, m.failures, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Gauge adds a measure that is asked for when the metrics are.
func (m *Meter) Gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Children adds what becomes of a pool's child processes.
func (m *Meter) Children(p *sandbox.Pool) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "yaodian_child_starts_total",
		Help: "Child processes started to read hostile formats, restarts included."}, func() float64 { return float64(p.Stats().Started) }))
	for reason, n := range map[string]func(sandbox.Stats) int64{
		"retired": func(s sandbox.Stats) int64 { return s.Retired },
		"crashed": func(s sandbox.Stats) int64 { return s.Crashed },
		"stopped": func(s sandbox.Stats) int64 { return s.Stopped },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "yaodian_child_ends_total",
			Help:        "Child processes that ended, by reason: retired in order, crashed, stopped at the limit of time.",
			ConstLabels: prometheus.Labels{"reason": reason}}, func() float64 { return float64(n(p.Stats())) }))
	}
}

// Backlog counts the files of all batches that wait and that are being read.
type Backlog func(ctx context.Context) (waiting, running int, err error)

// Queue adds the depth of the queue of batches, asked of the database at each
// scrape, for at most two seconds. A database that does not answer leaves the
// measure out, which an alert on its absence notices.
func (m *Meter) Queue(count Backlog) {
	m.registry.MustRegister(&queueCollector{count: count,
		desc: prometheus.NewDesc("yaodian_batch_files", "Files of all batches that are not done, by state.", []string{"state"}, nil)})
}

type queueCollector struct {
	count Backlog
	desc  *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (q *queueCollector) Describe(ch chan<- *prometheus.Desc) { ch <- q.desc }

// Collect implements prometheus.Collector.
func (q *queueCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	waiting, running, err := q.count(ctx)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(waiting), "queued")
	ch <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(running), "running")
}

// Request notes a request that was answered. The route is its pattern, so that
// ids do not become series of their own.
func (m *Meter) Request(method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other" // clients may invent methods
	}
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Read is extract.Read, measured.
func (m *Meter) Read(ctx context.Context, name string, data []byte, opt parser.Options) (*extract.Plan, error) {
	start := time.Now()
	p, err := extract.Read(ctx, name, data, opt)
	media := ""
	if err == nil {
		media = p.Source.MediaType
	} else {
		code := "internal"
		var fe *format.Error
		if errors.As(err, &fe) {
			code = string(fe.Code)
		}
		m.failures.WithLabelValues(code).Inc()
	}
	m.reading.WithLabelValues(media).Observe(time.Since(start).Seconds())
	return p, err
}

// ReadFunc is how batches read a file: Read under a span of its own, with the
// name as clean makes it.
func (m *Meter) ReadFunc(opt parser.Options, clean func(string) string) batch.ReadFunc {
	return func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
		ctx, end := opt.Begin(ctx, "batch file")
		p, err := m.Read(ctx, clean(name), data, opt)
		end(err)
		return p, err
	}
}

// Handler answers with the measures in Prometheus's text format.
func (m *Meter) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
