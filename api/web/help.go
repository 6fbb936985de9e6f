package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// problem explains one kind of failure: the page behind a problem's type.
func (s *site) problem(c *gin.Context) {
	for _, f := range s.Failures {
		if f.Code == c.Param("code") {
			s.render(c, http.StatusOK, "problem.html", f)
			return
		}
	}
	s.render(c, http.StatusNotFound, "problem.html", Failure{Code: c.Param("code"), Status: http.StatusNotFound, Title: "Unknown kind of failure", TitleZ: "没有这种错误"})
}

type docsPage struct {
	Title, About, Version string
	Groups                []docsGroup
}

type docsGroup struct {
	Name       string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Description string
	Role                                   string // that it needs, "" for none
	Parameters                             []docsParameter
	Bodies                                 []string
	Answers                                []docsAnswer
}

type docsParameter struct {
	Name, In, About string
	Required        bool
}

type docsAnswer struct{ Status, About string }

// docs shows the OpenAPI description without the scripts from other hosts that
// the usual renderers need.
func (s *site) docs(c *gin.Context) {
	raw, err := s.Describe()
	if err != nil {
		s.fail(c, err)
		return
	}
	var api struct {
		Info  struct{ Title, Description, Version string }
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string
			Description string
			Tags        []string
			Parameters  []struct {
				Name, In, Description string
				Required              bool
			}
			RequestBody struct{ Content map[string]any } `json:"requestBody"`
			Responses   map[string]struct{ Description string }
			Security    []map[string][]string
		}
	}
	if err := json.Unmarshal(raw, &api); err != nil {
		s.fail(c, err)
		return
	}
	groups := map[string][]docsOperation{}
	for path, methods := range api.Paths {
		for method, op := range methods {
			d := docsOperation{ID: op.OperationID, Method: strings.ToUpper(method), Path: path, Summary: op.Summary, Description: op.Description}
			for _, way := range op.Security {
				for _, roles := range way {
					d.Role = strings.Join(roles, " ")
				}
			}
			for _, p := range op.Parameters {
				d.Parameters = append(d.Parameters, docsParameter{p.Name, p.In, p.Description, p.Required})
			}
			for ct := range op.RequestBody.Content {
				d.Bodies = append(d.Bodies, ct)
			}
			slices.Sort(d.Bodies)
			for status, r := range op.Responses {
				d.Answers = append(d.Answers, docsAnswer{status, r.Description})
			}
			slices.SortFunc(d.Answers, func(a, b docsAnswer) int { return cmp.Compare(a.Status, b.Status) })
			tag := "service"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			groups[tag] = append(groups[tag], d)
		}
	}
	p := docsPage{Title: api.Info.Title, About: api.Info.Description, Version: api.Info.Version}
	for name, ops := range groups {
		slices.SortFunc(ops, func(a, b docsOperation) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
		})
		p.Groups = append(p.Groups, docsGroup{name, ops})
	}
	order := []string{"reading", "documents", "comparing"}
	slices.SortFunc(p.Groups, func(a, b docsGroup) int {
		i, j := slices.Index(order, a.Name), slices.Index(order, b.Name)
		if i < 0 {
			i = len(order)
		}
		if j < 0 {
			j = len(order)
		}
		return cmp.Or(cmp.Compare(i, j), cmp.Compare(a.Name, b.Name))
	})
	s.render(c, http.StatusOK, "docs.html", p)
}
