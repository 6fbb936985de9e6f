package extract

import (
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/parser/numeral"
)

// complete fills what a rule leaves to the common path: text, value, unit,
// comparator, period, deadline, baseline.
func (c *reading) complete(f *form, t *Target, rule string) {
	q := f.q
	t.Rule = rule
	t.Value, t.ValueMax = numbersOf(q.Numeral)
	t.Unit = c.unitOf(q)
	t.Comparator = q.cmp
	if q.period != nil {
		t.Period = NullString(q.period.Attr)
	}
	t.By = c.deadline(f)
	if t.Change != "" {
		c.baseline(f, t)
	}
	t.Span = c.extent(f, t)
	t.Text = c.d.Slice(t.Span)
}

func numbersOf(n numeral.Numeral) (value, most *Number) {
	value = &Number{n.Value}
	if n.Max != nil {
		most = &Number{*n.Max}
	}
	return value, most
}

// unitOf is the unit as printed; a share written in words (百分之八十) is in %.
func (c *reading) unitOf(q *quantity) NullString {
	switch {
	case q.unit.Len() > 0:
		return c.str(q.unit)
	case q.Percent:
		return "%"
	}
	return ""
}

// extent is the shortest span that holds action, number, unit and indicator,
// without reaching over another quantity to a shared verb.
func (c *reading) extent(f *form, t *Target) Span {
	s := f.q.core
	grow := func(p Span) {
		if p.Len() > 0 && p.Start >= f.lead.Start && p.End <= f.clause.End {
			s.Start, s.End = min(s.Start, p.Start), max(s.End, p.End)
		}
	}
	grow(t.indicator)
	grow(f.q.at)
	grow(f.beside)
	for _, v := range []verb{f.first, f.near} {
		if v.Entry != nil && t.Action != "" && strings.HasPrefix(string(c.str(v.span)), string(t.Action)) {
			grow(v.span)
		}
	}
	return s
}

// deadline is the last day of the deadline that belongs to the quantity: one
// printed in its clause, else at the head of its sentence, else that of the
// goals list or closing tag it stands in. The plan's own year is no deadline.
func (c *reading) deadline(f *form) NullString {
	var best *date
	for i := range c.dates {
		d := &c.dates[i]
		if d.span.Start >= f.q.core.End && c.closes(d, f) {
			best = d
		}
		if d.starts || d.span.Start >= f.q.core.End || !c.reaches(d, f) {
			continue
		}
		if d.deadline || !d.yearOnly || d.written && d.last.y != int(c.p.Year) && d.last.y >= c.year() {
			best = d
		}
	}
	in := best != nil // the sentence names it
	if best == nil {
		best = c.carried
	}
	if best == nil {
		best = c.whole
	}
	if best != nil && !in {
		for i := range c.dates { // 2025年完成18个，2026年…: under a head with a later day
			if d := &c.dates[i]; d.yearOnly && d.written && d.span.End <= f.q.core.Start && c.reaches(d, f) && int(c.p.Year) == d.last.y {
				best = d
			}
		}
	}
	if best == nil {
		return ""
	}
	return NullString(best.last.String())
}

// closes reports a deadline behind the quantity in its clause, where no other
// quantity stands in between: 2座水库安全鉴定于4月底前完成.
func (c *reading) closes(d *date, f *form) bool {
	if !d.deadline || d.span.End > f.clause.End || f.k+1 < len(c.list) && c.list[f.k+1].core.Start < d.span.Start {
		return false
	}
	at := d.span.End
	if c.has(at, "全部") {
		at += 2
	}
	if e := lexicon.Deeds().At(c.text[:f.clause.End], at); e != nil {
		return true
	}
	a := lexicon.Actions().At(c.text[:f.clause.End], at)
	return a != nil && a.Class == "level" && a.Len() > 1 // 3家医院年底前达到…
}

// reaches reports that a date printed before the quantity governs it: it
// stands in the quantity's clause, heads the sentence, or heads a clause with
// no semicolon in between.
func (c *reading) reaches(d *date, f *form) bool {
	if d.span.Start >= f.clause.Start {
		return true
	}
	if c.ends(d) {
		return false
	}
	head := c.clauseStart(d.span.Start, c.sentence.Start)
	lead := c.subject(Span{Start: head, End: d.span.Start})
	if lead.Len() > 2 {
		return false
	}
	if head <= c.sentence.Start+2 {
		return true
	}
	if !d.deadline && !d.yearOnly {
		return false // 一季度完成15亿元，…: when, not by when
	}
	for i := d.span.End; i < f.clause.Start; i++ {
		if c.text[i] == ';' {
			return false
		}
	}
	return true
}

// ends reports a date whose clause says with it that its subject is over: 秋防10月底前
// 结束，….
func (c *reading) ends(d *date) bool {
	end := c.clauseEnd(d.span.End, c.sentence.End)
	e := lexicon.Deeds().Part("over").At(c.text[:end], d.span.End)
	return e != nil && d.span.End+e.Len() == end
}

// isGoalsHead reports a deadline that heads a list of goals: its sentence ends
// in a colon, or its item is headed 目标.
func (t *task) isGoalsHead(s Span, d date) bool {
	if s.End > s.Start && (t.text[s.End-1] == ':' || t.text[s.End-1] == ';') {
		return true
	}
	title := []rune(string(t.item.Title))
	return len(title) >= 2 && string(title[len(title)-2:]) == "目标"
}

