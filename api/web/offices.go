package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
	"yaodian/extract"
)

type officesPage struct {
	Doc       store.Document
	Offices   []officeDuty
	Most      int // items of the busiest office
	Deadlines []monthOfDeadlines
}

// officeDuty is what a plan asks of one office.
type officeDuty struct {
	Name    string
	Lead    int // items it leads or answers for
	Support int // items it only supports or supervises
	Targets int
	Items   []duty
}

type duty struct {
	Index   int
	Label   string
	Title   string
	Role    string
	Targets []targetRow
}

// monthOfDeadlines lists what falls due in a month.
type monthOfDeadlines struct {
	Month string // 2025-06
	Rows  []deadline
}

type deadline struct {
	targetRow
	Item    string
	Offices string
}

// offices shows a plan by office, and its deadlines by month.
func (s *site) offices(c *gin.Context) {
	ctx, id := c.Request.Context(), c.Param("id")
	doc, err := s.Documents.Get(ctx, id)
	if err != nil {
		s.fail(c, err)
		return
	}
	plan, err := s.Documents.Plan(ctx, id)
	if err != nil {
		s.fail(c, err)
		return
	}
	p := officesPage{Doc: doc}
	p.Offices = duties(plan, languageOf(c.Request))
	for _, o := range p.Offices {
		p.Most = max(p.Most, len(o.Items))
	}
	p.Deadlines = deadlines(plan, languageOf(c.Request))
	s.render(c, http.StatusOK, "offices.html", p)
}

// duties groups items by office, the busiest first. An office named on a
// section answers for the section's own row only: what lies below names its
// own offices or none.
func duties(p *extract.Plan, lang string) []officeDuty {
	rows := itemRows(p, lang)
	at := map[string]int{}
	var out []officeDuty
	for i, it := range p.Items {
		for _, o := range it.Offices {
			k, ok := at[o.Name]
			if !ok {
				k = len(out)
				at[o.Name] = k
				out = append(out, officeDuty{Name: o.Name})
			}
			d := &out[k]
			if n := len(d.Items); n > 0 && d.Items[n-1].Index == i {
				continue // named twice by one item
			}
			if o.Role == extract.Responsible || o.Role == extract.Lead {
				d.Lead++
			} else {
				d.Support++
			}
			d.Targets += len(it.Targets)
			title := rows[i].Title
			if title == "" {
				title = rows[i].Lead
			}
			d.Items = append(d.Items, duty{i, it.Label, title, string(o.Role), rows[i].Targets})
		}
	}
	slices.SortStableFunc(out, func(a, b officeDuty) int { return cmp.Compare(len(b.Items), len(a.Items)) })
	return out
}

// deadlines lists targets that have one, by month and day.
func deadlines(p *extract.Plan, lang string) []monthOfDeadlines {
	rows := itemRows(p, lang)
	var all []deadline
	for i, it := range p.Items {
		var names []string
		for _, o := range it.Offices {
			names = append(names, o.Name)
		}
		for n := range it.Targets {
			if r := rows[i].Targets[n]; len(r.By) == len("2006-01-02") {
				title := cmp.Or(rows[i].Title, rows[i].Lead)
				all = append(all, deadline{r, it.Label + title, strings.Join(names, "、")})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b deadline) int { return cmp.Compare(a.By, b.By) })
	var out []monthOfDeadlines
	for _, d := range all {
		m := d.By[:7]
		if n := len(out); n == 0 || out[n-1].Month != m {
			out = append(out, monthOfDeadlines{Month: m})
		}
		out[len(out)-1].Rows = append(out[len(out)-1].Rows, d)
	}
	return out
}
