package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/series"
	"yaodian/extract"
)

type seriesPage struct {
	Series series.Series
	Years  []int
	IDs    []string
	Ledger []ledgerRow
	Lives  []lifeRow
}

type ledgerRow struct {
	Name  string
	Kind  string
	Cells []*ledgerCell
	Line  *sparkline
	Years int // that have a value
}

type ledgerCell struct {
	Value, By, Change, Delta, Item, Document string
}

// sparkline is a row's values as points of a chart 100 wide and 24 high.
type sparkline struct {
	Points string
	Dots   []dot
}

type dot struct{ X, Y string }

type lifeRow struct {
	Title string
	End   string
	Steps []*lifeStep // one a year, nil where the item is not
}

type lifeStep struct{ Label, Item, Document, Status string }

// seriesList shows the plans that continue each other.
func (s *site) seriesList(c *gin.Context) {
	all, err := s.Series(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	var long []series.Series
	for _, x := range all {
		if len(x.Documents) > 1 {
			long = append(long, x)
		}
	}
	s.render(c, http.StatusOK, "series-list.html", long)
}

// series shows one plan over the years: its ledger, then its items' lives.
func (s *site) series(c *gin.Context) {
	one, h, err := s.History(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	lang := languageOf(c.Request)
	p := seriesPage{Series: one, IDs: h.Documents}
	at := map[extract.NullInt]int{}
	for i, y := range h.Years {
		p.Years = append(p.Years, int(y))
		at[y] = i
	}
	for _, r := range h.Ledger {
		row := ledgerRow{Name: string(r.Indicator), Kind: string(r.Kind), Cells: make([]*ledgerCell, len(r.Cells))}
		for i, cell := range r.Cells {
			if cell == nil || cell.Target == nil {
				continue
			}
			t := rowOf(*cell.Target, "", lang)
			if row.Name == "" || t.Indicator != cell.Target.Text {
				row.Name = t.Indicator
			}
			lc := &ledgerCell{Value: t.Value, By: t.By, Change: string(cell.Change), Item: cell.Item, Document: h.Documents[i]}
			if cell.Delta != nil && !cell.Delta.IsZero() {
				lc.Delta = signed(*cell.Delta, string(r.Unit), lang)
			}
			row.Cells[i] = lc
			row.Years++
		}
		row.Line = spark(r.Cells)
		p.Ledger = append(p.Ledger, row)
	}
	for _, l := range h.Lifelines {
		opening := false
		row := lifeRow{Title: string(l.Title), End: string(l.End), Steps: make([]*lifeStep, len(h.Years))}
		for _, st := range l.Steps {
			i, ok := at[st.Year]
			if !ok {
				continue
			}
			opening = opening || st.Item == "0"
			row.Steps[i] = &lifeStep{st.Label, st.Item, h.Documents[i], string(st.Status)}
			if row.Title == "" {
				row.Title = st.Label
			}
		}
		if !opening { // what stands before the first item is no work to follow
			p.Lives = append(p.Lives, row)
		}
	}
	s.render(c, http.StatusOK, "series.html", p)
}

// spark draws the values of a row, nil when fewer than two years have one.
// Values are only placed here, not computed with: binary64 is exact enough.
func spark(cells []*series.Cell) *sparkline {
	type point struct{ x, v float64 }
	var ps []point
	for i, c := range cells {
		if c != nil && c.Target != nil && c.Target.Value != nil {
			v, _ := c.Target.Value.Float64()
			ps = append(ps, point{float64(i), v})
		}
	}
	if len(ps) < 2 {
		return nil
	}
	lo, hi := ps[0].v, ps[0].v
	for _, p := range ps {
		lo, hi = min(lo, p.v), max(hi, p.v)
	}
	span := hi - lo
	if span == 0 {
		span, lo = 1, lo-0.5
	}
	out := &sparkline{}
	var points []string
	for _, p := range ps {
		x, y := 4+92*p.x/float64(len(cells)-1), 20-16*(p.v-lo)/span
		d := dot{fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", y)}
		points = append(points, d.X+","+d.Y)
		out.Dots = append(out.Dots, d)
	}
	out.Points = strings.Join(points, " ")
	return out
}
