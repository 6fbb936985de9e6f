package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/diff"
	"yaodian/corpus/series"
)

type seriesPage struct {
	Series  series.Series
	Columns []column
	Ledger  []ledgerRow
	Lives   []lifeRow
}

// column is a year of the tables; one without a document is shown as missing.
type column struct {
	Year     int
	Document string
}

type ledgerRow struct {
	Name  string
	Kind  string
	Cells []*ledgerCell // one a column, nil where nothing is set
	Line  *sparkline
	Years int // that have a value
}

type ledgerCell struct {
	Value, By, Change, Delta, Item, Document string
}

type lifeRow struct {
	Title string
	End   string
	Steps []*lifeStep // one a column, nil where the item is not
	Line  *lifeChart
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
	p := seriesPage{Series: one, Columns: columns(h, one.Gaps)}
	p.Ledger = ledger(h, p.Columns, languageOf(c.Request))
	p.Lives = lives(h, p.Columns)
	s.render(c, http.StatusOK, "series.html", p)
}

// mostGaps is how many missing years get columns of their own; where more are
// missing, the years at hand stand side by side.
const mostGaps = 6

// columns are the years of a history, with those missing between them.
func columns(h *series.History, gaps []int) []column {
	var out []column
	for i, y := range h.Years {
		out = append(out, column{int(y), h.Documents[i]})
	}
	if len(gaps) <= mostGaps {
		for _, y := range gaps {
			out = append(out, column{Year: y})
		}
	}
	slices.SortFunc(out, func(a, b column) int { return cmp.Compare(a.Year, b.Year) })
	return out
}

// spread puts what a history has for each of its plans under their columns.
func spread[T any](cells []*T, columns []column) []*T {
	out := make([]*T, len(columns))
	n := 0
	for i, col := range columns {
		if col.Document != "" {
			out[i] = cells[n]
			n++
		}
	}
	return out
}

// ledger lays out the indicators: what each plan sets, and their lines.
func ledger(h *series.History, columns []column, lang string) []ledgerRow {
	years := make([]int, len(columns))
	for i, col := range columns {
		years[i] = col.Year
	}
	var out []ledgerRow
	for _, r := range h.Ledger {
		cells := spread(r.Cells, columns)
		row := ledgerRow{Name: string(r.Indicator), Kind: string(r.Kind), Cells: make([]*ledgerCell, len(columns)), Line: spark(cells, years, lang)}
		for i, cell := range cells {
			if cell == nil || cell.Target == nil {
				continue
			}
			t := rowOf(*cell.Target, "", lang)
			if row.Name == "" || t.Indicator != cell.Target.Text {
				row.Name = t.Indicator
			}
			lc := &ledgerCell{Value: t.Value, By: t.By, Change: string(cell.Change), Item: cell.Item, Document: columns[i].Document}
			if cell.Delta != nil && !cell.Delta.IsZero() {
				lc.Delta = signed(*cell.Delta, string(r.Unit), lang)
			}
			row.Cells[i] = lc
			row.Years++
		}
		out = append(out, row)
	}
	return out
}

// lives lays out the items' lifelines. What stands before the first item is
// left out: it is no work to follow.
func lives(h *series.History, columns []column) []lifeRow {
	at := map[int]int{}
	for i, col := range columns {
		at[col.Year] = i
	}
	var out []lifeRow
	for _, l := range h.Lifelines {
		if slices.ContainsFunc(l.Steps, func(st series.Step) bool { return st.Item == "0" }) {
			continue
		}
		row := lifeRow{Title: string(l.Title), End: string(l.End), Steps: make([]*lifeStep, len(columns))}
		for _, st := range l.Steps {
			i, ok := at[int(st.Year)]
			if !ok {
				continue
			}
			status := string(st.Status)
			if i == 0 && st.Status == diff.Added {
				status = "start" // no earlier plan tells whether it is new
			}
			row.Steps[i] = &lifeStep{st.Label, st.Item, columns[i].Document, status}
			if row.Title == "" {
				row.Title = st.Label
			}
		}
		row.Line = lifeline(row.Steps, row.End)
		out = append(out, row)
	}
	return out
}
