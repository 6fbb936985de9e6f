package extract

import (
	"yaodian/extract/lexicon"
	"yaodian/extract/words"
)

// verb is an action word found in the text.
type verb struct {
	*lexicon.Entry
	span Span
}

// direction is up or down where the verb says so.
func (v verb) direction() NullString {
	for _, d := range []string{"up", "down"} {
		if v.Is(d) {
			return NullString(d)
		}
	}
	return ""
}

// verbs finds the nearest verb before the end of lead and the first one that
// makes or counts things. Verbs of one character count only right before the
// number, where they cannot be part of a word.
func (c *reading) verbs(lead Span) (near, first verb) {
	actions, traps, text := lexicon.Actions(), lexicon.VerbTraps(), c.text[:lead.End]
	i := lead.Start
	for i < lead.End {
		if r := c.text[i]; r == '“' || r == '(' || r == '《' {
			if e := c.matching(i, lead.End); e > i {
				i = e
				continue
			}
		}
		e := actions.At(text, i)
		if trap := traps.At(text, i); trap != nil && (e == nil || trap.Len() > e.Len()) {
			i += trap.Len()
			continue
		}
		if e == nil || e.Len() == 1 && (i+1 != lead.End || i < lead.Start+2 || e.Is("opens")) && !c.opensAlone(e, lead, i) || c.nounSuffix(i+e.Len(), lead.End) {
			i++
			continue
		}
		v := verb{e, Span{Start: i, End: i + e.Len()}}
		// Adjacent verbs make one: 改造提升, 新建和改造.
		if near.Entry != nil && near.span.End == i && c.namesDoing(near, Span{Start: lead.Start, End: i}) && lead.End-i-e.Len() >= 2 {
			if first == near {
				first = verb{}
			}
			near = verb{} // 学校建设|新建学校3所
		}
		joins := func(w verb) bool {
			return w.Entry != nil && !w.Is("noun") && !e.Is("noun") && !e.Is("alone") && w.Class == e.Class && (w.span.End == i || w.span.End == i-1 && isConjunction(c.text[i-1]))
		}
		if joins(near) {
			v.span.Start = near.span.Start
		} else if i > lead.Start && c.text[i-1] == '新' && e.Class == "make" && lexicon.WordTraps().Part("new").Before(c.text[:i], i) == nil {
			v.span.Start-- // 新培育
		}
		if first.Entry != nil && e.Is("doing") && c.endsIn("works", Span{Start: first.span.End, End: i}) {
			first = verb{} // 国道改建工程完成投资6亿元
		}
		near = v
		if e.Class == "make" && (first.Entry == nil || joins(first) || first.Is("lets") && first.span.End == i) {
			if first.Entry != nil && !first.Is("lets") {
				v.span.Start = min(v.span.Start, first.span.Start)
			}
			first = v
		}
		i = v.span.End
	}
	return near, first
}

// namesDoing reports a verb that with the noun before it, in s, names what is done: the
// verbal noun of a heading that no mark closes. Places do it themselves.
func (c *reading) namesDoing(v verb, s Span) bool {
	e := lexicon.NounTails().At(c.text[:v.span.End], v.span.Start)
	if e == nil || e.Class != "deverbal" || e.Len() != v.span.Len() {
		return false
	}
	before := c.subject(Span{Start: s.Start, End: v.span.Start})
	return before.Len() >= 2 && before.End == v.span.Start && !c.endsRegion(before) && !c.opensClause(before)
}

// opensAlone reports a verb of one character that the dictionary parts from the noun
// behind it, at the head of its clause: 建沼气池260口, but 建筑面积.
func (c *reading) opensAlone(e *lexicon.Entry, lead Span, i int) bool {
	const shortest = 2 // of that noun
	if i != lead.Start || e.Class != "make" || lead.End-i-1 < shortest || i > 0 && isHan(c.text[i-1]) {
		return false
	}
	var few [24]words.Piece
	w := words.Pieces(c.d.Runes[lead.Start:lead.End], few[:0])
	return len(w) > 1 && w[0].End-w[0].Start == 1
}

func isConjunction(r rune) bool {
	return r == '和' || r == '、' || r == '或' || r == '及' || r == '与'
}

// nounSuffix reports a character at i that makes a noun of the verb before it:
// 服务业, 建成区, 治理率.
func (c *reading) nounSuffix(i, end int) bool {
	e := lexicon.VerbSuffixes().At(c.text[:end], i)
	return e != nil && e.Class == "suffix" // but 打造园艺场, 建设区级中心
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
	from := v.span.End
	if v.Class == "level" {
		from = c.skipBase(from, at, q)
	}
	for i := from; i < at; i++ {
		switch c.text[i] {
		case '好', '出', '起', '各', '共', '约', '的', '成', '建', '了', ' ', '也', '均', '有', '为', '以', '在':
		default:
			return false
		}
	}
	return true
}

// skipBase passes over what a level is measured by: 达到符合条件人数的15%,
// 达到每千人6批次.
func (c *reading) skipBase(from, at int, q *quantity) int {
	const longest = 14
	if at-from < 2 || at-from > longest {
		return from
	}
	if c.text[at-1] == '的' && (q.Percent || q.hasUnit() && q.kind() == Ratio) {
		for i := from; i < at; i++ {
			switch c.text[i] {
			case '、', '(', ')', ':':
				return from
			}
		}
		return at
	}
	if e := lexicon.NounEnds().Part("average").Before(c.text[:at], at); e != nil && (at-from == e.Len() || e.Is("beside") && q.hasUnit() && q.entry.Is("points")) {
		return at // 保持在人均12元以上, 高于全省平均水平2个百分点
	}
	if c.text[from] == '每' {
		for i := from + 1; i < at; i++ {
			if r := c.text[i]; !numeralStart(r) && r != '万' && r != '亿' && r != '人' && r != '口' && r != '户' {
				return from
			}
		}
		return at
	}
	return from
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
