package parser

import "strings"

// place says where in its paragraph a label stands; the surer the place, the
// less the label must be confirmed by its neighbours.
type place uint8

const (
	placeStart    place = iota // first in its paragraph
	placeSentence              // after the end of a sentence or clause, or a gap
	placeGlued                 // straight after other text
)

// candidate is a label that may open a unit.
type candidate struct {
	label
	para  int
	place place
	row   bool // opens a row of a task table
	reset bool // no label: numbering starts anew here
	soft  bool // a reset only where a new outermost series follows
}

// scan collects the candidates of the document in order.
func scan(d *Document, zs []Zone) []candidate {
	out := make([]candidate, 0, len(d.Paragraphs)) // as a rule most have a label, and few two
	for i := 0; i < len(d.Paragraphs); {
		if len(zs) > 0 && zs[0].From == i {
			if zs[0].Kind != ZoneContents {
				at := d.Paragraphs[i].Span.Start
				out = append(out, candidate{label: label{span: Span{Start: at, End: at}}, para: i, reset: true, soft: zs[0].soft()})
			}
			i, zs = zs[0].To, zs[1:]
			continue
		}
		if d.Paragraphs[i].Row {
			n := tableEnd(d, i)
			if len(zs) > 0 { // 附件2 in a row of its own parts a table
				n = min(n, zs[0].From)
			}
			out = scanTable(d, i, n, out)
			i = n
			continue
		}
		out = scanText(d.Folded, d.Paragraphs[i].Span, i, out)
		i++
	}
	return out
}

// scanText collects the candidates of one paragraph.
func scanText(text []rune, p Span, para int, out []candidate) []candidate {
	t := text[:p.End]
	i := skipBlank(t, p.Start)
	if i < len(t) && ornament(t[i]) { // ★1.
		if j := skipBlank(t, i+1); j < len(t) && mayStart(t[j]) {
			i = j
		}
	}
	if l, ok := labelAt(t, i); ok && startRule(t, l) {
		out = append(out, candidate{label: l, para: para})
		i = l.span.End
		if j := skipBlank(t, i); j < len(t) { // 第一条（一）, 一、（一）
			if l, ok := labelAt(t, j); ok && l.dress != ' ' && inlineRule(t, l) {
				out = append(out, candidate{label: l, para: para, place: placeSentence})
				i = l.span.End
			}
		}
	}
	for i < len(t) {
		r := t[i]
		if !mayStart(r) {
			i++
			continue
		}
		pl := placeAt(t, p.Start, i)
		if pl == placeGlued && r != '(' && !isDigit(r) && !firstGlued(t, i) {
			i = skipSame(t, i)
			continue
		}
		if l, ok := labelAt(t, i); ok && inlineRule(t, l) && (i == 0 || apart(t[i-1], r)) {
			out = append(out, candidate{label: l, para: para, place: pl})
			i = l.span.End
			continue
		}
		i = skipSame(t, i)
	}
	return out
}

func ornament(r rune) bool {
	switch r {
	case '■', '◆', '●', '▲', '★', '☆', '◇', '□', '※', '•', '▶':
		return true
	}
	return false
}

// skipSame steps over r and, in a number, over the digits after it, so that
// no label is read from a number's middle.
func skipSame(t []rune, i int) int {
	digit := t[i] >= '0' && t[i] <= '9'
	for i++; digit && i < len(t) && (t[i] >= '0' && t[i] <= '9' || t[i] == '.'); i++ {
	}
	return i
}

func mayStart(r rune) bool {
	switch {
	case r < 0x80:
		return r == '(' || r >= '0' && r <= '9'
	case r < 0x4E00:
		return single(r)
	}
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '第':
		return true
	}
	return false
}

// apart reports that before and r do not belong to one word or number.
func apart(before, r rune) bool {
	if r == '(' {
		return before != '第' && before != '款'
	}
	if r >= '0' && r <= '9' {
		switch {
		case before < 0x80 && before != ' ' && before != ')' && before != ':' && before != ';' && before != '!' && before != '?' && before != '\t' && before != ']':
			return false
		case before == '第', before == '—', before == '～', before == '件', before == '表', before == '图', before == '、', before == '至', before == '到':
			return false
		}
	}
	return true
}

// placeAt classifies the place of index i in the paragraph that starts at lo.
func placeAt(t []rune, lo, i int) place {
	j := i
	for j > lo && (t[j-1] == ' ' || t[j-1] == '\t') {
		j--
	}
	if j == lo {
		return placeStart
	}
	switch t[j-1] {
	case '。', ';', '!', '?', ':', '”', '」', '』', ')', '】', '…', ']':
		return placeSentence
	}
	if i-j >= 2 || i > j && t[j] == '\t' {
		return placeSentence
	}
	return placeGlued
}

