package extract

import (
	"strings"

	"yaodian/extract/lexicon"
)

// listed reads a further member of a list whose verb stands before: 建设A 3个、B 5个.
func (c *reading) listed(f *form) *Target {
	if f.k == 0 || !f.q.hasUnit() {
		return nil
	}
	if f.near.Entry != nil && !(f.post && f.near.Class != "level" && f.near.span.End == f.lead.End && f.near.span.Start > f.lead.Start+1) {
		return nil // but 改造危房800户、棚户区改造600套 goes on
	}
	j := f.k - 1
	for j > 0 && (c.barred[j] == "qualifier" || c.grades(j)) && f.lead.Start == c.shapes[j].lead.Start {
		j-- // 新签约项目10个，其中投资超1亿元项目3个
	}
	prev := c.taken[j]
	if prev == nil {
		return nil
	}
	if t := c.listedGoal(f, prev); t != nil {
		return t
	}
	amount := prev.Change == "by" && f.q.kind() == Count && actionOf(prev).Is("amount") && c.list[j].entry == f.q.entry // 增加学位500个，其中…
	if prev.Change != "" && !amount {
		return c.listedLevel(f, prev)
	}
	gap := Span{Start: c.list[j].core.End, End: f.q.core.Start}
	if !c.isListGap(gap, f) {
		return nil
	}
	if t := c.affected(f); !f.post && t != nil && t.Action != "" {
		return nil // 新建剧场2家，3部作品入选展演
	}
	np := f.noun
	if f.post {
		if np = c.trimDeverbal(c.measuredNoun(f.lead)); np.Len() < 2 {
			return nil
		}
	} else if c.has(f.q.core.End, "全部") || c.has(f.q.core.End, "均") {
		np = prev.indicator // 实现困难人口96户、183人全部脱贫
	}
	if np.Len() < 1 {
		return nil
	}
	if f.post && c.namesGrade(np) && !c.namesGrade(prev.indicator) && c.list[j].entry == f.q.entry {
		np, f.beside = prev.indicator, np // 新增企业10家，其中国家级2家
	}
	t := &Target{Kind: f.q.kind(), Action: prev.Action, Change: prev.Change, Direction: prev.Direction}
	if c.text[gap.Start] == ',' && (t.Kind != prev.Kind || prev.Action != "" && strings.HasSuffix(string(prev.Indicator), string(prev.Action))) {
		// 新建消防站1座，总投资600万元; 执法检查6次，绩效评价5项: no deed of the verb before
		t.Action = ""
	}
	c.setIndicator(t, np)
	return t
}

