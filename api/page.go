package api

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yaodian/api/web"
	"yaodian/corpus/series"
	"yaodian/corpus/store"
)

// page adds the web page to the router. A template that does not parse is a
// fault of the build, which every test of the service meets.
func (s *server) page(r *gin.Engine, h huma.API) {
	svc := web.Service{
		Version: s.Version, MaxUpload: s.MaxUpload,
		Upload: func(c *gin.Context) (string, bool, error) {
			ups, err := s.uploads(c.Writer, c.Request, "file")
			if err != nil {
				return "", false, err
			}
			id, _, created, err := s.add(c.Request.Context(), ups[0])
			return id, created, err
		},
		Sample:  s.Sample,
		Series:  func(ctx context.Context) ([]series.Series, error) { return s.series(ctx, "", "") },
		History: s.history,
		Visitor: func(ctx context.Context) web.Visitor {
			v := visitorOf(ctx)
			return web.Visitor{Name: v.name, SignedIn: v.session, Writes: v.role.Allows(store.Writer)}
		},
		SignIn: s.signIn, SignOut: s.signOut,
		Explain:  s.failure,
		Describe: func() ([]byte, error) { return json.Marshal(h.OpenAPI()) },
	}
	if s.Documents != nil {
		svc.Documents = s.Documents
	}
	if s.Corrections != nil {
		svc.Corrections = s.Corrections
	}
	for _, k := range problemKinds {
		svc.Failures = append(svc.Failures, web.Failure{Code: string(k.Code), Status: k.Status, Title: k.Title, TitleZ: k.TitleZ, Help: k.Help, HelpZ: k.HelpZ})
	}
	var err error
	if s.failPage, err = web.Register(r, svc); err != nil {
		panic(err)
	}
}

// failure is asProblem for readers of the page.
func (s *server) failure(ctx context.Context, err error) web.Failure {
	var p *Problem
	errors.As(s.asProblem(ctx, err), &p)
	k := kindOf(p.Code)
	f := web.Failure{Code: string(p.Code), Status: p.Status, Title: k.Title, TitleZ: k.TitleZ, Detail: p.Detail, Help: k.Help, HelpZ: k.HelpZ, RequestID: p.RequestID}
	if p.retry > 0 {
		f.Retry = strconv.Itoa(p.retry)
	}
	return f
}
