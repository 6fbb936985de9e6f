package extract

import (
	"yaodian/extract/lexicon"
	"yaodian/extract/words"
)

// longestNoun bounds a noun phrase that runs over list commas; beyond it the
// phrase is cut at the first of them.
const longestNoun = 30

// nounAfter finds the noun phrase that a counter introduces: from after the
// unit to the clause's end, a following verb, or the next quantity. The
// second result is where the search stopped: what follows there may be the
// verb whose subject the phrase is. Under a verb of its own (governed) a
// quantity counts deeds too: 新增30个乡镇通公路.
func (c *reading) nounAfter(k int, governed bool) (np Span, stop int) {
	i, end := c.list[c.lastQualifier(k)].core.End, c.segmentEnd(k)
	for i < end && (c.text[i] == '的' || c.text[i] == ' ') {
		i++
	}
	if i < end && c.text[i] == '(' { // 2.5万套(间)危房
		if e := c.matching(i, end); e-i <= 5 {
			i = e
		}
	}
	start := i
	for d := range c.dates {
		if s := c.dates[d].span.Start; s > start && s < end {
			end = s // 2座水库4月底前完工
		}
	}
	var starts []bool   // words are looked up only where a verb might end the phrase
	de, comma := -1, -1 // positions of the last 的 and the first 、
	for i < end {
		switch r := c.text[i]; r {
		case '(', '“', '《':
			if e := c.matching(i, end); e > i {
				i = e
				continue
			}
		case '—':
			end = i
			continue
		case '、':
			if comma < 0 {
				comma = i
			}
		}
		if e := lexicon.NounTails().At(c.text[:end], i); e != nil && !c.nounContinues(e, i) {
			if e.Class == "verb" && i > start && !(governed && c.text[i] == '通') {
				if starts == nil {
					starts = c.wordStarts(Span{Start: start, End: end})
				}
				if starts[i-start] {
					break
				}
			}
			if e.Term == "的" {
				de = i
			}
			i += e.Len()
			continue
		}
		i++
	}
	stop = i
	np = Span{Start: start, End: stop}
	if comma > start && np.Len() > longestNoun {
		np.End = comma
	}
	if de > start && de+1 < np.End {
		// X的Y: Y is counted unless it names the doing (36个小区的改造).
		head, tail := Span{Start: start, End: de}, Span{Start: de + 1, End: np.End}
		np = tail
		if t := c.trimDeverbal(tail); t.Len() == 0 || t.Len() < tail.Len() && isCountUnit(&c.list[k]) {
			np = head
		}
	}
	return c.trimDeverbal(c.trimBracket(np)), stop
}

// wordStarts reports, for each offset of a span, whether a word may begin
// there: not inside a noun, so that the 来 of 未来 ends no noun phrase.
func (c *reading) wordStarts(s Span) []bool {
	out := make([]bool, max(s.Len(), 0)+1)
	if s.Len() <= 0 {
		return out
	}
	var few [24]words.Piece
	for _, w := range words.Pieces(c.d.Runes[s.Start:s.End], few[:0]) {
		out[w.Start] = true
		switch w.Tag.String() {
		case "v", "d", "p", "c":
			for i := w.Start + 1; i < w.End; i++ {
				out[i] = true
			}
		}
	}
	return out
}

// lastQualifier returns the index of the last quantity that only describes
// what quantity k counts: 178座10蒸吨以下的锅炉.
func (c *reading) lastQualifier(k int) int {
	for k+1 < len(c.list) && c.list[k+1].core.Start == c.list[k].core.End {
		k++
	}
	return k
}

// trimBracket drops a remark in brackets from the end of a noun phrase; a short
// one without figures belongs to the name: 示范村(社区).
func (c *reading) trimBracket(np Span) Span {
	if np.Len() == 0 || c.text[np.End-1] != ')' {
		return np
	}
	for i := np.End - 1; i > np.Start; i-- {
		if c.text[i] != '(' {
			continue
		}
		inner := Span{Start: i + 1, End: np.End - 1}
		remark := inner.Len() > 5
		for _, r := range c.text[inner.Start:inner.End] {
			remark = remark || isDigit(r)
		}
		if remark {
			np.End = i
		}
		break
	}
	return np
}

func isCountUnit(q *quantity) bool { return q.kind() == Count }

// nounContinues reports that a table entry's characters are part of a longer
// word here (未来, 到位).
func (c *reading) nounContinues(e *lexicon.Entry, i int) bool {
	return e.Negative != "" && c.inNegative(e, i)
}

// inNegative reports that the text around i spells the entry's negative
// example.
func (x *extractor) inNegative(e *lexicon.Entry, i int) bool {
	return e.NegativeAt(x.text, i)
}

