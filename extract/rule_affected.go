package extract

import (
	"yaodian/extract/lexicon"
)

// affected reads the number of those that a deed is done to or by:
// 在10所学校试点加装, 129个县全部达到, 98家单位开展评价.
func (c *reading) affected(f *form) *Target {
	share := f.q.kind() == Ratio // 100%的卫生院完成设置
	if f.near.Entry != nil && !(f.near.Is("state") && f.near.Len() == 1) || !f.q.hasUnit() || f.q.kind() != Count && !share || f.q.small() {
		return nil
	}
	if e := lexicon.NounTails().At(c.text[:f.clause.End], f.q.core.End); share && e != nil && e.Class == "verb" {
		return c.shareOf(f)
	}
	if f.noun.Len() == 0 {
		return nil
	}
	if k := c.lastQualifier(f.k) + 1; k < len(c.list) && c.list[k].core.Start < f.clause.End && c.list[k].cmp == EQ && f.lead.Len() > 0 && c.text[f.lead.End-1] == '在' {
		return nil // 在14个市增补学位2万个: the second number is the deed's
	}
	if share && f.lead.Len() > 0 && f.q.cmp == EQ && !c.has(f.q.core.End, "的") || c.text[f.stop-1] == '可' {
		return nil // 延续15%企业所得税优惠; 7%左右的速度可以实现就业
	}
	if f.lead.Len() > 0 && !share && !c.isPreposition(f.lead) && !c.endsRegion(f.lead) && !c.opensPreposition(f.lead) {
		return nil
	}
	tail := Span{Start: f.stop, End: f.clause.End}
	for i := range c.dates {
		if d := &c.dates[i]; d.span.Start == f.stop {
			tail.Start = d.span.End // 3家医院年底前达到…
		}
	}
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
	} else if e := lexicon.NounTails().At(c.text[:tail.End], tail.Start); !share && e.Is("taken") && c.opensPreposition(f.lead) {
		t.Action = c.str(Span{Start: tail.Start, End: tail.Start + e.Len()}) // 将城区300名老人纳入低保
	} else if !share && !c.isPreposition(f.lead) && !c.makesPassable(f.stop) {
		return nil // 9个指标由报表获取: no deed
	}
	c.setIndicator(t, f.noun)
	return t
}

// makesPassable reports 通路, 通电 and the like, deeds that the actions lack.
func (c *reading) makesPassable(i int) bool {
	if c.has(i, "均") {
		i++
	}
	return lexicon.NounTails().At(c.text, i).Is("deed")
}

// shareOf reads a share behind those whom it is of: 基层医疗机构100%达到标准.
func (c *reading) shareOf(f *form) *Target {
	np := c.subject(f.lead)
	e := lexicon.NounTails().At(c.text[:f.clause.End], f.q.core.End)
	if f.q.kind() != Ratio || np.Len() < 3 || e == nil || e.Class != "verb" || e.Len() < 2 {
		return nil
	}
	t := &Target{Kind: Ratio}
	if a := lexicon.Actions().At(c.text[:f.clause.End], f.q.core.End); a != nil {
		t.Action = c.str(Span{Start: f.q.core.End, End: f.q.core.End + a.Len()})
	}
	c.setIndicator(t, np)
	return t
}

// beforeAdverb trims 试点, 全面 and the like before a verb.
func (c *reading) beforeAdverb(start, end int) int {
	if e := lexicon.Tails().Before(c.text[:end], end); e != nil && end-e.Len() > start {
		return end - e.Len()
	}
	return end
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

// opensPreposition reports 对车流量较大的 before 85个服务区, 将城区 before 360名老人.
func (c *reading) opensPreposition(s Span) bool {
	const region = 4
	for i := s.End - 1; i >= max(s.Start, s.End-1-region); i-- {
		if lexicon.Heads().At(c.text[:s.End], i).Is("object") {
			return i+1 == s.End || c.endsRegion(Span{Start: i + 1, End: s.End})
		}
	}
	return c.isPreposition(Span{Start: s.Start, End: s.Start + 1}) && (c.text[s.End-1] == '的' || c.text[s.End-1] == '等' || c.endsRegion(Span{Start: s.Start + 1, End: s.End}))
}

// endsRegion reports a lead that only names where: 全省129个县.
func (c *reading) endsRegion(s Span) bool {
	return s.Len() > 0 && s.Len() <= 4 && c.endsIn("region", s)
}
