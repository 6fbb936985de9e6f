package extract

import (
	"yaodian/extract/lexicon"
)

// milestones finds dated deeds without a number: 力争7月完成第一期建设竣工验收.
// A deadline serves the first deed behind it; where a number was taken under
// the same date, the date has served already.
func (c *reading) milestones() {
	if c.scope != planning {
		return
	}
	for i := range c.dates {
		d := &c.dates[i]
		if d.starts || d.last.y < c.year() || c.servesTarget(d) || d.last.String() < string(c.p.IssuedOn) {
			continue
		}
		end := c.sentence.End
		if i+1 < len(c.dates) {
			end = c.dates[i+1].span.Start
		}
		if t := c.deed(d, end); t != nil {
			c.item.Targets = append(c.item.Targets, *t)
			if c.trace != nil {
				c.trace(Decision{Item: c.item.ID, Fact: "milestone", Span: t.Span, Text: t.Text, Rule: t.Rule})
			}
		}
	}
}

// rowMilestone reads the deed of a row of tasks whose deadline stands in a cell of its
// own, as the column 完成时限 does: the first cell that says something done, where the
// row holds no other target.
func (t *task) rowMilestone(own Span) {
	d := t.cellDeadline(own)
	if d == nil || t.scope != planning || len(t.item.Targets) > 0 || d.last.y < t.year() {
		return
	}
	start := own.Start
	for i := own.Start; i <= own.End; i++ {
		if i < own.End && t.text[i] != '\t' && t.text[i] != '\n' && t.text[i] != '。' {
			continue
		}
		c := &reading{task: t, scope: t.scope, sentence: Span{Start: start, End: i}}
		if at := c.deedOfCell(); at.Len() > 0 {
			v, object := c.joinDeeds(at, c.trimPunct(Span{Start: at.End, End: c.clauseEnd(at.End, i)}))
			if object.Len() >= 2 && !c.hasNumeral(object) {
				m := Target{Kind: Milestone, Action: c.str(v), Comparator: EQ, By: NullString(d.last.String()), Rule: "milestone", Span: Span{Start: v.Start, End: object.End}}
				c.setIndicator(&m, object)
				m.Text = t.d.Slice(m.Span)
				t.item.Targets = append(t.item.Targets, m)
				return
			}
		}
		start = i + 1
	}
}

// deedOfCell is the verb of completion that the cell begins with.
func (c *reading) deedOfCell() Span {
	s := c.subject(c.sentence)
	e := lexicon.Deeds().At(c.text[:c.sentence.End], s.Start)
	if s.Len() == 0 || e == nil || e.Class != "done" || e.Negative != "" && c.inNegative(e, s.Start) || e.Is("handed") || e.Is("recipient") {
		return Span{}
	}
	return Span{Start: s.Start, End: s.Start + e.Len()}
}

// servesTarget reports that a numbered target stands in the date's clause.
func (c *reading) servesTarget(d *date) bool {
	return c.holdsTarget(Span{Start: c.clauseStart(d.span.Start, c.sentence.Start), End: c.clauseEnd(d.span.End, c.sentence.End)})
}

func (c *reading) holdsTarget(clause Span) bool {
	for _, t := range c.taken {
		if t != nil && t.Span.Overlaps(clause) {
			return true
		}
	}
	return false
}

// deed reads the deed that date d, before end, is the deadline of.
func (c *reading) deed(d *date, end int) *Target {
	clauseEnd := min(c.clauseEnd(d.span.End, c.sentence.End), end)
	from := d.span.End
	if d.yearOnly && !d.deadline && from < end && c.text[from] == '是' {
		return nil // 2027年是全面建成…的关键之年
	}
	// 到2027年，基本形成…: the date is a clause of its own.
	if c.onlyAdverbs(Span{Start: from, End: clauseEnd}) && clauseEnd < end && c.text[clauseEnd] == ',' {
		if !d.deadline && d.yearOnly {
			return nil
		}
		from = clauseEnd + 1
		clauseEnd = min(c.clauseEnd(from, c.sentence.End), end)
		if c.holdsTarget(Span{Start: from, End: clauseEnd}) {
			return nil
		}
	}
	for i := from; i < clauseEnd; i++ {
		e := lexicon.Deeds().At(c.text[:clauseEnd], i)
		if e == nil || e.Negative != "" && c.inNegative(e, i) || e.Is("handed") && !c.handedTo(Span{Start: from, End: i}, Span{Start: i + e.Len(), End: clauseEnd}) {
			continue
		}
		if !d.deadline && (e.Class != "done" || d.yearOnly && (i-from > 4 || e.Is("paper") && isDigit(c.text[d.span.Start]))) {
			return nil
		}
		if c.hasDe(Span{Start: from, End: i}) {
			return nil // 6月底前生育的职工通过…: the date describes the subject
		}
		const member = 4
		if e.Class == "state" && c.hasRune(Span{Start: max(from, i-member), End: i}, '、') {
			continue // 技术创新、产业培育等: a noun of a list
		}
		v := Span{Start: i, End: i + e.Len()}
		object := c.trimPunct(Span{Start: v.End, End: clauseEnd})
		if object.Len() > 0 && (c.text[object.Start] == '好' || c.text[object.Start] == '了') {
			object.Start++
		}
		if lexicon.Guards().Part("announces").At(c.text, object.Start) != nil || object.Len() > 0 && isDigit(c.text[object.Start]) {
			return nil // 到2027年，实现以下目标; 2027年完成18个
		}
		v, object = c.joinDeeds(v, object)
		t := &Target{Kind: Milestone, Action: c.str(v), Comparator: EQ, By: NullString(d.last.String()), Rule: "milestone"}
		t.Span = Span{Start: d.span.Start, End: max(object.End, v.End)}
		if e.Is("recipient") {
			object = c.trimFiling(object)
		}
		for object.Len() > 0 && (c.text[object.End-1] == '和' || c.text[object.End-1] == '及') {
			object.End--
		}
		if !d.deadline && d.yearOnly && c.guardIn("timed", "", object) {
			return nil // 2022年召开大会时的目标: the date tells when
		}
		if object.Len() < 2 || e.Is("recipient") && c.endsInOffice(object) {
			// 2号线6月底前通车: the subject is what is done.
			object = c.trimBracket(c.subject(Span{Start: c.clauseStart(d.span.Start, c.sentence.Start), End: d.span.Start}))
			if object.Len() >= 2 && !c.endsIn("doer", object) {
				t.Span.Start = object.Start
			} else if s := c.subject(Span{Start: from, End: i}); s.Len() >= 2 {
				object = s
			} else {
				object = c.objectBefore(c.clauseStart(d.span.Start, c.sentence.Start))
			}
		}
		c.setIndicator(t, object)
		t.Text = c.d.Slice(t.Span)
		return t
	}
	return nil
}

