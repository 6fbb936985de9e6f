package extract

import (
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/extract/words"
)

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
}

// verb is an action word found in the text.
type verb struct {
	*lexicon.Entry
	span Span
}

// direction is up or down where the verb says so.
func (v verb) direction() NullString {
	d, _, _ := strings.Cut(v.Attr, ",")
	return NullString(d)
}

// form is a quantity in its clause, as the rules see it.
type form struct {
	k      int
	q      *quantity
	clause Span
	lead   Span // what stands before it in its segment of the clause
	post   bool // nothing follows it in its segment: 校园阅读角50个
	inside bool // it stands inside parentheses
	near   verb // the verb nearest before it
	first  verb // the first verb of its lead that makes or counts things
	noun   Span // the noun phrase behind it
	stop   int  // where that phrase ended
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
	{"postposed", (*reading).postposed},
	{"preposed", (*reading).preposed},
	{"listed", (*reading).listed},
	{"affected", (*reading).affected},
	{"postposed_word", (*reading).postposedWord},
}

// decide reads quantity k by the rules, lets the guards object, and files it
// as a target or a mention.
func (c *reading) decide(k int) {
	f := c.form(k)
	c.shapes = append(c.shapes, f)
	var target *Target
	name := ""
	guard := "no_rule"
	if c.scope == review {
		guard = "review"
	} else {
		for _, r := range rulesOfTargets {
			if target = r.read(c, &f); target != nil {
				name = r.name
				break
			}
		}
	}
	if target != nil {
		guard = c.objection(&f, target, name)
	}
	c.barred = append(c.barred, guard)
	if guard != "" {
		c.mention(&f)
		c.trace(Decision{Item: c.item.ID, Fact: "quantity", Span: f.q.core, Text: c.d.Slice(f.q.core), Guard: guard})
		return
	}
	c.complete(&f, target, name)
	c.taken[k] = target
	c.item.Targets = append(c.item.Targets, *target)
	c.trace(Decision{Item: c.item.ID, Fact: "quantity", Span: target.Span, Text: target.Text, Rule: name})
}

// form looks at what stands around quantity k.
func (c *reading) form(k int) form {
	q := &c.list[k]
	f := form{k: k, q: q}
	f.clause = Span{Start: c.clauseStart(q.core.Start, c.sentence.Start), End: c.clauseEnd(q.core.End, c.sentence.End)}
	f.inside = f.clause.Start > c.sentence.Start && c.text[f.clause.Start-1] == '(' || f.clause.End < c.sentence.End && c.text[f.clause.End] == ')'
	f.lead = Span{Start: f.clause.Start, End: q.core.Start}
	if k > 0 {
		switch _, next := c.segmentBreak(k - 1); {
		case (c.describes(k-1) || c.barred[k-1] == "qualifier") && c.list[k-1].core.Start >= f.clause.Start:
			f.lead.Start = c.shapes[k-1].lead.Start
		case next > f.lead.Start && next <= f.lead.End:
			f.lead.Start = next
		}
	}
	for f.lead.Start < f.lead.End && isSeparator(c.text[f.lead.Start]) {
		f.lead.Start++
	}
	end := c.segmentEnd(k)
	f.post = true
	for i := q.core.End; i < end; i++ {
		if r := c.text[i]; r == '(' {
			i = max(c.matching(i, end)-1, i)
		} else if r != ' ' && r != '的' && r != '等' {
			f.post = false
			break
		}
	}
	f.near, f.first = c.verbs(f.lead)
	f.noun, f.stop = c.nounAfter(k, f.first.Entry != nil)
	if f.post && c.sharesNoun(k) {
		f.noun, f.stop = c.nounAfter(k+1, true)
		f.post = false
	}
	return f
}

// describes reports a quantity that only describes the noun behind it:
// 面积200亩以上的示范园8个.
func (c *reading) describes(k int) bool {
	q := &c.list[k]
	return q.cmp != EQ && q.core.End < c.sentence.End && c.text[q.core.End] == '的'
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
	if gap < 1 || gap > label || c.text[q.core.End] != '、' && c.text[q.core.End] != ',' || n.core.End >= c.sentence.End || q.kind() == n.kind() {
		return false
	}
	return c.text[n.core.End] == '的' || gap == 1 && isHan(c.text[n.core.End])
}

func isSeparator(r rune) bool {
	return r == '、' || r == ',' || r == ' ' || r == '和' || r == '及' || r == '与' || r == '—' || r == '-' || r == '■' || r == '●'
}

