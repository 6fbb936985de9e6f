package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
	"yaodian/extract"
)

type officesPage struct {
	Doc     store.Document
	Offices []officeDuty
	Roles   []roleColumn // that occur
	Years   []yearOfDeadlines
}

// roleColumn is one of roles with its place there.
type roleColumn struct {
	At   int
	Name string
}

// officeDuty is what a plan asks of one office.
type officeDuty struct {
	Name           string
	Items          []duty
	Targets        int
	ByRole         []int // its items by their place in roles
	targets        []int // the targets of those items
	Load, Promised stack // both drawn on one scale
}

type duty struct {
	Index   int
	Label   string
	Title   string
	Role    string
	Targets []targetRow
	Edited  *correctionRow // what set the heading, and
	Given   *correctionRow // what gave it to the office
}

// yearOfDeadlines is a year's twelve months with what falls due in each.
type yearOfDeadlines struct {
	Year   string
	Months []monthOfDeadlines
}

type monthOfDeadlines struct {
	ID   string // 2025-06
	Name string // 6月
	Rows []deadline
	Bar  string // height of its column of chart, "" for none
}

type deadline struct {
	targetRow
	Item    string
	Offices string
}

// offices shows a plan by office, and its deadlines by month.
func (s *site) offices(c *gin.Context) {
	doc, plan, ok := s.read(c, c.Param("id"))
	if !ok {
		return
	}
	lang := languageOf(c.Request)
	rows := itemRows(plan, lang)
	v, err := s.handmade(c.Request.Context(), doc, lang)
	if err != nil {
		s.fail(c, err)
		return
	}
	v.mark(rows, plan)
	p := officesPage{Doc: doc, Offices: duties(plan, rows), Years: deadlines(plan, rows, lang)}
	for i, role := range roles {
		if i == 0 || slices.ContainsFunc(p.Offices, func(o officeDuty) bool { return o.ByRole[i] > 0 }) {
			p.Roles = append(p.Roles, roleColumn{i, role})
		}
	}
	s.render(c, http.StatusOK, "offices.html", p)
}

// roles are the parts of the chart's bars, from the most to the least involved:
// who leads or answers for an item has the main part in it.
var roles = []string{"main", "support", "supervise"}

func roleOf(r extract.Role) string {
	if r == extract.Support || r == extract.Supervise {
		return string(r)
	}
	return "main"
}

// duties groups items by office, the busiest first. An office named on a
// section answers for the section's own row only: what lies below names its
// own offices or none.
func duties(p *extract.Plan, rows []itemRow) []officeDuty {
	at := map[string]int{}
	var out []officeDuty
	for i, it := range p.Items {
		for n, o := range it.Offices {
			k, ok := at[o.Name]
			if !ok {
				k = len(out)
				at[o.Name] = k
				out = append(out, officeDuty{Name: o.Name, ByRole: make([]int, len(roles)), targets: make([]int, len(roles))})
			}
			d := &out[k]
			if n := len(d.Items); n > 0 && d.Items[n-1].Index == i {
				continue // named twice by one item
			}
			r := slices.Index(roles, roleOf(o.Role))
			d.ByRole[r]++
			d.targets[r] += len(it.Targets)
			d.Targets += len(it.Targets)
			d.Items = append(d.Items, duty{i, it.Label, cmp.Or(rows[i].Title, rows[i].Lead), string(o.Role), rows[i].Targets, rows[i].Edited, rows[i].Offices[n].Edited})
		}
	}
	slices.SortStableFunc(out, func(a, b officeDuty) int { return cmp.Compare(len(b.Items), len(a.Items)) })
	most := 0
	for _, d := range out {
		most = max(most, len(d.Items), d.Targets)
	}
	for i := range out {
		out[i].Load, out[i].Promised = stacked(out[i].ByRole, most), stacked(out[i].targets, most)
	}
	return out
}

// deadlines lists targets that have one, by year, month and day.
func deadlines(p *extract.Plan, rows []itemRow, lang string) []yearOfDeadlines {
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
	var out []yearOfDeadlines
	most := 0
	for _, d := range all {
		year, month := d.By[:4], 0
		if m, err := strconv.Atoi(d.By[5:7]); err == nil && m >= 1 && m <= 12 {
			month = m - 1
		}
		if n := len(out); n == 0 || out[n-1].Year != year {
			out = append(out, yearOfDeadlines{year, months(year, lang)})
		}
		m := &out[len(out)-1].Months[month]
		m.Rows = append(m.Rows, d)
		most = max(most, len(m.Rows))
	}
	for _, y := range out {
		for i := range y.Months {
			if n := len(y.Months[i].Rows); n > 0 {
				y.Months[i].Bar = fixed(monthHeight * float64(n) / float64(most))
			}
		}
	}
	return out
}

// monthHeight is how high the column of the busiest month is.
const monthHeight = 36

func months(year, lang string) []monthOfDeadlines {
	out := make([]monthOfDeadlines, 12)
	for i := range out {
		m := time.Month(i + 1)
		out[i] = monthOfDeadlines{ID: fmt.Sprintf("%s-%02d", year, i+1), Name: strconv.Itoa(i+1) + "月"}
		if lang == "en" {
			out[i].Name = m.String()[:3]
		}
	}
	return out
}
