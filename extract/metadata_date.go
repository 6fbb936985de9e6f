package extract

import (
	"fmt"
	"strings"
	"time"

	"yaodian/extract/lexicon"
	"yaodian/parser"
	"yaodian/parser/format"
)

// digitOf is the value of a digit of a year, which may be written in Chinese
// (二〇二五); -1 for what is none.
func digitOf(r rune) int {
	if isDigit(r) {
		return int(r - '0')
	}
	if d, ok := chineseDigit(r); ok {
		return d
	}
	if r == 'o' {
		return 0
	}
	return -1
}

// fourDigits reads a year of four digits at i.
func fourDigits(l []rune, i int) (int, bool) {
	if i < 0 || i+4 > len(l) {
		return 0, false
	}
	y := 0
	for _, r := range l[i : i+4] {
		d := digitOf(r)
		if d < 0 {
			return 0, false
		}
		y = y*10 + d
	}
	return y, y >= 1949 && y <= 2099
}

// yearAt reads 2025年 or 二〇二五年 at i.
func yearAt(l []rune, i int) (year, end int, ok bool) {
	if i > 0 && digitOf(l[i-1]) >= 0 {
		return 0, i, false
	}
	y, ok := fourDigits(l, i)
	if !ok {
		return 0, i, false
	}
	j := i + 4
	for j < len(l) && l[j] == ' ' {
		j++
	}
	if j < len(l) && l[j] == '年' {
		return y, j + 1, true
	}
	return 0, i, false
}

// smallNumber reads 4, 04, 四, 十二, 二十八 at i.
func smallNumber(l []rune, i int) (n, end int) {
	j, tens := i, -1
	for ; j < len(l) && j < i+3; j++ {
		if l[j] == '十' {
			tens = max(n, 1)
			n = 0
			continue
		}
		d := digitOf(l[j])
		if d < 0 {
			break
		}
		n = n*10 + d
	}
	if tens >= 0 {
		n += tens * 10
	}
	return n, j
}

