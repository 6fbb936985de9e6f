package api

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"yaodian/corpus/correct"
	"yaodian/corpus/export"
	"yaodian/corpus/store"
	"yaodian/extract"
)

// Corrections is what correcting needs of a store beside Documents; *store.Store
// is one. version is as in store.Correct.
type Corrections interface {
	ExtractedJSON(ctx context.Context, id string) ([]byte, error)
	Extracted(ctx context.Context, id string) (*extract.Plan, error)
	Corrections(ctx context.Context, id string) ([]correct.Correction, error)
	// Corrected returns which of the documents have corrections in force.
	Corrected(ctx context.Context, ids []string) (map[string]bool, error)
	Correct(ctx context.Context, id, version string, d correct.Draft) (correct.Correction, store.Document, error)
	Undo(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error)
	Redo(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error)
	Plans(ctx context.Context, f store.Filter) iter.Seq2[*extract.Plan, error]
}

// versionOf is the state that an If-Match names, "" for any.
func versionOf(ifMatch string) string {
	tag := strings.TrimPrefix(strings.TrimSpace(ifMatch), "W/")
	if tag == "*" {
		return ""
	}
	return strings.Trim(tag, `"`)
}

// signature is the name of the token of a request, "" where there is none.
func signature(ctx context.Context) string {
	if v := visitorOf(ctx); v.token != "" {
		return v.name
	}
	return ""
}

type correctInput struct {
	ID      string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the source bytes, hex."`
	IfMatch string `header:"If-Match" maxLength:"400" doc:"ETag of the document as the client saw it; 412 when it is another by now."`
	Body    correct.Draft
}

type oneCorrection struct {
	ID      string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the source bytes, hex."`
	N       string `path:"n" pattern:"^([1-9][0-9]{0,8}|last)$" doc:"Number of the correction, or last."`
	IfMatch string `header:"If-Match" maxLength:"400" doc:"ETag of the document as the client saw it; 412 when it is another by now."`
}

func (in *oneCorrection) number() int {
	n, _ := strconv.Atoi(in.N) // "last" is 0
	return n
}

type correctionOutput struct {
	Status   int
	ETag     string `header:"ETag" doc:"Of the document as it now is."`
	Location string `header:"Location"`
	Body     correct.Correction
}

type correctionsOutput struct {
	ETag string `header:"ETag" doc:"Of the document."`
	Body struct {
		Corrections []listedCorrection `json:"corrections" nullable:"false"`
	}
}

// listedCorrection is a correction with what became of it.
type listedCorrection struct {
	correct.Correction
	Lost bool `json:"lost" doc:"Its place is not found in the text any more; it is kept but not applied."`
}

// correctionRoutes registers the overlay of corrections by hand.
func (s *server) correctionRoutes(h huma.API) {
	const base = "/v1/documents/{id}/corrections"
	tags := []string{"correcting"}
	etag := func(d store.Document) string { return `"` + d.Version() + `"` }

	register(s, h, huma.Operation{OperationID: "list-corrections", Method: http.MethodGet, Path: base, Tags: tags, Errors: []int{404, 422},
		Summary: "Corrections of a document", Description: "In order of making, those taken back among them.",
	}, func(ctx context.Context, in *idPath) (*correctionsOutput, error) {
		doc, err := s.Documents.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		cs, err := s.Corrections.Corrections(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &correctionsOutput{ETag: etag(doc)}
		out.Body.Corrections = make([]listedCorrection, len(cs))
		lost := map[int]bool{}
		if doc.Corrections > 0 {
			raw, err := s.Corrections.Extracted(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			_, outcomes := correct.Apply(raw, cs)
			for _, o := range outcomes {
				lost[o.Seq] = o.Lost
			}
		}
		for i, c := range cs {
			out.Body.Corrections[i] = listedCorrection{c, lost[c.Seq]}
		}
		return out, nil
	})

	register(s, h, huma.Operation{OperationID: "correct", Method: http.MethodPost, Path: base, Tags: tags, DefaultStatus: 201, Errors: []int{404, 412, 422},
		Summary: "Correct a heading, an office or a target",
		Description: "The correction lies over what is extracted: it is served, searched, compared and exported, survives reading the notice anew, and can be taken back. " +
			"Its words must stand in the text of the item.",
	}, func(ctx context.Context, in *correctInput) (*correctionOutput, error) {
		if by := signature(ctx); by != "" {
			in.Body.By = by // nobody signs for another
		}
		c, doc, err := s.Corrections.Correct(ctx, in.ID, versionOf(in.IfMatch), in.Body)
		if err != nil {
			return nil, err
		}
		return &correctionOutput{Status: http.StatusCreated, ETag: etag(doc), Location: "/v1/documents/" + in.ID + "/corrections/" + strconv.Itoa(c.Seq), Body: c}, nil
	})

	change := func(do func(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error)) func(context.Context, *oneCorrection) (*correctionOutput, error) {
		return func(ctx context.Context, in *oneCorrection) (*correctionOutput, error) {
			c, doc, err := do(ctx, in.ID, versionOf(in.IfMatch), in.number(), signature(ctx))
			if err != nil {
				return nil, err
			}
			return &correctionOutput{Status: http.StatusOK, ETag: etag(doc), Body: c}, nil
		}
	}
	register(s, h, huma.Operation{OperationID: "undo-correction", Method: http.MethodDelete, Path: base + "/{n}", Tags: tags, DefaultStatus: 200, Errors: []int{404, 412, 422},
		Summary: "Take a correction back", Description: "It stays in the list, with undone_at and undone_by.",
	}, change(s.Corrections.Undo))
	register(s, h, huma.Operation{OperationID: "redo-correction", Method: http.MethodPost, Path: base + "/{n}/redo", Tags: tags, DefaultStatus: 200, Errors: []int{404, 412, 422},
		Summary:     "Put a correction back that was taken back",
		Description: "It takes its place in the order of corrections again, with redone_at and redone_by.",
	}, change(s.Corrections.Redo))

	gold, err := export.Find(export.Gold)
	if err != nil {
		panic(err) // a form of this program's own
	}
	register(s, h, huma.Operation{OperationID: "export-corrections", Method: http.MethodGet, Path: "/v1/corrections/gold", Tags: tags,
		Summary:     "All corrected documents as gold annotations",
		Description: "One JSON object a line. What was not corrected by hand is marked optional.", Responses: files("The file, to be saved."),
	}, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			c := humagin.Unwrap(hc)
			c.Header("Content-Type", gold.MediaType)
			c.Header("Content-Disposition", attachment("yaodian-gold-"+time.Now().Format("20060102")+gold.Extension))
			c.Header("Cache-Control", "no-store")
			if err := export.Write(c.Writer, gold.Name, s.Corrections.Plans(ctx, store.Filter{Corrected: true})); err != nil {
				s.Log.ErrorContext(ctx, "the export broke off", "err", err, "request_id", requestIDOf(ctx))
				panic(http.ErrAbortHandler) // cuts the connection: half a file must not look whole
			}
		}}, nil
	})
}
