package extract

import (
	"yaodian/extract/lexicon"
	"yaodian/extract/words"
	"yaodian/parser/numeral"
)

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
	if v.Entry == nil || f.near.Is("over") {
		v = f.near
	}
	if v.Entry == nil || v.Class == "use" || (v.Class == "level" || f.near.Class == "level") && !v.Is("break") {
		return nil
	}
	if n := f.near; v.Is("helps") && n.Class == "make" && n.span.Start > v.span.End && n.span.End+1 < f.lead.End {
		v = n // 帮助企业解决困难60个
	}
	np := Span{Start: v.span.End, End: f.lead.End}
	if f.q.at.Len() > 0 && f.q.at.Start >= np.Start && f.q.at.End <= np.End {
		np = Span{Start: np.Start, End: f.q.at.Start}
	}
	// 水利建设投资拟安排30亿元: a noun that looks like a verb; the real one is
	// next to the number and nothing is named in between.
	if n := f.near; n.span.Start >= v.span.End && !n.Is("noun") && c.adjacent(n, f.q) && c.subject(Span{Start: v.span.End, End: n.span.Start}).Len() < 2 {
		v, np = n, Span{Start: f.lead.Start, End: n.span.Start}
	}
	if np = c.beforeGrade(c.subject(np)); v.Is("doing") {
		np = c.trimTask(np) // what is completed is the doing: 易地扶贫搬迁300人
	} else {
		np = c.trimDeverbal(np)
	}
	if v.Is("gain") {
		switch head := c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start}); {
		case head.Len() < 2 || f.q.at.Len() > 0 || c.text[head.Start] == '全' && c.endsRegion(head):
		case np.Len() == 0:
			np = head // 服务事项新增15项
		case head.Len() <= 6 && np.Len() <= 4 && v.Is("alone"):
			np.Start = head.Start // 城镇新增就业50万人
		}
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span)}
	if v.Class == "grow" {
		t.Change, t.Direction = "by", v.direction()
	}
	switch {
	case obliges(f.q) && c.averages(np):
		t.Action = "" // 教师培训人均不少于72学时
		np = c.measuredNoun(Span{Start: f.lead.Start, End: v.span.End})
	case np.Len() >= 2 && np.Len() <= 4 && np.Start == v.span.End && (v.Is("deed") || v.Is("subject")) && c.endsIn("rate", np):
		np.Start = v.span.Start // 播种面积1520万亩
	case np.Len() >= 2:
	case v.Is("spend"):
		np = c.nextObject(f)
	default:
		// 计划市内交流轮岗150人: the deed itself is what is counted.
		s := c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start})
		if at := f.q.at; at.Len() > 0 && at.Start >= s.Start && at.End <= s.End {
			s = c.subject(Span{Start: s.Start, End: at.Start}) // 文化馆每周免费开放不少于56小时
		}
		if own := v.span.End - v.Len(); v.Is("build") && own > v.span.Start && s.Len() > 0 {
			s.End, v.span.Start = own, own // 棚户区改造新开工600套
			t.Action = c.str(v.span)
		}
		if c.doneTo(v, s, f) {
			np = c.trimDeverbal(s) // 危房改造200户
		} else if n := c.quoted(s); n.Len() > 0 {
			np = n // “带押过户”全年办理300件
		} else if s.Len() >= 2 && (v.Is("subject") || v.Class == "make" && (f.q.kind() != Count || c.builds(v, s, f))) {
			np = s
		} else if v.Is("deed") || v.Class == "make" && f.q.entry.Is("freq") && !v.Is("light") && !v.Is("spend") && c.adjacent(v, f.q) && c.elided(f, v).Len() == 0 || c.lightly(v) {
			if np = v.span; f.near == f.first && !c.lightly(v) && s.Len() > 2 && c.beforeAdverb(s.Start-1, s.End) > s.Start && c.text[s.Start] != '每' && !c.endsRegion(s) && !c.endsInOffice(s) && !c.opensClause(s) && !c.hasRune(s, '、') && !c.hasRune(s, '是') {
				np.Start = s.Start // 农村实用技能培训450人
			}
			if e := lexicon.Actions().At(c.text[:np.End], np.Start); e.Is("light") && e.Len() < np.Len() {
				np.Start += e.Len() // 完成营造林600亩, 开展检查4次
				t.Action = c.str(Span{Start: v.span.Start, End: np.Start})
			}
		} else if np = c.elided(f, v); np.Len() == 0 && !(v.Is("build") && c.adjacent(v, f.q) && c.dated(f.lead.Start, v.span.Start)) {
			return nil // but 2025年完成18个 under a plan of its kind
		}
	}
	c.setIndicator(t, np)
	return t
}

// opensClause reports a span that begins with a preposition or a verb of going: 在药店
// 抽检, 赴外地推介.
func (c *reading) opensClause(s Span) bool {
	e := lexicon.NounTails().At(c.text[:s.End], s.Start)
	return c.isPreposition(Span{Start: s.Start, End: s.Start + 1}) || e != nil && e.Class == "verb"
}

// quoted is the name in quotes that s begins with, adverbs behind it aside.
func (c *reading) quoted(s Span) Span {
	if s.Len() == 0 || c.text[s.Start] != '“' {
		return Span{}
	}
	n := Span{Start: s.Start, End: c.closing(s.Start, s.End)}
	if n.Len() <= 0 || !c.onlyAdverbs(Span{Start: n.End, End: s.End}) {
		return Span{}
	}
	return n
}

// doneTo reports a thing before the verbal noun of what is done to it: 危房改造200户.
// Places and offices before it do it themselves.
func (c *reading) doneTo(v verb, s Span, f *form) bool {
	const shortest = 2
	e := lexicon.NounTails().At(c.text[:v.span.End], v.span.End-v.Len())
	if e == nil || e.Class != "deverbal" || e.Len() != v.Len() || v.span.Len() != v.Len() || v.Class != "make" || f.near != f.first || f.q.kind() != Count || f.q.small() || f.q.entry.Is("freq") || f.q.cmp == GT && !c.plannedDate(f) {
		return false
	}
	return s.Len() >= shortest && s.End == v.span.Start && c.adjacent(v, f.q) && !v.Is("deed") && !v.Is("subject") && !c.endsRegion(s) && !c.endsInOffice(s) && !c.opensClause(s) && !c.hasRune(s, '、') && !c.hasRune(s, '是') && !c.endsIn("place", s)
}

// lightly reports a deed behind a verb that only says that it is done: 开展服务60人次.
func (c *reading) lightly(v verb) bool {
	e := lexicon.Actions().At(c.text[:v.span.End], v.span.Start)
	return e.Is("light") && e.Len()+v.Len() == v.span.Len()
}

// trimTask drops 任务 from the end of what is completed.
func (c *reading) trimTask(np Span) Span {
	for {
		e := lexicon.NounTails().Before(c.text[:np.End], np.End)
		if !e.Is("task") || np.Len() < e.Len()+2 {
			return np
		}
		np.End -= e.Len()
	}
}

// perHead reads how many there shall be for so many people: 每千人拥有指导员2.5名.
func (c *reading) perHead(f *form) *Target {
	lead := c.measuredNoun(f.lead)
	if !f.post || !f.q.hasUnit() || lead.Len() < 4 || c.text[lead.Start] != '每' || f.q.cmp == EQ && !c.coming(f) {
		return nil
	}
	n, ok := numeral.At(c.d.Runes[:lead.End], lead.Start+1)
	if !ok && (c.text[lead.Start+1] != '千' && c.text[lead.Start+1] != '百') {
		return nil
	}
	from := max(n.End, lead.Start+2)
	t := &Target{Kind: f.q.kind()}
	for i := from; i < lead.End; i++ {
		if e := lexicon.Actions().At(c.text[:lead.End], i); e != nil && e.Class == "use" && e.Len() > 1 {
			t.Action = c.str(Span{Start: i, End: i + e.Len()})
			lead.Start = i + e.Len()
			break
		}
	}
	if lead.Len() < 3 {
		return nil
	}
	c.setIndicator(t, lead)
	return t
}

// earmarked reads what part of money is for: 筹集善款450万元，其中50万元用于助学.
func (c *reading) earmarked(f *form) *Target {
	use := lexicon.NounTails().At(c.text[:f.clause.End], f.q.core.End)
	if !use.Is("purpose") || f.q.kind() != Money || f.k == 0 || c.taken[f.k-1] == nil || c.taken[f.k-1].Kind != Money || !c.has(f.lead.Start, "其中") || f.lead.Len() > 3 {
		return nil
	}
	at := Span{Start: f.q.core.End, End: f.q.core.End + use.Len()}
	np := c.trimDeverbal(Span{Start: at.End, End: f.clause.End})
	if np.Len() < 2 {
		return nil
	}
	t := &Target{Kind: Money, Action: c.str(at)}
	c.setIndicator(t, np)
	return t
}

// builds reports a thing before the verb that completes it in numbers: 保障性住房建成
// 60万套. Bare places (全市建成5个) name nothing.
func (c *reading) builds(v verb, s Span, f *form) bool {
	return v.Is("build") && s.Len() >= 4 && f.q.Form != numeral.Chinese && c.adjacent(v, f.q) &&
		lexicon.OfficeSuffixes().Before(c.text[:s.End], s.End) == nil
}

// preposed reads a verb, the number and the noun phrase behind it: 培育10家企业.
func (c *reading) preposed(f *form) *Target {
	if f.post || !f.q.hasUnit() && !c.counts(f) {
		return nil
	}
	np := f.noun
	if np.Len() == 0 { // 完成800户的改造任务
		from := f.q.core.End
		if c.has(from, "的") {
			from++
		}
		np = c.trimPunct(Span{Start: from, End: f.stop})
	}
	if np.Len() <= 0 {
		return nil
	}
	v := f.near
	if b := f.q.before; v.Entry == nil && b != nil && lexicon.Actions().At(c.text, f.q.core.Start).Is("break") && f.q.kind() == Count && c.measuredNoun(f.lead).Len() == 0 {
		// 突破50项关键技术: no bound, the verb of what is counted
		f.q.cmp = EQ
		if f.q.Max != nil {
			f.q.cmp = Range
		}
		t := &Target{Kind: Count, Action: NullString(b.Term)}
		c.setIndicator(t, np)
		return t
	}
	const far = 36 // no verb governs a number farther off
	if v.Entry != nil && f.q.core.Start-v.span.End > far {
		return nil
	}
	if v.Is("own") && f.first.Entry != nil && f.first.span.End == v.span.Start {
		v = f.first // 改扩建现有20个库
	}
	if v.Entry == nil || v.Class == "use" || v.Class == "level" || v.Class == "grow" && !c.adjacent(v, f.q) {
		return nil
	}
	if v.Class == "weak" && f.first.Entry != nil && f.first.span.End == v.span.Start {
		v = f.first
	}
	if f.first.Entry != nil && f.first.span.End < v.span.Start && c.listsOn(v.span.End, f.q.core.Start) {
		v = f.first // 开工建设干流治理工程和40宗堤防
	}
	if s := c.deedBehind(f); s.Len() > 0 && (v.Class == "weak" || v.Is("lets")) {
		// 推动3家企业上市, 实现4家企业全部退出
		t := &Target{Kind: f.q.kind(), Action: c.str(s)}
		c.setIndicator(t, np)
		return t
	}
	if v.Is("noun") && c.has(f.q.core.End, "的") {
		// 启动投资2亿元的项目: the money describes what is started.
		if w, _ := c.verbs(Span{Start: f.lead.Start, End: v.span.Start}); w.Entry != nil && w.span.End == v.span.Start && (w.Class == "make" || w.Is("push")) {
			v = w
		}
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span)}
	if t.Kind == Money {
		// 筹措7亿元实施惠民工程: what the money is for.
		if e := lexicon.Actions().At(c.text[:np.End], np.Start); e != nil && e.Len() > 1 && np.Len() >= e.Len()+3 {
			np.Start += e.Len()
		}
	}
	c.setIndicator(t, np)
	return t
}

// listsOn reports a list mark between a verb and the number: the verb belongs to the
// member before.
func (c *reading) listsOn(i, end int) bool {
	for ; i < end; i++ {
		if c.text[i] == '、' || c.text[i] == '和' {
			return true
		}
	}
	return false
}

// counts reports a large number without a counter right behind its verb: 解决6000万农村
// 人口饮水问题.
func (c *reading) counts(f *form) bool {
	return c.text[f.q.num.End-1] == '万' && f.near.Entry != nil && f.near.Class == "make" && c.adjacent(f.near, f.q)
}

// deedBehind is the verb behind the noun that the number counts, where it is one
// that can be checked.
func (c *reading) deedBehind(f *form) Span {
	i := f.stop
	if c.has(i, "全部") {
		i += 2
	}
	e := lexicon.Actions().At(c.text[:f.clause.End], i)
	if !e.Is("subject") || e.Is("vague") {
		return Span{}
	}
	return Span{Start: i, End: i + e.Len()}
}

// postposedWord reads 推介优质项目300个以上 under a verb that the table of actions
// lacks: the first word of the segment that the dictionary calls a verb.
func (c *reading) postposedWord(f *form) *Target {
	const longest = 40
	if !f.post || f.near.Entry != nil || !f.q.hasUnit() || f.q.small() || f.lead.Len() < 4 || f.lead.Len() > longest || c.has(f.lead.Start, "其中") {
		return nil
	}
	if e, _ := lexicon.VerbTraps().Part("compound").In(c.text, f.lead.Start, f.lead.End); e != nil {
		return nil // 预算执行审计2个: the dictionary takes the compound apart
	}
	var few [24]words.Piece
	for _, w := range words.Pieces(c.d.Runes[f.lead.Start:f.lead.End], few[:0]) {
		if w.Tag.String() != "v" || w.End-w.Start < 2 || c.has(f.lead.Start+int(w.Start), "累计") {
			continue
		}
		v := Span{Start: f.lead.Start + int(w.Start), End: f.lead.Start + int(w.End)}
		if v.Start > f.lead.Start && c.text[v.Start-1] == '新' {
			v.Start--
		}
		np := Span{Start: v.End, End: f.lead.End}
		if f.q.at.Len() > 0 && f.q.at.End == np.End {
			np.End = max(np.Start, f.q.at.Start) // 分出量日均60吨
		}
		if np = c.trimDeverbal(np); np.Len() < 2 || c.hasRune(np, '为') {
			return nil
		}
		t := &Target{Kind: f.q.kind(), Action: c.str(v)}
		c.setIndicator(t, np)
		return t
	}
	return nil
}
