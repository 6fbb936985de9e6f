package extract

import (
	"yaodian/extract/lexicon"
	"yaodian/parser/numeral"
)

// quantity is a number with its unit, comparators and period, before anyone
// has asked whether it is a promise.
type quantity struct {
	numeral.Numeral
	num    Span           // the numeral
	unit   Span           // the printed unit; empty when there is none
	core   Span           // numeral and unit with the comparators on both sides
	entry  *lexicon.Entry // of the unit; nil when it is not in the table
	cmp    Comparator
	before *lexicon.Entry // comparator printed before the number
	period *lexicon.Entry // 每月
	at     Span           // of the period; empty when there is none
}

// hasUnit reports that a unit of the table stands behind the number.
func (q *quantity) hasUnit() bool { return q.entry != nil }

// kind is the dimension of the unit; a bare number counts.
func (q *quantity) kind() TargetKind {
	switch {
	case q.entry == nil && q.Percent:
		return Ratio
	case q.entry == nil && !q.Value.IsInteger():
		return Other // 利用系数0.56
	case q.entry == nil:
		return Count
	case q.period != nil && q.entry.Is("freq"):
		return Frequency
	}
	return TargetKind(q.entry.Class)
}

// never reports a unit that makes the number an ordinal, an age or a name.
func (q *quantity) never() bool { return q.entry.Is("never") }

// sort reports a unit that counts kinds of things.
func (q *quantity) sort() bool { return q.entry.Is("sort") }

// small reports a Chinese numeral of one digit, which more often belongs to a
// word than to a quantity.
func (q *quantity) small() bool {
	return q.Form == numeral.Chinese && q.num.Len() == 1 && !q.Bare
}

// quantities scans one sentence. Numerals inside covered spans (set phrases,
// dates, names) are passed over. What it returns is good until the next call.
func (x *extractor) quantities(sentence Span, covered []Span) []quantity {
	out := x.quantitiesBuffer[:0]
	c := 0
	for i := sentence.Start; i < sentence.End; i++ {
		for c < len(covered) && covered[c].End <= i {
			c++
		}
		if c < len(covered) && covered[c].Start <= i {
			i = covered[c].End - 1
			continue
		}
		if !numeralStart(x.text[i]) {
			continue
		}
		n, ok := numeral.At(x.d.Runes[:sentence.End], i)
		if !ok {
			continue
		}
		if n.Bare && !x.roundCount(n, sentence) || n.Start > sentence.Start && x.partOfCode(n) || x.secondOf(n) || x.denominator(n, sentence) {
			i = n.End - 1
			continue
		}
		q := x.quantity(n, sentence)
		if x.edition(&q, n.Start) || x.grade(&q, sentence) {
			i = q.num.End - 1
			continue
		}
		bare := !q.hasUnit() && !q.Percent && (q.Form == numeral.Chinese || q.num.Len() == 1)
		if !q.never() && !bare {
			out = append(out, q)
		}
		i = q.num.End - 1
	}
	x.quantitiesBuffer = out
	x.lendUnits(out)
	for k := range out {
		from := sentence.Start
		if k > 0 {
			from = out[k-1].core.End
		}
		x.findPeriod(&out[k], from)
	}
	return out
}

// lendUnits gives the numbers of a list in 万 or 亿 the unit that is printed once at
// its end: 分别达1.2万亿、1.1万亿、8000亿元.
func (x *extractor) lendUnits(list []quantity) {
	for k := len(list) - 2; k >= 0; k-- {
		q, n := &list[k], &list[k+1]
		if q.hasUnit() || q.Percent || !n.hasUnit() || n.core.Start != q.core.End+1 || x.text[q.core.End] != '、' {
			continue
		}
		if r := x.text[q.num.End-1]; r == '万' || r == '亿' {
			q.entry, q.unit = n.entry, n.unit
		}
	}
}

// roundCount reports 百 or 千 that counts things right behind a verb: 打造百家领军企业.
// Behind anything else it is part of a word (百家争鸣, 百日攻坚), and behind some verbs
// as often of a name (实施百项工程).
func (x *extractor) roundCount(n numeral.Numeral, sentence Span) bool {
	const phrase = 4 // 百家争鸣, 千家万户
	e := lexicon.Units().At(x.text[:sentence.End], n.End)
	if n.End != n.Start+1 || e == nil || e.Class != string(Count) || e.Term == "人" {
		return false
	}
	end := x.clauseEnd(n.End, sentence.End)
	v := lexicon.Actions().Before(x.text[:n.Start], n.Start)
	if v == nil || v.Len() < 2 || n.Start-v.Len() < sentence.Start || end < n.Start+e.Len()+phrase {
		return false
	}
	return !v.Is("name") && x.text[n.End+e.Len()] != '(' && !numeralStart(x.text[n.End+e.Len()]) && x.text[n.End+e.Len()] != '万'
}

