package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Joins reports for each line whether it goes on with the paragraph of the
// line before.
//
// A text is taken as wrapped only when its line widths say so: many lines end
// within a few columns of one margin, few pass it, and those that stop without
// closing punctuation stop there. Then a line goes on where the first chunk of
// the next would not have fitted any more. Otherwise only a comma at the end
// or a closing mark at the start joins. A line that opens a numbered unit or
// list item never joins, nor one set off by an extra blank line.
func Joins(lines []Line) []bool {
	joins := make([]bool, len(lines))
	if len(lines) < 2 {
		return joins
	}
	m := measure(lines)
	for i := 1; i < len(lines); i++ {
		lost := 0
		if !joins[i-1] && !m.indented {
			lost = lostColumns(lines[:i-1])
		}
		joins[i] = m.joins(lines[i-1], lines[i], lost)
	}
	return joins
}

// Join puts the lines of one paragraph together. Chinese needs nothing
// between lines, Latin words need a blank.
func Join(lines []Line) string {
	if len(lines) == 1 {
		return lines[0].Text
	}
	var b strings.Builder
	for i, l := range lines {
		if i > 0 && NeedsBlank(lines[i-1].Text, l.Text) {
			b.WriteByte(' ')
		}
		b.WriteString(l.Text)
	}
	return b.String()
}

// NeedsBlank reports that a joint between two lines parts two Latin words.
func NeedsBlank[T string | []byte](before, after T) bool {
	a, b := before[len(before)-1], after[0]
	return latin(a) && (latin(b) || digit(b)) || digit(a) && latin(b)
}

func latin(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool { return c >= '0' && c <= '9' }

// margins is what the line widths of a text tell.
type margins struct {
	wrap     int  // right margin in columns, indentation included; 0 = not wrapped
	gap      int  // blank lines that are mere spacing
	indented bool // paragraphs open with an indentation
}

const (
	longLine   = 30  // columns from which a line can be a full one
	widestWrap = 200 // no printed line is wider, in columns
	ragged     = 6   // columns that a full line may fall short of the margin
)

func measure(lines []Line) margins {
	var m margins
	widths := make([]int, 0, len(lines))
	tight, wide := 0, 0
	for i, l := range lines {
		if l.Width >= longLine {
			widths = append(widths, l.Indent+l.Width)
		}
		if i > 0 {
			if l.Gap == 0 {
				tight++
			} else if l.Gap == 1 {
				wide++
			}
		}
	}
	if tight*3 < len(lines) && wide > 0 {
		m.gap = 1
	}
	if len(widths) < 3 {
		return m
	}
	slices.Sort(widths)
	n := len(widths)
	for k := n - 1; k >= 0 && n-1-k <= n/25; k-- {
		if k < n-1 && widths[k] == widths[k+1] && n-1-k < n/25 {
			continue
		}
		c := widths[k]
		if c > widestWrap {
			continue
		}
		low, _ := slices.BinarySearch(widths, c-ragged)
		if in := k + 1 - low; in >= 3 && in*10 >= n*3 && m.stopsAt(lines, c) {
			m.wrap = mode(widths[low : k+1])
			break
		}
	}
	if m.wrap == 0 {
		return m
	}
	// Where the line before is short or closes a sentence, a paragraph starts.
	starts, indents := 0, 0
	for i := 1; i < len(lines); i++ {
		if lines[i-1].Indent+lines[i-1].Width < m.wrap-ragged && lines[i].Width >= longLine {
			starts++
			if lines[i].Indent > 0 {
				indents++
			}
		}
	}
	m.indented = starts > 0 && indents*10 >= starts*6
	return m
}

// mode is the most frequent of sorted widths: the margin, which some lines
// pass with a closing mark that must not start the next.
func mode(sorted []int) int {
	best, most, n := 0, 0, 0
	for i, w := range sorted {
		if i > 0 && w == sorted[i-1] {
			n++
		} else {
			n = 1
		}
		if n >= most {
			best, most = w, n
		}
	}
	return best
}

// stopsAt reports that lines without a closing mark stop mostly at margin c:
// in an unwrapped text they are headings and stop anywhere.
func (m margins) stopsAt(lines []Line, c int) bool {
	open, full, closed, sentences := 0, 0, 0, 0
	for i := 0; i+1 < len(lines); i++ {
		l := lines[i]
		if closes(lines[i+1].Text) {
			sentences++
		}
		if l.Width < longLine {
			continue
		}
		at := l.Indent+l.Width+labelAbove(lines[:i]) >= c-ragged
		if closes(l.Text) {
			if at {
				closed++
			}
			continue
		}
		if lines[i+1].Gap > m.gap || OpensUnit(lines[i+1].Text) {
			continue
		}
		open++
		if at {
			full++
		}
	}
	return full >= 2 && full*10 >= open*6 && full >= closed && sentences > 0 && sentences*20 >= full
}

// lostColumns is what the first line of a paragraph may lack to the margin
// where its indentation is lost: two characters, and the label as well where
// that stands on the line above.
func lostColumns(above []Line) int {
	const indent = 4
	return indent + labelAbove(above)
}

// labelAbove is the room that a label on a line of its own took on the first
// line of its paragraph: converters of PDF part 第一条 from its text.
func labelAbove(above []Line) int {
	const longestLabel, blanks = 14, 4
	if len(above) > 0 {
		if l := above[len(above)-1]; l.Width <= longestLabel && OpensUnit(l.Text) {
			return l.Width + blanks
		}
	}
	return 0
}

// joins decides on one pair; lost is what prev may lack to the margin.
func (m margins) joins(prev, next Line, lost int) bool {
	if next.Gap > m.gap {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(next.Text); strings.ContainsRune("，。、；：！？）》”’】,;", first) {
		return true // no line starts with these
	}
	if m.wrap == 0 {
		return openComma(prev.Text) && next.Indent == 0 && !OpensUnit(next.Text)
	}
	end := prev.Indent + prev.Width + lost
	if end+chunk(next.Text) <= m.wrap {
		return openComma(prev.Text) && next.Indent == 0 && !OpensUnit(next.Text)
	}
	if m.indented && next.Indent > 0 && (prev.Indent == 0 || closes(prev.Text)) {
		return false
	}
	// After a full line that stops inside a sentence, what looks like a label
	// is part of it: 全市小学一、二年级 broken before 一.
	if OpensUnit(next.Text) && (closes(prev.Text) || lost > 0 && prev.Width < m.wrap-2) {
		return false
	}
	// A colon ends the paragraph that opens a list; one that happens to stand
	// at the margin, or inside a bracket, does not.
	colon := strings.HasSuffix(prev.Text, "：") || strings.HasSuffix(prev.Text, ":")
	return !colon || prev.Indent+prev.Width >= m.wrap-1 || openBracket(prev.Text)
}

// openBracket reports that the last bracket in s is not closed.
func openBracket(s string) bool {
	return strings.LastIndexAny(s, "【（(〔") > strings.LastIndexAny(s, "】）)〕")
}

// chunk is the width of what cannot be parted at the start of a line.
func chunk(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 24; i++ {
		if c := s[i]; !latin(c) && !digit(c) && c != '.' && c != '%' && c != ',' {
			break
		}
		n++
	}
	if n == 0 {
		n = 2
	}
	r, size := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[size:]); n == 2 && r >= 0x80 && strings.ContainsRune("，。、；：！？）》”’】", next) {
		n += 2
	}
	return n
}

// closes reports that a line ends as a sentence or a clause of a list does.
func closes(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。！？；：.!?;:…”’）)】》", r)
}

