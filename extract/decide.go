package extract

import "yaodian/extract/lexicon"

// reading is one sentence with its dates and quantities.
type reading struct {
	*task
	scope    scope // the item's, or review before the report's turn
	sentence Span
	dates    []date
	list     []quantity
	taken    []*Target // by quantity; nil where it is no target
	barred   []string  // by quantity; the guard that made it a mention
	shapes   []form    // how each quantity was read
	now      form      // the one that is decided
}

// form is a quantity in its clause, as the rules see it.
type form struct {
	k      int
	q      *quantity
	clause Span
	lead   Span // what stands before it in its segment of the clause
	post   bool // nothing follows it in its segment: 校园阅读角50个
	glued  bool // a heading without closing mark was cut from the lead
	inside bool // it stands inside parentheses
	near   verb // the verb nearest before it
	first  verb // the first verb of its lead that makes or counts things
	noun   Span // the noun phrase behind it
	stop   int  // where that phrase ended
	beside Span // what narrows the indicator down between it and the number: 其中省级2家
	named  Span // what a list of numbers that begins here names before it
	paired int  // how many before it such a list is paired with
}

// rule turns a form into a target, or declines.
type rule struct {
	name string
	read func(*reading, *form) *Target
}

// rules are tried in order; the first that reads the form wins.
var rulesOfTargets = []rule{
	{"level", (*reading).level},
	{"growth", (*reading).growth},
	{"rank", (*reading).rank},
	{"frequency", (*reading).frequency},
	{"bare_measure", (*reading).bareMeasure},
	{"bounded", (*reading).bounded},
	{"shared", (*reading).shared},
	{"per_head", (*reading).perHead},
	{"earmarked", (*reading).earmarked},
	{"postposed", (*reading).postposed},
	{"preposed", (*reading).preposed},
	{"listed", (*reading).listed},
	{"affected", (*reading).affected},
	{"postposed_word", (*reading).postposedWord},
}

// decide reads quantity k by the rules, lets the guards object, and files it
// as a target or a mention.
func (c *reading) decide(k int) {
	c.now = c.form(k, c.title)
	f := &c.now
	target, name := c.byRules(f)
	if f.glued && (target == nil || c.cutShort(target)) {
		// No rule reads the body alone, or only half a noun: the heading may have
		// been cut short.
		whole := c.form(k, 0)
		if t, n := c.byRules(&whole); t != nil || target == nil {
			*f, target, name = whole, t, n
		}
	}
	c.shapes = append(c.shapes, *f)
	guard := "no_rule"
	if c.scope != planning {
		guard = c.scope.String()
	}
	if target != nil {
		guard = c.objection(f, target, name)
	}
	c.barred = append(c.barred, guard)
	if guard != "" {
		c.mention(f)
		if c.trace != nil {
			c.trace(Decision{Item: c.item.ID, Fact: "quantity", Span: f.q.core, Text: c.d.Slice(f.q.core), Guard: guard})
		}
		return
	}
	c.complete(f, target, name)
	c.taken[k] = target
	c.item.Targets = append(c.item.Targets, *target)
	if c.trace != nil {
		c.trace(Decision{Item: c.item.ID, Fact: "quantity", Span: target.Span, Text: target.Text, Rule: name})
	}
}

// cutShort reports an indicator that is missing, or that begins a body with a bare
// measure: 家庭医生签约服务|覆盖率达到45%.
func (c *reading) cutShort(t *Target) bool {
	const bare = 3
	return t.Change != "" && (t.indicator.Len() == 0 || t.indicator.Start == c.title && t.indicator.Len() <= bare && c.endsIn("rate", t.indicator))
}

// byRules returns the target that the first rule to read the form makes, with
// the rule's name.
func (c *reading) byRules(f *form) (*Target, string) {
	if c.scope != planning {
		return nil, ""
	}
	for _, r := range rulesOfTargets {
		if t := r.read(c, f); t != nil {
			return t, r.name
		}
	}
	return nil, ""
}

// form looks at what stands around quantity k. Nothing before title belongs to
// a quantity behind it: there ends the heading that the body is glued to.
func (c *reading) form(k, title int) form {
	q := &c.list[k]
	f := form{k: k, q: q}
	f.clause = Span{Start: c.clauseStart(q.core.Start, c.sentence.Start), End: c.clauseEnd(q.core.End, c.sentence.End)}
	f.inside = f.clause.Start > c.sentence.Start && c.text[f.clause.Start-1] == '(' || f.clause.End < c.sentence.End && c.text[f.clause.End] == ')'
	f.lead = Span{Start: f.clause.Start, End: q.core.Start}
	if k > 0 {
		switch _, next := c.segmentBreak(k - 1); {
		case (c.describes(k-1) || c.barred[k-1] == "qualifier" || c.modifies(k-1) || c.grades(k-1)) && c.list[k-1].core.Start >= f.clause.Start:
			f.lead.Start = c.shapes[k-1].lead.Start
		case next > f.lead.Start && next <= f.lead.End:
			f.lead.Start = next
		}
	}
	if k > 0 && c.list[k-1].core.End == q.core.Start && c.list[k-1].sort() && c.barred[k-1] == "qualifier" {
		f.lead.End = c.list[k-1].core.Start // 实事12类45件: 实事 are what is counted
	}
	if f.lead.Start < title && title <= f.lead.End {
		f.lead.Start, f.glued = title, true
	}
	for f.lead.Start < f.lead.End && isSeparator(c.text[f.lead.Start]) {
		f.lead.Start++
	}
	end := c.segmentEnd(k)
	f.post = true
	if n := k + 1; n < len(c.list) && c.list[n].core.Start == q.core.End && c.list[n].core.End == end && c.list[n].hasUnit() && !q.sort() {
		end = q.core.End // 培训班6期300人次: counted twice, named once
	}
	for i := q.core.End; i < end; i++ {
		if r := c.text[i]; r == '(' {
			i = max(c.matching(i, end)-1, i)
		} else if r == '、' && lexicon.Guards().Part("coming").At(c.text, i+1) != nil {
			break // 产量50万斤以上、力争更多
		} else if r == '并' && i == q.core.End && !c.has(i, "并网") && q.kind() == Money {
			break // 安排资金2亿元并列入预算
		} else if r != ' ' && r != '的' && r != '等' {
			f.post = false
			break
		}
	}
	f.near, f.first = c.verbs(f.lead)
	c.relative(&f)
	c.levelOver(&f)
	c.farComparator(&f)
	f.noun, f.stop = c.nounAfter(k, f.first.Entry != nil)
	if f.post && c.sharesNoun(k) {
		f.noun, f.stop = c.nounAfter(k+1, true)
		f.post = false
	}
	return f
}