// verbs finds the nearest verb before the end of lead and the first one that
// makes or counts things. Verbs of one character count only right before the
// number, where they cannot be part of a word.
func (c *reading) verbs(lead Span) (near, first verb) {
	i := lead.Start
	for i < lead.End {
		if r := c.text[i]; r == '“' || r == '(' || r == '《' {
			if e := c.matching(i, lead.End); e > i {
				i = e
				continue
			}
		}
		e := lexicon.Actions().At(c.text[:lead.End], i)
		if trap := lexicon.VerbTraps().At(c.text[:lead.End], i); trap != nil && (e == nil || trap.Len() > e.Len()) {
			i += trap.Len()
			continue
		}
		if e == nil || e.Len() == 1 && (i+1 != lead.End || i < lead.Start+2) || c.nounSuffix(i+e.Len(), lead.End) {
			i++
			continue
		}
		v := verb{e, Span{Start: i, End: i + e.Len()}}
		// Adjacent verbs make one: 改造提升, 新建和改造.
		joins := func(w verb) bool {
			return w.Entry != nil && w.Class == e.Class && (w.span.End == i || w.span.End == i-1 && isConjunction(c.text[i-1]))
		}
		if joins(near) {
			v.span.Start = near.span.Start
		}
		near = v
		if e.Class == "make" && (first.Entry == nil || joins(first)) {
			if first.Entry != nil {
				v.span.Start = first.span.Start
			}
			first = v
		}
		i = v.span.End
	}
	return near, first
}

func isConjunction(r rune) bool {
	return r == '和' || r == '、' || r == '或' || r == '及' || r == '与'
}

// nounSuffix reports a character at i that makes a noun of the verb before it:
// 服务业, 建成区, 治理率.
func (c *reading) nounSuffix(i, end int) bool {
	if i >= end {
		return false
	}
	switch c.text[i] {
	case '型', '业', '站', '器', '员', '师', '性', '率', '者', '力', '区', '所', '化', '点', '库', '园', '额', '量', '费', '链', '类', '房':
		return true
	}
	return false
}

// adjacent reports that the verb stands right before the quantity, fillers
// such as 好 or 约 aside.
func (c *reading) adjacent(v verb, q *quantity) bool {
	if v.Entry == nil {
		return false
	}
	at := q.core.Start
	if q.at.Len() > 0 && q.at.End == at {
		at = q.at.Start
	}
	for i := v.span.End; i < at; i++ {
		switch c.text[i] {
		case '好', '出', '起', '各', '共', '约', '的', '成', '建', '了', ' ', '也', '均', '有', '为', '以', '在':
		default:
			return false
		}
	}
	return true
}

// level reads a reached or kept level: 覆盖率达到100%, 控制在5.5%以内, 企业超1.5万户.
func (c *reading) level(f *form) *Target {
	q := f.q
	// 由80%提高到85%: the first number is the second's baseline.
	v := f.near
	switch {
	case v.Entry != nil && v.Class == "level" && c.adjacent(v, q):
	case c.risesTo(f) != nil:
		return c.risesTo(f)
	case q.before != nil && isLevelComparator(q.before.Term) && (f.first.Entry == nil || c.endsInRate(f.lead)) && c.measured(f.lead):
		v = verb{lexicon.Actions().At(c.text, q.core.Start), Span{Start: q.core.Start, End: q.core.Start + q.before.Len()}}
	case f.lead.Len() == 0 && c.follows(f.k, "level"):
		return c.sameVerb(f)
	default:
		return nil
	}
	np := c.measuredNoun(Span{Start: f.lead.Start, End: min(v.span.Start, f.lead.End)})
	if np.Len() == 0 {
		np = c.lastIndicator(f)
	}
	if !q.hasUnit() && !q.Percent && (np.Len() == 0 || q.num.Len() < 2 || !f.post) {
		return nil
	}
	t := &Target{Kind: q.kind(), Action: c.str(v.span), Change: "to"}
	if v.Entry != nil {
		t.Direction = v.direction()
	}
	c.setIndicator(t, np)
	if v.Entry != nil && (v.Term == "为" || v.Term == "占") && !c.isGoal(np) {
		return nil // 比例为90% states a rule; 增长目标为5% promises
	}
	return t
}

func (c *reading) isGoal(np Span) bool {
	s := string(c.text[np.Start:np.End])
	return strings.Contains(s, "目标") || strings.Contains(s, "预期")
}

