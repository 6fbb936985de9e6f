package extract

import (
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/extract/lexicon"
	"yaodian/parser/numeral"
)

// guard is a named objection to reading a quantity as a promise. It reports
// true when the quantity is only a mention.
type guard struct {
	name string
	bars func(c *reading, f *form, t *Target, rule string) bool
}

var guardsOfTargets = []guard{
	{"heading", (*reading).inHeading},
	{"parenthesis", (*reading).parenthesis},
	{"past", (*reading).past},
	{"compared", (*reading).compared},
	{"subsidy", (*reading).subsidy},
	{"condition", (*reading).condition},
	{"part", func(c *reading, f *form, t *Target, _ string) bool {
		return t.Change == "" && !(obliges(f.q) && !strings.HasPrefix(f.q.before.Term, "不得")) && c.guardIn("part", "clause", f.clause)
	}},
	{"share", (*reading).shareOfGrant},
	{"qualifier", (*reading).qualifier},
	{"weak_verb", (*reading).weakVerb},
	{"span_of_time", (*reading).spanOfTime},
	{"score", (*reading).score},
	{"set_number", (*reading).setNumber},
	{"structure", (*reading).structure},
	{"baseline", (*reading).isBaseline},
}

// objection returns the name of the first guard that bars the target, or "".
func (c *reading) objection(f *form, t *Target, rule string) string {
	for _, g := range guardsOfTargets {
		if g.bars(c, f, t, rule) {
			return g.name
		}
	}
	return ""
}

// inHeading bars a number of a heading that a body explains. Where the body only says
// who is responsible the heading is the commitment: （一）生产总值增长6%⏎责任单位：发改局;
// and where no mark closes it, it is the beginning of a sentence.
func (c *reading) inHeading(f *form, _ *Target, _ string) bool {
	it := c.item
	return it.TitleSpan != nil && it.TitleSpan.Contains(f.q.num) && it.BodySpan != nil && it.BodySpan.Start > it.TitleSpan.End && !c.onlyOffices(*it.BodySpan)
}

// onlyOffices reports a body that holds nothing but the tag of the item's offices.
func (c *reading) onlyOffices(body Span) bool {
	const label, rest = maxLabel + 2, 40 // of one tag, of several with a deadline
	o := c.item.Offices
	if l, after := labelAt(c.text, body.Start, body.End, false); len(o) == 0 && after > 0 && l.kind == labelPerson {
		return body.End-after <= rest // 责任人：李四
	}
	if len(o) == 0 || o[0].Span.Start < body.Start || o[0].Span.Start > body.Start+label || o[len(o)-1].Span.End+label < body.End {
		return false
	}
	other := body.Len()
	for i := range o {
		other -= o[i].Span.Len()
	}
	return other <= rest
}

// guardIn reports a term of the guards table with that class and attr in s.
func (x *extractor) guardIn(class, attr string, s Span) bool {
	guards, text := lexicon.Guards(), x.text[:s.End]
	for i := s.Start; i < s.End; i++ {
		e := guards.At(text, i)
		if e != nil && e.Class == class && e.Is(attr) && !(e.Negative != "" && x.inNegative(e, i)) {
			return true
		}
	}
	return false
}

// parenthesis bars what stands in brackets, unless it breaks a promised number
// down: 引进人才600名（其中教师200名、医师150名）.
func (c *reading) parenthesis(f *form, t *Target, rule string) bool {
	if !f.inside {
		return false
	}
	open := f.clause.Start
	for open > c.sentence.Start && c.text[open] != '(' {
		open--
	}
	if rule != "listed" && !(t.Action == "" && c.has(open+1, "其中")) {
		return true
	}
	return !c.has(open+1, "其中") && !c.has(open+1, "含") && !c.has(open+1, "包括") && !c.sumsUp(f, open)
}

// sumsUp reports brackets whose numbers add up to the one before them: 招聘会100场
// （线上60场、线下40场）.
func (c *reading) sumsUp(f *form, open int) bool {
	end := c.matching(open, c.sentence.End)
	var whole *quantity
	sum := decimal.Zero
	for k := range c.list {
		q := &c.list[k]
		switch same := q.entry == f.q.entry; {
		case q.core.End <= open:
			if whole = nil; same && !c.breaks(q.core.End, open) {
				whole = q
			}
		case q.core.Start < end && same:
			sum = sum.Add(q.Value)
		}
	}
	return whole != nil && sum.Equal(whole.Value)
}