func after(t []rune, l label) rune {
	if l.span.End < len(t) {
		return t[l.span.End]
	}
	return 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// startRule refuses what has the shape of a label at the start of a paragraph
// and is none: a cross-reference, a value, a list of numbers.
func startRule(t []rune, l label) bool {
	r := after(t, l)
	switch l.scheme {
	case SchemeArticle, SchemeChapter, SchemeSection:
		return !citation(t, l.span.End)
	case SchemeArabic:
		if l.dress == ' ' {
			return bareRule(t, l)
		}
		if l.dress == '、' && isDigit(r) { // 3、4月份, but 3、10种
			m, _ := ordinal(t, l.span.End)
			return m != l.ordinal+1
		}
		return l.dress != ',' || !isDigit(r)
	case SchemeCircled:
		return !single(r)
	case SchemeHan:
		return l.dress != ' ' || bareRule(t, l)
	case SchemeHanParen, SchemeParen:
		if l.dress == '、' {
			return r != '('
		}
		return r != '、' && (r != '项' && r != '款' || l.span.End+1 < len(t) && t[l.span.End+1] == '目')
	}
	return true
}

// firstGlued reports a 一、 that stands straight after other text and is not
// the end of a word: 统一、共享.
func firstGlued(t []rune, i int) bool {
	return t[i] == '一' && i+1 < len(t) && t[i+1] == '、' && i > 0 && !strings.ContainsRune("统唯第同之万合划专单不如逐归初周十星期其二", t[i-1])
}

// inlineRule is startRule for labels in running text, where a shape alone
// says less.
func inlineRule(t []rune, l label) bool {
	if l.dress == ' ' || l.dress == ',' || !startRule(t, l) {
		return false
	}
	r := after(t, l)
	if l.tight() {
		return l.scheme != SchemeArabic && r == ' '
	}
	switch l.scheme {
	case SchemeArabic:
		return !isDigit(r)
	case SchemePart, SchemeVolume, SchemeChapter, SchemeSection, SchemeArticle:
		return r == ' '
	case SchemeHan:
		return hanDigit(r) < 0 && r != '十'
	case SchemeHanParen, SchemeParen, SchemeHalf:
		if l.dress == '、' || l.scheme == SchemeHanParen && hanDigit(t[l.span.Start]) >= 0 {
			return false
		}
		switch r {
		case '款', '条', '至', '和', '或', '、', '及', ',', '。', ';', ')':
			return false
		}
	}
	return true
}

// citation reports that a division's number is cited, not opened: 第三条规定,
// 第五条、第六条, 第一节课.
func citation(t []rune, i int) bool {
	if i >= len(t) {
		return false
	}
	switch t[i] {
	case '、', '和', '至', '或', '及', ',', '的', '款', '项', '第', '所', '中', '。', ';', '课', '之':
		return true
	case '规':
		return i+1 < len(t) && t[i+1] == '定'
	}
	return false
}

// measure reports that a number is followed by what it measures: 1.5万亩.
func measure(t []rune, i int) bool {
	if i >= len(t) {
		return false
	}
	switch t[i] {
	case '%', '‰', '万', '亿', '千', '百', '个', '倍', '元', '亩', '吨', '米', '公', '平', '年', '月', '日', '人', '名', '家',
		'所', '项', '次', '版', '级', '时', '小', '分', '户', '辆', '套', '张', '℃', '-', '—', '~', '～', '/', ',', '、', ')':
		return true
	}
	return t[i] >= 'a' && t[i] <= 'z' || t[i] >= 'A' && t[i] <= 'Z'
}

// bareRule accepts 1　总则: a blank and an ideograph that counts nothing and
// makes no first of the number (一 是).
func bareRule(t []rune, l label) bool {
	i := skipBlank(t, l.span.End)
	return l.ordinal < 100 && i < len(t) && t[i] != '是' && t[i] >= 0x4E00 && t[i] <= 0x9FFF && !measure(t, i) && t[i] != '号' && t[i] != '天' && t[i] != '周'
}

// enumeration reports that a list of numbers goes on after l: 一、二年级,
// 二、三产业; 二、一次性补助 is none.
func enumeration(t []rune, l label) bool {
	n, j := hanOrdinal(t, l.span.End)
	return n == l.ordinal+1 || n > 0 && j < len(t) && t[j] == '、'
}