// trimDeverbal drops verbal nouns and space from the end of a noun phrase.
func (c *reading) trimDeverbal(np Span) Span {
	if np.Len() > 0 && c.text[np.Start] == '(' { // 加装(更新)电梯
		if e := c.matching(np.Start, np.End); e-np.Start <= 6 {
			np.Start = e
		}
	}
	for np.Len() > 0 {
		if r := c.text[np.End-1]; r == ' ' || r == '、' || r == '等' || r == '的' {
			np.End--
			continue
		}
		e := lexicon.NounTails().Before(c.text[:np.End], np.End)
		if e == nil || e.Class != "deverbal" || np.End-e.Len() < np.Start {
			break
		}
		if np.End-e.Len() == np.Start && np.Len() == e.Len() {
			return Span{Start: np.Start, End: np.Start}
		}
		np.End -= e.Len()
	}
	return np
}

// segmentEnd is where the list segment that holds quantity k ends: the end of
// its clause, or the separator before the next quantity.
func (c *reading) segmentEnd(k int) int {
	end, _ := c.segmentBreak(k)
	return end
}

// segmentBreak returns where the list segment of quantity k ends and where
// that of the next quantity in its clause begins.
func (c *reading) segmentBreak(k int) (end, next int) {
	q := &c.list[k]
	end = c.clauseEnd(q.core.End, c.sentence.End)
	if k+1 >= len(c.list) || c.list[k+1].core.Start >= end {
		return end, end
	}
	n := &c.list[k+1]
	if n.core.Start == q.core.End {
		return c.segmentBreak(k + 1)
	}
	at := n.core.Start
	if n.at.Len() > 0 && n.at.Start > q.core.End {
		at = n.at.Start
	}
	first, last := -1, -1
	for i := q.core.End; i < at; i++ {
		if c.text[i] == '(' && c.matching(i, c.sentence.End) > at {
			return i, i + 1 // the next quantity stands in brackets
		}
		if r := c.text[i]; r == '、' || r == ',' {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	switch {
	case first == q.core.End: // 3个、B和C、D 5个
		return first, first + 1
	case last >= 0:
		return last, last + 1
	}
	if c.describes(k+1) && n.core.End < end {
		// 9个人口20万以上的县: the second number describes what the first counts.
		return c.segmentBreak(k + 1)
	}
	if r := c.text[at-1]; (r == '和' || r == '及' || r == '与') && at-1 >= q.core.End {
		return at - 1, at
	}
	return at, q.core.End
}

// matching returns the index after the bracket that closes the one at i, or i.
func (x *extractor) matching(i, end int) int {
	open := x.text[i]
	want := map[rune]rune{'(': ')', '“': '”', '《': '》'}[open]
	depth := 0
	for k := i; k < end; k++ {
		switch x.text[k] {
		case open:
			depth++
		case want:
			if depth--; depth == 0 {
				return k + 1
			}
		}
	}
	return i
}

// subject trims a span before a level or growth verb to the noun phrase that
// is measured.
func (x *extractor) subject(s Span) Span {
	for s.Len() > 0 {
		r := x.text[s.Start]
		if r == ' ' || r == '、' || r == '—' || r == '-' || r == '■' || r == '●' {
			s.Start++
			continue
		}
		if isDigit(r) && s.Len() > 2 && (x.text[s.Start+1] == '.' || x.text[s.Start+1] == '、') && !isDigit(x.text[s.Start+2]) {
			s.Start += 2 // 1.确保处理率达到80%: a label in a cell
			continue
		}
		e := lexicon.Heads().Part("head").At(x.text[:s.End], s.Start)
		if e == nil || e.Len() > s.Len() || e.Negative != "" && x.inNegative(e, s.Start) {
			break
		}
		s.Start += e.Len()
	}
	for s.Len() > 0 {
		if r := x.text[s.End-1]; r == ' ' || r == '、' {
			s.End--
			continue
		}
		e := lexicon.Tails().Part("tail").Before(x.text[:s.End], s.End)
		if e == nil || e.Len() > s.Len() || s.End-e.Len() < s.Start || e.Negative != "" && x.inNegative(e, s.End-e.Len()) {
			break
		}
		s.End -= e.Len()
	}
	return s
}

func (x *extractor) has(i int, s string) bool { return x.hasIn(i, len(x.text), s) }

// hasIn reports whether s stands at i, before end.
func (x *extractor) hasIn(i, end int, s string) bool {
	for _, r := range s {
		if i >= end || x.text[i] != r {
			return false
		}
		i++
	}
	return true
}

func unitAt(text []rune, k int) bool { return lexicon.Units().At(text, k) != nil }