// breaks reports a comma or the like between a and b.
func (c *reading) breaks(a, b int) bool {
	for i := a; i < b; i++ {
		switch c.text[i] {
		case ',', ';', ':', '、':
			return true
		}
	}
	return false
}

// nearby is how many characters before a verb of level still belong to the
// head noun that it measures.
const nearby = 8

// subsidy bars rates and amounts per applicant, fines and points.
func (c *reading) subsidy(f *form, t *Target, rule string) bool {
	switch t.Kind {
	case Money, Ratio, Score, Duration, Area, Count:
	default:
		return false
	}
	where := f.clause
	if t.Change != "" && t.indicator.Len() > nearby {
		// 衔接资金用于特色产业的占比提高到60%: what is measured is the share.
		where.Start = max(where.Start, t.indicator.End-nearby)
	}
	if t.Kind == Money && t.Change == "to" && t.Direction == "up" && strings.HasSuffix(string(t.Indicator), "标准") {
		// 医保补助标准提高到每人每年800元: raising the rate is the promise.
		where = Span{Start: f.clause.Start, End: t.indicator.Start}
	}
	if !c.guardIn("subsidy", "clause", where) {
		return false
	}
	if t.Kind == Count {
		return f.q.before != nil && strings.HasPrefix(f.q.before.Term, "最")
	}
	return !(actionOf(t).Is("pay") && rule == "postposed") // 发放补贴2亿元
}

// actionOf is the entry of the target's verb, of the last where several are joined;
// nil where the table of actions lacks it.
func actionOf(t *Target) *lexicon.Entry { return lexicon.Actions().Ends(string(t.Action)) }

// shareOfGrant bars a share of what one is granted (发放补贴的50%, 按标准的1.5倍确定), as
// against one of what is to be done (完成任务的70%).
func (c *reading) shareOfGrant(f *form, t *Target, rule string) bool {
	return t.Kind == Ratio && (rule == "postposed" || rule == "preposed" || rule == "postposed_word") &&
		c.text[f.q.core.Start-1] == '的' && !actionOf(t).Is("doing")
}

// condition bars who or what qualifies: 任职超10年的, 年满18周岁, 超过3次的，.
func (c *reading) condition(f *form, t *Target, _ string) bool {
	before := Span{Start: f.clause.Start, End: f.q.core.Start}
	if f.first.Entry != nil {
		before.Start = f.first.span.Start // 为符合条件的家庭提供300套: the verb comes after
	}
	if f.near.Entry != nil && f.near.Class == "level" && f.near.span.Start > before.Start {
		before.End = f.near.span.Start // 达到符合条件人数的15%
	}
	if c.guardIn("condition", "clause", before) {
		return true
	}
	if q := f.q; q.before != nil && strings.HasPrefix(q.before.Term, "不得") && t.Kind != Ratio {
		return true // 次数不得超过3次: a rule for others
	}
	if v := f.near; v.Entry != nil && v.Class == "grow" && c.has(v.span.Start-1, "每") {
		return true // 每增加1人给予3000元
	}
	if c.text[f.clause.Start] == '对' && c.describes(f.k) {
		return true // 对申请3次以上的企业予以奖励
	}
	end := f.clause.End
	if end > f.q.core.End && c.text[end-1] == '的' {
		return true
	}
	if q := f.q; q.before == nil && q.cmp == GE && !f.post && end < c.sentence.End && c.hasDe(Span{Start: q.core.End, End: f.stop}) &&
		c.guardIn("subsidy", "clause", Span{Start: end + 1, End: c.clauseEnd(end+1, c.sentence.End)}) {
		return true // 带动3人以上就业的借款人，最高额度…
	}
	// 对投入1亿元以上的企业，给予…: the clause says who is granted something.
	if end+1 >= c.sentence.End || c.text[end] != ',' || c.text[f.clause.Start] != '对' && !c.describes(f.k) {
		return false
	}
	next := Span{Start: end + 1, End: c.clauseEnd(end+1, c.sentence.End)}
	return c.guardIn("subsidy", "clause", next)
}

