package extract

import (
	"slices"

	"yaodian/parser"
)

// column is a column of a table whose header names a role.
type column struct {
	index int
	label label
}

// roleColumns finds, for each table, the columns headed with a label of
// offices. The header is the first row that has one.
func roleColumns(d *parser.Document) map[int][]column {
	out := map[int][]column{}
	for _, p := range d.Paragraphs {
		if !p.Row || p.Table == 0 || len(out[p.Table]) > 0 {
			continue
		}
		for i, c := range cells(d.Folded, p.Span) {
			if c.Len() > maxLabel+30 {
				continue
			}
			if l := headed(d.Folded, c); l.kind == labelOffice || l.kind == labelMixed {
				out[p.Table] = append(out[p.Table], column{i, l})
			}
		}
	}
	return out
}

// headed reads the header of a column; the office whose own sections the
// column names may stand before 内 (市教育局内牵头科室).
func headed(t []rune, c Span) label {
	l := classify(t, c.Start, c.End)
	for i := c.Start + 2; l.kind == labelNone && i+2 < c.End; i++ {
		if f := (officeFinder{t: t}); t[i] == '内' && f.isOffice(Span{Start: c.Start, End: i}) {
			return classify(t, i+1, c.End)
		}
	}
	return l
}

// cells splits a row at its tabs.
func cells(t []rune, s Span) []Span {
	var out []Span
	start := s.Start
	for i := s.Start; i <= s.End; i++ {
		if i == s.End || t[i] == '\t' {
			out = append(out, trim(t, Span{Start: start, End: i}))
			start = i + 1
		}
	}
	return out
}

// row reads the offices of a row of a task table.
func (f *officeFinder) row(u *parser.Unit, columns map[int][]column) {
	k, _ := slices.BinarySearchFunc(f.d.Paragraphs, u.Span.Start, func(p parser.Paragraph, at int) int {
		if p.Span.End < at {
			return -1
		}
		if p.Span.Start > at {
			return 1
		}
		return 0
	})
	if k >= len(f.d.Paragraphs) || !f.d.Paragraphs[k].Row {
		f.scan(u.Own)
		return
	}
	p := &f.d.Paragraphs[k]
	row := cells(f.t, p.Span)
	taken := map[int]bool{}
	for _, c := range columns[p.Table] {
		if c.index < len(row) && row[c.index].Len() > 0 {
			f.cell(row[c.index], c.label)
			taken[c.index] = true
		}
	}
	for i, c := range row {
		if !taken[i] {
			f.scan(c)
		}
	}
}

// cell reads a cell of a role's column: a list of names, which may carry
// labels of its own.
func (f *officeFinder) cell(s Span, l label) {
	if f.hasLabel(s) {
		f.parts(s, ruleOfficeColumn, false)
		return
	}
	f.named(s, l, ruleOfficeColumn)
}

// liftSectionTags moves a tag that closes a section to the section's own item:
// the tag stands on a line of its own under the last sub-unit, and no other
// unit of the section has one.
func liftSectionTags(d *parser.Document, items []Item) {
	children := make([]int, len(items)) // of each unit, how many
	last := make([]int, len(items))     // … and the last of them
	for i := range d.Outline {
		if p := d.Outline[i].Parent; p >= 0 {
			children[p]++
			last[p] = i
		}
	}
	tagged := make([]int, len(items)) // units with offices in each subtree
	for i := len(items) - 1; i >= 0; i-- {
		if len(items[i].Offices) > 0 {
			tagged[i]++
		}
		if p := d.Outline[i].Parent; p >= 0 {
			tagged[p] += tagged[i]
		}
	}
	for i := range items {
		if len(items[i].Offices) == 0 || d.Outline[i].Row || !closesOnOwnLine(d, i, items[i].Offices) {
			continue
		}
		to := i
		for p := d.Outline[to].Parent; p >= 0; p = d.Outline[to].Parent {
			if children[p] < 2 || last[p] != to || tagged[p] != 1 {
				break
			}
			to = p
		}
		if to != i {
			for k := range items[i].Offices {
				items[i].Offices[k].Rule = ruleOfficeSection
			}
			items[to].Offices, items[i].Offices = items[i].Offices, []Office{}
		}
	}
}

// closesOnOwnLine reports that all offices of unit i are named in its last
// paragraphs, which hold nothing else, after text of the unit's own.
func closesOnOwnLine(d *parser.Document, i int, found []Office) bool {
	u := &d.Outline[i]
	start := found[0].Span.Start
	line := start
	for line > u.LabelSpan.End && d.Folded[line-1] != '\n' {
		line--
	}
	if line <= u.LabelSpan.End || trim(d.Folded, Span{Start: u.LabelSpan.End, End: line}).Len() == 0 {
		return false
	}
	head := trim(d.Folded, Span{Start: line, End: start})
	if head.Len() > maxLabel+2 {
		return false
	}
	last := found[len(found)-1].Span.End
	return trim(d.Folded, Span{Start: last, End: u.Own.End}).Len() <= 24
}
