// Package api serves yaodian over HTTP: the JSON interface under /v1,
// described by its own code as OpenAPI 3.1, and the web page.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"yaodian/api/observe"
	"yaodian/extract"
	"yaodian/parser"
	"yaodian/parser/format"
)

// Options is what a service is made of. Documents may be nil: then only
// parsing and comparing are served.
type Options struct {
	Version   string // of the program, shown in the description
	Parser    parser.Options
	Documents Documents
	Batches   Batches // nil serves no batches
	// Corrections keeps what people correct in Documents; nil takes none.
	Corrections Corrections
	Log         *slog.Logger // nil logs nothing
	// Sample stores documents to try the page with; nil offers none.
	Sample func(ctx context.Context) error
	// Stopping ends when the service is about to stop: streams end with it,
	// where other requests may finish. nil never ends.
	Stopping context.Context
	// MaxUpload bounds one uploaded file, in bytes; 0 means the parser's own
	// limit.
	MaxUpload int64
	MaxBatch  int64 // bounds one batch's upload, in bytes; 0 means 4 GiB
	// Parallel is how many notices are read at once (0: one a processor), and
	// Queue how many more may wait (0: 64) before the service answers 429.
	Parallel, Queue int
	Patience        Patience         // with slow clients
	Access          Access           // who may do what
	Meter           *observe.Meter   // measures the process; nil means one of the service's own
	Tracing         *observe.Tracing // nil traces nothing
}

// server holds what the handlers share. It has no state of its own but the
// gate and the limits.
type server struct {
	Options
	gate     *Gate
	metrics  metrics
	limits   *limits
	failPage func(c *gin.Context, err error) // shows an error as a page
}

// New returns the whole service as a handler.
func New(opt Options) http.Handler {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.MaxUpload <= 0 {
		opt.MaxUpload = format.DefaultLimits.Bytes
	}
	if opt.MaxBatch <= 0 {
		opt.MaxBatch = 4 << 30
	}
	if opt.Stopping == nil {
		opt.Stopping = context.Background()
	}
	if opt.Parallel <= 0 {
		opt.Parallel = runtime.GOMAXPROCS(0)
	}
	if opt.Queue <= 0 {
		opt.Queue = 64
	}
	opt.Patience = opt.Patience.orDefaults()
	s := &server{Options: opt, gate: NewGate(opt.Parallel, opt.Queue), limits: newLimits(opt.Access.Rate, opt.Access.Burst)}
	if opt.Meter == nil {
		opt.Meter = observe.NewMeter(opt.Version)
	}
	s.metrics = newMetrics(opt.Meter, s.gate)

	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.NoRoute(func(c *gin.Context) { s.refuse(c, problemFor(codeNotFound, "there is nothing at this address")) })
	r.NoMethod(func(c *gin.Context) {
		s.refuse(c, problemFor(codeMethod, "this address does not answer "+c.Request.Method))
	})
	s.believe(r)
	s.trace(r)
	r.Use(s.requestID, s.logged, s.metrics.measured, s.recovered, s.bounded, secured, s.local, s.sameOrigin(), s.identified, s.limited, s.audited, s.allowed)

	cfg := huma.DefaultConfig("yaodian 要点", opt.Version)
	cfg.Info.Description = description
	cfg.Tags = sections
	cfg.Servers = []*huma.Server{{URL: "/", Description: "This service."}}
	cfg.DocsPath = ""    // its renderers come from other hosts; docs.go has one of our own
	cfg.SchemasPath = "" // and with it the $schema links in bodies
	cfg.CreateHooks = nil
	cfg.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName), SecuritySchemes: securitySchemes()}
	cfg.Transformers = append(cfg.Transformers, s.explain)
	h := humagin.New(r, cfg)
	s.routes(r, h)
	mend(h.OpenAPI().Components.Schemas)
	s.page(r, h)
	r.GET("/metrics", s.metrics.handler())
	return service{transferred(s.crossOrigin(r)), r}
}

// service is the handler of the whole.
type service struct {
	http.Handler
	router *gin.Engine
}

// Routes lists what the service answers to.
func (s service) Routes() gin.RoutesInfo { return s.router.Routes() }

// schemaName names a type's schema. Types of package series take its name,
// since they share theirs with those of the store.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if path.Base(t.PkgPath()) == "series" && !strings.HasPrefix(name, "Series") {
		return "Series" + name
	}
	return name
}

// plan reads a notice within the gate.
func (s *server) plan(ctx context.Context, up upload) (*extract.Plan, error) {
	leave, err := s.gate.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.metrics.Read(ctx, up.name, up.data, s.Parser)
}

// Server returns an http.Server with the limits that a service facing
// strangers needs before it knows what is asked; then Patience holds.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}
