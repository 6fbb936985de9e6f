package extract

import "yaodian/extract/lexicon"

// elided is what a number counts that a verb alone introduces: what stands before
// with the same unit (新建高标准农田5万亩，改造提升2万亩; 项目7个，其中续建4个).
func (c *reading) elided(f *form, v verb) Span {
	if v.Class != "make" || !c.adjacent(v, f.q) || c.measuredNoun(Span{Start: f.lead.Start, End: v.span.Start}).Len() >= 2 {
		return Span{}
	}
	for k := f.k - 1; k >= 0; k-- {
		if t := c.taken[k]; t != nil && t.Change == "" && t.Unit == c.unitOf(f.q) {
			return t.indicator
		}
	}
	if f.k > 0 && v.Is("subject") && f.lead.Start == v.span.Start {
		// 生猪存栏达到110万头，出栏180万头
		if t := c.taken[f.k-1]; t != nil && t.Unit == c.unitOf(f.q) {
			if e := lexicon.NounEnds().Part("stock").Before(c.text[:t.indicator.End], t.indicator.End); e != nil && e.Len() < t.indicator.Len() {
				return Span{Start: t.indicator.Start, End: t.indicator.End - e.Len()}
			}
		}
	}
	return c.objectEarlier(f, v)
}

// again reads a second measure of what the number before it counts: 新建学校3所、5万平方米.
func (c *reading) again(f *form) *Target {
	if !f.post || f.lead.Len() > 0 || f.k == 0 || c.taken[f.k-1] == nil || !f.q.hasUnit() || f.q.before != nil {
		return nil
	}
	p, prev := &c.list[f.k-1], c.taken[f.k-1]
	switch f.q.kind() {
	case Count, Area, Length:
	default:
		return nil
	}
	if prev.Change != "" || prev.Action == "" || p.kind() == f.q.kind() || p.kind() == Money || !c.shapes[f.k-1].post || p.core.End+1 != f.q.core.Start || c.text[p.core.End] != '、' {
		return nil
	}
	t := &Target{Kind: f.q.kind(), Action: prev.Action}
	c.setIndicator(t, prev.indicator)
	return t
}

// objectEarlier is the object of the clause before, for a number behind a verb of
// completion that names none: 在小区设置便民菜店，年内完成20个. A condition in between
// (在确保质量的前提下) is passed over.
func (c *reading) objectEarlier(f *form, v verb) Span {
	const shortest, longest = 4, 16
	end := f.clause.Start - 1
	money := v.Is("pay") && f.q.kind() == Money // 多方筹集善款，年内筹集60万元
	if !money && (!v.Is("build") || f.q.kind() != Count) || !f.post || !f.q.hasUnit() || f.q.period != nil {
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
		if money {
			if near.Entry != v.Entry || np.Len() < 2 {
				return Span{}
			}
			return np
		}
		works := near.Is("push") && end < s.End
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
	if s >= c.sentence.End || c.text[s-1] == ';' || c.has(s, "其中") {
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
			for { // 统筹推进棚户区改造; 新建、改扩建学校
				k := i
				if isConjunction(c.text[k]) {
					k++
				}
				e := lexicon.Actions().At(c.text[:clause.End], k)
				if e == nil || e.Len() == 1 {
					break
				}
				i = k + e.Len()
			}
			np := Span{Start: i, End: clause.End}
			for k := range c.list {
				if at := c.list[k].core.Start; at >= np.Start && at < np.End {
					if c.list[k].core.End < clause.End {
						return Span{} // …二期17万平方米供热
					}
					np.End = at // …9所
				}
			}
			if v, _ := c.verbs(np); v.Entry != nil && v.Class == "level" {
				return Span{}
			}
			return c.trimDeverbal(np)
		}
	}
	return Span{}
}

// lastIndicator is what the quantity before measured, for a number that goes
// on without naming it (增长7.5%，达到326.4亿元).
func (c *reading) lastIndicator(f *form) Span {
	if f.k == 0 && f.clause.Start == c.sentence.Start {
		return c.cellBefore()
	}
	if f.k == 0 || c.taken[f.k-1] == nil {
		return Span{}
	}
	if n := c.pairedWith(f); n > 0 {
		f.paired = n
		return c.taken[f.k-n].indicator
	}
	return c.taken[f.k-1].indicator
}

// pairedWith is how many numbers each have one of as many before them: 接待游客60万
// 人次、收入6亿元，分别增长8%和9%; 0 without 分别.
func (c *reading) pairedWith(f *form) int {
	n := c.listLength(f.k)
	if n < 2 || f.k < n || !c.has(f.lead.Start, "分别") || c.list[f.k-n].core.Start < c.sentence.Start {
		return 0
	}
	for k := f.k - n; k < f.k; k++ {
		if t := c.taken[k]; t == nil || t.indicator.Len() == 0 || k > f.k-n && t.indicator == c.taken[k-1].indicator {
			return 0
		}
	}
	return n
}

// cellBefore is the cell or line before a sentence that begins with its verb, as a
// table of indicators prints them (事故死亡人数 | 下降15%): a short phrase without marks
// or figures.
func (c *reading) cellBefore() Span {
	const shortest, longest = 4, 30
	end := c.sentence.Start
	for end > 0 && (c.text[end-1] == '\n' || c.text[end-1] == '\t' || c.text[end-1] == ' ') {
		end--
	}
	start := end
	for start > 0 && end-start <= longest && c.text[start-1] != '\n' && c.text[start-1] != '\t' {
		start--
		if r := c.text[start]; !isHan(r) && r != '(' && r != ')' || r == '。' {
			return Span{}
		}
	}
	if end == c.sentence.Start || end-start < shortest || end-start > longest {
		return Span{}
	}
	return Span{Start: start, End: end}
}