// measuredNoun is the noun phrase that a verb of level or growth measures,
// without the date that may head it.
func (c *reading) measuredNoun(s Span) Span {
	s = c.subject(s)
	for i := s.End - 1; i > s.Start; i-- { // 打响品牌、力争人数达到…
		if c.text[i] == '、' && lexicon.Heads().At(c.text[:s.End], i+1) != nil && c.text[i+1] != '和' {
			s = c.subject(Span{Start: i + 1, End: s.End})
			break
		}
	}
	for _, d := range c.dates {
		if d.span.Start <= s.Start && s.Start < d.span.End && d.span.End <= s.End {
			s.Start = d.span.End
			s = c.subject(s)
		}
	}
	return s
}

// isLevelComparator lists comparators that are verbs of level when no other
// verb governs the number.
func isLevelComparator(term string) bool {
	switch term {
	case "超过", "超", "突破", "逾":
		return true
	}
	return false
}

// measured reports a span that ends in a noun, not empty and no date alone.
func (c *reading) measured(s Span) bool {
	s = c.subject(s)
	return s.Len() >= 2
}

// risesTo reads 增加体育课时至每周四节: a verb of change, what changes, 至 and the
// new level.
func (c *reading) risesTo(f *form) *Target {
	at := f.q.core.Start
	if f.q.at.Len() > 0 && f.q.at.End <= at {
		at = f.q.at.Start
	}
	if at-1 < f.lead.Start || c.text[at-1] != '至' && c.text[at-1] != '到' {
		return nil
	}
	lead := Span{Start: f.lead.Start, End: at - 1}
	for i := lead.Start; i < lead.End; i++ {
		e := lexicon.Actions().At(c.text[:lead.End], i)
		if e == nil || e.Class != "grow" {
			continue
		}
		v := Span{Start: i, End: i + e.Len()}
		t := &Target{Kind: f.q.kind(), Action: c.str(v), Change: "to", Direction: verb{Entry: e}.direction()}
		c.setIndicator(t, Span{Start: v.End, End: lead.End})
		return t
	}
	return nil
}

// growth reads a change by an amount: 增长7%, 提高3个百分点.
func (c *reading) growth(f *form) *Target {
	v := f.near
	switch {
	case v.Entry != nil && v.Class == "grow" && c.adjacent(v, f.q):
	case f.lead.Len() == 0 && c.follows(f.k, "grow"):
		return c.sameVerb(f)
	default:
		return nil
	}
	if !f.q.hasUnit() && !f.q.Percent || !f.post && f.q.kind() != Ratio && !strings.HasSuffix(v.Attr, ",amount") {
		return nil
	}
	np := c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start})
	if np.Len() == 0 && !f.post {
		np = f.noun
	}
	if np.Len() == 0 {
		np = c.lastIndicator(f)
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span), Change: "by", Direction: v.direction()}
	c.setIndicator(t, np)
	return t
}

// rank reads a place in an order: 进入全省前10名.
func (c *reading) rank(f *form) *Target {
	s := f.q.core.Start
	if s-1 < f.lead.Start || c.text[s-1] != '前' {
		return nil
	}
	for i := f.lead.Start; i < s-1; i++ {
		e := lexicon.Actions().At(c.text[:s], i)
		if e == nil || e.Class != "level" {
			continue
		}
		t := &Target{Kind: Rank, Action: c.str(Span{Start: i, End: i + e.Len()}), Change: "to"}
		c.setIndicator(t, c.subject(Span{Start: f.lead.Start, End: i}))
		return t
	}
	return nil
}

// frequency reads how often something is done: 每月不少于一次进校督导.
func (c *reading) frequency(f *form) *Target {
	if f.q.kind() != Frequency {
		return nil
	}
	t := &Target{Kind: Frequency}
	np := f.noun
	switch {
	case np.Len() > 0:
		if f.near.Entry != nil {
			t.Action = c.str(f.near.span)
		}
	case f.near.Entry != nil && c.adjacent(f.near, f.q):
		t.Action = c.str(f.near.span)
		np = Span{Start: f.near.span.End, End: f.q.core.Start}
		if np.Len() < 2 {
			np = f.near.span
		}
		if f.first.Entry != nil && f.first.span.End < f.near.span.Start {
			np = Span{Start: f.first.span.End, End: f.near.span.End}
		}
	default:
		start, end := f.lead.Start, f.lead.End
		if f.first.Entry != nil {
			t.Action = c.str(f.first.span)
			start = f.first.span.End
		}
		if f.q.at.Len() > 0 && f.q.at.End <= end && f.q.at.Start >= start {
			if c.subject(Span{Start: f.q.at.End, End: end}).Len() >= 2 {
				start = f.q.at.End
			} else {
				end = f.q.at.Start
			}
		}
		np = c.subject(Span{Start: start, End: end})
	}
	c.setIndicator(t, np)
	return t
}