// listedGoal reads a bounded member of a list of goals that began with a count, behind
// levels and rates: 新增企业15家，产值增长10%，合作协议10项以上.
func (c *reading) listedGoal(f *form, prev *Target) *Target {
	if prev.Change == "" || f.q.kind() != Count || f.q.cmp != GE || !f.post || f.near.Entry != nil || f.lead.Start != f.clause.Start || c.text[f.clause.Start-1] != ',' {
		return nil
	}
	for k := f.k - 1; k >= 0 && c.taken[k] != nil; k-- {
		if c.taken[k].Change != "" {
			continue
		}
		np := c.measuredNoun(f.lead)
		if c.taken[k].Kind != Count || np.Len() < 4 {
			return nil
		}
		t := &Target{Kind: Count}
		c.setIndicator(t, np)
		return t
	}
	return nil
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

// shared reads the further number of a list that shares its verb or bound, and
// names what each counts before the first: 早稻、晚稻分别不低于12万亩、58万亩.
func (c *reading) shared(f *form) *Target {
	if t := c.again(f); t != nil {
		return t
	}
	if !f.post || f.lead.Len() > 0 || !c.follows(f.k, "count") {
		return nil
	}
	f.q.cmp = c.list[f.k-1].cmp
	return c.sameVerb(f)
}

// follows reports that quantity k continues a list of numbers under the same
// verb (增长5%、6%).
func (c *reading) follows(k int, class string) bool {
	if k == 0 || c.taken[k-1] == nil {
		return false
	}
	want := NullString("to")
	switch class {
	case "grow":
		want = "by"
	case "count":
		if want = ""; !obliges(&c.list[k-1]) && c.list[k-1].cmp != c.list[k].cmp || c.list[k].before != nil {
			return false
		}
	}
	if end := c.list[k].core.End; end < c.sentence.End && c.text[end] == '的' {
		return false // 普及率达85%，不低于35%的行政村…
	} else if end < c.sentence.End && c.text[c.list[k-1].core.End] == ',' && isHan(c.text[end]) && !isSeparator(c.text[end]) {
		return false // 时限压缩50%，60%以上事项…
	}
	gap := Span{Start: c.list[k-1].core.End, End: c.list[k].core.Start}
	return c.taken[k-1].Change == want && gap.Len() == 1 && isSeparator(c.text[gap.Start]) && c.list[k-1].kind() == c.list[k].kind()
}

// sameVerb reads the further number of such a list; with 分别 the k-th number
// belongs to the k-th noun phrase before the verb.
func (c *reading) sameVerb(f *form) *Target {
	prev := c.taken[f.k-1]
	t := &Target{Kind: f.q.kind(), Action: prev.Action, Change: prev.Change, Direction: prev.Direction, Indicator: prev.Indicator}
	if f.q.cmp == EQ && c.list[f.k-1].before != nil {
		f.q.cmp = c.list[f.k-1].cmp // 分别超过2%、5%
	}
	if f.q.cmp != EQ && f.q.cmp != Approx && f.q.before == nil && f.q.Max == nil {
		for k := f.k - 1; k >= 0 && c.taken[k] != nil && c.list[k].cmp == EQ; k-- {
			c.taken[k].Comparator = f.q.cmp // 保持在90%和98%以上: the bound holds for both
			c.refile(k)
			if c.shapes[k].lead.Len() > 0 {
				break
			}
		}
	}
	head := f.k - 1
	for head > 0 && c.shapes[head].lead.Len() == 0 && c.taken[head] != nil {
		head--
	}
	if n := c.shapes[head].paired; n > 0 && f.k-head < n {
		c.setIndicator(t, c.taken[f.k-n].indicator)
		return t
	}
	if c.shapes[head].named.Len() == 0 {
		c.shapes[head].named = c.taken[head].indicator
	}
	parts := c.parts(c.shapes[head].named, c.listLength(head))
	if n := f.k - head; n < len(parts) {
		c.setIndicator(t, parts[n])
		// 城镇、农村居民收入分别…: a bare 城镇 names nothing; the first keeps the whole.
		if first := c.taken[head]; first != nil && n == 1 && parts[0].Len() >= 2 && !c.namesPlace(parts[0]) {
			c.setIndicator(first, parts[0])
			c.refile(head)
		}
	}
	return t
}

// namesPlace reports a bare 城镇 or 农村.
func (c *reading) namesPlace(s Span) bool {
	e := lexicon.NounEnds().Part("place").At(c.text[:s.End], s.Start)
	return e != nil && e.Len() == s.Len()
}

// namesGrade reports a bare 省级 or 国家级: what is of that grade stands elsewhere.
func (c *reading) namesGrade(s Span) bool {
	return s.Len() > 1 && c.text[s.End-1] == '级' && c.namesPlace(s)
}

// beforeGrade cuts the grade behind the noun that it describes: 众创空间省级.
func (c *reading) beforeGrade(np Span) Span {
	const shortest = 2
	e := lexicon.NounEnds().Part("place").Before(c.text[:np.End], np.End)
	if e == nil || np.Len() < e.Len()+shortest || c.text[np.End-1] != '级' {
		return np
	}
	return Span{Start: np.Start, End: np.End - e.Len()}
}

// listLength counts the numbers that follow head without words in between.
func (c *reading) listLength(head int) int {
	n := 1
	for k := head + 1; k < len(c.list); k++ {
		if c.list[k].core.Start != c.list[k-1].core.End+1 || !isSeparator(c.text[c.list[k-1].core.End]) {
			break
		}
		n++
	}
	return n
}

// parts splits a noun phrase in n at 、 和 及; where these make more parts, at some
// of them.
func (c *reading) parts(np Span, n int) []Span {
	all := c.splitAt(np, "、和及与")
	for _, marks := range []string{"、和及", "、和", "、", "和", "及", "与"} {
		if len(all) == n {
			break
		}
		if s := c.splitAt(np, marks); len(s) == n {
			return s
		}
	}
	return all
}

func (c *reading) splitAt(np Span, marks string) []Span {
	var out []Span
	start := np.Start
	for i := np.Start; i < np.End; i++ {
		switch c.text[i] {
		case '(':
			i = max(c.matching(i, np.End)-1, i)
		case '、', '和', '及', '与':
			if !strings.ContainsRune(marks, c.text[i]) {
				continue
			}
			if w := lexicon.WordTraps().Part("join"); w.At(c.text[:np.End], i) != nil || w.Before(c.text[:i+1], i+1) != nil {
				continue // 普及率, 及以上
			}
			out = append(out, Span{Start: start, End: i})
			start = i + 1
		}
	}
	return append(out, Span{Start: start, End: np.End})
}