// qualifier bars a number that only describes what another number counts:
// 11座10蒸吨以上锅炉, 30户以上自然村通路的比例达78%.
func (c *reading) qualifier(f *form, t *Target, rule string) bool {
	q := f.q
	if f.k > 0 {
		if prev := &c.list[f.k-1]; prev.core.End == q.core.Start && prev.hasUnit() && !prev.sort() {
			return true
		}
	}
	if q.core.Start > f.clause.Start && c.text[q.core.Start-1] == '前' && rule != "rank" && q.entry.Is("place") {
		return true // 列前3名的
	}
	if q.core.Start > f.clause.Start && c.text[q.core.Start-1] == '以' && c.hasRune(Span{Start: q.core.End, End: f.clause.End}, '为') {
		return true // 以10件实事为引领
	}
	if rule == "preposed" && c.text[q.core.Start-1] == '等' && c.isWhere(f) {
		return true // 在上庄、梨园等6个村发展连翘
	}
	if q.sort() && q.cmp == EQ && c.text[q.core.Start-1] == '等' {
		return true // 低保、孤儿等6类群体: the kinds are those listed
	}
	if f.k+1 < len(c.list) && c.list[f.k+1].core.Start == q.core.End && q.sort() {
		return true // 12类45件实事: the classes sort what the second number counts
	}
	if rule == "preposed" && q.before == nil && q.cmp == LE {
		return true // 8座以下小汽车
	}
	if (rule == "preposed" || rule == "listed" && !f.post) && t.Kind == Money && q.before == nil && q.cmp == GE && !c.endsIn("funds", t.indicator) {
		return true // 1亿元以上企业
	}
	if c.describes(f.k) && (q.before != nil && c.endsIn("rate", f.lead) || f.k+1 < len(c.list) && c.list[f.k+1].core.Start < f.clause.End && rule != "level") {
		return true // 厚度低于0.01毫米的地膜, 面积200亩以上的示范园8个
	}
	if f.post || f.k+1 >= len(c.list) {
		return false
	}
	next := &c.list[f.k+1]
	if !next.hasUnit() && !next.Percent {
		return false // 新增2家企业进入500强
	}
	if t.Change != "" {
		// 总投资超1亿元项目3个
		return q.before != nil && t.Kind == Money && c.segmentEnd(f.k) == next.core.Start && next.core.End <= f.clause.End
	}
	if next.core.Start >= f.clause.End {
		return false
	}
	for i := q.core.End; i < next.core.Start; i++ {
		if c.text[i] == '、' || c.text[i] == ',' || c.text[i] == '(' {
			return false
		}
	}
	if q.before == nil && q.cmp == GE && isHan(c.text[q.core.End]) && c.describesNext(f) {
		return true // 新建年出栏500头以上养殖场16个
	}
	// The next number belongs to a verb of its own: this one is in its subject.
	v, _ := c.verbs(Span{Start: q.core.End, End: next.core.Start})
	return v.Entry != nil && (v.Class == "level" || v.Class == "grow") || next.before != nil ||
		rule == "preposed" && q.before != nil && q.cmp == GT // 投资超1亿元项目3个
}

// isWhere reports a number that 在 leads and a verb follows: 在A、B等6个村发展连翘.
func (c *reading) isWhere(f *form) bool {
	at := -1
	for i := f.clause.Start; i < f.q.core.Start; i++ {
		if c.text[i] == '在' {
			at = i
		}
	}
	if at < 0 || f.near.Entry != nil && f.near.span.Start > at {
		return false
	}
	v, _ := c.verbs(Span{Start: f.q.core.End, End: f.clause.End})
	return v.Entry != nil
}

// describesNext reports that nothing but a noun stands between the number and the next,
// which counts it.
func (c *reading) describesNext(f *form) bool {
	k := f.k + 1
	v, _ := c.verbs(Span{Start: f.q.core.End, End: c.list[k].core.Start})
	return v.Entry == nil && c.list[k].kind() == Count && f.first.Entry != nil && f.near.span != f.first.span
}

