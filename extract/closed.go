package extract

import (
	"slices"

	"yaodian/parser"
)

// closed is a document without the blanks that word processors set between figures
// and ideographs (新建 30 所, 占比 52 %), as the rules of quantities and dates read
// it. Spans go from one to the other.
type closed struct {
	d    *parser.Document
	open *parser.Document
	to   []int // by offset of open: the offset in d
	from []int // by offset of d: the offset in open
}

// closeUp returns the view of d. Where d has no such blanks the two are the same.
func closeUp(d *parser.Document) *closed {
	v := &closed{d: d, open: d}
	blanks := 0
	for i := range d.Folded {
		if loose(d.Folded, i) {
			blanks++
		}
	}
	if blanks == 0 {
		return v
	}
	n := len(d.Folded)
	c := &parser.Document{Source: d.Source, Runes: make([]rune, 0, n-blanks), Folded: make([]rune, 0, n-blanks), Zones: d.Zones, Facts: d.Facts}
	v.d, v.to, v.from = c, make([]int, n+1), make([]int, 0, n-blanks+1)
	for i := range d.Folded {
		v.to[i] = len(c.Runes)
		if !loose(d.Folded, i) {
			c.Runes, c.Folded, v.from = append(c.Runes, d.Runes[i]), append(c.Folded, d.Folded[i]), append(v.from, i)
		}
	}
	v.to[n] = len(c.Runes)
	v.from = append(v.from, n)
	for _, p := range d.Paragraphs {
		p.Span, p.Bold, p.Carried = v.span(p.Span), v.spans(p.Bold), v.spans(p.Carried)
		c.Paragraphs = append(c.Paragraphs, p)
	}
	for _, u := range d.Outline {
		u.LabelSpan, u.Span, u.Own = v.span(u.LabelSpan), v.span(u.Span), v.span(u.Own)
		c.Outline = append(c.Outline, u)
	}
	return v
}

// loose reports a blank of print at i: one between a figure, or the sign that belongs
// to it, and an ideograph.
func loose(t []rune, i int) bool {
	if t[i] != ' ' || i == 0 || i+1 == len(t) {
		return false
	}
	a, b := t[i-1], t[i+1]
	switch {
	case isDigit(a):
		return isHan(b) || b == '%' || b == '‰'
	case isDigit(b):
		return isHan(a) || a == '≥' || a == '≤' || a == '>' || a == '<'
	}
	return (a == '%' || a == '‰') && isHan(b)
}

// span is the span of the closed text for one of the open.
func (v *closed) span(s Span) Span {
	if v.to == nil {
		return s
	}
	return Span{Start: v.to[s.Start], End: v.to[s.End]}
}

func (v *closed) spans(list []Span) []Span {
	if list == nil {
		return nil
	}
	out := make([]Span, len(list))
	for i, s := range list {
		out[i] = v.span(s)
	}
	return out
}

// printed is the span of the open text for one of the closed.
func (v *closed) printed(s Span) Span {
	if v.from == nil || s.Len() == 0 {
		return s
	}
	return Span{Start: v.from[s.Start], End: v.from[s.End-1] + 1}
}

// plan is p as it reads in the closed text, without facts of its own yet.
func (v *closed) plan(p *Plan) *Plan {
	if v.to == nil {
		return p
	}
	c := *p
	c.Items = make([]Item, len(p.Items))
	for i, it := range p.Items {
		it.Span = v.span(it.Span)
		it.Offices = slices.Clone(it.Offices)
		for k := range it.Offices {
			it.Offices[k].Span = v.span(it.Offices[k].Span)
		}
		for _, s := range []**Span{&it.TitleSpan, &it.BodySpan} {
			if *s != nil {
				m := v.span(**s)
				*s = &m
			}
		}
		c.Items[i] = it
	}
	return &c
}

// facts hands what was found in an item of the closed text to the item itself.
func (v *closed) facts(it *Item, found *Item) {
	it.Targets, it.Mentions = found.Targets, found.Mentions
	if v.from == nil {
		return
	}
	for i := range it.Targets {
		t := &it.Targets[i]
		t.Span = v.printed(t.Span)
		t.Text = v.open.Slice(t.Span)
	}
	for i := range it.Mentions {
		m := &it.Mentions[i]
		m.Span = v.printed(m.Span)
		m.Text = v.open.Slice(m.Span)
	}
}

// trace is a receiver of decisions on the closed text.
func (v *closed) trace(log func(Decision)) func(Decision) {
	if log == nil || v.from == nil {
		return log
	}
	return func(x Decision) {
		x.Span = v.printed(x.Span)
		x.Text = v.open.Slice(x.Span)
		log(x)
	}
}
