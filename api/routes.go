package api

import (
	"bytes"
	"context"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"yaodian/extract"
)

const description = `Turns published government plans (工作要点) into data: numbered items with
their responsible offices and quantified targets, each tied to its characters in the text; and compares two of them.

Bodies that are Plans are the exact bytes that the command line writes for the same file under the same name.`

// Ids are SHA-256 in hex.
type idPath struct {
	ID string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the source bytes, hex."`
}

// fileInput gives a handler the request itself: huma would hold a whole form
// in memory and takes one content type a route.
type fileInput struct {
	Name string `query:"name" maxLength:"1024" doc:"Name of the file, where the body is the file itself."`
	c    *gin.Context
}

// Resolve implements huma.Resolver.
func (in *fileInput) Resolve(ctx huma.Context) []error {
	in.c = humagin.Unwrap(ctx)
	return nil
}

// planOutput is a Plan as encoded.
type planOutput struct {
	Status      int
	ContentType string `header:"Content-Type"`
	Location    string `header:"Location"`
	Body        []byte
}

const jsonType = "application/json"

// routes registers every address of the service in one place.
func (s *server) routes(r *gin.Engine, h huma.API) {
	type none struct{}
	health := func(id, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{"health"}, Summary: summary, Description: description}
	}

	// Reading.
	op := huma.Operation{OperationID: "parse", Method: http.MethodPost, Path: "/v1/parse", Tags: []string{"reading"},
		Summary:     "Read a notice",
		Description: "Answers with the plan of the uploaded file and stores nothing.",
		Responses:   s.planResponses(h, 200), Errors: uploadErrors}
	register(s, h, op, func(ctx context.Context, in *fileInput) (*planOutput, error) {
		ups, err := s.uploads(in.c.Writer, in.c.Request, "file")
		if err != nil {
			return nil, err
		}
		p, err := s.plan(ctx, ups[0])
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := p.Encode(&b); err != nil {
			return nil, err
		}
		return &planOutput{Status: http.StatusOK, ContentType: jsonType, Body: b.Bytes()}, nil
	})
	oneFile(h, "/v1/parse")

	// Health and the description.
	register(s, h, health("livez", "/livez", "Is the process alive?", "204 as long as it answers at all."), func(context.Context, *none) (*none, error) { return &none{}, nil })
	register(s, h, health("readyz", "/readyz", "Can it do its work?", "204 when it can; 503 while it starts, stops, or has no database."), func(ctx context.Context, _ *none) (*none, error) {
		ping := func(context.Context) error { return nil }
		if s.Documents != nil {
			ping = func(ctx context.Context) error {
				err := s.Documents.Ping(ctx)
				if err != nil {
					s.Log.ErrorContext(ctx, "not ready", "err", err)
				}
				return err
			}
		}
		if detail := unready(ctx, ping, s.Stopping); detail != "" {
			return nil, problemFor(codeNotReady, detail)
		}
		return &none{}, nil
	})
	s.diffFilesRoute(h)
	if s.Documents != nil {
		s.documentRoutes(h)
		s.diffStoredRoute(h)
		s.queryRoutes(h)
		s.seriesRoutes(h)
		if s.Corrections != nil {
			s.correctionRoutes(h)
		}
	}
	if s.Batches != nil {
		s.batchRoutes(h)
	}
	if s.Access.Accounts != nil {
		s.auditRoute(h)
	}
}

var uploadErrors = []int{400, 413, 415, 422, 429, 500}

// register adds an operation whose errors go through the table of problems.
func register[I, O any](s *server, h huma.API, op huma.Operation, handle func(context.Context, *I) (*O, error)) {
	problem := h.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	guarded(&op)
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = &huma.Response{Description: "A failure, explained.",
		Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
	for _, code := range op.Errors {
		op.Responses[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code),
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
	}
	op.Errors = nil // described above; huma would describe its own model
	op.BodyReadTimeout = s.Patience.Form
	huma.Register(h, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.asProblem(ctx, err)
		}
		return out, nil
	})
}

// planResponses describes a Plan for each of the statuses.
func (s *server) planResponses(h huma.API, statuses ...int) map[string]*huma.Response {
	schema := h.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[extract.Plan](), true, "Plan")
	out := map[string]*huma.Response{}
	for _, st := range statuses {
		out[strconv.Itoa(st)] = &huma.Response{Description: "The plan.", Content: map[string]*huma.MediaType{jsonType: {Schema: schema}}}
	}
	return out
}

// oneFile describes the body of a POST route: the file in a form or bare. It
// runs after registration, since huma reads bodies that it knows of itself.
func oneFile(h huma.API, path string) {
	h.OpenAPI().Paths[path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data":      {Schema: fileForm("file")},
		"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}
}

func fileForm(fields ...string) *huma.Schema {
	s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}, Required: fields}
	for _, f := range fields {
		s.Properties[f] = &huma.Schema{Type: "string", Format: "binary", Description: "The file."}
	}
	return s
}
