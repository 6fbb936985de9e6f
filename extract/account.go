package extract

import (
	"math/bits"
	"strings"

	"yaodian/extract/lexicon"
)

// How surely a stretch of text gives account of what was done. Two hints in one
// sentence are as good as a proof.
const (
	silent = iota
	hinted // 同比, 完成了, 名列: said of goals as well
	told   // 工作取得明显成效, 荣获: said of results alone
)

// hints are the kinds of hint found in a sentence.
type hints uint8

const (
	hintCompared hints = 1 << iota // 同比, 比上年
	hintDone                       // 完成了
	hintAlready                    // 已
	hintSaid                       // 名列
	hintUnder                      // 在…领导下
)

// account weighs what sentence s of text says of results. What is wished for in the
// same words (推动工作取得明显成效, 力争圆满完成) says nothing, nor what describes
// (取得明显成效的地区), and a bound or an aim in numbers makes hints of nothing that
// stands beside it (同比增长6%以上). A kind of hint counts once.
func account(text []rune, s Span) int {
	guards, comparators, text := lexicon.Guards(), lexicon.Comparators(), text[:s.End]
	var seen hints
	clause, wished, passive, aims, demanded, aside := s.Start, false, false, false, false, false
	for i := s.Start; i < s.End; i++ {
		switch text[i] {
		case ',', ';', ':':
			clause, wished, passive = i+1, false, false
			continue
		case '(':
			clause, wished, passive, aside = i+1, false, false, true
			continue
		case ')':
			aside = false
		case '被':
			passive = true
		case '要':
			if ought(text, s.Start, i) {
				return seen.weight(demanded)
			}
		case '了':
			if le := lexicon.WordTraps().Part("le"); !aims && i-clause >= subjectLength && le.Before(text[:i+1], i+1) == nil && le.At(text, i) == nil {
				seen |= hintDone
			}
			continue
		}
		if aside {
			continue // （12月取得明显成效，牵头单位：…）
		}
		if e := comparators.At(text, i); e != nil && isDemand(text, i, e) {
			demanded = true
			continue
		}
		e := guards.At(text, i)
		if e == nil || e.Negative != "" && e.NegativeAt(text, i) {
			continue
		}
		end := i + e.Len()
		switch {
		case e.Class == "coming" && !e.Is("noun"):
			return seen.weight(demanded)
		case e.Class == "coming":
			aims = true // 预期目标是：…，同比增长6%; but 年度目标任务圆满完成
		case e.Class == "wish":
			wished = true
		case aims && e.Class != "told":
		case e.Class == "compare", e.Class == "past" && e.Attr == "sentence" && compares(text, i, end):
			seen |= hintCompared
		case e.Is("done"):
			seen |= hintAlready
		case e.Class != "told" || wished || describesOn(text, end) || endsTime(text, clause, i):
		case e.Is("passive") && !passive, e.Is("opens") && i > s.Start+opening:
		case e.Is("closes") && end < s.End && text[end] == '了':
			return told // 圆满完成了各项任务
		case aims && (e.Is("under") || e.Is("hint")):
		case e.Is("under"):
			seen |= hintUnder
		case e.Is("hint"), e.Is("subject") && i-clause < subjectLength:
			seen |= hintSaid
		case !e.Is("closes") || closesClause(text, end):
			return told
		}
		if e.Class == "told" {
			i = end - 1
		}
	}
	return seen.weight(demanded)
}

func (h hints) weight(demanded bool) int {
	if demanded {
		return silent
	}
	return min(bits.OnesCount8(uint8(h)), told)
}

// isDemand reports a bound e at i that only a demand sets: 不低于, 6%以上. Results may
// exceed 60 or be near it; 规模以上企业 are named so.
func isDemand(text []rune, i int, e *lexicon.Entry) bool {
	if !obliging(Comparator(e.Class)) && e.Class != string(Approx) {
		return false
	}
	if e.Is("before") {
		return e.Class != string(Approx)
	}
	k := i
	if u := lexicon.Units().Before(text[:i], i); u != nil {
		k -= u.Len()
	}
	return k > 0 && (isDigit(text[k-1]) || text[k-1] == '%' || text[k-1] == '万' || text[k-1] == '亿')
}

// opening is how far from its beginning a sentence may say what it looks back on.
const opening = 3

func closesClause(text []rune, i int) bool {
	return i == len(text) || text[i] == ',' || text[i] == ';'
}

// endsTime reports a deadline right before i: 年底前取得明显成效.
func endsTime(text []rune, from, i int) bool {
	return i > from && strings.ContainsRune("月日底末前", text[i-1])
}

// describesOn reports 的 behind i in its clause.
func describesOn(text []rune, i int) bool {
	for ; !closesClause(text, i); i++ {
		if text[i] == '的' {
			return true
		}
	}
	return false
}

// subjectLength is what a subject has at least: 工作取得明显成效.
const subjectLength = 2

// ought reports 要 at i as a word of its own, which demands: 各单位要, 一要.
func ought(text []rune, from, i int) bool {
	traps := lexicon.WordTraps().Part("ought")
	return traps.At(text, i) == nil && (i == from || traps.Before(text[:i+1], i+1) == nil)
}

