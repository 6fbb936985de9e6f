package extract

import (
	"yaodian/parser"
)

// A heading is decided in two steps. Each unit first names the ends that its
// own print offers (bold type, a line of its own, 。, ：, a blank); then the
// units of one numbering under one parent decide together, because siblings
// nearly always have headings of one form or none at all. Only where print
// decides nothing is the text segmented and the trained model asked.

// headForm is a way in which print ends a heading.
type headForm uint8

const (
	formNone   headForm = iota
	formBold            // a bold or heading-styled start, plain text after
	formLine            // a line of its own, text or sub-units after
	formPeriod          // 标题。正文
	formColon           // 标题：正文
	formBlank           // 标题　正文
	formPhrase          // the whole unit is one short phrase
	formGlued           // run into the body
	forms
)

// ruleOf names the rule that a form stands for in Item.TitleRule.
var ruleOf = [forms]NullString{
	formBold: "heading.bold", formLine: "heading.line", formPeriod: "heading.period",
	formColon: "heading.colon", formBlank: "heading.blank", formPhrase: "heading.phrase",
	formGlued: "heading.model",
}

// Limits on length are in code points.
const (
	maxHeading     = 60 // no heading printed on a line of its own is longer
	maxRunIn       = 45 // … or in front of a body on the same line
	maxColon       = 30
	maxClosedLine  = 36 // a line that ends in 。 and is still a heading
	maxPhrase      = 30
	maxLoneRunIn   = 25 // a run-in heading without siblings to compare with
	shareOfSibling = 0.6
)

// headUnit is a unit of the outline with the ends its print offers.
type headUnit struct {
	index int  // in Document.Outline
	line  Span // the first line after the label, blanks trimmed
	more  bool // own text goes on after the line
	sub   bool // sub-units follow
	ends  [forms]int
}

// headings fills Title, TitleSpan, BodySpan and TitleRule. items correspond
// to d.Outline one by one.
func headings(d *parser.Document, items []Item) {
	units := make([]headUnit, len(d.Outline))
	para := 0
	for i := range d.Outline {
		for para < len(d.Paragraphs)-1 && d.Paragraphs[para].Span.End < d.Outline[i].LabelSpan.End {
			para++
		}
		units[i] = look(d, i, &d.Paragraphs[para])
	}
	for _, g := range siblings(d.Outline) {
		decide(d, units, g, items)
	}
	for i := range items {
		bodySpan(d, &units[i], &items[i])
	}
}

// siblings groups the units by parent and numbering, in document order.
func siblings(outline []parser.Unit) [][]int {
	type key struct {
		parent int
		scheme parser.Scheme
		row    bool
	}
	at := map[key]int{}
	var groups [][]int
	for i := range outline {
		u := &outline[i]
		k := key{u.Parent, u.Scheme, u.Row}
		g, ok := at[k]
		// 一、 after the annex heading opens a new run of the same numbering.
		if ok && u.Ordinal <= outline[groups[g][len(groups[g])-1]].Ordinal {
			ok = false
		}
		if !ok {
			g = len(groups)
			at[k] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// bodySpan sets the unit's own text after its heading; nil when there is none.
func bodySpan(d *parser.Document, u *headUnit, it *Item) {
	o := &d.Outline[u.index]
	start := o.LabelSpan.End
	if it.TitleSpan != nil {
		start = skipClosing(d.Folded, it.TitleSpan.End, o.Own.End)
	}
	body := trim(d.Folded, Span{Start: start, End: o.Own.End})
	if body.Start < body.End {
		it.BodySpan = &body
	}
}

// skipClosing passes the mark that closes a heading. It takes one mark only:
// what follows is body.
func skipClosing(t []rune, i, end int) int {
	for i < end && isBlank(t[i]) {
		i++
	}
	if i < end && (t[i] == '。' || t[i] == ':' || t[i] == '.' || t[i] == ';') {
		i++
	}
	return i
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\u200b' || r == '\ufeff'
}

// trim cuts blanks off both ends of s.
func trim(t []rune, s Span) Span {
	for s.Start < s.End && isBlank(t[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isBlank(t[s.End-1]) {
		s.End--
	}
	return s
}