// dateAt reads a full date at i: 2025年4月3日, 二〇二五年四月三日, 2025-04-03.
func dateAt(l []rune, i int) (iso string, end int, ok bool) {
	if i > 0 && digitOf(l[i-1]) >= 0 {
		return "", i, false
	}
	y, ok := fourDigits(l, i)
	if !ok {
		return "", i, false
	}
	var marks [3]rune
	switch j := gap(l, i+4); {
	case j >= len(l):
		return "", i, false
	case l[j] == '年':
		marks = [3]rune{'年', '月', '日'}
	case l[j] == '-' || l[j] == '/' || l[j] == '.':
		marks = [3]rune{l[j], l[j], 0}
	}
	j := gap(l, i+4)
	if l[j] != marks[0] {
		return "", i, false
	}
	m, j := smallNumber(l, gap(l, j+1))
	if j = gap(l, j); j >= len(l) || l[j] != marks[1] {
		return "", i, false
	}
	d, j := smallNumber(l, gap(l, j+1))
	if marks[2] != 0 {
		if j = gap(l, j); j >= len(l) || l[j] != marks[2] {
			return "", i, false
		}
		j++
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if m < 1 || d < 1 || t.Year() != y || int(t.Month()) != m || t.Day() != d {
		return "", i, false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), j, true
}

func gap(l []rune, i int) int {
	for i < len(l) && l[i] == ' ' {
		i++
	}
	return i
}

// firstDate is the first full date of a line, and where it starts.
func firstDate(l []rune) (iso string, at int) {
	for i := range l {
		if iso, _, ok := dateAt(l, i); ok {
			return iso, i
		}
	}
	return "", -1
}

// dateStart is where the date that ends l starts, -1 when none does.
func dateStart(l []rune) int {
	for i := max(0, len(l)-24); i < len(l); i++ {
		if _, end, ok := dateAt(l, i); ok && end == len(l) {
			return i
		}
	}
	return -1
}

func isDateLine(l []rune) bool { return len(l) > 5 && dateStart(l) == 0 }

// issued finds the date that the document bears.
func (h *head) issued() string {
	weak := ""
	for _, z := range h.d.Zones {
		if z.Kind != parser.ZoneSignature {
			continue
		}
		for i := z.From; i < z.To && i < len(h.lines); i++ {
			iso, _ := firstDate(h.lines[i])
			if iso == "" {
				continue
			}
			// A date alone above the text may be that of publication.
			if h.begun(i) || z.To-z.From > 1 || i > 0 && signedBy(h.lines[i-1]) || len(h.d.Outline) > 0 && h.d.Paragraphs[i].Span.Start > h.d.Outline[0].LabelSpan.Start {
				return iso
			}
			if weak == "" {
				weak = iso
			}
		}
	}
	if iso, _ := firstDate(parser.FoldAll([]rune(h.fact(format.FactIssued)))); iso != "" {
		return iso
	}
	adopted := ""
	for i := 0; i < h.body && i < 40; i++ {
		l := h.lines[i]
		if len(l) > 300 || len(l) < 6 {
			continue
		}
		iso, at := firstDate(l)
		if iso == "" {
			continue
		}
		s := string(l)
		if _, d := delivered(l); d != "" {
			return d
		}
		spoken := strings.HasPrefix(s, "—") && strings.Contains(s, "会")
		bracket := l[0] == '(' && at <= 4
		if passed(s) {
			adopted = max(adopted, latest(l))
			continue
		}
		if spoken || bracket || strings.Contains(s, "会议上") && at <= 4 {
			return iso
		}
	}
	if adopted != "" {
		return adopted
	}
	return weak
}

// passed reports a line on the adoption, approval, amendment or promulgation
// of a regulation.
func passed(s string) bool {
	return saysInTitle(s, "adopt") && !saysInTitle(s, "published")
}

// latest is the last of the dates in a line, that from which a regulation is
// in force excepted.
func latest(l []rune) string {
	out := ""
	for i := range l {
		if iso, end, ok := dateAt(l, i); ok && !(end < len(l) && l[end] == '起') && !(i > 0 && l[i-1] == '自') {
			out = max(out, iso)
		}
	}
	return out
}

// years finds the year or years whose work is planned.
func (h *head) years(p *Plan) {
	k := kindOf(string(p.Title))
	if k != nil && k.Attr == "none" {
		return
	}
	for _, t := range []string{string(p.Title), string(p.NoticeTitle)} {
		if a, b := titleYears(parser.FoldAll([]rune(t))); a > 0 {
			p.Year, p.YearEnd = NullInt(a), NullInt(b)
			return
		}
	}
	report := h.speaker() != ""
	if k == nil && !report || k != nil && k.Attr != "year" {
		return
	}
	if k != nil && k.Class != "政府工作报告" && !report {
		for i := 0; i < h.body; i++ {
			if l := h.lines[i]; len(l) > 30 && h.zone[i] == 0 {
				if y := h.yearOfLine(i); y > 0 {
					p.Year = NullInt(y)
					return
				}
			}
		}
	}
	if y := h.plannedYear(); y > 0 {
		p.Year = NullInt(y)
		return
	}
	if y, ok := fourDigits([]rune(string(p.IssuedOn)), 0); ok {
		p.Year = NullInt(y)
	}
}

// yearOfLine is the year that line i names near its beginning, where it is the plan's; 0
// without one. 2025年，…。2026年，… tells of the year gone by first.
func (h *head) yearOfLine(i int) int {
	const near = 20
	l := h.lines[i]
	for at := 0; at < min(len(l), near); at++ {
		y, _, ok := yearAt(l, at)
		switch {
		case !ok:
		case h.opensWith(i, y+1) && !h.opensWith(i, y+2):
			return y + 1
		case !tells(l, Span{End: len(l)}, 0, true):
			return y
		}
	}
	return 0
}

// opensWith reports a sentence from line i on, before the first unit, that begins with
// that year.
func (h *head) opensWith(i, year int) bool {
	for ; i < h.body; i++ {
		for s := range sentencesOf(h.lines[i], Span{End: len(h.lines[i])}) {
			if y, _, ok := yearAt(h.lines[i], s.Start); ok && y == year {
				return true
			}
		}
	}
	return false
}

// plannedYear reads the year from a heading that says whose work is planned:
// 三、2025年工作安排; 0 when none does.
func (h *head) plannedYear() int {
	for _, u := range h.d.Outline {
		if u.Level != 1 {
			continue
		}
		l := h.d.Folded[u.LabelSpan.End:min(u.Own.End, u.LabelSpan.End+30)]
		s, _, _ := strings.Cut(string(l), "\n")
		if saysIn(s, "review") || saysIn(s, "account") || !saysIn(s, "plan") && !saysIn(s, "work") {
			continue
		}
		for i := range l {
			if y, _, ok := yearAt(l, i); ok {
				return y
			}
		}
	}
	return 0
}

// titleYears reads 2025年, 2021—2023年, （2024-2026年） or “十四五” in a title;
// of several single years the last before a plan's own name counts, as in
// 2024年工作总结和2025年工作计划.
func titleYears(l []rune) (first, last int) {
	for i := 0; i < len(l); i++ {
		if i > 0 && digitOf(l[i-1]) >= 0 {
			continue
		}
		y, ok := fourDigits(l, i)
		if !ok {
			continue
		}
		j := gap(l, i+4)
		if j < len(l) && l[j] == '年' {
			j = gap(l, j+1)
		}
		if j < len(l) && strings.ContainsRune("—-~～至到", l[j]) {
			for j < len(l) && strings.ContainsRune("—-~～至到 ", l[j]) {
				j++
			}
			if z, ok := fourDigits(l, j); ok && z > y && z < y+60 {
				return y, z
			}
			if n, e := smallNumber(l, j); e == j+2 && y%100 < n && e < len(l) && l[e] == '年' {
				return y, y/100*100 + n
			}
		}
		end, ok := i+4, false
		if _, e, dated := yearAt(l, i); dated {
			end, ok = e, true
		} else if i == 0 && len(l) > 4 && l[4] >= 0x4E00 { // 2017政府工作报告
			ok = true
		}
		if ok {
			rest := string(l[end:])
			if first == 0 || strings.Contains(string(l[:i]), "总结") || strings.Contains(string(l[:i]), "情况") {
				first = y
			}
			if strings.HasPrefix(rest, "远景") && first == y {
				first = 0
			}
		}
	}
	if first > 0 {
		return first, 0
	}
	s := string(l)
	for y := 2006; nameOfFiveYears(y) != ""; y += 5 {
		name := nameOfFiveYears(y)
		if strings.Contains(s, "“"+name+"”") || strings.Contains(s, "\""+name+"\"") || strings.Contains(s, name+"规划") || strings.HasPrefix(s, name) {
			if e := lexicon.Kinds().Before(withoutBrackets(l), len(withoutBrackets(l))); e != nil && strings.Contains("规划纲要计划方案", e.Class) {
				return y, y + 4
			}
		}
	}
	return 0, 0
}
