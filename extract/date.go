package extract

import (
	"fmt"
	"time"

	"yaodian/extract/lexicon"
	"yaodian/parser/numeral"
)

// date is a printed point or stretch of time.
type date struct {
	span Span
	last civil // last day it covers
	// deadline reports that the text marks it as one: 底 末 前 之前 以内 after it,
	// 到 力争 于 before it. A bare month or year only says when.
	deadline bool
	yearOnly bool // nothing finer than a year is printed
	written  bool // the year itself is printed
	starts   bool // 起 behind it: from when, not by when
}

// civil is a calendar day.
type civil struct{ y, m, d int }

func (c civil) String() string {
	if c.y < 0 || c.y > 9999 || c.m < 0 || c.m > 99 || c.d < 0 || c.d > 99 {
		return fmt.Sprintf("%04d-%02d-%02d", c.y, c.m, c.d)
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	return string([]byte{digit(c.y / 1000), digit(c.y / 100), digit(c.y / 10), digit(c.y), '-', digit(c.m / 10), digit(c.m), '-', digit(c.d / 10), digit(c.d)})
}

func lastDay(y, m int) civil {
	t := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC)
	return civil{y, m, t.Day()}
}

// dates scans one sentence for dates, in order. Without a printed year a date
// is in the plan's year; when that is unknown too, such a date is passed over.
func (x *extractor) dates(sentence Span) []date {
	var out []date
	every, dated := false, false // 每年2月底前: what recurs has no last day
	for i := sentence.Start; i < sentence.End; i++ {
		r := x.text[i]
		if r == ',' || r == ';' {
			every, dated = every && dated, false // but 每年演练2次，5月底前完成修订
		}
		if r == '每' && (x.has(i, "每年") || x.has(i, "每学年")) {
			every = true
		}
		if !isDigit(r) {
			switch r {
			case '年', '上', '下', '第', '今', '明', '“', '二', '一', '三', '四', '十', '月', '全', '次':
			default:
				continue // no date begins so
			}
		}
		if i > sentence.Start && isDigit(r) && (isDigit(x.text[i-1]) || x.text[i-1] == '.') {
			continue
		}
		if d, ok := x.dateAt(i, sentence); ok {
			dated = true
			if d.written || !every {
				out = append(out, d)
				i = d.span.End - 1
			}
		}
	}
	return out
}

// dateAt reads the date that starts at i.
func (x *extractor) dateAt(i int, sentence Span) (date, bool) {
	t, end := x.text, sentence.End
	d := date{span: Span{Start: i}}
	if t[i] == '“' || t[i] == '十' {
		if y, k := x.fiveYears(i, end); k > i {
			d.last, d.deadline, d.written, d.span.End = civil{y, 12, 31}, true, true, k
			if i > sentence.Start && t[i-1] == '到' {
				d.span.Start--
			}
			return d, true
		}
	}
	y, k := x.yearAt(i, end)
	d.written = y > 0
	if !d.written {
		y, k = x.year(), i
		if e := lexicon.TimeWords().Part("year").At(t, i); e != nil && y > 0 {
			y, k, d.written = y+e.Int(), i+e.Len(), true
		}
	}
	if y == 0 {
		return d, false
	}
	part, k2 := x.partOfYear(k, end, y)
	if k2 == k && !d.written {
		return d, false
	}
	d.last, d.yearOnly = part, k2 == k
	k = k2
	k, d.deadline = x.deadlineMark(k, end, &d, y)
	d.starts = k < end && t[k] == '起'
	if d.span.End = k; i > sentence.Start {
		switch p := t[i-1]; {
		case p == '至' && x.endsRange(i-1, sentence.Start):
			d.span.Start = i - 1 // 5月1日至12月31日, 自5月起至10月底: while, not by when
			d.deadline = false
		case p == '到' || p == '至':
			d.deadline, d.span.Start = true, i-1
		}
	}
	return d, true
}

// fiveYears reads the end of a five-year plan (“十四五”末, 十四五期末) and returns its
// last year.
func (x *extractor) fiveYears(i, end int) (year, next int) {
	y, k := x.planAt(i, end)
	if y == 0 {
		return 0, i
	}
	if e := lexicon.TimeWords().Part("end").At(x.text[:end], k); e != nil {
		return y, k + e.Len()
	}
	return 0, i
}

// planAt reads the name of a five-year plan and returns its last year, 0 without one.
func (x *extractor) planAt(i, end int) (year, next int) {
	k := i
	if x.text[k] == '“' {
		k++
	}
	if k+2 >= end || x.text[k] != '十' || x.text[k+2] != '五' {
		return 0, i
	}
	n, ok := chineseDigit(x.text[k+1])
	if k += 3; !ok || n == 0 {
		return 0, i
	}
	if k < end && x.text[k] == '”' {
		k++
	}
	return lastOfFiveYears(10 + n), k
}

// endsRange reports that the 至 at i stands behind another date.
func (x *extractor) endsRange(i, from int) bool {
	if i > from && x.text[i-1] == '起' {
		i--
	}
	return i > from && (x.text[i-1] == '日' || x.text[i-1] == '月' || x.text[i-1] == '年')
}

