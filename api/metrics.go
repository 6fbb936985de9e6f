package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/api/observe"
)

// metrics joins the service to its meter.
type metrics struct{ *observe.Meter }

func newMetrics(m *observe.Meter, g *Gate) metrics {
	m.Gauge("yaodian_parse_waiting", "Readings that wait for a place.", func() float64 { return float64(g.Waiting()) })
	return metrics{m}
}

// measured times a request.
func (m metrics) measured(c *gin.Context) {
	start := time.Now()
	c.Next()
	m.Request(c.Request.Method, c.FullPath(), c.Writer.Status(), time.Since(start))
}

func (m metrics) handler() gin.HandlerFunc { return gin.WrapH(m.Handler()) }