// lapseOf is where the deadline at the head of s ceases to hold: at the end of
// its paragraph, or nowhere when the sentence announces a list.
func (t *task) lapseOf(s Span) int {
	if t.text[s.End-1] == ':' || t.text[s.End-1] == ';' {
		return len(t.text)
	}
	end := s.End
	for end < len(t.text) && t.text[end] != '\n' {
		end++
	}
	return end
}

// goesOn reports that the paragraph at i is a member of a list (——产业规模…), or the
// body below its headline.
func (t *task) goesOn(i int) bool {
	for i > 0 && t.text[i-1] != '\n' {
		i--
	}
	const headline = 40 // ——产业规模持续壮大。 on a line of its own
	if isBullet(t.text[i]) {
		return true
	}
	k := max(i-1, 0)
	for k > 0 && t.text[k-1] != '\n' {
		k--
	}
	return i-k < headline && isBullet(t.text[k])
}

func isBullet(r rune) bool {
	switch r {
	case '—', '-', '●', '■', '•', '◆', '▲', '★':
		return true
	}
	return false
}

// closingDeadline reads the deadline of a tag that closes the item:
// （6月底完成，牵头单位：…）.
func (t *task) closingDeadline(own Span) *date {
	if d := t.cellDeadline(own); d != nil {
		return d
	}
	end := own.End
	for end > own.Start && (t.text[end-1] == '\n' || t.text[end-1] == ' ' || t.text[end-1] == '。') {
		end--
	}
	if end == own.Start || t.text[end-1] != ')' && t.text[end-1] != '】' {
		return nil
	}
	start := end - 1
	for start > own.Start && t.text[start] != '(' && t.text[start] != '【' && t.text[start] != '\n' {
		start--
	}
	tag := Span{Start: start, End: end}
	for _, d := range t.dates(tag) {
		k := d.span.End
		if t.has(k, "完成") && (t.has(k+2, ",") || t.has(k+2, ")") || t.has(k+2, "】") || t.has(k+2, ";") || t.has(k+2, "。")) {
			return &d
		}
	}
	return nil
}

// cellDeadline reads the deadline of a row of tasks: a cell that holds a date and
// little else, as the column 完成时限 does.
func (t *task) cellDeadline(own Span) *date {
	const rest = 3 // 完成, 前完成
	start, row := own.Start, false
	for i := own.Start; i <= own.End; i++ {
		if i < own.End && t.text[i] != '\t' && t.text[i] != '\n' {
			continue
		}
		row = row || i < own.End && t.text[i] == '\t'
		cell := Span{Start: start, End: i}
		if row && cell.Len() > 0 {
			if ds := t.dates(cell); len(ds) == 1 && ds[0].span.Len() >= cell.Len()-rest {
				return &ds[0]
			}
		}
		start = i + 1
	}
	return nil
}

// baseline reads the level a change starts from: 由80%提高到85%.
func (c *reading) baseline(f *form, t *Target) {
	if f.k == 0 || t.Change != "to" {
		return
	}
	prev := &c.list[f.k-1]
	if prev.core.End > f.near.spanStart(f) || prev.unit.Len() > 0 && c.str(prev.unit) != c.str(f.q.unit) {
		return
	}
	if c.has(prev.core.Start-2, "现行") && f.near.direction() != "" && prev.core.Start >= f.clause.Start {
		t.Baseline, _ = numbersOf(prev.Numeral) // 将现行16%的税率降至13%
		return
	}
	s := c.riseFrom(prev.core.Start, f.clause.Start)
	if s < 0 {
		return
	}
	t.Baseline, _ = numbersOf(prev.Numeral)
	if t.indicator.End > s-1 && t.indicator.Start < s {
		c.setIndicator(t, c.subject(Span{Start: t.indicator.Start, End: s - 1}))
	} else if t.indicator.Len() == 0 || t.indicator.Start >= prev.core.Start {
		c.setIndicator(t, c.subject(Span{Start: c.shapes[f.k-1].lead.Start, End: s - 1}))
	}
}

// riseFrom returns where the number at i goes behind 由 or 从: one behind it, or
// behind whose and when it is (从去年的2%, 由每生每年6000元); -1 without them.
func (c *reading) riseFrom(i, from int) int {
	const longest = 7
	for k := i - 1; k >= max(from, i-longest); k-- {
		switch c.text[k] {
		case '由', '从':
			return k + 1
		case ',', '、', '(', ')', ':':
			return -1
		}
	}
	return -1
}

func (v verb) spanStart(f *form) int {
	if v.Entry == nil {
		return f.q.core.Start
	}
	return v.span.Start
}

// mention files a quantity that is no promise, when it has a unit.
func (c *reading) mention(f *form) {
	q := f.q
	if !q.hasUnit() && !q.Percent {
		return
	}
	value, _ := numbersOf(q.Numeral)
	c.item.Mentions = append(c.item.Mentions, Mention{Text: c.d.Slice(q.core), Value: value, Unit: c.unitOf(q), Span: q.core})
}

// refile replaces the filed target of quantity k after a later one showed how
// to read it.
func (c *reading) refile(k int) {
	t := c.taken[k]
	for i := range c.item.Targets {
		if c.item.Targets[i].Span == t.Span && c.item.Targets[i].Rule == t.Rule {
			c.item.Targets[i].Indicator, c.item.Targets[i].indicator = t.Indicator, t.indicator
			c.item.Targets[i].Comparator = t.Comparator
		}
	}
}

func (c *reading) setIndicator(t *Target, s Span) {
	t.indicator = s
	t.Indicator = c.str(s)
}

func (x *extractor) str(s Span) NullString {
	if s.Len() <= 0 {
		return ""
	}
	return NullString(x.d.Slice(s))
}
