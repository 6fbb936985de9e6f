package parser

import "yaodian/parser/numeral"

// Scheme is the kind of label a unit carries; its String names it.
type Scheme uint8

// The schemes, outermost first as GB/T 9704-2012 §7.3.3 ranks them
// (一、 （一） 1. （1）), with the divisions of regulations before and what
// notices use besides after. A lower value outranks a higher one.
const (
	SchemeNone     Scheme = iota
	SchemePart            // 第一部分
	SchemeVolume          // 第一编
	SchemeChapter         // 第一章
	SchemeSection         // 第一节
	SchemeArticle         // 第一条
	SchemeHan             // 一、 一．
	SchemeHanParen        // （一）
	SchemeArabic          // 1. 1． 1、, also a bare 1 before a blank
	SchemePath2           // 1.1
	SchemePath3           // 1.1.1
	SchemePath4           // 1.1.1.1
	SchemeParen           // （1）
	SchemeHalf            // 1）
	SchemeBracket         // [1], before notes on terms
	SchemeCircled         // ①
	SchemeRow             // a row of a task table
	schemeCount
)

var schemeNames = [...]string{"none", "part", "volume", "chapter", "section", "article", "han", "han_paren",
	"arabic", "path2", "path3", "path4", "paren", "half", "bracket", "circled", "row"}

func (s Scheme) String() string {
	if int(s) < len(schemeNames) {
		return schemeNames[s]
	}
	return "unknown"
}

// label is a numbered label as it stands in the text.
type label struct {
	span    Span
	scheme  Scheme
	ordinal int
	dress   rune // the closing mark, folded: tells 1. from 1、; ' ' for a bare 1
	lead    int  // the number before the last of a path: 2 of 2.3
	// first and dot are the first number of a path and the index after its
	// dot: 20.2026年 and 21.5+2 may be labels 20. and 21. run into a number.
	first, dot int
}

// maxOrdinal bounds what can be the number of a unit: years (2025) and
// quantities are none.
const maxOrdinal = 999

// labelAt reads the label that starts exactly at text[i], folded text. It
// looks at the shape alone; whether a label of that shape counts a unit is
// decided from its place and its neighbours.
func labelAt(text []rune, i int) (label, bool) {
	if i >= len(text) {
		return label{}, false
	}
	switch r := text[i]; {
	case r == '第':
		return divisionAt(text, i)
	case r == '(':
		return enclosedAt(text, i, ')')
	case r == '[':
		return enclosedAt(text, i, ']')
	case r >= '0' && r <= '9':
		return arabicAt(text, i)
	case hanDigit(r) > 0 || r == '十':
		return hanAt(text, i)
	}
	for _, s := range singles {
		if r := text[i]; r >= s.first && r <= s.last {
			return label{span: Span{Start: i, End: i + 1}, scheme: s.scheme, ordinal: int(r-s.first) + s.from, dress: s.first}, true
		}
	}
	return label{}, false
}

// singles are the labels that are one character.
var singles = [...]struct {
	first, last rune
	from        int
	scheme      Scheme
}{
	{'①', '⑳', 1, SchemeCircled}, {'㉑', '㉟', 21, SchemeCircled}, {'㊱', '㊿', 36, SchemeCircled}, {'❶', '❿', 1, SchemeCircled},
	{'㈠', '㈩', 1, SchemeHanParen}, {'⑴', '⒇', 1, SchemeParen}, {'⒈', '⒛', 1, SchemeArabic},
}

// single reports a character that is a label by itself.
func single(r rune) bool {
	if r < '①' || r > '㊿' {
		return false
	}
	for _, s := range singles {
		if r >= s.first && r <= s.last {
			return true
		}
	}
	return false
}

// hanAt reads 一、 一． 一） and a bare 一 before a blank.
func hanAt(text []rune, i int) (label, bool) {
	n, k := hanOrdinal(text, i)
	if n == 0 {
		return label{}, false
	}
	j := skipBlank(text, k)
	if j >= len(text) {
		return label{}, false
	}
	l := label{span: Span{Start: i, End: j + 1}, scheme: SchemeHan, ordinal: n, dress: text[j]}
	switch {
	case text[j] == '、' || text[j] == '.' || text[j] == ',' && j == k:
		return l, true
	case text[j] == ')':
		l.scheme = SchemeHanParen
		return l, true
	case j > k:
		l.span.End, l.dress = k, ' '
		return l, true
	}
	return label{}, false
}

