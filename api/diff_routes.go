package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/diff"
	"yaodian/corpus/store"
	"yaodian/extract"
)

type diffInput struct {
	Old    string `query:"old" required:"true" pattern:"^[0-9a-f]{64}$" doc:"Id of the older document."`
	New    string `query:"new" required:"true" pattern:"^[0-9a-f]{64}$" doc:"Id of the newer document."`
	Format string `query:"format" default:"json" enum:"json,md,html,xlsx" doc:"Form of the comparison; all but json are files to be saved."`
}

// diffFilesInput repeats Format: huma fills no field of an embedded type that
// is not exported.
type diffFilesInput struct {
	Format string `query:"format" default:"json" enum:"json,md,html,xlsx" doc:"Form of the comparison; all but json are files to be saved."`
	c      *gin.Context
}

// Resolve implements huma.Resolver.
func (in *diffFilesInput) Resolve(ctx huma.Context) []error {
	in.c = humagin.Unwrap(ctx)
	return nil
}

// diffFilesRoute compares two uploads without storing them.
func (s *server) diffFilesRoute(h huma.API) {
	const path = "/v1/diff"
	register(s, h, huma.Operation{OperationID: "diff-files", Method: http.MethodPost, Path: path, Tags: []string{"comparing"},
		Summary: "Compare two files", Description: "A multipart form with the files `old` and `new`; nothing is stored.",
		Responses: diffResponses(h), Errors: uploadErrors,
	}, func(ctx context.Context, in *diffFilesInput) (*fileOutput, error) {
		ups, err := s.uploads(in.c.Writer, in.c.Request, "old", "new")
		if err != nil {
			return nil, err
		}
		var plans [2]*extract.Plan
		for i, up := range ups {
			if plans[i], err = s.plan(ctx, up); err != nil {
				return nil, onSide([]string{"old", "new"}[i], err)
			}
		}
		return diffOutput(plans[0], plans[1], in.Format)
	})
	h.OpenAPI().Paths[path].Post.RequestBody = &huma.RequestBody{Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: fileForm("old", "new")}}}
}

// diffStoredRoute compares two stored documents.
func (s *server) diffStoredRoute(h huma.API) {
	register(s, h, huma.Operation{OperationID: "diff-documents", Method: http.MethodGet, Path: "/v1/diff", Tags: []string{"comparing"},
		Summary:     "Compare two documents",
		Description: "Of the same plan, of two years as a rule. `format` asks for a page, a workbook or Markdown instead of JSON.", Responses: diffResponses(h), Errors: []int{404, 422},
	}, func(ctx context.Context, in *diffInput) (*fileOutput, error) {
		before, err := s.Documents.Plan(ctx, in.Old)
		if err != nil {
			return nil, onSide("old", err)
		}
		after, err := s.Documents.Plan(ctx, in.New)
		if err != nil {
			return nil, onSide("new", err)
		}
		return diffOutput(before, after, in.Format)
	})
}

// onSide says which of two inputs an error is about.
func onSide(side string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return problemFor(codeNotFound, fmt.Sprintf("no document is stored under the id given as %q", side))
	}
	return err
}

func diffOutput(before, after *extract.Plan, name string) (*fileOutput, error) {
	form, ok := diff.FormatNamed(name)
	if !ok {
		return nil, problemFor(codeInvalid, "there is no such format")
	}
	d := diff.Compare(before, after)
	var b bytes.Buffer
	if err := d.Write(&b, name); err != nil {
		return nil, err
	}
	if name == "json" {
		return &fileOutput{ContentType: jsonType, CSP: contentSecurity, Body: b.Bytes()}, nil
	}
	title := string(d.New.Title)
	if d.Old.Year != 0 && d.New.Year != 0 {
		title += fmt.Sprintf("（与%d年对比）", d.Old.Year)
	}
	return saved(CleanName(title+form.Ext), form.MediaType, b.Bytes()), nil
}

func diffResponses(h huma.API) map[string]*huma.Response {
	schema := h.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[diff.Diff](), true, "Diff")
	return map[string]*huma.Response{"200": {Description: "The comparison.", Content: map[string]*huma.MediaType{jsonType: {Schema: schema}}}}
}
