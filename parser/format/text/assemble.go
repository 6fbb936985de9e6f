package text

import (
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
)

// Styled is a printed line with what a reader of marked-up text knows of it.
type Styled struct {
	Text     string // without layout blanks at either end
	Bold     []format.Span
	Gap      int  // blank lines above
	Break    bool // starts a paragraph whatever its width
	Centered bool
	Level    int
	Auto     int // code points of an automatic label
	Row      bool
	Table    int
	Carried  []format.Span
}

// Trim cuts the layout blanks off both ends of the line and moves the ranges
// along; it reports whether text is left.
func (l *Styled) Trim() bool {
	t := NewLine(l.Text).Text
	if t == "" {
		return false
	}
	if len(t) == len(l.Text) {
		return true
	}
	at := 0
	for i, r := range l.Text {
		if !layout(r) {
			at = i
			break
		}
	}
	lead := utf8.RuneCountInString(l.Text[:at])
	n := utf8.RuneCountInString(t)
	l.Text, l.Bold, l.Auto = t, format.Clip(l.Bold, lead, lead+n), max(0, min(l.Auto-lead, n))
	return true
}

// Assemble turns lines into blocks, joining those that are parted for layout
// only.
func Assemble(in []Styled) []format.Block {
	lines := make([]Line, len(in))
	for i, l := range in {
		lines[i] = Line{Text: l.Text, Width: width(l.Text), Gap: l.Gap}
		if l.Break || l.Row {
			lines[i].Gap = apart
		}
	}
	joins := Joins(lines)
	out := make([]format.Block, 0, len(in))
	for i := 0; i < len(in); {
		l := in[i]
		b := format.Block{Text: l.Text, Bold: l.Bold, Centered: l.Centered, Level: l.Level, AutoLabel: l.Auto}
		if l.Row {
			b.Kind, b.Table, b.Carried = format.Row, l.Table, l.Carried
		}
		from := i
		for i++; i < len(in) && joins[i] && !l.Row; i++ {
		}
		if i > from+1 {
			b.Text = Join(lines[from:i])
			b.Bold = joinBold(in[from:i])
		}
		if !l.Row && strings.Contains(b.Text, "\t") { // tabs part the cells of rows
			b.Text = strings.ReplaceAll(b.Text, "\t", " ")
		}
		out = append(out, b)
	}
	return out
}

// apart is a gap that no spacing of lines comes near to.
const apart = 1 << 20

func joinBold(lines []Styled) (bold []format.Span) {
	at := 0
	for i, l := range lines {
		if i > 0 && NeedsBlank(lines[i-1].Text, l.Text) {
			at++
		}
		for _, s := range l.Bold {
			s.Start, s.End = s.Start+at, s.End+at
			if n := len(bold); n > 0 && bold[n-1].End == s.Start {
				bold[n-1].End = s.End
				continue
			}
			bold = append(bold, s)
		}
		at += utf8.RuneCountInString(l.Text)
	}
	return bold
}

// CellBreak reports that a line break inside a table cell only keeps the cell
// narrow, so that nothing need stand in its place.
func CellBreak(before, after string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return openComma(before) ||
		utf8.RuneCountInString(before) >= 10 && !closes(before) && r != ' ' && !OpensUnit(after) && utf8.RuneCountInString(after) <= 4
}