// divisionAt reads 第三章, 第十二条, 第2节 and the like.
func divisionAt(text []rune, i int) (label, bool) {
	n, k := ordinal(text, skipBlank(text, i+1))
	if k = skipBlank(text, k); n == 0 || k >= len(text) {
		return label{}, false
	}
	s := SchemeNone
	switch text[k] {
	case '章':
		s = SchemeChapter
	case '节':
		s = SchemeSection
	case '条':
		s = SchemeArticle
	case '编':
		s = SchemeVolume
	case '部':
		if k+1 < len(text) && text[k+1] == '分' {
			s, k = SchemePart, k+1
		}
	}
	if s == SchemeNone {
		return label{}, false
	}
	return label{span: Span{Start: i, End: k + 1}, scheme: s, ordinal: n, dress: '第'}, true
}

// enclosedAt reads （一）, （1） and [1].
func enclosedAt(text []rune, i int, closer rune) (label, bool) {
	j := skipBlank(text, i+1)
	n, k := ordinal(text, j)
	if k = skipBlank(text, k); n == 0 || k >= len(text) || text[k] != closer {
		return label{}, false
	}
	s := SchemeParen
	if closer == ']' {
		s = SchemeBracket
	} else if text[j] < '0' || text[j] > '9' {
		s = SchemeHanParen
	}
	l := label{span: Span{Start: i, End: k + 1}, scheme: s, ordinal: n, dress: closer}
	if k+1 < len(text) && (text[k+1] == '、' || text[k+1] == '.') { // （一）、
		l.span.End, l.dress = k+2, '、'
	}
	return l, true
}

// arabicAt reads 1. 1、 1） 1.2 and a bare 1 before a blank; it leaves
// percentages and years alone.
func arabicAt(text []rune, i int) (label, bool) {
	n, k := ordinal(text, i)
	if n == 0 {
		return label{}, false
	}
	j := skipBlank(text, k)
	if j >= len(text) {
		return label{}, false
	}
	l := label{span: Span{Start: i, End: j + 1}, scheme: SchemeArabic, ordinal: n, dress: text[j]}
	switch c := text[j]; {
	case c == ')':
		l.scheme = SchemeHalf
		return l, true
	case c == '、':
		return l, true
	case c == ',' && j == k && n < 100:
		return l, j+1 < len(text) && (text[j+1] < '0' || text[j+1] > '9') // 1,200
	case c == '.':
		if j+1 < len(text) && text[j+1] >= '0' && text[j+1] <= '9' {
			l.first, l.dot = n, j+1
			return pathAt(text, l), true
		}
		return l, true
	case j > k: // 1　总则
		l.span.End, l.dress = k, ' '
		return l, true
	}
	return label{}, false
}

// pathAt reads 1.2 and 1.2.3 after their first number and dot. A value (3.5%)
// has the shape of a path too: only its place tells. What is none, as
// 20.2026年, stays the label of its first number, tight.
func pathAt(text []rune, l label) label {
	path, dot := l, l.dot-1
	for dot < len(text) && text[dot] == '.' && dot+1 < len(text) && isDigit(text[dot+1]) {
		n, k := ordinal(text, dot+1)
		if n == 0 || n > 99 || path.scheme == SchemePath4 {
			return l
		}
		path.lead, path.ordinal, path.span.End, path.scheme = path.ordinal, n, k, path.scheme+1
		dot = k
	}
	if dot < len(text) && (text[dot] == '.' || text[dot] == '、') {
		path.span.End++
	}
	return path
}

// tight reports a number whose dot is followed by another number.
func (l *label) tight() bool { return l.first > 0 }

// ordinal reads an Arabic or Chinese whole number from 1 to maxOrdinal and
// returns it with the index after it; 0 when there is none.
func ordinal(text []rune, i int) (n, end int) {
	j := i
	for ; j < len(text) && text[j] >= '0' && text[j] <= '9'; j++ {
		if n = n*10 + int(text[j]-'0'); n > maxOrdinal {
			return 0, i
		}
	}
	if j > i {
		return n, j
	}
	return hanOrdinal(text, i)
}

// hanOrdinal reads 一 … 九百九十九.
func hanOrdinal(text []rune, i int) (n, end int) {
	if i >= len(text) || hanDigit(text[i]) <= 0 && text[i] != '十' {
		return 0, i
	}
	v, ok := numeral.At(text[:min(len(text), i+8)], i)
	if !ok || v.Max != nil || v.Form != numeral.Chinese || v.Bound != numeral.Exact || !v.Value.IsInteger() {
		return 0, i
	}
	if w := v.Value.IntPart(); w >= 1 && w <= maxOrdinal {
		return int(w), v.End
	}
	return 0, i
}

func hanDigit(r rune) int {
	switch r {
	case '零', '〇', '○':
		return 0
	case '一':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	}
	return -1
}

func skipBlank(text []rune, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}