// postposed reads a verb, a noun phrase and the number behind it: 新增阅读角50个.
func (c *reading) postposed(f *form) *Target {
	if !f.post || !f.q.hasUnit() || f.lead.Len() == 0 {
		return nil
	}
	v := f.first
	if v.Entry == nil {
		v = f.near
	}
	if v.Entry == nil || v.Class == "use" || v.Class == "level" || f.near.Class == "level" {
		return nil
	}
	np := Span{Start: v.span.End, End: f.lead.End}
	if f.q.at.Len() > 0 && f.q.at.Start >= np.Start && f.q.at.End <= np.End {
		np = Span{Start: np.Start, End: f.q.at.Start}
	}
	// 中央预算内投资拟安排7000亿元: a noun that looks like a verb; the real one is
	// next to the number and nothing is named in between.
	if n := f.near; n.span.Start > v.span.End && c.adjacent(n, f.q) && c.subject(Span{Start: v.span.End, End: n.span.Start}).Len() < 2 {
		v, np = n, Span{Start: f.lead.Start, End: n.span.Start}
	}
	np = c.trimDeverbal(c.subject(np))
	if head := c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start}); v.Term == "新增" && f.q.at.Len() == 0 && head.Len() >= 2 && head.Len() <= 6 {
		np.Start = head.Start // 城镇新增就业50万人
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span)}
	if v.Class == "grow" {
		t.Change, t.Direction = "by", v.direction()
	}
	switch {
	case np.Len() >= 2 && np.Len() <= 4 && np.Start == v.span.End && (v.Attr == "deed" || v.Attr == "subject") && c.endsInRate(np):
		np.Start = v.span.Start // 播种面积1520万亩
	case np.Len() >= 2:
	case v.Term == "投资" || v.Term == "投入" || v.Term == "完成投资" || v.Term == "安排":
		np = c.nextObject(f)
	default:
		// 计划市内交流轮岗150人: the deed itself is what is counted.
		if s := c.subject(Span{Start: f.lead.Start, End: v.span.Start}); s.Len() >= 2 && (v.Attr == "subject" || v.Class == "make" && f.q.kind() != Count) {
			np = s
		} else if v.Attr == "deed" {
			np = v.span
		} else {
			return nil
		}
	}
	c.setIndicator(t, np)
	return t
}

// nextObject is the object of the clause after the quantity's: 投资6亿元，实施A项目.
func (c *reading) nextObject(f *form) Span {
	s := f.clause.End + 1
	if s >= c.sentence.End {
		return Span{}
	}
	clause := Span{Start: s, End: c.clauseEnd(s, c.sentence.End)}
	for i := clause.Start; i < clause.End; i++ {
		if e := lexicon.Actions().At(c.text[:clause.End], i); e != nil && e.Class != "use" && e.Len() > 1 {
			for k := range c.list {
				if c.list[k].core.Start == i+e.Len() {
					if c.sharesNoun(k) {
						k++
					}
					np, _ := c.nounAfter(k, true)
					return np
				}
			}
			return c.trimDeverbal(Span{Start: i + e.Len(), End: clause.End})
		}
	}
	return Span{}
}

// preposed reads a verb, the number and the noun phrase behind it: 培育10家企业.
func (c *reading) preposed(f *form) *Target {
	if f.post || !f.q.hasUnit() {
		return nil
	}
	np := f.noun
	if np.Len() == 0 {
		np = c.trimPunct(Span{Start: f.q.core.End + 1, End: f.stop}) // 完成800户的改造任务
	}
	if np.Len() <= 0 {
		return nil
	}
	v := f.near
	if v.Entry == nil || v.Class == "use" || v.Class == "level" || v.Class == "grow" && !c.adjacent(v, f.q) {
		return nil
	}
	if v.Class == "weak" && f.first.Entry != nil && f.first.span.End == v.span.Start {
		v = f.first
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span)}
	c.setIndicator(t, np)
	return t
}

