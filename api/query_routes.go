package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/shopspring/decimal"

	"yaodian/corpus/export"
	"yaodian/corpus/store"
	"yaodian/extract"
)

// fileOutput is a file to be saved under a name.
type fileOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	CSP         string `header:"Content-Security-Policy"`
	Body        []byte
}

// saved returns a file that browsers save and never show: shown, a page made
// of someone else's text would run as ours.
func saved(name, mediaType string, body []byte) *fileOutput {
	return &fileOutput{ContentType: mediaType, Disposition: attachment(name), CSP: "sandbox; default-src 'none'", Body: body}
}

type exportInput struct {
	ID     string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the source bytes, hex."`
	Format string `query:"format" default:"xlsx" enum:"json,jsonl,csv,xlsx,md,gold" doc:"Form of the file; gold is an annotation for measuring extractors."`
}

type searchInput struct {
	Text   string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"Words that all stand in the item's heading or body."`
	Issuer string `query:"issuer" maxLength:"200" doc:"Exact name of the issuing organisation."`
	Kind   string `query:"kind" maxLength:"50"`
	Year   int    `query:"year" minimum:"0" maximum:"9999"`
	Office string `query:"office" maxLength:"200" doc:"Exact name of an office that the item names."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"500"`
}

type searchOutput struct {
	Body struct {
		Hits []store.Hit `json:"hits" nullable:"false"`
		Next *string     `json:"next_cursor"`
	}
}

type targetsInput struct {
	Office    string `query:"office" maxLength:"200" doc:"Exact name of an office that the target's item names."`
	Indicator string `query:"indicator" maxLength:"200" doc:"Part of the indicator."`
	Unit      string `query:"unit" maxLength:"20"`
	Kind      string `query:"kind" enum:"count,ratio,money,frequency,area,length,duration,rank,score,milestone,other"`
	Issuer    string `query:"issuer" maxLength:"200"`
	Year      int    `query:"year" minimum:"0" maximum:"9999"`
	Min       string `query:"min" maxLength:"40" doc:"Least value, a decimal number; money in 元."`
	Max       string `query:"max" maxLength:"40" doc:"Greatest value."`
	DueFrom   string `query:"due_from" format:"date" doc:"Earliest deadline."`
	DueTo     string `query:"due_to" format:"date" doc:"Latest deadline."`
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor    string `query:"cursor" maxLength:"500"`
}

type targetsOutput struct {
	Body struct {
		Targets []store.TargetRow `json:"targets" nullable:"false"`
		Next    *string           `json:"next_cursor"`
	}
}

// queryRoutes registers what asks across documents, and exports.
func (s *server) queryRoutes(h huma.API) {
	register(s, h, huma.Operation{OperationID: "export-document", Method: http.MethodGet, Path: "/v1/documents/{id}/export", Tags: []string{"documents"},
		Summary:     "A plan as a file for people",
		Description: "The workbook holds the ledger of tasks (任务分解表), the indicators (指标表) and what each office has to do (单位汇总).", Errors: []int{404, 422}, Responses: files("The file, to be saved."),
	}, func(ctx context.Context, in *exportInput) (*fileOutput, error) {
		form, err := export.Find(in.Format)
		if err != nil {
			return nil, err
		}
		plan, err := s.Documents.Plan(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := export.Write(&b, form.Name, export.One(plan)); err != nil {
			return nil, err
		}
		name := string(plan.Title)
		if name == "" {
			name = plan.Source.Name
		}
		return saved(CleanName(name+form.Extension), form.MediaType, b.Bytes()), nil
	})

	register(s, h, huma.Operation{OperationID: "search", Method: http.MethodGet, Path: "/v1/search", Tags: []string{"asking"},
		Summary:     "Find items by their words",
		Description: "Every word must stand in the item; the best come first, with snippets. `next`, where it is set, is the cursor of the page that follows.", Errors: []int{400, 422}}, func(ctx context.Context, in *searchInput) (*searchOutput, error) {
		hits, next, err := s.Documents.Search(ctx, store.Query{Text: in.Text, Issuer: in.Issuer, Kind: in.Kind, Year: in.Year, Office: in.Office, Limit: in.Limit, Cursor: in.Cursor})
		if err != nil {
			return nil, err
		}
		out := &searchOutput{}
		out.Body.Hits = append([]store.Hit{}, hits...)
		out.Body.Next = nullable(next)
		return out, nil
	})

	register(s, h, huma.Operation{OperationID: "list-targets", Method: http.MethodGet, Path: "/v1/targets", Tags: []string{"asking"},
		Summary:     "Find targets by what they ask",
		Description: "By office, indicator, unit, value and deadline, each as printed; what is left out filters nothing.", Errors: []int{400, 422}}, func(ctx context.Context, in *targetsInput) (*targetsOutput, error) {
		q := store.TargetQuery{Office: in.Office, Indicator: in.Indicator, Unit: in.Unit, Kind: in.Kind, Issuer: in.Issuer, Year: in.Year,
			DueFrom: in.DueFrom, DueTo: in.DueTo, Limit: in.Limit, Cursor: in.Cursor}
		for _, b := range []struct {
			text string
			to   **extract.Number
		}{{in.Min, &q.Min}, {in.Max, &q.Max}} {
			if b.text == "" {
				continue
			}
			d, err := decimal.NewFromString(b.text)
			if err != nil || d.Exponent() > 40 {
				return nil, problemFor(codeInvalid, "min and max must be decimal numbers, such as 1200 or 0.5")
			}
			*b.to = &extract.Number{Decimal: d}
		}
		rows, next, err := s.Documents.Targets(ctx, q)
		if err != nil {
			return nil, err
		}
		out := &targetsOutput{}
		out.Body.Targets = append([]store.TargetRow{}, rows...)
		out.Body.Next = nullable(next)
		return out, nil
	})
}

// files describes an answer whose body is a file.
func files(about string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: about,
		Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
}

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