func openComma(s string) bool {
	return strings.HasSuffix(s, "，") || strings.HasSuffix(s, "、") || strings.HasSuffix(s, ",")
}

// OpensUnit reports that a line starts as numbered units and list items do:
// 一、 （一） 1. 1、 (1) ① 第一条 —— ● 附件. "1.5万亩" and "（二）项" do not.
func OpensUnit(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	rest := s[n:]
	switch {
	case r >= '①' && r <= '⓿', strings.ContainsRune("●■◆▲★※○□◎•·—-*", r):
		return true
	case r == '（' || r == '(':
		n := numeral(rest)
		if n == 0 {
			return false
		}
		after, size := utf8.DecodeRuneInString(rest[n:])
		if after != '）' && after != ')' {
			return false
		}
		next, _ := utf8.DecodeRuneInString(rest[n+size:])
		return !strings.ContainsRune("项款目、，和至及或", next)
	case r == '第':
		n := numeral(rest)
		if n == 0 {
			return false
		}
		unit, size := utf8.DecodeRuneInString(rest[n:])
		if !strings.ContainsRune("章节条编篇部", unit) {
			return false
		}
		tail := rest[n+size:]
		next, _ := utf8.DecodeRuneInString(tail)
		return tail == "" || layout(next) || strings.ContainsRune("：:【（", next)
	}
	if k := numeral(s); k > 0 {
		mark, size := utf8.DecodeRuneInString(s[k:])
		switch mark {
		case '、', '．', '）', ')':
			return true
		case '.':
			tail := s[k+size:]
			return tail == "" || !digit(tail[0])
		case ' ', '　':
			return s[0] < 0x80 && k <= 2
		}
	}
	return strings.HasPrefix(s, "附件") || strings.HasPrefix(s, "附：")
}

// numeral is the length in bytes of the numeral that s starts with: digits, or
// Chinese numerals below 1000.
func numeral(s string) int {
	i := 0
	for i < len(s) && digit(s[i]) && i < 4 {
		i++
	}
	if i > 0 {
		return i
	}
	for i < 15 {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case n > 0 && strings.ContainsRune("一二三四五六七八九十百〇零", r):
		case r >= '０' && r <= '９':
		default:
			return i
		}
		i += n
	}
	return i
}