// listed reads a further member of a list whose verb stands before: 建设A 3个、B 5个.
func (c *reading) listed(f *form) *Target {
	if f.k == 0 || !f.q.hasUnit() {
		return nil
	}
	if f.near.Entry != nil && !(f.post && f.near.span.End == f.lead.End && f.near.span.Start > f.lead.Start+1) {
		return nil // but 改造危房800户、棚户区改造600套 goes on
	}
	prev := c.taken[f.k-1]
	if prev == nil || prev.Change != "" {
		return nil
	}
	gap := Span{Start: c.list[f.k-1].core.End, End: f.q.core.Start}
	if !c.isListGap(gap, f) {
		return nil
	}
	np := f.noun
	if f.post {
		np = c.trimDeverbal(c.subject(f.lead))
	}
	if np.Len() < 1 {
		return nil
	}
	t := &Target{Kind: f.q.kind(), Action: prev.Action}
	c.setIndicator(t, np)
	return t
}

// isListGap reports that between two quantities stand only noun phrases and
// one separator.
func (c *reading) isListGap(gap Span, f *form) bool {
	commas := 0
	for i := gap.Start; i < gap.End; i++ {
		switch c.text[i] {
		case ',', ';':
			commas++
		case '。':
			return false
		case ':':
			if !c.has(i-2, "其中") {
				return false
			}
		}
	}
	// Over a comma only a number that heads its clause goes on with the list.
	return commas == 0 || commas == 1 && (f.lead.Len() == 0 || f.post && f.lead.Len() <= 20)
}

// affected reads the number of those that a deed is done to or by:
// 在10所学校试点加装, 129个县全部达到, 98家单位开展评价.
func (c *reading) affected(f *form) *Target {
	if f.near.Entry != nil && f.near.Term != "为" || !f.q.hasUnit() || f.q.kind() != Count || f.q.small() || f.noun.Len() == 0 {
		return nil
	}
	if f.lead.Len() > 0 && !c.isPreposition(f.lead) && !c.endsRegion(f.lead) && !c.opensPreposition(f.lead) {
		return nil
	}
	tail := Span{Start: f.stop, End: f.clause.End}
	v, first := c.verbsIn(Span{Start: f.noun.Start + 1, End: f.clause.End})
	if e := lexicon.NounTails().At(c.text[:tail.End], tail.Start); e == nil || e.Class != "verb" {
		if c.isPreposition(f.lead) && first.Entry != nil {
			t := &Target{Kind: f.q.kind(), Action: c.str(first.span)}
			np := Span{Start: f.noun.Start, End: c.beforeAdverb(f.noun.Start, first.span.Start)}
			c.setIndicator(t, np)
			return t
		}
		return nil
	}
	t := &Target{Kind: f.q.kind()}
	if v.Entry != nil {
		t.Action = c.str(v.span)
	}
	c.setIndicator(t, f.noun)
	return t
}

// beforeAdverb trims 试点, 全面 and the like before a verb.
func (c *reading) beforeAdverb(start, end int) int {
	for _, w := range []string{"试点", "全面", "新", "统一", "集中", "分别", "同步", "率先", "优先"} {
		n := len([]rune(w))
		if end-n > start && c.has(end-n, w) {
			return end - n
		}
	}
	return end
}

// verbsIn finds the first verb, and the first that makes things, in a span.
func (c *reading) verbsIn(s Span) (v, first verb) {
	for i := s.Start; i < s.End; i++ {
		e := lexicon.Actions().At(c.text[:s.End], i)
		if e == nil || e.Len() == 1 {
			continue
		}
		w := verb{e, Span{Start: i, End: i + e.Len()}}
		if v.Entry == nil {
			v = w
		}
		if e.Class == "make" {
			return v, w
		}
		i += e.Len() - 1
	}
	return v, first
}

func (c *reading) isPreposition(s Span) bool {
	if s.Len() == 0 {
		return false
	}
	switch c.text[s.End-1] {
	case '在', '对', '为', '从', '向', '于', '将':
		return true
	}
	return false
}

// opensPreposition reports 对车流量较大的 before 85个服务区.
func (c *reading) opensPreposition(s Span) bool {
	return c.isPreposition(Span{Start: s.Start, End: s.Start + 1}) && (c.text[s.End-1] == '的' || c.endsRegion(Span{Start: s.Start + 1, End: s.End}))
}

// endsRegion reports a lead that only names where: 全省129个县.
func (c *reading) endsRegion(s Span) bool {
	if s.Len() == 0 || s.Len() > 4 {
		return false
	}
	switch c.text[s.End-1] {
	case '省', '市', '县', '区', '州', '国', '镇', '乡', '盟', '旗':
		return true
	}
	return false
}

