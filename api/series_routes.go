package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yaodian/corpus/series"
	"yaodian/corpus/store"
	"yaodian/extract"
)

type seriesInput struct {
	Issuer string `query:"issuer" maxLength:"200" doc:"Exact name of the issuing organisation."`
	Kind   string `query:"kind" maxLength:"50"`
	Years  int    `query:"years" minimum:"1" maximum:"100" default:"2" doc:"Least number of documents in a series."`
}

type seriesListOutput struct {
	Body struct {
		Series []series.Series `json:"series" nullable:"false"`
	}
}

type seriesPath struct {
	ID string `path:"id" pattern:"^[0-9a-f]{1,64}$" doc:"As the list of series names it."`
}

type seriesOutput struct {
	Body struct {
		series.Series
		History *series.History `json:"history" doc:"The ledger of targets and the lifelines of items over the years."`
	}
}

// seriesRoutes registers what follows a plan over the years.
func (s *server) seriesRoutes(h huma.API) {
	tags := []string{"series"}
	register(s, h, huma.Operation{OperationID: "list-series", Method: http.MethodGet, Path: "/v1/series", Tags: tags,
		Summary:     "Plans that continue each other",
		Description: "Documents of one issuer and one kind over the years."}, func(ctx context.Context, in *seriesInput) (*seriesListOutput, error) {
		all, err := s.series(ctx, in.Issuer, in.Kind)
		if err != nil {
			return nil, err
		}
		out := &seriesListOutput{}
		out.Body.Series = []series.Series{}
		for _, x := range all {
			if len(x.Documents) >= in.Years {
				out.Body.Series = append(out.Body.Series, x)
			}
		}
		return out, nil
	})
	register(s, h, huma.Operation{OperationID: "get-series", Method: http.MethodGet, Path: "/v1/series/{id}", Tags: tags,
		Summary:     "One plan over the years",
		Description: "Its documents, the ledger of its targets year by year, and the lifelines of its items.", Errors: []int{404, 422}}, func(ctx context.Context, in *seriesPath) (*seriesOutput, error) {
		one, history, err := s.history(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &seriesOutput{}
		out.Body.Series, out.Body.History = one, history
		return out, nil
	})
}

// series groups the stored documents, all of them or those of an issuer and
// kind. It reads the list a page at a time and no plan.
func (s *server) series(ctx context.Context, issuer, kind string) ([]series.Series, error) {
	var docs []series.Document
	f := store.Filter{Issuer: issuer, Kind: kind, Limit: store.MaxLimit}
	for {
		list, next, err := s.Documents.List(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			docs = append(docs, series.Document{ID: d.ID, Title: d.Title, Issuer: d.Issuer, Kind: d.Kind, Year: d.Year, YearEnd: d.YearEnd})
		}
		if next == "" {
			return series.Group(docs), nil
		}
		f.Cursor = next
	}
}

// history finds a series and compares its plans, within the gate: it may be
// the work of many comparisons.
func (s *server) history(ctx context.Context, id string) (one series.Series, h *series.History, err error) {
	all, err := s.series(ctx, "", "")
	if err != nil {
		return one, nil, err
	}
	for _, one = range all {
		if one.ID != id {
			continue
		}
		leave, err := s.gate.Enter(ctx)
		if err != nil {
			return one, nil, err
		}
		defer leave()
		var plans []*extract.Plan
		for _, d := range one.One() {
			p, err := s.Documents.Plan(ctx, d.ID)
			if err != nil {
				return one, nil, err
			}
			plans = append(plans, p)
		}
		h, err = series.Build(plans)
		return one, h, err
	}
	return one, nil, problemFor(codeNotFound, "there is no series with this id; /v1/series lists them")
}