// relative passes over a verb that only describes what is counted: 排查出的130处隐患.
func (c *reading) relative(f *form) {
	v, end := f.near, f.lead.End
	if v.Entry == nil || end == f.lead.Start || c.text[end-1] != '的' {
		return
	}
	if gap := end - v.span.End; gap == 1 || gap == 2 && c.text[v.span.End] == '出' {
		if f.near, f.first = c.verbs(Span{Start: f.lead.Start, End: v.span.Start}); f.first.Entry != nil {
			f.near = f.first
		}
	}
}

// levelOver finds the verb of level before what the level is measured by: 达到符合
// 条件人数的15%.
func (c *reading) levelOver(f *form) {
	if f.near.Entry != nil && f.near.Class == "level" {
		return
	}
	for i := f.lead.Start; i+2 < f.lead.End; i++ {
		e := lexicon.Actions().At(c.text[:f.lead.End], i)
		if e == nil || e.Class != "level" || e.Len() < 2 || i > f.lead.Start && c.text[i-1] == '不' {
			continue
		}
		if end := i + e.Len(); c.skipBase(end, f.lead.End, f.q) == f.lead.End {
			f.near = verb{e, Span{Start: i, End: end}}
			return
		}
	}
}

// farComparator reads 至少, 最多 before the verb that governs the number:
// 至少派驻3名医师.
func (c *reading) farComparator(f *form) {
	if f.q.cmp != EQ {
		return
	}
	if f.near.Entry == nil && f.q.period != nil {
		for i := max(f.lead.Start, f.q.at.End); i < f.lead.End; i++ {
			if e := lexicon.Comparators().At(c.text, i); e.Is("far") {
				f.q.cmp = Comparator(e.Class) // 每月至少集体学习1次
			}
		}
	}
	if f.near.Entry == nil || !c.adjacent(f.near, f.q) {
		return
	}
	const adverb = 2 // 至少主动联系1次
	var e *lexicon.Entry
	for i := f.near.span.Start; e == nil && i >= f.near.span.Start-adverb; i-- {
		if e = lexicon.Comparators().Before(c.text[:i], i); e != nil && i-e.Len() < f.lead.Start {
			return
		}
	}
	if e.Is("far") {
		f.q.cmp = Comparator(e.Class)
	}
}

// describes reports a quantity that only describes the noun behind it:
// 面积200亩以上的示范园8个.
func (c *reading) describes(k int) bool {
	q := &c.list[k]
	return q.cmp != EQ && q.core.End < c.sentence.End && c.text[q.core.End] == '的'
}

// dated reports that a date with its year fills the text from i to end.
func (c *reading) dated(i, end int) bool {
	for k := range c.dates {
		if d := &c.dates[k]; d.written && d.span.Start == i && d.span.End == end {
			return true
		}
	}
	return false
}

// modifies reports a span of time that begins the name of what the next quantity
// counts: 新增24小时城市书房3家.
func (c *reading) modifies(k int) bool {
	q := &c.list[k]
	if !q.entry.Is("clock") || q.cmp != EQ || q.period != nil || k+1 >= len(c.list) || !isHan(c.text[q.core.End]) || c.breaks(q.core.End, c.list[k+1].core.Start) {
		return false
	}
	if e := lexicon.Actions().At(c.text, q.core.End); e != nil && !c.nounSuffix(q.core.End+e.Len(), c.sentence.End) {
		return false
	}
	return c.text[q.core.End] != '的' && lexicon.NounTails().At(c.text, q.core.End) == nil
}

// grades reports an amount that only says how large what is counted behind it is:
// 10亿元以上项目3个.
func (c *reading) grades(k int) bool {
	q := &c.list[k]
	return k+1 < len(c.list) && c.taken[k] == nil && q.kind() == Money && q.before == nil && q.cmp == GE && isHan(c.text[q.core.End]) && !c.breaks(q.core.End, c.list[k+1].core.Start)
}

// sharesNoun reports that quantity k and the next measure one thing, named
// behind the second: 完成65条、总长度57.9公里的道路改造.
func (c *reading) sharesNoun(k int) bool {
	const label = 5 // 、总长度
	if k+1 >= len(c.list) {
		return false
	}
	q, n := &c.list[k], &c.list[k+1]
	gap := n.core.Start - q.core.End
	if gap < 1 || gap > label || c.text[q.core.End] != '、' && c.text[q.core.End] != ',' || n.core.End >= c.sentence.End || q.kind() == n.kind() || n.kind() == Ratio {
		return false
	}
	return c.text[n.core.End] == '的' || gap == 1 && isHan(c.text[n.core.End])
}

func isSeparator(r rune) bool {
	return r == '、' || r == ',' || r == ' ' || r == '和' || r == '及' || r == '与' || r == '—' || r == '-' || r == '■' || r == '●'
}