// edition reports the number of a session or a phase (六届三次全会, 扩建工程五期), a day
// of the month and an age that is no level reached.
func (x *extractor) edition(q *quantity, start int) bool {
	switch {
	case q.entry.Is("calendar") && lexicon.Periods().Part("every").Before(x.text, start) != nil:
		return true // 每月1日
	case q.entry == nil || q.period != nil:
		return false
	case q.entry.Is("age"):
		return !x.measuresLife(start) // 人均预期寿命达到80岁
	case q.Form != numeral.Chinese:
		return false
	case q.entry.Is("session"):
		return start > 0 && x.text[start-1] == '届' || lexicon.UnitTraps().Part("session").At(x.text, q.unit.Start) != nil
	case q.entry.Is("phase"):
		return q.cmp == EQ && lexicon.NounEnds().Part("session").Before(x.text, start) == nil
	}
	return false
}

// grade reports a measure that names a class: 3000吨级泊位.
func (x *extractor) grade(q *quantity, sentence Span) bool {
	return q.hasUnit() && q.kind() != Count && q.unit.End < sentence.End && x.text[q.unit.End] == '级'
}

func (x *extractor) measuresLife(i int) bool {
	const reach = 18 // 预期寿命从2020年的82.4岁提升至83.9岁
	e, _ := lexicon.NounEnds().Part("age").In(x.text, max(0, i-reach), i)
	return e != nil
}

// numeralStart is the cheap question asked of every character.
func numeralStart(r rune) bool {
	if r < 0x80 {
		return r >= '0' && r <= '9'
	}
	if numeralStarts[r>>6&63]>>(r&63)&1 == 0 {
		return false
	}
	switch r {
	case '零', '〇', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千',
		'几', '数', '半', '廿', '卅', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾':
		return true
	}
	return false
}

// numeralStarts turns most characters away: it holds at least those of
// numeralStart.
var numeralStarts = func() (s [64]uint64) {
	for _, r := range "零〇一二两三四五六七八九十百千几数半廿卅壹贰叁肆伍陆柒捌玖拾" {
		s[r>>6&63] |= 1 << (r & 63)
	}
	return s
}()

// secondOf reports 二 before a counter: the cardinal is 两, so 二轮 and 二期 are the
// second ones.
func (x *extractor) secondOf(n numeral.Numeral) bool {
	return n.End == n.Start+1 && x.text[n.Start] == '二'
}

// denominator reports the base of a rate: 每10万人45台.
func (x *extractor) denominator(n numeral.Numeral, sentence Span) bool {
	return n.Start > sentence.Start && x.text[n.Start-1] == '每'
}

// partOfCode reports figures that belong to a code, a version or an expression
// (PM2.5, GB/T9704, 7×24, 3+1): a Latin letter or an operator touches them.
func (x *extractor) partOfCode(n numeral.Numeral) bool {
	if n.Form == numeral.Chinese {
		return false
	}
	if p := n.Start - 1; p >= 0 {
		switch r := x.text[p]; {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '+', r == ':' && p > 0 && isDigit(x.text[p-1]), r == '×', r == '*', r == '/', r == '.', r == '_', r == '#', r == '№':
			return true
		}
	}
	if n.End < len(x.text) {
		switch r := x.text[n.End]; r {
		case '+', '×', '*', '_':
			return true
		case ':':
			return n.End+1 < len(x.text) && isDigit(x.text[n.End+1])
		}
	}
	return false
}

