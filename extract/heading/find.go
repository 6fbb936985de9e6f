// Package heading finds where the heading of a numbered unit ends.
//
// A heading is decided in two steps. Each unit first names the ends that its
// own print offers (bold type, a line of its own, 。, ：, a blank). Then the
// units of one numbering under one parent decide together, because siblings
// nearly always have headings of one form or none at all. Where print decides
// nothing the words are asked: a model trained on headings whose end is known.
// It weighs the ends of each unit by the words around them and by what the rest
// of the document says about them; then siblings, and cousins under other
// parents, look at each other; then each group decides whether it has headings.
package heading

import (
	"yaodian/parser"
)

// Heading is the heading of one unit.
type Heading struct {
	// Span covers the phrase without label and closing mark. It is empty when
	// the unit has no heading of its own.
	Span parser.Span
	// Rule names what ended it; "" when there is no heading.
	Rule string
}

// form is a way in which print ends a heading.
type form uint8

const (
	formNone   form = iota
	formBold        // a bold or heading-styled start, plain text after
	formLine        // a line of its own, text or sub-units after
	formPeriod      // 标题。正文
	formColon       // 标题：正文
	formBlank       // 标题　正文
	formPhrase      // the whole unit is one short phrase
	formGlued       // run into the body
	formCell        // a cell of a task table
	formLabel       // run into a body that opens with a label: 标题年度目标：正文
	forms
)

// rules name the forms.
var rules = [forms]string{
	formBold: "heading.bold", formLine: "heading.line", formPeriod: "heading.period",
	formColon: "heading.colon", formBlank: "heading.blank", formPhrase: "heading.phrase",
	formGlued: "heading.model", formCell: "heading.cell", formLabel: "heading.label",
}

// Limits on length, in code points.
const (
	maxHeading    = 60 // no heading printed on a line of its own is longer
	maxRunIn      = 45 // … or in front of a body on the same line
	maxColon      = 30
	maxClosedLine = 36 // a line that ends in 。 and is still a heading
	maxPhrase     = 30
)

// unit is a unit of the outline with the ends its print offers.
type unit struct {
	index int         // in Document.Outline
	line  parser.Span // the first line after the label, blanks trimmed
	own   int         // where the own text ends
	more  bool        // own text goes on after the line
	sub   bool        // sub-units follow
	ends  [forms]int  // in Document.Runes; 0 where the form does not occur
	bare  bool        // it is one short sentence, a task and no heading of one: see bare
}

// Find returns the heading of each unit of d.Outline.
func Find(d *parser.Document) []Heading {
	out := make([]Heading, len(d.Outline))
	units := lookAll(d)
	decide(d, units, siblings(d.Outline), out)
	return out
}

// lookAll reads the print of every unit.
func lookAll(d *parser.Document) []unit {
	units := make([]unit, len(d.Outline))
	para := 0
	heads := tableHeads(d)
	for i := range d.Outline {
		for para < len(d.Paragraphs)-1 && d.Paragraphs[para].Span.End < d.Outline[i].LabelSpan.End {
			para++
		}
		units[i] = look(d, i, &d.Paragraphs[para])
		if p := &d.Paragraphs[para]; d.Outline[i].Row && p.Row {
			units[i].line = rowHeading(d, i, heads, p)
			units[i].ends[formCell] = units[i].line.End
		}
	}
	distrustBold(d, units)
	return units
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
		// 一、 after the heading of an annex opens a new run of the same numbering.
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
