package diff

import (
	"strings"

	"yaodian/extract"
	"yaodian/parser"
)

// unit is an item that takes part in the comparison: a leaf, or a heading
// that has text, targets or offices of its own before its first sub-item.
type unit struct {
	item    *extract.Item
	at      int    // position among the units of its plan
	text    string // own text after the label
	norm    string // text without blanks, widths folded
	title   string // folded
	section int    // index into side.sections, -1 at the top
	leaf    bool
}

// section is an item with items below it.
type section struct {
	item   *extract.Item
	title  string
	parent int
}

type side struct {
	plan     *extract.Plan
	units    []unit
	sections []section
	byID     map[string]*extract.Item
}

// newSide cuts a plan into units. Plans from elsewhere may hold spans that do
// not fit their text; those are clamped, never trusted.
func newSide(p *extract.Plan) *side {
	s := &side{plan: p, byID: make(map[string]*extract.Item, len(p.Items))}
	runes := []rune(p.Text)
	sectionOf := map[string]int{}
	parents := map[string]bool{}
	for i := range p.Items {
		it := &p.Items[i]
		s.byID[it.ID] = it
		parents[string(it.Parent)] = true
	}
	first := firstChild(p)
	for i := range p.Items {
		it := &p.Items[i]
		sec, ok := sectionOf[string(it.Parent)]
		if !ok {
			sec = -1
		}
		leaf := it.ID == "" || !parents[it.ID]
		if !leaf {
			sectionOf[it.ID] = len(s.sections)
			s.sections = append(s.sections, section{item: it, title: fold(string(it.Title)), parent: sec})
		}
		text := ownText(it, runes, first[it.ID])
		u := unit{item: it, at: len(s.units), text: text, norm: fold(text), title: fold(string(it.Title)), section: sec, leaf: leaf}
		if !leaf {
			body := strings.TrimPrefix(u.norm, u.title)
			if len([]rune(body)) < 6 && len(it.Targets) == 0 && len(it.Offices) == 0 {
				continue
			}
			u.section = sectionOf[it.ID]
		}
		s.units = append(s.units, u)
	}
	return s
}

// firstChild maps an item to where its first sub-item starts.
func firstChild(p *extract.Plan) map[string]int {
	m := map[string]int{}
	for i := range p.Items {
		it := &p.Items[i]
		if it.Parent == "" {
			continue
		}
		if at, ok := m[string(it.Parent)]; !ok || it.Span.Start < at {
			m[string(it.Parent)] = it.Span.Start
		}
	}
	return m
}

// ownText is what an item says itself, label and sub-items left out.
func ownText(it *extract.Item, runes []rune, child int) string {
	start, end := it.Span.Start, it.Span.End
	if child > start && child < end {
		end = child
	}
	start, end = max(0, min(start, len(runes))), max(0, min(end, len(runes)))
	if start >= end {
		return ""
	}
	t := string(runes[start:end])
	t = strings.TrimPrefix(t, it.Label)
	return strings.TrimSpace(t)
}

// fold drops blanks and folds character widths, so that the same words from
// two formats compare equal.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch r = parser.Fold(r); r {
		case ' ', '\t', '\n', '\u200b', '\ufeff':
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
