package extract

import (
	"yaodian/extract/lexicon"
)

// past bars what is done or exists: 已建成5个, 去年新增5个, 建成了5个, 2023年….
// What a number is only compared with (比上年增长5%) does not make it past.
func (c *reading) past(f *form, t *Target, rule string) bool {
	before := Span{Start: f.clause.Start, End: f.q.core.Start}
	if (c.guardIn("past", "clause", before) || t.Change == "" && rule != "listed" && rule != "per_head" && c.guardIn("past", "owner", c.ownerPart(before, f))) && !c.plannedDate(f) {
		return true
	}
	if c.guardIn("past", "total", before) && !(f.k > 0 && c.taken[f.k-1] != nil && f.first.Entry != nil) && !c.plannedDate(f) && !obliges(f.q) && !c.coming(f) {
		return true
	}
	if at := c.lastPast(Span{Start: c.sentence.Start, End: f.q.core.Start}); at >= 0 && !c.comesAfter(at, f) && !c.describesPast(at, f) {
		return true
	}
	if c.sentence.Start < c.lookback || c.goesOnTelling(f) {
		return true
	}
	if c.p.Year == 0 && c.compares(c.sentence) && !c.demands(c.sentence) && !c.coming(f) {
		return true // 完成投资4亿元，同比增长10%
	}
	if c.has(f.stop, "已") || c.has(f.stop, "均已") {
		return true // 启动的12项任务已完成
	}
	if e := f.clause.End; c.has(e-3, "基础上") {
		return true // 在62项服务的基础上
	}
	if v := f.near; v.Entry != nil && v.span.End < len(c.text) && c.text[v.span.End] == '了' {
		return true
	}
	if y := c.year(); y > 0 {
		last := 0
		for i := range c.dates {
			d := &c.dates[i]
			// 续建2024年度项目: the year names the project, not when it was done.
			if d.span.End <= f.q.core.Start && d.written && c.text[d.span.End-1] != '度' && !c.isBase(d.span) {
				last = d.last.y
			}
		}
		return last > 0 && last < y
	}
	return false
}

// goesOnTelling reports a result behind one that 已 marks, with nothing to come in
// between: 已到位资金60万元，完成投资30万元.
func (c *reading) goesOnTelling(f *form) bool {
	if f.k == 0 || c.barred[f.k-1] != "past" || !f.first.Is("build") || f.lead.Start != f.first.span.Start {
		return false
	}
	prev := c.shapes[f.k-1].clause
	between := Span{Start: prev.End, End: f.q.core.Start}
	for i := range c.dates {
		if d := &c.dates[i]; d.span.Start >= between.Start && d.span.End <= between.End {
			return false
		}
	}
	return prev.End+1 == f.clause.Start && c.text[prev.End] == ',' && c.guardIn("past", "clause", prev) && !c.guardIn("coming", "sentence", between)
}

// ownerPart is the part of before in which 现有 speaks of the number itself:
// behind the verb that makes things it no longer does (利用现有场地新建5个).
func (c *reading) ownerPart(before Span, f *form) Span {
	if v := f.near; v.Entry != nil && v.Class == "make" && (f.post || c.adjacent(v, f.q)) {
		before.Start = v.span.Start
	}
	if v := f.first; v.Entry != nil && c.has(v.span.End, "现有") && v.span.End+2 == f.q.core.Start {
		before.Start = f.q.core.Start // 改扩建现有20个库
	}
	return before
}

// pastIn reports a mark of the past in s that names a time and is no base of
// comparison.
func (x *extractor) pastIn(s Span) bool { return x.lastPast(s) >= 0 }

// lastPast is where the last such mark stands, -1 without one.
func (x *extractor) lastPast(s Span) int {
	guards, text := lexicon.Guards(), x.text[:s.End]
	for i := s.End - 1; i >= s.Start; i-- {
		e := guards.At(text, i)
		if e == nil || e.Class != "past" || e.Attr != "sentence" || e.Negative != "" && x.inNegative(e, i) {
			continue
		}
		if !x.isBase(Span{Start: i, End: i + e.Len()}) {
			return i
		}
	}
	return -1
}

