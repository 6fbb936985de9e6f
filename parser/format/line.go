package format

import "unicode"

// Line gathers the runs of one paragraph as a reader meets them and lays them
// down as a Block. The zero value is an empty line.
type Line struct {
	runes []rune
	bold  []Span
}

// Add appends s; bold says whether it is set in bold.
func (l *Line) Add(s string, bold bool) {
	start := len(l.runes)
	l.runes = append(l.runes, []rune(s)...)
	if bold {
		l.markBold(start, len(l.runes))
	}
}

// Append joins another line to the end of this one, its bold runs included.
func (l *Line) Append(o Line) {
	at := len(l.runes)
	l.runes = append(l.runes, o.runes...)
	for _, b := range o.bold {
		l.markBold(at+b.Start, at+b.End)
	}
}

func (l *Line) markBold(start, end int) {
	if start >= end {
		return
	}
	if n := len(l.bold); n > 0 && l.bold[n-1].End == start {
		l.bold[n-1].End = end
		return
	}
	l.bold = append(l.bold, Span{start, end})
}

// Len is the number of code points gathered.
func (l *Line) Len() int { return len(l.runes) }

// Last is the last code point that is no space; 0 when there is none.
func (l *Line) Last() rune {
	for i := len(l.runes) - 1; i >= 0; i-- {
		if !unicode.IsSpace(l.runes[i]) {
			return l.runes[i]
		}
	}
	return 0
}

// Blank reports that nothing but space was gathered.
func (l *Line) Blank() bool { return l.Last() == 0 }

// Text is what was gathered, untrimmed.
func (l *Line) Text() string { return string(l.runes) }

// Trim removes space at both ends: indents and the blanks that pad a line are
// layout, not text.
func (l *Line) Trim() {
	start, end := 0, len(l.runes)
	for start < end && blank(l.runes[start]) {
		start++
	}
	for end > start && blank(l.runes[end-1]) {
		end--
	}
	l.runes = l.runes[start:end]
	kept := l.bold[:0]
	for _, b := range l.bold {
		b.Start, b.End = max(b.Start-start, 0), min(b.End-start, len(l.runes))
		if b.Start < b.End {
			kept = append(kept, b)
		}
	}
	l.bold = kept
}

// blank holds for spaces and for marks without width that stand at the ends
// of pasted lines.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF || r == 0x200E || r == 0x200F
}

// Block yields the trimmed line as a block of text; ok is false when nothing
// is left of it.
func (l *Line) Block() (b Block, ok bool) {
	l.Trim()
	if len(l.runes) == 0 {
		return Block{}, false
	}
	return Block{Text: string(l.runes), Bold: l.bold}, true
}

// Bold is where the gathered text is set in bold.
func (l *Line) Bold() []Span { return l.bold }

// LineOf takes a block apart again; tabs, which part the cells of a row,
// become spaces.
func LineOf(b Block) Line {
	r := []rune(b.Text)
	for i := range r {
		if r[i] == '\t' {
			r[i] = ' '
		}
	}
	return Line{runes: r, bold: append([]Span(nil), b.Bold...)}
}