// sentencesOf yields the sentences of a span of text: up to 。！？ or the paragraph's
// end.
func sentencesOf(text []rune, own Span) func(yield func(Span) bool) {
	return func(yield func(Span) bool) {
		start := own.Start
		for i := own.Start; i < own.End; i++ {
			switch text[i] {
			case '。', '!', '?', '\n', '\t':
				if i > start && !yield(Span{Start: start, End: i}) {
					return
				}
				start = i + 1
			}
		}
		if own.End > start {
			yield(Span{Start: start, End: own.End})
		}
	}
}

// tells reports a paragraph that gives account of what was done, up to where it plans
// or speaks of that year: by one sentence that proves it or, where few are enough, by
// hints in several.
func tells(text []rune, p Span, year int, few bool) bool {
	sum := 0
	for s := range sentencesOf(text, p) {
		if turns(text, s) {
			return false
		}
		a := account(text, s)
		if a >= told {
			return true
		}
		if y, _, ok := yearAt(text[:s.End], s.Start); ok && year > 0 && y >= year {
			return false
		}
		if sum += a; few && sum >= told {
			return true
		}
	}
	return false
}

// turns reports a sentence that begins with what is to come: 今年, 下一步, 我们要,
// 到2027年.
func turns(text []rune, s Span) bool {
	const head = 8
	for i := s.Start; i < min(s.Start+head, s.End); i++ {
		if e := lexicon.Guards().At(text[:s.End], i); e != nil && e.Class == "coming" && !e.Is("noun") && !(e.Negative != "" && e.NegativeAt(text, i)) {
			return true
		}
		switch text[i] {
		case '要':
			if ought(text[:s.End], s.Start, i) {
				return true
			}
		case '到':
			if _, _, ok := yearAt(text[:s.End], i+1); ok {
				return true
			}
		}
	}
	return false
}

// setsOut notes what a sentence says of those after it in its paragraph: that
// they list 民生实事, or, where it begins with a time gone by or with a paragraph of
// results, that they tell of the past too, until one speaks of what is to come.
func (t *task) setsOut(s Span) {
	const headline = 16 // 持续办好为民实事
	opens := t.startsParagraph(s.Start)
	if opens {
		t.people = t.servesPeople(t.item)
		for i := s.Start; i < min(s.Start+headline, s.End) && !t.people; i++ {
			t.people = t.text[i] == '民' && (t.has(i, "民实事") || t.has(i, "民生实事"))
		}
	}
	begins := t.beginsWithPast(s) || t.beginsWithPastYear(s)
	accounts := (opens || s.Start == t.own.Start) && t.tells(t.paragraph(s.Start))
	if !begins && !accounts && t.lookback <= s.Start {
		return
	}
	if account(t.text, s) < told && (t.guardIn("coming", "sentence", s) || t.namesYear(s) || turns(t.text, s)) {
		t.lookback = 0
	} else if begins || accounts {
		t.lookback = t.lapseOf(s)
		if t.item.ID == "0" && opens {
			t.lookback = t.item.Span.End // the paragraphs of a preamble go on telling
		}
	}
}

// beginsWithPast reports 过去五年，…; but 用好去年建成的阵地，….
func (t *task) beginsWithPast(s Span) bool {
	const head, verb = 8, 2
	at := t.lastPast(Span{Start: s.Start, End: min(s.Start+head, s.End)})
	return at >= 0 && (at < s.Start+verb || !describesOn(t.text[:s.End], at))
}

// paragraph is the rest of the paragraph at i, within the item's own text.
func (t *task) paragraph(i int) Span {
	end := i
	for end < t.own.End && t.text[end] != '\n' {
		end++
	}
	return Span{Start: i, End: end}
}

// tells reports a paragraph of the item that gives account of what was done. In a
// preamble hints suffice, as it is there that a plan looks back. Rows of tasks, lists of
// goals and what stands behind a report's turn do not.
func (t *task) tells(p Span) bool {
	if t.turn > 0 || t.carried != nil || isBullet(t.text[p.Start]) || t.hasRune(p, '\t') {
		return false
	}
	return tells(t.text, p, int(t.p.Year), t.item.ID == "0")
}

// beginsWithPastYear reports 2024年，全市… in the plan of a later year.
func (t *task) beginsWithPastYear(s Span) bool {
	if s.Len() < 6 {
		return false
	}
	if y := t.endOfPlan(s); y > 0 {
		return y < t.year()
	}
	y, k := t.yearAt(s.Start, s.End)
	return y > 0 && y < t.year() && t.has(k, ",")
}

// endOfPlan is the last year of the five-year plan through which s says that things
// went: “十四五”期间; 0 for none.
func (t *task) endOfPlan(s Span) int {
	mark := lexicon.TimeWords().Part("through")
	for i := s.Start; i < min(s.Start+longestPlanName, s.End); i++ {
		if e := mark.At(t.text[:s.End], i); e != nil {
			y, _ := t.planAt(s.Start, i)
			return y
		}
	}
	return 0
}

// longestPlanName is that of “十四五”.
const longestPlanName = 6

// namesYear reports the plan's year or a later one in s.
func (t *task) namesYear(s Span) bool {
	if t.year() == 0 {
		return false
	}
	for i := s.Start; i < s.End; i++ {
		if t.text[i] != '年' || i-4 < s.Start {
			continue
		}
		if y, k := t.yearAt(i-4, s.End); k > i-4 && y >= t.year() {
			return true
		}
	}
	return false
}
