package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
)

// Unglue splits a paragraph that holds several, as scrapers leave them: a
// sentence end followed by the two ideographic blanks that indent paragraphs,
// or a whole document on one line. It returns nil when there is nothing to
// split. Bold ranges are dealt out to the pieces; what falls away is layout. whole
// says that b is nearly all there is, so that even a short one is a document.
func Unglue(b format.Block, whole bool) []format.Block {
	if b.Kind != format.Para || len(b.Text) < 120 {
		return nil
	}
	cuts := indentCuts(b.Text)
	if len(b.Text) > glued || whole {
		cuts = append(cuts, labelCuts(b.Text)...)
	}
	if len(cuts) == 0 {
		return nil
	}
	return split(b, cuts)
}

// glued is the number of bytes from which a single paragraph is taken for a
// document on one line: about 700 characters with indentation marks inside.
const glued = 2000

// indentCuts finds indentations inside running text. In a paragraph of common
// length only those after the end of a sentence count: two ideographic blanks
// also part a name from an office.
func indentCuts(s string) []int {
	const indent = "　　"
	if !strings.Contains(s, indent) {
		return nil
	}
	all := len(s) > glued && strings.Count(s, indent) >= 5
	var cuts []int
	for i := 0; ; {
		k := strings.Index(s[i:], indent)
		if k < 0 {
			return cuts
		}
		k += i
		r, _ := utf8.DecodeLastRuneInString(s[:k])
		if all {
			if m := publicity.FindStringIndex(s[lastCut(cuts):k]); m != nil {
				cuts = append(cuts, lastCut(cuts)+m[1])
			}
		}
		if k > 0 && (all || strings.ContainsRune("。！？；：”】", r)) {
			cuts = append(cuts, k)
		}
		for i = k; strings.HasPrefix(s[i:], "　"); i += len("　") {
		}
	}
}

// publicity is the note that closes a notice before its annexes.
var publicity = regexp.MustCompile(`^[　 ]*（此件[^）]{2,12}）`)

func lastCut(cuts []int) int {
	if len(cuts) == 0 {
		return 0
	}
	return cuts[len(cuts)-1]
}

// split cuts b before each of the byte offsets and trims the pieces.
func split(b format.Block, cuts []int) []format.Block {
	slices.Sort(cuts)
	cuts = append(slices.Compact(cuts), len(b.Text))
	out := make([]format.Block, 0, len(cuts))
	from, runes := 0, 0 // of the piece, in bytes and code points
	for _, to := range cuts {
		piece := b.Text[from:to]
		n := utf8.RuneCountInString(piece)
		body := strings.TrimLeftFunc(piece, layout)
		start := runes + utf8.RuneCountInString(piece[:len(piece)-len(body)])
		body = strings.TrimRightFunc(body, layout)
		if body != "" {
			p := format.Block{Text: body, Centered: b.Centered, Level: b.Level}
			p.Bold = format.Clip(b.Bold, start, start+utf8.RuneCountInString(body))
			out = append(out, p)
		}
		from, runes = to, runes+n
	}
	return out
}

// The shapes of labels, outermost first.
const (
	chapter        = iota // 第一章
	article               // 第一条
	han                   // 一、
	hanBrackets           // （一）
	arabic                // 1. 1、
	arabicBrackets        // （1）
	shapes
)

// headingRunes is the longest heading that another label may follow with no
// mark between: 一、总体要求（一）指导思想.
const headingRunes = 40

// officeEnds are last characters of the names of offices, behind which the next
// label may stand with no mark between: 责任科室：宣传科2.新建…
const officeEnds = "局厅委办院园所室会部科股处站队联府组心"

// labelCuts finds the numbered units of a document on one line. A label counts
// where its numbering goes on, perhaps from the section before, or starts at
// one, after the end of a sentence or
// right after a heading; fewer than three in a document are chance.
func labelCuts(s string) []int {
	var (
		cuts     []int
		last     [shapes]int
		used     [shapes]bool
		after    = true // a label may stand here
		heading  = -1   // runes since the last label while no sentence ended
		deepest  = -1   // shape of the last label
		previous rune
	)
	for i, r := range s {
		if r == '一' && len(cuts) == 0 && EndsInGenre(s[:i]) {
			after = true // the title runs into the first label: 2025年工作要点一、
		}
		office := strings.ContainsRune(officeEnds, previous)
		if (after || office || heading >= 0 && heading <= headingRunes && !opensLabel(previous)) && opensLabel(r) {
			if shape, n := label(s[i:]); n > 0 && (n == last[shape]+1 || n == 1) && (after || shape > deepest || office && used[shape] && n == last[shape]+1) {
				if i > 0 {
					cuts = append(cuts, i)
				}
				last[shape], deepest, heading = n, shape, 0
				used[shape] = true
			}
		}
		switch {
		case strings.ContainsRune("。！？；：", r):
			after, heading = true, -1
		case strings.ContainsRune("”）】)", r) && (previous == '。' || r == '】' || r == '）'):
			after = true
		case layout(r):
		default:
			after = false
			if heading >= 0 {
				heading++
			}
		}
		previous = r
	}
	// A list inside a long paragraph has one shape of labels.
	document := (used[han] || used[article] || used[chapter]) && (used[hanBrackets] || used[arabic] || used[article]) || len(s) > 2*glued
	if len(cuts) < 3 || !document {
		return nil
	}
	return append(append(cuts, headCuts(s[:cuts[0]])...), tailCuts(s)...)
}