// weakVerb bars a number whose verb promises nothing by itself: 推动21个集团…,
// 支持3家企业…. A comparator or a deadline makes it a promise.
func (c *reading) weakVerb(f *form, t *Target, rule string) bool {
	if rule != "preposed" || f.near.Entry == nil || f.near.Class != "weak" || t.Action != c.str(f.near.span) {
		return false
	}
	if f.q.before != nil || f.q.cmp == GE || t.Kind == Ratio || c.people && !strings.Contains(string(t.Indicator), "实事") {
		return false
	}
	if f.near.Is("ensure") && (t.Kind == Length || t.Kind == Count && !f.q.small()) {
		return false // 确保12公里管网竣工; but 确保60万吨煤矿投产 names the mine
	}
	if f.near.Is("shape") && c.carried != nil {
		return false // in a list of goals: 到2026年：…形成集群3个
	}
	for _, d := range c.dates {
		if d.deadline {
			return false
		}
	}
	return true
}

// spanOfTime bars durations that do not measure a result: 用3年时间, 10分钟健身圈.
func (c *reading) spanOfTime(f *form, t *Target, rule string) bool {
	if t.Kind != Duration {
		return false
	}
	if f.q.cmp == GT && !c.endsIn("time", t.indicator) {
		return true // 届满超过3个月: a condition
	}
	if f.q.period != nil && (f.q.cmp != EQ || f.q.at.End == f.q.core.Start) {
		return false // 每天锻炼不少于1小时
	}
	return rule != "level" && rule != "bounded" && !c.endsIn("time", t.indicator) && !(rule == "growth" && f.post)
}

// score bars points given in a scheme of assessment.
func (c *reading) score(f *form, t *Target, rule string) bool {
	return t.Kind == Score && rule != "level"
}

// setNumber bars 一个 and its like: an article, not a count, unless it begins
// or continues a list of counts of built things.
func (c *reading) setNumber(f *form, t *Target, rule string) bool {
	q := f.q
	if q.entry == nil || q.period != nil || t.Change != "" {
		return false
	}
	if q.Value.IntPart() < 10 && t.indicator.Len() > 2 && c.text[t.indicator.Start] == '“' && c.text[t.indicator.End-1] == '”' && rule != "listed" && !f.post && q.entry.Is("loose") {
		return true // 四张“名片”, 3个“三年行动”
	}
	if f.near.Is("choose") && q.Value.IntPart() == 1 {
		return true // 选择1所学校报名
	}
	loose := q.entry.Is("loose") || q.entry.Is("freq")
	switch {
	case !q.small() || rule == "listed":
		return false
	case c.text[q.core.Start-1] == '”':
		return true // “登高、升规、晋位”三个工程
	case q.Form == numeral.Chinese && q.Value.IntPart() == 1 && q.Max == nil:
		return loose || q.entry.Is("place")
	case rule == "postposed":
		return false // 示范街区五条
	case loose:
		return q.entry.Is("set") || !c.adjacent(f.near, q) && (rule != "preposed" || q.sort())
	}
	return false
}

// structure bars numbers of a plan's own parts: 七方面工作, 三大体系, 8项原则.
func (c *reading) structure(f *form, t *Target, _ string) bool {
	if t.Kind != Count || f.post || t.indicator.Len() == 0 {
		return false
	}
	const most = 20 // no plan has more parts of a kind
	e := lexicon.Structure().Before(c.text[:t.indicator.End], t.indicator.End)
	if s := lexicon.Structure().At(c.text, f.q.core.End); s != nil && (c.has(f.q.core.End+s.Len(), "的") || s.Is("bare")) {
		return true // 4个方面的指标, 四个方面协同发力
	}
	const named = 4 // 解决3个社区办公用房问题, as against 3个突出问题
	if e.Is("solved") && actionOf(t).Is("solve") && t.indicator.Len() > e.Len()+named {
		return false
	}
	if e.Is("chinese") && f.q.Form != numeral.Chinese {
		return false
	}
	return e != nil && e.Len() <= t.indicator.Len() && f.q.Value.IntPart() < most
}

// isBaseline bars the first number of 由80%提高到85%, 从15个县扩大到57个县.
func (c *reading) isBaseline(f *form, t *Target, _ string) bool {
	const reach = 12
	if s := f.q.core.Start; s == 0 || c.text[s-1] != '由' && c.text[s-1] != '从' {
		return false
	}
	for i := f.q.core.End; i < min(f.q.core.End+reach, f.clause.End); i++ {
		if (c.text[i] == '到' || c.text[i] == '至') && i+1 < f.clause.End && numeralStart(c.text[i+1]) {
			return true
		}
	}
	return false
}
