package parser

// Scheme is the kind of label a unit carries; its String names it.
type Scheme uint8

// The schemes, outermost first as GB/T 9704-2012 §7.3.3 ranks them
// (一、 （一） 1. （1）), with the divisions of regulations before and what
// notices use besides after. A lower value outranks a higher one.
const (
	SchemeNone       Scheme = iota
	SchemePart              // 第一部分
	SchemeVolume            // 第一编
	SchemeChapter           // 第一章
	SchemeSection           // 第一节
	SchemeArticle           // 第一条
	SchemeHan               // 一、 一．
	SchemeHanParen          // （一）
	SchemeArabic            // 1. 1． 1、
	SchemeArabicPath        // 1.1 1.2.3
	SchemeParen             // （1）
	SchemeHalf              // 1）
	SchemeCircled           // ①
	SchemeRow               // a row of a task table
)

var schemeNames = [...]string{"none", "part", "volume", "chapter", "section", "article", "han", "han_paren",
	"arabic", "arabic_path", "paren", "half", "circled", "row"}

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
	dress   rune // the closing mark, folded: '.', '、', ')'; tells 1. from 1、
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
		return parenAt(text, i)
	case circled(r) > 0:
		j := i + 1
		if j < len(text) && text[j] == '.' {
			j++
		}
		return label{Span{Start: i, End: j}, SchemeCircled, circled(r), '①'}, true
	case r >= '0' && r <= '9':
		return arabicAt(text, i)
	case hanDigit(r) >= 0 || r == '十':
		n, j := hanOrdinal(text, i)
		j = skipBlank(text, j)
		if n > 0 && j < len(text) && (text[j] == '、' || text[j] == '.' || text[j] == ',') {
			return label{Span{Start: i, End: j + 1}, SchemeHan, n, text[j]}, true
		}
	}
	return label{}, false
}

// divisionAt reads 第三章, 第十二条, 第2节 and the like.
func divisionAt(text []rune, i int) (label, bool) {
	j := skipBlank(text, i+1)
	n, k := ordinal(text, j)
	if n == 0 {
		return label{}, false
	}
	k = skipBlank(text, k)
	if k >= len(text) {
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
	return label{Span{Start: i, End: k + 1}, s, n, '第'}, true
}

// parenAt reads （一） and （1）.
func parenAt(text []rune, i int) (label, bool) {
	j := skipBlank(text, i+1)
	if j >= len(text) {
		return label{}, false
	}
	n, k := ordinal(text, j)
	if n == 0 {
		return label{}, false
	}
	s := SchemeParen
	if text[j] < '0' || text[j] > '9' {
		s = SchemeHanParen
	}
	if k = skipBlank(text, k); k >= len(text) || text[k] != ')' {
		return label{}, false
	}
	return label{Span{Start: i, End: k + 1}, s, n, ')'}, true
}

// arabicAt reads 1. 1、 1） and leaves decimals, years and lists alone.
func arabicAt(text []rune, i int) (label, bool) {
	n, k := ordinal(text, i)
	if n == 0 {
		return label{}, false
	}
	if k = skipBlank(text, k); k >= len(text) {
		return label{}, false
	}
	switch c := text[k]; c {
	case ')':
		return label{Span{Start: i, End: k + 1}, SchemeHalf, n, ')'}, true
	case '.', '、', ',':
		if c != '、' && k+1 < len(text) && text[k+1] >= '0' && text[k+1] <= '9' {
			return label{}, false // 3.5%, 1,200
		}
		return label{Span{Start: i, End: k + 1}, SchemeArabic, n, c}, true
	}
	return label{}, false
}

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
	digit, j := -1, i
	for ; j < len(text); j++ {
		r := text[j]
		if d := hanDigit(r); d >= 0 {
			if digit > 0 { // 二一 is no numeral of this kind
				return 0, i
			}
			digit = d
			continue
		}
		unit := 0
		switch r {
		case '十':
			unit = 10
		case '百':
			unit = 100
		}
		if unit == 0 {
			break
		}
		if digit < 0 {
			digit = 1
		}
		n, digit = n+digit*unit, -1
	}
	if digit > 0 {
		n += digit
	}
	if n > maxOrdinal {
		return 0, i
	}
	return n, j
}

func hanDigit(r rune) int {
	switch r {
	case '零', '〇':
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

// circled is the number in ① … ㊿ or ⑴ … ⑽ or ㈠ … ㈩, 0 for other runes.
func circled(r rune) int {
	switch {
	case r >= '①' && r <= '⑳':
		return int(r-'①') + 1
	case r >= '㉑' && r <= '㉟':
		return int(r-'㉑') + 21
	case r >= '㊱' && r <= '㊿':
		return int(r-'㊱') + 36
	case r >= '❶' && r <= '❿':
		return int(r-'❶') + 1
	}
	return 0
}

func skipBlank(text []rune, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}
