package api

import (
	"context"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/contrib/instrumentation/github.com/gin-gonic/gin/otelgin"

	"yaodian/api/observe"
	"yaodian/corpus/store"
	"yaodian/extract"
)

// trace opens a span a request, named by method and route, and one a call of
// the store. Probes and scrapes have none.
func (s *server) trace(r *gin.Engine) {
	if s.Tracing == nil {
		return
	}
	r.Use(otelgin.Middleware("", otelgin.WithTracerProvider(s.Tracing.Provider), otelgin.WithPropagators(s.Tracing.Propagator),
		otelgin.WithGinFilter(func(c *gin.Context) bool {
			switch c.FullPath() {
			case "/livez", "/readyz", "/metrics":
				return false
			}
			return true
		})))
	if s.Documents != nil {
		s.Documents = tracedDocuments{s.Documents, s.Tracing}
	}
}

// tracedDocuments is a store whose calls have spans.
type tracedDocuments struct {
	Documents
	tracing *observe.Tracing
}

func (d tracedDocuments) Put(ctx context.Context, source []byte, plan *extract.Plan) (created bool, err error) {
	ctx, end := d.tracing.Stage(ctx, "store put")
	defer func() { end(err) }()
	return d.Documents.Put(ctx, source, plan)
}

func (d tracedDocuments) Get(ctx context.Context, id string) (_ store.Document, err error) {
	ctx, end := d.tracing.Stage(ctx, "store get")
	defer func() { end(err) }()
	return d.Documents.Get(ctx, id)
}

func (d tracedDocuments) Plan(ctx context.Context, id string) (_ *extract.Plan, err error) {
	ctx, end := d.tracing.Stage(ctx, "store plan")
	defer func() { end(err) }()
	return d.Documents.Plan(ctx, id)
}

func (d tracedDocuments) PlanJSON(ctx context.Context, id string) (_ []byte, err error) {
	ctx, end := d.tracing.Stage(ctx, "store plan")
	defer func() { end(err) }()
	return d.Documents.PlanJSON(ctx, id)
}

func (d tracedDocuments) Source(ctx context.Context, id string) (_ store.Document, _ []byte, err error) {
	ctx, end := d.tracing.Stage(ctx, "store source")
	defer func() { end(err) }()
	return d.Documents.Source(ctx, id)
}

func (d tracedDocuments) List(ctx context.Context, f store.Filter) (_ []store.Document, _ string, err error) {
	ctx, end := d.tracing.Stage(ctx, "store list")
	defer func() { end(err) }()
	return d.Documents.List(ctx, f)
}

func (d tracedDocuments) Search(ctx context.Context, q store.Query) (_ []store.Hit, _ string, err error) {
	ctx, end := d.tracing.Stage(ctx, "store search")
	defer func() { end(err) }()
	return d.Documents.Search(ctx, q)
}

func (d tracedDocuments) Targets(ctx context.Context, q store.TargetQuery) (_ []store.TargetRow, _ string, err error) {
	ctx, end := d.tracing.Stage(ctx, "store targets")
	defer func() { end(err) }()
	return d.Documents.Targets(ctx, q)
}

func (d tracedDocuments) Delete(ctx context.Context, id string) (err error) {
	ctx, end := d.tracing.Stage(ctx, "store delete")
	defer func() { end(err) }()
	return d.Documents.Delete(ctx, id)
}