// quantity completes a numeral with what stands around it.
func (x *extractor) quantity(n numeral.Numeral, sentence Span) quantity {
	q := quantity{Numeral: n, num: Span{Start: n.Start, End: n.End}, cmp: EQ}
	end := n.End
	units := lexicon.Units()
	if e := units.At(x.text[:sentence.End], end); e != nil && !x.unitOpensWord(e, end) {
		q.entry, q.unit = e, Span{Start: end, End: end + e.Len()}
		end = q.unit.End
		end = x.unitRange(&q, end, sentence)
	}
	per := end
	if per+2 < sentence.End && q.hasUnit() && x.text[per] == '/' && x.text[per+2] == '/' {
		per += 2 // 4次/人/年
	}
	if e := lexicon.Periods().Part("per").At(x.text[:sentence.End], per); e != nil {
		q.period, end = e, per+e.Len()
	}
	q.core = Span{Start: n.Start, End: end}
	switch n.Bound {
	case numeral.Over:
		q.cmp = GT
	case numeral.About:
		q.cmp = Approx
	}
	if n.Max != nil {
		q.cmp = Range
	}
	cmps := lexicon.Comparators()
	if e := cmps.Before(x.text, n.Start); e.Is("before") && n.Start-e.Len() >= sentence.Start && !x.comparatorInWord(n.Start, e) {
		q.before, q.core.Start = e, n.Start-e.Len()
		if n.Max == nil {
			q.cmp = Comparator(e.Class)
		}
	}
	if e := cmps.At(x.text[:sentence.End], end); e.Is("after") && (!e.Is("time") || q.hasUnit() && q.entry.Class == string(Duration)) {
		q.core.End = end + e.Len()
		if n.Max == nil {
			q.cmp = Comparator(e.Class)
		}
	}
	return q
}

// unitRange reads the second half of a range whose unit is printed on both
// sides (5个至8个) and returns the new end.
func (x *extractor) unitRange(q *quantity, end int, sentence Span) int {
	if q.Max != nil || end+1 >= sentence.End {
		return end
	}
	switch x.text[end] {
	case '至', '到', '—', '-', '~':
	default:
		return end
	}
	m, ok := numeral.At(x.d.Runes[:sentence.End], end+1)
	if !ok || m.Max != nil || !m.Value.GreaterThan(q.Value) {
		return end
	}
	if e := lexicon.Units().At(x.text[:sentence.End], m.End); e == nil || e.Term != q.entry.Term {
		return end
	}
	v := m.Value
	q.Max = &v
	q.Numeral.Max = &v
	return m.End + q.entry.Len()
}

// unitOpensWord reports that the unit's characters begin another word: 3个月 is
// no 个, 2成立, 5年级, 3家长.
func (x *extractor) unitOpensWord(e *lexicon.Entry, at int) bool {
	w := lexicon.UnitTraps().Part("trap").At(x.text, at)
	return w != nil && w.Len() > e.Len()
}

// comparatorInWord reports that the comparator's characters end a longer word
// (节约, 附近).
func (x *extractor) comparatorInWord(end int, e *lexicon.Entry) bool {
	w := lexicon.ComparatorTraps().Before(x.text, end)
	return w != nil && w.Len() > e.Len()
}

// findPeriod looks for 每月 and its like before the quantity, no further back
// than the start of its clause.
func (x *extractor) findPeriod(q *quantity, from int) {
	if q.period != nil {
		return
	}
	cs := x.clauseStart(q.core.Start, from)
	for end := q.core.Start; end > cs; end-- {
		e := lexicon.Periods().Part("every").Before(x.text, end)
		if e == nil || end-e.Len() < cs || e.Negative != "" && x.inNegative(e, end-e.Len()) {
			continue
		}
		q.period, q.at = e, Span{Start: end - e.Len(), End: end}
		return
	}
}

// clauseStart returns where the clause that holds i begins, at or after from.
func (x *extractor) clauseStart(i, from int) int {
	depth := 0
	for k := i - 1; k >= from; k-- {
		switch x.text[k] {
		case ')', '”', '》':
			depth++
		case '(', '“', '《':
			if depth == 0 {
				return k + 1
			}
			depth--
		case ',', ';', ':', '\t', '\n', '。':
			if depth == 0 && !x.innerComma(k) {
				return k + 1
			}
		}
	}
	return from
}

// clauseEnd returns where the clause that holds i ends, at most to.
func (x *extractor) clauseEnd(i, to int) int {
	depth := 0
	for k := i; k < to; k++ {
		switch x.text[k] {
		case '(', '“', '《':
			depth++
		case ')', '”', '》':
			if depth == 0 {
				return k
			}
			depth--
		case ',', ';', ':', '\t', '\n', '。':
			if depth == 0 && !x.innerComma(k) {
				return k
			}
		}
	}
	return to
}

// innerComma reports a comma that groups figures (1,200).
func (x *extractor) innerComma(k int) bool {
	return x.text[k] == ',' && k > 0 && k+1 < len(x.text) && isDigit(x.text[k-1]) && isDigit(x.text[k+1]) && x.d.Runes[k] == ','
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
