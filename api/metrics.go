package api

import (
	"errors"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yaodian/parser/format"
)

// metrics are the service's own measures, in a registry of their own so that
// two services in one process do not meet.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec // seconds by method, route and status
	reading  *prometheus.HistogramVec // seconds by media type, "" for failures
	failures *prometheus.CounterVec   // readings that failed, by code
}

func newMetrics(g *Gate) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yaodian_request_seconds", Help: "Requests by method, route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"method", "route", "status"}),
		reading: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yaodian_parse_seconds", Help: "Readings of one notice by media type, empty where it failed.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20}}, []string{"media_type"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yaodian_parse_failures_total", Help: "Readings that failed, by code."}, []string{"code"}),
	}
	m.registry.MustRegister(m.requests, m.reading, m.failures, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yaodian_parse_waiting", Help: "Readings that wait for a place."}, func() float64 { return float64(g.Waiting()) }))
	return m
}

// measured times a request. The route is the pattern, so that ids do not
// become series of their own.
func (m *metrics) measured(c *gin.Context) {
	start := time.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(c.Request.Method, route, strconv.Itoa(c.Writer.Status())).Observe(time.Since(start).Seconds())
}

// read notes a reading and how it ended.
func (m *metrics) read(start time.Time, mediaType string, err error) {
	m.reading.WithLabelValues(mediaType).Observe(time.Since(start).Seconds())
	if err == nil {
		return
	}
	code := string(codeInternal)
	var fe *format.Error
	if errors.As(err, &fe) {
		code = string(fe.Code)
	}
	m.failures.WithLabelValues(code).Inc()
}

func (m *metrics) handler() gin.HandlerFunc {
	return gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
}