func opensLabel(r rune) bool {
	return r == '（' || r == '(' || r == '第' || r >= '0' && r <= '9' || strings.ContainsRune("一二三四五六七八九十", r)
}

// label parses the label that s starts with into its shape and ordinal; the
// ordinal is 0 when there is none.
func label(s string) (shape, ordinal int) {
	open, size := utf8.DecodeRuneInString(s)
	switch open {
	case '（', '(':
		s = s[size:]
		n := numeral(s)
		end, esize := utf8.DecodeRuneInString(s[n:])
		next, _ := utf8.DecodeRuneInString(s[min(n+esize, len(s)):])
		if n == 0 || end != '）' && end != ')' || strings.ContainsRune("项款目、，和至及或。", next) {
			return 0, 0
		}
		if digit(s[0]) {
			return arabicBrackets, value(s[:n])
		}
		return hanBrackets, value(s[:n])
	case '第':
		s = s[size:]
		n := numeral(s)
		switch unit, _ := utf8.DecodeRuneInString(s[n:]); {
		case n == 0:
		case unit == '章':
			return chapter, value(s[:n])
		case unit == '条':
			return article, value(s[:n])
		}
		return 0, 0
	}
	n := numeral(s)
	mark, msize := utf8.DecodeRuneInString(s[n:])
	switch {
	case n == 0:
	case mark == '、' && digit(s[0]):
		return arabic, value(s[:n])
	case mark == '、':
		return han, value(s[:n])
	case mark == '.' || mark == '．':
		if rest := s[n+msize:]; digit(s[0]) && (rest == "" || !digit(rest[0])) {
			return arabic, value(s[:n])
		}
	}
	return 0, 0
}

// value of a numeral below 1000; 0 when it is not one.
func value(s string) int {
	n, d := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			d = d*10 + int(r-'0')
		case r == '十':
			n, d = n+max(d, 1)*10, 0
		case r == '百':
			n, d = n+max(d, 1)*100, 0
		case r == '零' || r == '〇':
		default:
			k := strings.IndexRune("一二三四五六七八九", r)
			if k < 0 || d != 0 {
				return 0
			}
			d = k/3 + 1
		}
	}
	return n + d
}

var (
	// 国办函〔2014〕119号 behind a title and before the recipients.
	numberInHead = regexp.MustCompile(`(?:通知|意见|决定|批复|公告|通告|函|方案|规划|办法|规定)(\p{Han}{2,8}[〔\[［（(](?:19|20)\d\d[〕\]］）)]\d{1,4}号)`)
	titleInHead  = regexp.MustCompile(`^[^。！？：:；]{4,90}?》?的(?:通知|意见|决定|批复|公告|通告|函)`)
	recipients   = regexp.MustCompile(`^[^。！？：:]{2,150}(?:单位|机构|部门|政府|机关|局|厅|委|办|公司|学校|院|园|所|中心|会|室)[：:]`)
	// The signature of a forwarding notice, before the annex.
	signedInHead = regexp.MustCompile(`(?:(?:要点|方案|计划|规划|意见|办法|细则|清单|表|》|。)(\p{Han}{3,24}?))?(?:局|府|室|厅|会|部|院|委|组)((?:19|20)\d\d年\d{1,2}月\d{1,2}日)(附件\d?)?`)
	// 国务院办公厅2020年7月15日（此件公开发布） at the end.
	signature = regexp.MustCompile(`^\p{Han}[\p{Han}、 　]{1,40}?([12][09]\d\d年\d{1,2}月\d{1,2}日)(（[^）]{2,20}）)?$`)
)

// headCuts parts title, document number and recipients at the start.
func headCuts(s string) (cuts []int) {
	head := s[:min(len(s), 900)]
	from := 0
	if m := numberInHead.FindStringSubmatchIndex(head); m != nil && !strings.ContainsAny(head[:m[0]], "。：") {
		cuts = append(cuts, m[2], m[3])
		from = m[3]
	}
	if from == 0 {
		if m := titleInHead.FindStringIndex(head); m != nil && recipients.MatchString(head[m[1]:]) {
			from = m[1]
			cuts = append(cuts, from)
		}
	}
	if m := recipients.FindStringIndex(head[from:]); m != nil {
		from += m[1]
		cuts = append(cuts, from)
	}
	if m := signedInHead.FindStringSubmatchIndex(head[from:]); m != nil {
		cuts = append(cuts, from+m[4], from+m[5])
		if m[2] >= 0 {
			cuts = append(cuts, from+m[2])
		}
		if m[6] >= 0 {
			cuts = append(cuts, from+m[7])
		}
	}
	return cuts
}

// tailCuts parts the signature and date at the end.
func tailCuts(s string) (cuts []int) {
	from := strings.LastIndex(s, "。")
	if from < 0 || len(s)-from > 300 {
		return nil
	}
	from += len("。")
	if m := signature.FindStringSubmatchIndex(s[from:]); m != nil {
		cuts = append(cuts, from, from+m[2])
		if m[4] >= 0 {
			cuts = append(cuts, from+m[4])
		}
	}
	return cuts
}
