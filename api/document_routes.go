package api

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yaodian/corpus/store"
)

type listInput struct {
	Issuer string `query:"issuer" maxLength:"200" doc:"Exact name of the issuing organisation."`
	Kind   string `query:"kind" maxLength:"50" example:"工作要点"`
	Year   int    `query:"year" minimum:"0" maximum:"9999" doc:"The plan's year, or one that it spans."`
	Query  string `query:"q" maxLength:"200" doc:"Words of the title, issuer or file name."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"500" doc:"As the page before returned it."`
}

type listOutput struct {
	Body struct {
		Documents []store.Document `json:"documents" nullable:"false"`
		Next      *string          `json:"next_cursor" doc:"Cursor of the next page, null at the end."`
	}
}

type planInput struct {
	ID        string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the source bytes, hex."`
	Corrected bool   `query:"corrected" default:"true" doc:"false leaves the corrections by hand out."`
}

// documentRoutes registers what needs a store.
func (s *server) documentRoutes(h huma.API) {
	const base, one = "/v1/documents", "/v1/documents/{id}"
	tags := []string{"documents"}

	register(s, h, huma.Operation{OperationID: "add-document", Method: http.MethodPost, Path: base, Tags: tags,
		Summary:     "Read a notice and keep it",
		Description: "201 with Location when the file is new; 200 when the same bytes are there already.",
		Responses:   s.planResponses(h, 200, 201), DefaultStatus: 201, Errors: uploadErrors,
	}, func(ctx context.Context, in *fileInput) (*planOutput, error) {
		ups, err := s.uploads(in.c.Writer, in.c.Request, "file")
		if err != nil {
			return nil, err
		}
		id, plan, created, err := s.add(ctx, ups[0])
		if err != nil {
			return nil, err
		}
		out := &planOutput{Status: http.StatusOK, ContentType: jsonType, Location: base + "/" + id, Body: plan}
		if created {
			out.Status = http.StatusCreated
		}
		return out, nil
	})
	oneFile(h, base)

	register(s, h, huma.Operation{OperationID: "list-documents", Method: http.MethodGet, Path: base, Tags: tags,
		Summary:     "List documents, newest first",
		Description: "Filtered by issuer, kind, year and words of the title. `next`, where it is set, is the cursor of the page that follows."}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		list, next, err := s.Documents.List(ctx, store.Filter{Issuer: in.Issuer, Kind: in.Kind, Year: in.Year, Query: in.Query, Limit: in.Limit, Cursor: in.Cursor})
		if err != nil {
			return nil, err
		}
		out := &listOutput{}
		out.Body.Documents = append([]store.Document{}, list...)
		out.Body.Next = nullable(next)
		return out, nil
	})

	plan := func(ctx context.Context, in *planInput) (*huma.StreamResponse, error) {
		doc, err := s.Documents.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		read := s.Documents.PlanJSON
		if !in.Corrected && s.Corrections != nil {
			read, doc.Revision = s.Corrections.ExtractedJSON, 0
		}
		// The plan is a function of the bytes, the first name, the rules and the
		// corrections.
		return s.content(doc.Version(), jsonType, "", func() ([]byte, error) { return read(ctx, in.ID) }), nil
	}
	source := func(ctx context.Context, in *idPath) (*huma.StreamResponse, error) {
		doc, err := s.Documents.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		// Whatever was uploaded, a browser must save it: shown, a page of
		// someone else's would run as ours.
		return s.content(doc.ID, "application/octet-stream", attachment(doc.Name), func() ([]byte, error) {
			_, data, err := s.Documents.Source(ctx, in.ID)
			return data, err
		}), nil
	}
	register(s, h, huma.Operation{OperationID: "get-document", Method: http.MethodGet, Path: one, Tags: tags,
		Summary: "The plan of a document", Description: "Corrections by hand are laid over what was extracted; such facts have the rule correction. With an ETag; If-None-Match is answered with 304.",
		Responses: s.planResponses(h, 200), Errors: []int{404, 422}}, plan)
	register(s, h, huma.Operation{OperationID: "get-source", Method: http.MethodGet, Path: one + "/source", Tags: tags,
		Summary: "The file as it was uploaded", Description: "With an ETag, and in ranges where asked.",
		Responses: files("The file, always to be saved."), Errors: []int{404, 422}}, source)

	register(s, h, huma.Operation{OperationID: "delete-document", Method: http.MethodDelete, Path: one, Tags: tags,
		Summary:     "Delete a document with its source",
		Description: "Its items, offices and targets go with it.", Errors: []int{404, 422},
	}, func(ctx context.Context, in *idPath) (*struct{}, error) {
		return nil, s.Documents.Delete(ctx, in.ID)
	})
}

// attachment writes a Content-Disposition that saves under a name.
func attachment(name string) string {
	if v := mime.FormatMediaType("attachment", map[string]string{"filename": name}); v != "" {
		return v
	}
	return "attachment"
}