// handedTo reports what is given, led by 将, before 报 and an office behind it:
// 将工作方案报区政府办公室.
func (c *reading) handedTo(what, who Span) bool {
	return what.Len() > 2 && c.text[what.Start] == '将' && c.endsInOffice(c.trimFiling(c.trimPunct(who)))
}

// joinDeeds adds to the verb of a deed those that follow it (制定和发布目录); where
// nothing else follows (完成核准并开工建设), what is done stands before.
func (c *reading) joinDeeds(v, object Span) (Span, Span) {
	i := object.Start
	for i < object.End {
		k := i
		if r := c.text[k]; joinsDeeds(r) {
			k++
		} else if i > object.Start {
			break
		}
		e := lexicon.Deeds().At(c.text[:object.End], k)
		if a := lexicon.Actions().At(c.text[:object.End], k); a != nil && a.Class == "make" && (e == nil || a.Len() > e.Len()) {
			e = a
		}
		if e == nil || k == i && k+e.Len() < object.End && !joinsDeeds(c.text[k+e.Len()]) {
			break
		}
		i = k + e.Len()
	}
	switch {
	case i == object.Start:
	case joinsDeeds(c.text[object.Start]):
		v.End = i
	case i == object.End && c.measuredNoun(Span{Start: c.clauseStart(v.Start, c.sentence.Start), End: v.Start}).Len() >= 2:
		v.End = i
	default:
		return v, object
	}
	return v, Span{Start: i, End: object.End}
}

func joinsDeeds(r rune) bool { return r == '和' || r == '、' || r == '并' }

// trimFiling drops what an office does with what is reported to it: 报送市政府备案.
func (c *reading) trimFiling(s Span) Span {
	for {
		e := lexicon.NounEnds().Part("filing").Before(c.text[:s.End], s.End)
		if e == nil || e.Len() >= s.Len() {
			return s
		}
		s.End -= e.Len()
	}
}

// endsIn reports a noun phrase that ends in a word of that class of lexicon.NounEnds.
func (x *extractor) endsIn(class string, s Span) bool {
	e := lexicon.NounEnds().Part(class).Before(x.text[:s.End], s.End)
	return e != nil && e.Len() <= s.Len()
}

// endsInOffice reports a span that names an office or none of its own: who is
// reported to (报送市政府办公室).
func (c *reading) endsInOffice(s Span) bool {
	e := lexicon.OfficeSuffixes().Before(c.text[:s.End], s.End)
	return e != nil && e.Len() <= s.Len()
}

// objectBefore is what the clause that ends before i did: 完成主场馆建设，确保2026年
// 投入使用.
func (c *reading) objectBefore(i int) Span {
	end := i - 1
	if end <= c.sentence.Start || c.text[end] != ',' {
		return Span{}
	}
	s := c.subject(Span{Start: c.clauseStart(end, c.sentence.Start), End: end})
	e := lexicon.Actions().At(c.text[:s.End], s.Start)
	if e == nil || e.Class != "make" || e.Is("subject") || e.Len() == 1 {
		return Span{} // 建 of 建筑面积 is no verb
	}
	return c.trimDeverbal(Span{Start: s.Start + e.Len(), End: s.End})
}

func (c *reading) hasDe(s Span) bool { return c.hasRune(s, '的') }

func (x *extractor) hasRune(s Span, want rune) bool {
	for i := s.Start; i < s.End; i++ {
		if x.text[i] == want {
			return true
		}
	}
	return false
}

func (c *reading) onlyAdverbs(s Span) bool { return c.subject(s).Len() == 0 }

// trimPunct drops closing brackets and space at the ends of a span.
func (c *reading) trimPunct(s Span) Span {
	for s.Len() > 0 && (c.text[s.End-1] == ' ' || c.text[s.End-1] == '、') {
		s.End--
	}
	for s.Len() > 0 && (c.text[s.Start] == ' ' || c.text[s.Start] == '、') {
		s.Start++
	}
	return s
}
