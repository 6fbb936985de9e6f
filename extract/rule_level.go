package extract

import (
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/extract/lexicon"
)

// level reads a reached or kept level: 覆盖率达到100%, 控制在5.5%以内, 企业超1.5万户.
func (c *reading) level(f *form) *Target {
	q := f.q
	// 由80%提高到85%: the first number is the second's baseline.
	v := f.near
	switch {
	case v.Entry != nil && v.Class == "level" && c.adjacent(v, q):
	case v.Is("keep") && f.post && c.kept(f).Len() > 2:
		t := &Target{Kind: q.kind(), Action: c.str(v.span), Change: "to"} // 保持播种面积26万亩
		c.setIndicator(t, c.kept(f))
		return t
	case c.risesTo(f) != nil:
		return c.risesTo(f)
	case q.before != nil && q.before.Is("verb") && (f.first.Entry == nil || c.endsIn("rate", f.lead)) && c.measured(f.lead) && !c.governs(f):
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
	if c.guardIn("some", "", np) {
		return nil // 培育一批产值超60亿的集群
	}
	t := &Target{Kind: q.kind(), Action: c.str(v.span), Change: "to"}
	if v.Entry != nil {
		t.Direction = v.direction()
	}
	c.setIndicator(t, np)
	if e := lexicon.Comparators().At(c.text, v.span.Start); e != nil && v.span.End < q.core.Start && obliging(Comparator(e.Class)) {
		// 不低于当年人数的15%: a bound on what stands in between, and no verb.
		q.cmp, t.Action, t.Change, t.Direction = Comparator(e.Class), "", "", ""
	}
	if q.kind() == Count && c.text[f.stop-1] == '阶' {
		return nil // 迈上两个新台阶
	}
	if v.Is("state") {
		// 比例为90% states a rule; 增长目标为5% promises, and so does 其中新品种占60%以上
		// behind a promise.
		if t.Change = ""; c.endsIn("goal", np) {
			return t
		}
		if c.isGoal(np) || c.endsIn("rate", np) && (c.carried != nil || c.text[c.sentence.Start] == '到' && c.plannedDate(f)) {
			t.Change = "to" // 到2027年，减排量为1200吨
			return t
		}
		if !c.has(f.lead.Start, "其中") || f.k == 0 || c.taken[f.k-1] == nil || q.cmp != GE && q.cmp != GT && q.cmp != LE {
			return nil
		}
	}
	if v.Is("beside") && q.entry != nil && q.entry.Is("points") {
		t.Change = "" // 高于全省平均水平2个百分点: no change, a distance
	}
	return t
}

// kept is the measure between a verb of keeping and the number; empty without one.
func (c *reading) kept(f *form) Span {
	if np := c.measuredNoun(Span{Start: f.near.span.End, End: f.lead.End}); np.Len() > 0 && c.endsIn("rate", np) {
		return np
	}
	return Span{}
}

// beforeComparison cuts a span where it begins to name what is compared with:
// 物流费用占产值的比率较2020年, 赤字规模比上年预算.
func (c *reading) beforeComparison(s Span) Span {
	for i := s.Start; i+2 < s.End; i++ {
		if r := c.text[i]; r != '比' && r != '较' {
			continue
		}
		if e := lexicon.Guards().At(c.text[:s.End], i+1); e != nil && e.Class == "past" && e.Attr == "sentence" {
			return Span{Start: s.Start, End: i}
		}
		for k := range c.dates {
			if d := &c.dates[k]; d.span.Start == i+1 {
				return Span{Start: s.Start, End: i}
			}
		}
	}
	return s
}

func (c *reading) isGoal(np Span) bool {
	s := string(c.text[np.Start:np.End])
	return strings.Contains(s, "目标") || strings.Contains(s, "预期")
}

// measuredNoun is the noun phrase that a verb of level or growth measures,
// without the date that may head it.
func (c *reading) measuredNoun(s Span) Span {
	s = c.subject(c.beforeComparison(s))
	for i := s.End - 2; i > s.Start; i-- { // 引导合作机构将费率降至…
		if lexicon.Heads().At(c.text[:s.End], i).Is("object") {
			s = c.subject(Span{Start: i + 1, End: s.End})
			break
		}
	}
	for i := s.End - 1; i > s.Start; i-- { // 打响品牌、力争人数达到…
		if c.text[i] == '、' && (lexicon.Heads().Part("head").At(c.text[:s.End], i+1) != nil && c.text[i+1] != '和' || c.steady(Span{Start: s.Start, End: i})) {
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

// governs reports a verb right before the quantity with the noun behind it:
// 吸引超2万名毕业生.
func (c *reading) governs(f *form) bool {
	return !f.post && (c.adjacent(f.near, f.q) || f.lead.Len() == 2)
}

// steady reports a span that ends in what is said of a noun without a number:
// the number behind it measures something else.
func (c *reading) steady(s Span) bool {
	e := lexicon.Guards().Before(c.text[:s.End], s.End)
	return e != nil && e.Class == "steady" && e.Len() <= s.Len()
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
	if !f.q.hasUnit() && !f.q.Percent && (!f.post || f.q.Value.LessThan(tenThousand)) || !f.post && f.q.kind() != Ratio && !v.Is("amount") {
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

// tenThousand is the least that a number without unit changes by (减少1000万): below
// it a figure may be anything.
var tenThousand = decimal.NewFromInt(10000)

// rank reads a place in an order: 进入全省前10名.
func (c *reading) rank(f *form) *Target {
	s := f.q.core.Start
	if s-1 < f.lead.Start || c.text[s-1] != '前' {
		return nil
	}
	at := s - 1 // where 全省前10名 begins
	if e := lexicon.NounEnds().Part("place").Before(c.text[:at], at); e != nil {
		at -= e.Len()
	} else if e := lexicon.NounEnds().Part("average").Before(c.text[:at], at); e != nil {
		at -= e.Len()
	}
	for i := f.lead.Start; i < s-1; i++ {
		e := lexicon.Actions().At(c.text[:s], i)
		v := Span{Start: i, End: i}
		switch {
		case e != nil && e.Class == "level" && e.Len() > 1:
			v.End += e.Len()
		case i+1 == at && (c.text[i] == '居' || c.text[i] == '列'): // 居全省前5位
			v.End++
		default:
			continue
		}
		t := &Target{Kind: Rank, Action: c.str(v), Change: "to"}
		c.setIndicator(t, c.subject(Span{Start: f.lead.Start, End: i}))
		return t
	}
	return nil
}

// bareMeasure reads a rate, or another measure with a comparator, without a
// verb: 城镇调查失业率5.5%以内, 粮食产量1.3万亿斤以上.
func (c *reading) bareMeasure(f *form) *Target {
	if !f.post && !c.has(f.q.core.End, "安排") || !f.q.hasUnit() && !f.q.Percent {
		return nil // 赤字率拟按3%安排
	}
	if f.near.Entry != nil && !(f.q.kind() == Ratio && f.near.Class == "make") {
		return nil // 研发投入强度3%: 研发 and 投入 are nouns here
	}
	if f.q.period != nil {
		return nil
	}
	np := c.subject(f.lead)
	shortest := 3
	if f.k > 0 && c.taken[f.k-1] != nil && c.list[f.k-1].core.End+1 == f.lead.Start {
		shortest = 2 // 面积达到12万亩、产量30万斤以上
	}
	if np.Len() < shortest || !c.endsIn("rate", np) {
		return nil
	}
	t := &Target{Kind: f.q.kind()}
	if f.q.kind() != Ratio && f.q.cmp == EQ && !c.guardIn("coming", "sentence", Span{Start: f.lead.Start, End: np.Start}) {
		// 占比达到2%、专利拥有量3.3件: the list goes on under its verb of level.
		if f.k == 0 || c.taken[f.k-1] == nil || c.taken[f.k-1].Change != "to" || c.list[f.k-1].core.End+1 != f.lead.Start {
			return nil
		}
	}
	c.setIndicator(t, np)
	return t
}

// averages reports a bare 人均 or 每人, which names nothing that is measured.
func (c *reading) averages(s Span) bool {
	e := lexicon.NounEnds().Part("average").At(c.text[:s.End], s.Start)
	return e != nil && e.Len() == s.Len()
}

// performed is the object of the clause that ends before i, for an average behind it:
// 组织干部培训，人均不少于30学时. Empty where that clause counts something itself.
func (c *reading) performed(i int) Span {
	const longest = 16
	if i <= c.sentence.Start || c.text[i-1] != ',' {
		return Span{}
	}
	s := Span{Start: c.clauseStart(i-1, c.sentence.Start), End: i - 1}
	for k := range c.list {
		if c.list[k].core.Start >= s.Start && c.list[k].core.End <= s.End {
			return Span{}
		}
	}
	if _, first := c.verbs(s); first.Entry != nil && first.span.End < s.End {
		s.Start = first.span.End
	}
	if s = c.subject(s); s.Len() > longest {
		return Span{}
	}
	return s
}

// hopesFor reports a bound behind the number of what 力争 leads and quotes name: 力争
// “小升规”8家以上.
func (c *reading) hopesFor(f *form) bool {
	return f.q.cmp == GE && f.lead.Len() > 2 && c.text[f.lead.End-1] == '”' && c.coming(f)
}

// bounded reads what is held to a bound without a verb: 市级河长巡河不少于4次,
// 亩均投资不低于3000元.
func (c *reading) bounded(f *form) *Target {
	if !f.post || !obliges(f.q) && !c.hopesFor(f) || c.has(f.q.core.Start, "不得") || f.near.Entry != nil || !f.q.hasUnit() || f.q.period != nil && f.q.kind() != Duration {
		return nil
	}
	np := c.measuredNoun(f.lead)
	if at := f.q.at; at.Len() > 0 && at.Start == np.Start && at.End < np.End {
		np = c.subject(Span{Start: at.End, End: np.End}) // 每天综合体育活动时间不低于2小时
	}
	if np.Len() == 0 && f.k > 0 && c.list[f.k-1].entry == f.q.entry {
		np = c.lastIndicator(f) // 到2025年不低于5人
	}
	if c.has(f.lead.Start, "其中") && c.endsRegion(np) && f.k > 0 && c.list[f.k-1].entry == f.q.entry {
		np = c.lastIndicator(f) // 新增学位3万个，其中城区不少于8000个
	}
	if c.averages(np) {
		np, f.beside = c.performed(f.clause.Start), np
	} else if e := lexicon.NounEnds().Part("average").Before(c.text[:np.End], np.End); e != nil && !e.Is("beside") && np.Len() > e.Len()+1 {
		f.beside = np // 教师研修人均不少于20学时
		np.End -= e.Len()
	}
	if np.Len() < 2 || f.q.kind() == Duration && !c.endsIn("time", np) && !(c.endsIn("span", np) && (c.holds(np, "平均") || f.q.period != nil)) {
		return nil // but 平均住院日不超过7天, 救援平均到场时间不超过15分钟
	}
	t := &Target{Kind: f.q.kind()}
	c.setIndicator(t, np)
	return t
}