// bareMeasure reads a rate, or another measure with a comparator, without a
// verb: 城镇调查失业率5.5%以内, 粮食产量1.3万亿斤以上.
func (c *reading) bareMeasure(f *form) *Target {
	if !f.post || !f.q.hasUnit() && !f.q.Percent {
		return nil
	}
	if f.near.Entry != nil && !(f.q.kind() == Ratio && f.near.Class == "make") {
		return nil // 研发投入强度3%: 研发 and 投入 are nouns here
	}
	if f.q.kind() != Ratio && f.q.cmp == EQ || f.q.period != nil {
		return nil
	}
	np := c.subject(f.lead)
	if np.Len() < 3 || !c.endsInRate(np) {
		return nil
	}
	t := &Target{Kind: f.q.kind()}
	c.setIndicator(t, np)
	return t
}

// postposedWord reads 推介优质项目300个以上 under a verb that the table of actions
// lacks: the first word of the segment that the dictionary calls a verb.
func (c *reading) postposedWord(f *form) *Target {
	const longest = 40
	if !f.post || f.near.Entry != nil || !f.q.hasUnit() || f.q.small() || f.lead.Len() < 4 || f.lead.Len() > longest || c.has(f.lead.Start, "其中") {
		return nil
	}
	for _, w := range words.SegmentRunes(c.d.Runes[f.lead.Start:f.lead.End]) {
		if w.Pos != "v" || w.End-w.Start < 2 {
			continue
		}
		v := Span{Start: f.lead.Start + w.Start, End: f.lead.Start + w.End}
		if v.Start > f.lead.Start && c.text[v.Start-1] == '新' {
			v.Start--
		}
		np := c.trimDeverbal(Span{Start: v.End, End: f.lead.End})
		if np.Len() < 2 {
			return nil
		}
		t := &Target{Kind: f.q.kind(), Action: c.str(v)}
		c.setIndicator(t, np)
		return t
	}
	return nil
}

func (c *reading) endsInRate(s Span) bool {
	switch c.text[s.End-1] {
	case '率', '例', '重', '面', '度', '比', '量', '额', '值', '速', '幅', '程', '模', '积':
		return true
	}
	return false
}

// follows reports that quantity k continues a list of numbers under the same
// verb (增长5%、6%).
func (c *reading) follows(k int, class string) bool {
	if k == 0 || c.taken[k-1] == nil {
		return false
	}
	want := NullString("to")
	if class == "grow" {
		want = "by"
	}
	gap := Span{Start: c.list[k-1].core.End, End: c.list[k].core.Start}
	return c.taken[k-1].Change == want && gap.Len() == 1 && isSeparator(c.text[gap.Start]) && c.list[k-1].kind() == c.list[k].kind()
}

// sameVerb reads the further number of such a list; with 分别 the k-th number
// belongs to the k-th noun phrase before the verb.
func (c *reading) sameVerb(f *form) *Target {
	prev := c.taken[f.k-1]
	t := &Target{Kind: f.q.kind(), Action: prev.Action, Change: prev.Change, Direction: prev.Direction, Indicator: prev.Indicator}
	head := f.k - 1
	for head > 0 && c.shapes[head].lead.Len() == 0 && c.taken[head] != nil {
		head--
	}
	parts := c.parts(c.shapes[head])
	if n := f.k - head; n < len(parts) {
		c.setIndicator(t, parts[n])
		if first := c.taken[head]; first != nil && n == 1 {
			c.setIndicator(first, parts[0])
			c.refile(head)
		}
	}
	return t
}

// parts splits the noun phrase before a shared verb at 、 和 及.
func (c *reading) parts(f form) []Span {
	if f.near.Entry == nil {
		return nil
	}
	np := c.subject(Span{Start: f.lead.Start, End: f.near.span.Start})
	var out []Span
	start := np.Start
	for i := np.Start; i < np.End; i++ {
		switch c.text[i] {
		case '(':
			i = max(c.matching(i, np.End)-1, i)
		case '、', '和', '及':
			out = append(out, Span{Start: start, End: i})
			start = i + 1
		}
	}
	return append(out, Span{Start: start, End: np.End})
}

// lastIndicator is what the quantity before measured, for a number that goes
// on without naming it (增长7.5%，达到326.4亿元).
func (c *reading) lastIndicator(f *form) Span {
	if f.k == 0 || c.taken[f.k-1] == nil {
		return Span{}
	}
	return c.taken[f.k-1].indicator
}