// comesAfter reports a word of what is to come between the mark at i and the number:
// 去年受理3万件，今年办结率不低于99%. Aims and budgets are told of the past as well.
func (c *reading) comesAfter(i int, f *form) bool {
	for i++; i < f.q.core.Start; i++ {
		e := lexicon.Guards().At(c.text[:f.q.core.Start], i)
		if e != nil && e.Class == "coming" && !e.Is("noun") && !(e.Negative != "" && c.inNegative(e, i)) {
			return true
		}
	}
	return false
}

// describesPast reports that the mark at i only describes what a verb before it is done
// with, in a clause before the number's: 用好去年建成的阵地，新建广场2处.
func (c *reading) describesPast(i int, f *form) bool {
	start := c.clauseStart(i, c.sentence.Start)
	end := c.clauseEnd(i, c.sentence.End)
	return end < f.clause.Start && i-start >= 2 && c.hasDe(Span{Start: i, End: end})
}

// isBase reports a time that something is compared with or rises from: 比上年,
// 较2020年, 高于去年, 由去年的, 在上年基础上.
func (x *extractor) isBase(at Span) bool { return compares(x.text, at.Start, at.End) }

// compares is the same of the time at text[from:to].
func compares(text []rune, from, to int) bool {
	if from > 0 {
		switch text[from-1] {
		case '比', '较', '与', '从', '由', '于', '按', '以':
			return true
		}
	}
	return lexicon.Guards().Part("base").At(text, to) != nil
}

// compared bars a number that is set beside an earlier one (同比增长5%, 比上年增加3个)
// where nothing says that it is still to come: results are told in the same
// words.
func (c *reading) compared(f *form, _ *Target, _ string) bool {
	lead := Span{Start: f.clause.Start, End: f.q.core.Start}
	return c.compares(lead) && !obliges(f.q) && !c.coming(f) && c.tellsResults()
}

func (x *extractor) startsParagraph(i int) bool { return i == 0 || x.text[i-1] == '\n' }

// compares reports words in s that set a number beside an earlier one.
func (c *reading) compares(s Span) bool {
	if c.guardIn("compare", "clause", s) {
		return true
	}
	for i := s.Start; i < s.End; i++ {
		if e := lexicon.Guards().At(c.text[:s.End], i); e != nil && e.Class == "past" && e.Attr == "sentence" && c.isBase(Span{Start: i, End: i + e.Len()}) {
			return true
		}
	}
	for i := range c.dates {
		if d := &c.dates[i]; d.written && d.span.Start >= s.Start && d.span.End <= s.End && c.isBase(d.span) {
			return true
		}
	}
	return false
}

// obliges reports a bound that only a demand sets: 不低于, 不超过. Results may
// exceed 60 or be near it.
func obliges(q *quantity) bool {
	return q.before != nil && obliging(q.cmp)
}

func obliging(c Comparator) bool { return c == GE || c == LE }

// coming reports that the sentence, up to the quantity, speaks of what is to
// be reached: 力争, 预期目标, 拟安排, 今年, a deadline.
func (c *reading) coming(f *form) bool {
	return c.guardIn("coming", "sentence", Span{Start: c.sentence.Start, End: f.q.core.Start}) || c.plannedDate(f)
}

// demands reports a bound of a demand in s.
func (c *reading) demands(s Span) bool {
	comparators, text := lexicon.Comparators(), c.text[:s.End]
	for i := s.Start; i < s.End; i++ {
		if e := comparators.At(text, i); e != nil && isDemand(text, i, e) {
			return true
		}
	}
	return false
}

// tellsResults reports that the text around the sentence looks back, or that
// the document is none that plans a year.
func (c *reading) tellsResults() bool {
	if c.p.Year == 0 && !c.demands(c.sentence) {
		return true
	}
	s := c.sentence
	for s.Start > 0 && c.text[s.Start-1] != '\n' {
		s.Start--
	}
	for s.End < len(c.text) && c.text[s.End] != '\n' {
		s.End++
	}
	if c.pastIn(s) || c.guardIn("past", "clause", s) {
		return true
	}
	for i := s.Start + 1; i < s.End; i++ {
		if c.text[i] == '了' && !c.has(i, "了解") {
			return true
		}
	}
	return false
}

// plannedDate reports a deadline of the plan's year or later before the
// quantity in its sentence: 到2027年累计建成60个 is no account of the past.
func (c *reading) plannedDate(f *form) bool {
	for _, d := range c.dates {
		if d.span.End <= f.q.core.Start && d.deadline && d.last.y >= c.year() {
			return true
		}
	}
	return c.carried != nil
}
