// Package text reads plain text: it finds the encoding, drops the layout and
// gives back the paragraphs that an author typed.
package text

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/charset"
)

// Read reads plain text in any encoding that charset tells. A line is a
// paragraph, except where lines are wrapped at a width (see Joins) or a whole
// document stands on one line (see Unglue). Lines with equally many tabs or
// upright strokes, two and more in a row, are a table.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	t, err := Decode(data, lim)
	if err != nil {
		return nil, err
	}
	c := &format.Content{MediaType: "text/plain", Charset: t.Name, Warnings: Warnings(t)}
	lines := tabPipes(dropPageNumbers(dropComments(Lines(unescape(t.String)))))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.Blocks = blocks(lines)
	return c, nil
}

// Decode decodes data as text within the limits; the error is for showing.
func Decode(data []byte, lim format.Limits) (charset.Text, error) {
	t, ok := charset.Decode(data)
	if !ok {
		return t, &format.Error{Code: format.CodeUnsupported, Message: "the bytes are no text in UTF-8, GB18030, Big5 or UTF-16; save the file as UTF-8 and try again"}
	}
	if len(t.String) > lim.TextRunes && utf8.RuneCountInString(t.String) > lim.TextRunes {
		return t, &format.Error{Code: format.CodeTooLarge, Message: fmt.Sprintf("the text is over the limit of %d characters; split the file", lim.TextRunes)}
	}
	t.String = dropControls(t.String)
	return t, nil
}

// dropControls takes out the few control characters that text may hold.
func dropControls(s string) string {
	control := func(r rune) bool {
		return r < ' ' && r != '\t' && (r < '\n' || r > '\r') || r == 0x7f
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= 0x7f && control(rune(c)) {
			return strings.Map(func(r rune) rune {
				if control(r) {
					return -1
				}
				return r
			}, s)
		}
	}
	return s
}

// Warnings tells of bytes that could not be decoded.
func Warnings(t charset.Text) []format.Warning {
	if t.Replaced == 0 {
		return nil
	}
	return []format.Warning{{Code: "undecodable", Message: fmt.Sprintf("%d places are no valid %s and read as U+FFFD", t.Replaced, t.Name)}}
}

// Sniff reports that data decodes to text that holds more than blanks.
func Sniff(data []byte) bool { return !Blank(data) && charset.Detect(data) != "" }

// Blank reports that data holds nothing but blanks, byte order marks and the
// padding that old programs write.
func Blank(data []byte) bool {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			if data[i] != 0xFF && data[i] != 0xFE { // UTF-16 marks
				return false
			}
		case !layout(r) && r != '\n' && r != '\r' && r != 0:
			return false
		}
		i += n
	}
	return true
}

// layout reports blanks that place text on the page without being part of it.
func layout(r rune) bool {
	switch r {
	case ' ', '\t', '\v', '\f', '\u00a0', '\u1680', '　', '\u200b', '\u200e', '\u200f', '\u202f', '\u205f', '\u2060', '\ufeff', '\x1a', 0:
		return true
	}
	return r >= '\u2000' && r <= '\u200a'
}

// unescape undoes what R writes for characters that a code page lacks:
// <U+00A0>.
func unescape(s string) string {
	const open = "<U+"
	if !strings.Contains(s, open) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.Index(s, open)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s[:min(len(s), 12)], '>')
		if end < 0 {
			b.WriteString(open)
			s = s[len(open):]
			continue
		}
		if r, err := strconv.ParseUint(s[len(open):end], 16, 32); err == nil && r >= ' ' && utf8.ValidRune(rune(r)) {
			b.WriteRune(rune(r))
		} else {
			b.WriteString(s[:end+1])
		}
		s = s[end+1:]
	}
}

// longestComment is the number of lines up to which an HTML comment, left by
// a scraper, is taken out; more is rather a lost end.
const longestComment = 50

func dropComments(lines []Line) []Line {
	out := lines[:0]
	for i := 0; i < len(lines); i++ {
		if strings.HasPrefix(lines[i].Text, "<!--") {
			end := i
			for end < len(lines) && end < i+longestComment && !strings.Contains(lines[end].Text, "-->") {
				end++
			}
			if end < len(lines) && strings.HasSuffix(lines[end].Text, "-->") {
				i = end
				continue
			}
		}
		out = append(out, lines[i])
	}
	return out
}

// Line is one printed line.
type Line struct {
	Text   string // without the blanks at either end
	Indent int    // width of the leading blanks, in columns
	Width  int    // of Text, in columns: 2 for a full-width character, else 1
	Gap    int    // number of blank lines above
	lead   int    // tabs among the leading blanks: empty cells, in a table
}

// Lines cuts text at its line ends, whichever of CR LF, LF, CR, U+2028 and
// form feed it uses, and drops blank lines.
func Lines(s string) []Line {
	lines := make([]Line, 0, strings.Count(s, "\n")+strings.Count(s, "\r")+1)
	cut := cutLine
	if !strings.ContainsAny(s, "\r\f\v") && !strings.Contains(s, "\u0085") && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029") {
		cut = cutAtLF // as in most texts
	}
	gap := 0
	for len(s) > 0 {
		var line string
		line, s = cut(s)
		l := NewLine(line)
		if l.Text == "" {
			gap++
			continue
		}
		l.Gap, gap = gap, 0
		lines = append(lines, l)
	}
	if len(lines) > 0 {
		lines[0].Gap = 0
	}
	return lines
}

// NewLine measures one line.
func NewLine(s string) Line {
	var l Line
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if !layout(r) {
			break
		}
		l.Indent += columns(r)
		if r == '\t' {
			l.lead++
		}
		s = s[n:]
	}
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if !layout(r) {
			break
		}
		s = s[:len(s)-n]
	}
	l.Text, l.Width = s, width(s)
	return l
}

func cutAtLF(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return line, rest
}

func cutLine(s string) (line, rest string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n', '\f', '\v':
			return s[:i], s[i+1:]
		case '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				return s[:i], s[i+2:]
			}
			return s[:i], s[i+1:]
		case 0xE2: // U+2028, U+2029
			if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xA8 || s[i+2] == 0xA9) {
				return s[:i], s[i+3:]
			}
		case 0xC2: // U+0085
			if i+1 < len(s) && s[i+1] == 0x85 {
				return s[:i], s[i+2:]
			}
		}
	}
	return s, ""
}

func columns(r rune) int {
	switch {
	case r == '\t':
		return 4
	case r < 0x1100 || r == '\u202f' || r >= '\u2000' && r <= '\u200a':
		return 1
	case r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f' || r == '\u2060':
		return 0
	}
	return 2
}

// width counts columns: one for each ASCII byte, two for each longer sequence.
func width(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x80:
			n++
		case c >= 0xC0:
			n += 2
		}
	}
	return n
}

// blocks turns lines into paragraphs and rows.
func blocks(lines []Line) []format.Block {
	out := make([]format.Block, 0, len(lines))
	joins := Joins(lines)
	table := 0
	for i := 0; i < len(lines); {
		if n := tableRows(lines[i:]); n > 0 {
			table++
			for _, l := range lines[i : i+n] {
				out = append(out, format.Block{Kind: format.Row, Text: cells(strings.Repeat("\t", l.lead) + l.Text), Table: table})
			}
			i += n
			continue
		}
		j := i + 1
		for j < len(lines) && joins[j] {
			j++
		}
		// Tabs part the cells of rows and nothing else.
		out = append(out, format.Block{Text: strings.ReplaceAll(Join(lines[i:j]), "\t", " ")})
		i = j
	}
	return out
}
