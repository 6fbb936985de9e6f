package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/diff"
	"yaodian/corpus/store"
	"yaodian/extract"
)

type comparePage struct {
	Documents []store.Document // to choose from
	Old, New  *store.Document
	Diff      *diff.Diff
	Links     []linkRow
	Targets   []changeRow // all but kept
	Offices   []officeChange
}

// linkRow is a link side by side: each side shows its own words.
type linkRow struct {
	diff.Link
	OldWords, NewWords   []word
	OldEdited, NewEdited *correctionRow // what set the headings
	Changes              []changeRow
}

type word struct {
	Text    string
	Changed bool
	Year    bool // a year that only rolled forward
}

// changeRow is a target on both sides.
type changeRow struct {
	Status   string
	Item     string
	Old, New *targetRow
	Delta    string
}

type officeChange struct {
	Item           string
	Added, Removed []officeRow
}

// compare shows two plans side by side; without both it asks for them.
func (s *site) compare(c *gin.Context) {
	ctx, lang := c.Request.Context(), languageOf(c.Request)
	var p comparePage
	var err error
	if p.Documents, _, err = s.Documents.List(ctx, store.Filter{Limit: 200}); err != nil {
		s.fail(c, err)
		return
	}
	for _, side := range []struct {
		key string
		to  **store.Document
	}{{"old", &p.Old}, {"new", &p.New}} {
		id := c.Query(side.key)
		if id == "" {
			continue
		}
		d, err := s.Documents.Get(ctx, id)
		if err != nil {
			s.fail(c, err)
			return
		}
		*side.to = &d
	}
	if p.New != nil && p.Old == nil {
		if d, ok := edition(p.Documents, *p.New, -1); ok {
			p.Old = &d
		}
	}
	if p.Old == nil || p.New == nil {
		s.render(c, http.StatusOK, "compare.html", p)
		return
	}
	before, err := s.Documents.Plan(ctx, p.Old.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	after, err := s.Documents.Plan(ctx, p.New.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	old, err := s.handmade(ctx, *p.Old, lang)
	if err != nil {
		s.fail(c, err)
		return
	}
	now, err := s.handmade(ctx, *p.New, lang)
	if err != nil {
		s.fail(c, err)
		return
	}
	p.Diff = diff.Compare(before, after)
	names := itemNames(before, after)
	renamed := map[string]bool{}
	for _, r := range p.Diff.Renamed {
		renamed[r.Old], renamed[r.New] = true, true
	}
	for _, l := range p.Diff.Links {
		r := linkRow{Link: l, OldEdited: old.heading(l.Old...), NewEdited: now.heading(l.New...)}
		for _, e := range l.Edits {
			w := word{Text: e.Text, Changed: e.Op != diff.Equal, Year: e.Year}
			if e.Op != diff.Insert {
				r.OldWords = append(r.OldWords, w)
			}
			if e.Op != diff.Delete {
				r.NewWords = append(r.NewWords, w)
			}
		}
		name := linkName(l)
		for _, t := range l.Targets {
			item := cmp.Or(names["new "+string(t.NewItem)], names["old "+string(t.OldItem)], name)
			row := changeOf(t, item, lang)
			if t.Old != nil {
				row.Old.Edited = old.target(string(t.OldItem), *t.Old)
			}
			if t.New != nil {
				row.New.Edited = now.target(string(t.NewItem), *t.New)
			}
			r.Changes = append(r.Changes, row)
			if t.Status != diff.Kept {
				p.Targets = append(p.Targets, row)
			}
		}
		if ch := (officeChange{name, now.offices(without(l.Offices.Added, renamed), l.New), old.offices(without(l.Offices.Removed, renamed), l.Old)}); len(ch.Added)+len(ch.Removed) > 0 &&
			l.Status != diff.Added && l.Status != diff.Removed {
			p.Offices = append(p.Offices, ch)
		}
		p.Links = append(p.Links, r)
	}
	// What stands before the first item is read last: it changes every year.
	slices.SortStableFunc(p.Links, func(a, b linkRow) int { return cmp.Compare(opening(a), opening(b)) })
	s.render(c, http.StatusOK, "compare.html", p)
}

func opening(l linkRow) int {
	if slices.Equal(l.New, []string{"0"}) || len(l.New) == 0 && slices.Equal(l.Old, []string{"0"}) {
		return 1
	}
	return 0
}

// itemNames maps "old ID" and "new ID" to how that item is called.
func itemNames(before, after *extract.Plan) map[string]string {
	out := map[string]string{}
	for side, p := range map[string]*extract.Plan{"old ": before, "new ": after} {
		for _, r := range itemRows(p, "zh") {
			out[side+r.ID] = cmp.Or(r.Title, r.Lead)
		}
	}
	return out
}

// offices are rows of offices that the items name.
func (v *overlay) offices(names, items []string) []officeRow {
	rows := make([]officeRow, len(names))
	for i, name := range names {
		rows[i] = officeRow{Name: name, Edited: v.office(name, items...)}
	}
	return rows
}

func without(names []string, drop map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return drop[n] })
}

// linkName is how a link is called in a table: the new heading, or the old.
func linkName(l diff.Link) string {
	if l.Title.New != "" {
		return string(l.Title.New)
	}
	if l.Title.Old != "" {
		return string(l.Title.Old)
	}
	for _, e := range l.Edits {
		if e.Op != diff.Delete || l.Status == diff.Removed {
			return excerpt([]rune(e.Text), 16)
		}
	}
	return ""
}

func changeOf(c diff.Change, item, lang string) changeRow {
	r := changeRow{Status: string(c.Status), Item: item}
	unit := ""
	if c.Old != nil {
		t := rowOf(*c.Old, "", lang)
		r.Old, unit = &t, string(c.Old.Unit)
	}
	if c.New != nil {
		t := rowOf(*c.New, "", lang)
		r.New, unit = &t, string(c.New.Unit)
	}
	if c.Delta != nil && !c.Delta.IsZero() {
		r.Delta = signed(*c.Delta, unit, lang)
	}
	return r
}

// signed writes a difference with its sign; shares differ by points.
func signed(d extract.Number, unit, lang string) string {
	if unit == "%" || unit == "％" {
		unit = map[string]string{"zh": "个百分点", "en": "points"}[lang]
	}
	if d.IsPositive() {
		return "+" + quantity(d, unit)
	}
	return quantity(d, unit)
}