// yearAt reads 2025年, 2025—2027年 (its last year), 二〇二五年 or, printed without
// 年 before a verb or a stretch of the year, 2025; 0 when there is none.
func (x *extractor) yearAt(i, end int) (year, next int) {
	t := x.text
	four := func(k int) (int, bool) {
		if k+4 > end {
			return 0, false
		}
		v := 0
		for _, r := range t[k : k+4] {
			switch {
			case isDigit(r):
				v = v*10 + int(r-'0')
			default:
				g, ok := chineseDigit(r)
				if !ok {
					return 0, false
				}
				v = v*10 + g
			}
		}
		return v, v >= 1949 && v < 2100
	}
	y, ok := four(i)
	if !ok || i+4 < end && isDigit(t[i+4]) {
		return 0, i
	}
	k := i + 4
	if k < end && t[k] == '年' {
		k++
	}
	if k+4 < end && (t[k] == '—' || t[k] == '-' || t[k] == '~' || t[k] == '至' || t[k] == '到') {
		if z, ok := four(k + 1); ok && z > y && k+5 < end && t[k+5] == '年' {
			return z, k + 6
		}
	}
	if t[k-1] == '年' {
		if k < end && (t[k] == '度' || t[k] == '份') {
			k++
		}
		return y, k
	}
	// The bare figure: only where it cannot count anything, nor begin a name
	// (“2030启航计划”).
	if !isDigit(t[i]) || i > 0 && t[i-1] == '“' || k >= end || !isHan(t[k]) || x.year() == 0 || y < x.year()-1 || y > x.year()+10 {
		return 0, i
	}
	if e := unitAt(t[:end], k); e {
		return 0, i
	}
	return y, k
}

// partOfYear reads what is finer than the year and returns its last day.
func (x *extractor) partOfYear(k, end, y int) (civil, int) {
	t := x.text
	whole := civil{y, 12, 31}
	if e := lexicon.TimeWords().Part("part").At(t[:end], k); e != nil {
		return lastDay(y, e.Int()), k + e.Len()
	}
	if !x.monthAhead(k, end) {
		return whole, k
	}
	m, j := x.smallNumber(k, end)
	if j > k && j < end && (t[j] == '—' || t[j] == '-' || t[j] == '至') { // 1—3月
		if m2, j2 := x.smallNumber(j+1, end); j2 > j+1 && j2 < end && t[j2] == '月' && m2 > m {
			m, j = m2, j2
		}
	}
	if j == k || j >= end || t[j] != '月' || m < 1 || m > 12 {
		return whole, k
	}
	j++
	last := lastDay(y, m)
	// 1月至3月, 1—3月 end with the last month.
	if j < end && (t[j] == '至' || t[j] == '—' || t[j] == '-') {
		if m2, j2 := x.smallNumber(j+1, end); j2 > j+1 && j2 < end && t[j2] == '月' && m2 > m && m2 <= 12 {
			last, j = lastDay(y, m2), j2+1
		}
	}
	if e := lexicon.TimeWords().Part("third").At(t[:end], j); e != nil {
		return civil{y, m, min(e.Int(), last.d)}, j + e.Len()
	}
	if j < end && t[j] == '份' {
		return last, j + 1
	}
	if dd, j2 := x.smallNumber(j, end); j2 > j && j2 < end && (t[j2] == '日' || t[j2] == '号') && dd >= 1 && dd <= 31 {
		return civil{y, last.m, dd}, j2 + 1
	}
	return last, j
}

// monthAhead reports a 月 near enough for a number of a month to stand at k.
func (x *extractor) monthAhead(k, end int) bool {
	const longestMonth = 16
	for _, r := range x.text[min(k, end):min(k+longestMonth, end)] {
		if r == '月' {
			return true
		}
	}
	return false
}

// deadlineMark reads the words behind a date that make it a deadline.
func (x *extractor) deadlineMark(k, end int, d *date, y int) (int, bool) {
	t := x.text
	marked := k > d.span.Start && (t[k-1] == '底' || t[k-1] == '末' || t[k-1] == '前')
	for k < end {
		by := lexicon.TimeWords().Part("by").At(t[:end], k)
		switch {
		case by != nil:
			k, marked = k+by.Len(), true
		case t[k] == '底', t[k] == '末', t[k] == '前':
			if t[k] == '前' && k+1 < end && (t[k+1] == '期' || t[k+1] == '列') {
				return k, marked
			}
			k, marked = k+1, true
		case t[k] == '初':
			if d.yearOnly {
				d.last = lastDay(y, 1)
			} else {
				d.last.d = 10
			}
			k++
		default:
			return k, marked
		}
	}
	return k, marked
}

// smallNumber reads an Arabic or Chinese number below 100.
func (x *extractor) smallNumber(k, end int) (int, int) {
	if k >= end || !numeralStart(x.text[k]) {
		return 0, k
	}
	n, ok := numeral.At(x.d.Runes[:end], k)
	if !ok || n.Max != nil && n.End > k+2 {
		// A dash opens a range; read the figures before it.
		j := k
		v := 0
		for j < end && isDigit(x.text[j]) && j < k+2 {
			v = v*10 + int(x.text[j]-'0')
			j++
		}
		return v, j
	}
	if !n.Value.IsInteger() || n.Value.IntPart() > 99 {
		return 0, k
	}
	return int(n.Value.IntPart()), n.End
}

func chineseDigit(r rune) (int, bool) {
	switch r {
	case '〇', '零', '○', 'O':
		return 0, true
	case '一':
		return 1, true
	case '二':
		return 2, true
	case '三':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }
