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
	if v.Entry == nil || f.near.Attr == "over" {
		v = f.near
	}
	if v.Entry == nil || v.Class == "use" || (v.Class == "level" || f.near.Class == "level") && v.Term != "突破" {
		return nil
	}
	np := Span{Start: v.span.End, End: f.lead.End}
	if f.q.at.Len() > 0 && f.q.at.Start >= np.Start && f.q.at.End <= np.End {
		np = Span{Start: np.Start, End: f.q.at.Start}
	}
	// 水利建设投资拟安排30亿元: a noun that looks like a verb; the real one is
	// next to the number and nothing is named in between.
	if n := f.near; n.span.Start >= v.span.End && !isSpending(n.Entry) && c.adjacent(n, f.q) && c.subject(Span{Start: v.span.End, End: n.span.Start}).Len() < 2 {
		v, np = n, Span{Start: f.lead.Start, End: n.span.Start}
	}
	if np = c.subject(np); v.Term == "完成" {
		np = c.trimTask(np) // what is completed is the doing: 易地扶贫搬迁300人
	} else {
		np = c.trimDeverbal(np)
	}
	if v.Term == "新增" || v.Term == "净增" {
		switch head := c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start}); {
		case head.Len() < 2 || f.q.at.Len() > 0:
		case np.Len() == 0:
			np = head // 服务事项新增15项
		case head.Len() <= 6 && v.Term == "新增":
			np.Start = head.Start // 城镇新增就业50万人
		}
	}
	t := &Target{Kind: f.q.kind(), Action: c.str(v.span)}
	if v.Class == "grow" {
		t.Change, t.Direction = "by", v.direction()
	}
	switch {
	case np.Len() >= 2 && np.Len() <= 4 && np.Start == v.span.End && (v.Attr == "deed" || v.Attr == "subject") && c.endsInRate(np):
		np.Start = v.span.Start // 播种面积1520万亩
	case np.Len() >= 2:
	case v.Term == "投资" || v.Term == "投入" || v.Term == "安排":
		np = c.nextObject(f)
	default:
		// 计划市内交流轮岗150人: the deed itself is what is counted.
		if s := c.subject(Span{Start: f.lead.Start, End: v.span.Start}); s.Len() >= 2 && (v.Attr == "subject" || v.Class == "make" && (f.q.kind() != Count || c.builds(v, s, f))) {
			np = s
		} else if v.Attr == "deed" {
			if np = v.span; np.Len() > 3 && c.has(np.Start, "完成") {
				np.Start += 2 // 完成营造林600亩
				t.Action = c.str(Span{Start: v.span.Start, End: np.Start})
			}
		} else if np = c.elided(f, v); np.Len() == 0 {
			return nil
		}
	}
	c.setIndicator(t, np)
	return t
}

// trimTask drops 任务 from the end of what is completed.
func (c *reading) trimTask(np Span) Span {
	for _, w := range []string{"的", "任务", "总", "工作"} {
		if n := len([]rune(w)); np.Len() >= n+2 && c.has(np.End-n, w) {
			np.End -= n
		}
	}
	return np
}

// builds reports a thing before the verb that completes it in numbers: 保障性住房建成
// 60万套. Bare places (全市建成5个) name nothing.
func (c *reading) builds(v verb, s Span, f *form) bool {
	switch v.Term {
	case "建成", "基本建成", "开工", "新开工", "竣工", "完成", "新安排":
		return s.Len() >= 4 && f.q.Form != numeral.Chinese && c.adjacent(v, f.q) && lexicon.OfficeSuffixes().Before(c.text[:s.End], s.End) == nil
	}
	return false
}

// elided is what a number counts that a verb alone introduces: what stands before
// with the same unit (新建高标准农田5万亩，改造提升2万亩; 项目7个，其中续建4个).
func (c *reading) elided(f *form, v verb) Span {
	if v.Class != "make" || !c.adjacent(v, f.q) || c.subject(Span{Start: f.lead.Start, End: v.span.Start}).Len() >= 2 {
		return Span{}
	}
	for k := f.k - 1; k >= 0; k-- {
		if t := c.taken[k]; t != nil && t.Change == "" && t.Unit == c.unitOf(f.q) {
			return t.indicator
		}
	}
	return c.objectEarlier(f, v)
}

// objectEarlier is the object of the clause before, for a number behind a verb of
// completion that names none: 在小区设置便民菜店，年内完成20个. A condition in between
// (在确保质量的前提下) is passed over.
func (c *reading) objectEarlier(f *form, v verb) Span {
	const shortest, longest = 4, 16
	switch v.Term {
	case "完成", "建成", "基本建成", "开工", "新开工":
	default:
		return Span{}
	}
	end := f.clause.Start - 1
	if !f.post || !f.q.hasUnit() || f.q.kind() != Count || f.q.period != nil {
		return Span{}
	}
	for end > c.sentence.Start && c.text[end] == ',' {
		s := Span{Start: c.clauseStart(end, c.sentence.Start), End: end}
		if c.text[end-1] == '下' {
			end = s.Start - 1
			continue
		}
		near, first := c.verbs(s)
		if near.Entry != nil && near.span.End == end { // 推进安居工程建设
			end = near.span.Start
			near, first = c.verbs(Span{Start: s.Start, End: end})
		}
		for k := range c.list {
			if c.list[k].core.Start >= s.Start && c.list[k].core.End <= s.End {
				return Span{}
			}
		}
		np := c.trimDeverbal(Span{Start: near.span.End, End: end})
		works := near.Entry != nil && near.Term == "推进" && end < s.End
		if near.Entry == nil || near != first && !works || np.Len() < shortest || np.Len() > longest || c.hasRune(np, '、') {
			return Span{}
		}
		return np
	}
	return Span{}
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
			i += e.Len()
			for e := lexicon.Actions().At(c.text[:clause.End], i); e != nil && e.Len() > 1; e = lexicon.Actions().At(c.text[:clause.End], i) {
				i += e.Len() // 统筹推进棚户区改造
			}
			return c.trimDeverbal(Span{Start: i, End: clause.End})
		}
	}
	return Span{}
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
	if b := f.q.before; v.Entry == nil && b != nil && b.Term == "突破" && f.q.kind() == Count && c.measuredNoun(f.lead).Len() == 0 {
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
	if v.Entry != nil && v.Term == "现有" && f.first.Entry != nil && f.first.span.End == v.span.Start {
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
	if s := c.deedBehind(f); s.Len() > 0 && (v.Class == "weak" || v.Term == "实现") {
		// 推动3家企业上市, 实现4家企业全部退出
		t := &Target{Kind: f.q.kind(), Action: c.str(s)}
		c.setIndicator(t, np)
		return t
	}
	if isSpending(v.Entry) && c.has(f.q.core.End, "的") {
		// 启动投资2亿元的项目: the money describes what is started.
		if w, _ := c.verbs(Span{Start: f.lead.Start, End: v.span.Start}); w.Entry != nil && w.span.End == v.span.Start && (w.Class == "make" || w.Term == "推进") {
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
	if e == nil || e.Attr != "subject" || e.Term == "落地" {
		return Span{}
	}
	return Span{Start: i, End: i + e.Len()}
}

// listed reads a further member of a list whose verb stands before: 建设A 3个、B 5个.
func (c *reading) listed(f *form) *Target {
	if f.k == 0 || !f.q.hasUnit() {
		return nil
	}
	if f.near.Entry != nil && !(f.post && f.near.span.End == f.lead.End && f.near.span.Start > f.lead.Start+1) {
		return nil // but 改造危房800户、棚户区改造600套 goes on
	}
	j := f.k - 1
	for j > 0 && c.barred[j] == "qualifier" && f.lead.Start == c.shapes[j].lead.Start {
		j-- // 新签约项目10个，其中投资超1亿元项目3个
	}
	prev := c.taken[j]
	if prev == nil {
		return nil
	}
	if prev.Change != "" {
		return c.listedLevel(f, prev)
	}
	gap := Span{Start: c.list[j].core.End, End: f.q.core.Start}
	if !c.isListGap(gap, f) {
		return nil
	}
	np := f.noun
	if f.post {
		np = c.trimDeverbal(c.measuredNoun(f.lead))
	} else if c.has(f.q.core.End, "全部") || c.has(f.q.core.End, "均") {
		np = prev.indicator // 实现困难人口96户、183人全部脱贫
	}
	if np.Len() < 1 {
		return nil
	}
	t := &Target{Kind: f.q.kind(), Action: prev.Action}
	c.setIndicator(t, np)
	return t
}

// listedLevel reads a further member of a list of levels: 企业达到300家、合作社200家.
func (c *reading) listedLevel(f *form, prev *Target) *Target {
	p := &c.list[f.k-1]
	if prev.Change != "to" || !f.post || f.near.Entry != nil || p.entry != f.q.entry || c.text[p.core.End] != '、' || f.lead.Start != p.core.End+1 {
		return nil
	}
	np := c.measuredNoun(f.lead)
	if np.Len() < 3 {
		return nil
	}
	t := &Target{Kind: f.q.kind(), Action: prev.Action, Change: "to", Direction: prev.Direction}
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

// postposedWord reads 推介优质项目300个以上 under a verb that the table of actions
// lacks: the first word of the segment that the dictionary calls a verb.
func (c *reading) postposedWord(f *form) *Target {
	const longest = 40
	if !f.post || f.near.Entry != nil || !f.q.hasUnit() || f.q.small() || f.lead.Len() < 4 || f.lead.Len() > longest || c.has(f.lead.Start, "其中") {
		return nil
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
		np := c.trimDeverbal(Span{Start: v.End, End: f.lead.End})
		if np.Len() < 2 || c.hasRune(np, '为') {
			return nil
		}
		t := &Target{Kind: f.q.kind(), Action: c.str(v)}
		c.setIndicator(t, np)
		return t
	}
	return nil
}
