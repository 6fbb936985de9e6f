package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

type documentPage struct {
	Doc      store.Document
	Plan     *extract.Plan
	Blocks   []block
	Items    []itemRow
	Offices  []tally // offices by number of items
	Kinds    []tally // kinds of target by number
	Warnings []warning
	Old, New *store.Document // the neighbouring editions, nil when not stored
	Totals   struct{ Items, Targets, Offices, Mentions int }
	Overlay  *overlay // nil where nothing may be corrected
}

// itemRow is an item with its facts, beside the text.
type itemRow struct {
	Index    int
	ID       string
	Level    int
	Label    string
	Title    string
	Lead     string // the start of the body, where there is no heading
	Offices  []officeRow
	Targets  []targetRow
	Mentions int
	Opening  bool           // item "0": what stands before the first numbered unit
	Bare     bool           // a heading without facts of its own
	Edited   *correctionRow // what set the heading, nil for the extraction
}

type officeRow struct {
	ID, Name, Role string
	Span           string // as readSpan takes it
	Edited         *correctionRow
}

type tally struct {
	Name  string
	Count int
}

type warning struct {
	parser.Warning
	Anchor string // of the line it is about, "" for the whole
	Words  string // it is about, the same
}

// document shows the text beside what was found in it.
func (s *site) document(c *gin.Context) {
	if c.Query("fact") != "" && s.Corrections != nil {
		s.toEdit(c)
		return
	}
	ctx, id := c.Request.Context(), c.Param("id")
	doc, plan, ok := s.read(c, id)
	if !ok {
		return
	}
	p := documentPage{Doc: doc, Plan: plan, Blocks: layout(plan), Items: itemRows(plan, languageOf(c.Request))}
	if s.Corrections != nil {
		v, err := s.overlay(ctx, id, languageOf(c.Request), c.Query("saved"), c.Query("undone"))
		if err != nil {
			s.fail(c, err)
			return
		}
		v.mark(p.Items, plan)
		p.Overlay = v
	}
	// A preamble with nothing but mentions has nothing to show or to change.
	p.Items = slices.DeleteFunc(p.Items, func(r itemRow) bool { return r.Opening && len(r.Offices)+len(r.Targets) == 0 })
	offices, kinds := map[string]int{}, map[string]int{}
	for _, it := range plan.Items {
		p.Totals.Targets += len(it.Targets)
		p.Totals.Mentions += len(it.Mentions)
		for _, o := range it.Offices {
			offices[o.Name]++
		}
		for _, t := range it.Targets {
			kinds[string(t.Kind)]++
		}
	}
	p.Totals.Items = len(plan.Items)
	p.Totals.Offices = len(offices)
	p.Offices, p.Kinds = tallies(offices), tallies(kinds)
	for _, w := range plan.Warnings {
		wn := warning{Warning: w}
		if w.Span != nil {
			wn.Anchor = lineAnchor(plan, w.Span.Start)
			wn.Words = excerpt([]rune(plan.Text)[w.Span.Start:w.Span.End], 24)
		}
		p.Warnings = append(p.Warnings, wn)
	}
	if doc.Issuer != "" && doc.Year != 0 {
		others, _, err := s.Documents.List(ctx, store.Filter{Issuer: string(doc.Issuer), Kind: string(doc.Kind), Limit: 200})
		if err != nil {
			s.fail(c, err)
			return
		}
		if d, ok := edition(others, doc, -1); ok {
			p.Old = &d
		}
		if d, ok := edition(others, doc, +1); ok {
			p.New = &d
		}
	}
	s.render(c, http.StatusOK, "document.html", p)
}

func itemRows(p *extract.Plan, lang string) []itemRow {
	text := []rune(p.Text)
	rows := make([]itemRow, 0, len(p.Items))
	for i, it := range p.Items {
		r := itemRow{Index: i, ID: it.ID, Level: it.Level, Label: it.Label, Title: string(it.Title), Mentions: len(it.Mentions),
			Bare: len(it.Offices)+len(it.Targets)+len(it.Mentions) == 0}
		r.Opening = it.ID == "0"
		if r.Title == "" {
			body := it.Span
			if it.BodySpan != nil {
				body = *it.BodySpan
			} else {
				body.Start = min(body.Start+len([]rune(it.Label)), body.End)
			}
			r.Lead = excerpt(text[body.Start:body.End], 24)
		}
		for n, o := range it.Offices {
			r.Offices = append(r.Offices, officeRow{ID: anchor("o", i, n), Name: o.Name, Role: string(o.Role), Span: spanText(o.Span)})
		}
		for n, t := range it.Targets {
			row := rowOf(t, targetAnchor(t, i, n), lang)
			row.Span = spanText(t.Span)
			r.Targets = append(r.Targets, row)
		}
		rows = append(rows, r)
	}
	return rows
}

// excerpt is the first n characters of a text's first line.
func excerpt(text []rune, n int) string {
	if i := slices.Index(text, '\n'); i >= 0 {
		text = text[:i]
	}
	if len(text) > n {
		return string(text[:n]) + "…"
	}
	return string(text)
}

// lineAnchor is the anchor of the item that holds a position, "" before the
// first.
func lineAnchor(p *extract.Plan, at int) string {
	found := ""
	for i, it := range p.Items {
		if it.Span.Start <= at && at <= it.Span.End {
			found = "i-" + strconv.Itoa(i)
		}
	}
	return found
}

// tallies sorts by count, the largest first.
func tallies(m map[string]int) []tally {
	out := make([]tally, 0, len(m))
	for k, n := range m {
		out = append(out, tally{k, n})
	}
	slices.SortFunc(out, func(a, b tally) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return out
}
