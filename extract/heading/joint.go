package heading

import (
	"math"
	"slices"
)

// member is a unit of a group as the model sees it.
type member struct {
	text   []rune // folded, from after the label on, past line breaks
	from   int    // where text starts in the document
	sub    bool   // sub-units follow
	bare   bool   // see unit
	known  int    // the end that print decided, in text; -1 where open
	cands  []candidate
	prob   []float32 // of each end by its own words, taken that there is one; cands[0], none, has 0
	belief []float32 // the same after a look at siblings and cousins
	next   []float32
	none   float32 // probability that there is none
}

// situate describes what the group looks like in print.
func situate(ms []member, scheme int, glossary bool) situation {
	at := situation{size: len(ms), scheme: scheme, glossary: glossary}
	period, colon, line, first := 0, 0, 0, 0
	for i := range ms {
		if ms[i].known > 0 {
			line++
			continue
		}
		p, c := markEnds(ms[i].text)
		if p > 0 && p <= maxClosedLine {
			period++
		}
		if c > 0 {
			colon++
		}
		first += firstSentence(ms[i].text)
	}
	n := len(ms)
	at.period, at.colon, at.line = 10*period/n, 10*colon/n, 10*line/n
	at.first = min(first/n/8, 8)
	return at
}

// firstSentence is the length of the first sentence within the window.
func firstSentence(t []rune) int {
	for i, r := range t {
		if r == '。' || r == ';' || r == '\n' || i >= window {
			return i
		}
	}
	return min(len(t), window)
}

// propose fills cands and prob of every open member from its own words.
func propose(b *builder, ms []member, at situation) {
	for i := range ms {
		u := &ms[i]
		if u.cands != nil {
			continue
		}
		if u.known >= 0 {
			u.cands, u.prob, u.belief = b.knownCandidate(u.text, u.known), one[:], one[:]
			continue
		}
		u.cands = b.candidates(u, at)
		u.weigh(b.m)
	}
}

var one = [...]float32{1}

// weigh fills prob and none. Which end is best and whether there is one at all
// are two questions with weights of their own: what makes a break likely in
// general is no help to choose between breaks.
func (u *member) weigh(m *Model) {
	if u.cands[0].features != nil {
		m.look(u)
	}
	u.prob = make([]float32, len(u.cands))
	softmax(u.cands, existence, m.Scale[existence], u.prob)
	u.none = u.prob[0]
	u.prob[0] = 0
	softmax(u.cands[1:], place, m.Scale[place], u.prob[1:])
}

// knownCandidate gives siblings the shape of a heading that print decided.
func (b *builder) knownCandidate(text []rune, end int) []candidate {
	b.p = segment(text, b.tokens)
	b.tokens = b.p.tokens
	b.cands = append(b.cands, candidate{end: end})
	n := len(b.cands)
	c := &b.cands[n-1]
	ts := b.p.tokens
	if end > 0 && end <= len(b.p.text) {
		k := 0
		for k < len(ts) && ts[k].start < end {
			k++
		}
		c.shape = b.shapeOf(k, end)
	}
	return b.cands[n-1 : n : n]
}

// softmax turns scores, in units of scale, into probabilities.
func softmax(cs []candidate, question int, scale float32, out []float32) {
	best := float32(math.Inf(-1))
	for i := range cs {
		out[i] = float32(cs[i].score[question]) * scale
		best = max(best, out[i])
	}
	var sum float32
	for i := range out {
		out[i] = float32(math.Exp(float64(out[i] - best)))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
}

// confer lets the groups of one kin, whose members know what their own words
// say, look at each other: each round weighs every end beside what siblings and
// cousins are believed to look like after the round before.
func confer(m *Model, family [][]member) {
	for _, ms := range family {
		for i := range ms {
			ms[i].belief = ms[i].prob
		}
	}
	for r := range m.Dense {
		conferRound(&m.Dense[r], family)
	}
}

func conferRound(w *[dense]float32, family [][]member) {
	visit(family, (*member).doubtful, func(u *member, own, kin, all *consensus) {
		next := make([]float32, len(u.cands))
		best := float32(math.Inf(-1))
		for k := 1; k < len(u.cands); k++ {
			next[k] = float32(math.Inf(-1))
			if u.prob[k] < hopeless {
				continue
			}
			f := beside(&u.cands[k], u.prob[k], own, kin, all)
			next[k] = dot(f[:], w[:])
			best = max(best, next[k])
		}
		var sum float32
		for k := 1; k < len(next); k++ {
			next[k] = float32(math.Exp(float64(next[k] - best)))
			sum += next[k]
		}
		for k := range next {
			next[k] /= sum
		}
		u.next = next
	})
	for _, ms := range family {
		for i := range ms {
			if ms[i].next != nil {
				ms[i].belief, ms[i].next = ms[i].next, nil
			}
		}
	}
}

// visit calls f for every open member of a family that is asked for, with what
// its siblings, all of its kin, and its own group within it look like; the last
// two are nil for a group without cousins.
func visit(family [][]member, asked func(u *member) bool, f func(u *member, own, kin, all *consensus)) {
	desk := surveys.Get().(*[3]consensus)
	defer surveys.Put(desk)
	var kin *consensus
	for g, ms := range family {
		open := 0
		for i := range ms {
			if u := &ms[i]; len(u.cands) > 1 && asked(u) {
				open++
			}
		}
		if open == 0 {
			continue
		}
		own := desk[0].survey(family[g:g+1], func(*member) float64 { return 1 })
		var all *consensus
		if len(family) > 1 {
			if kin == nil {
				kin = desk[1].survey(family, apt)
			}
			all = desk[2].survey(family[g:g+1], apt)
		}
		for i := range ms {
			u := &ms[i]
			if len(u.cands) > 1 && asked(u) {
				own.count(u, -1)
				f(u, own, kin, all)
				own.count(u, 1)
			}
		}
	}
}

// doubtful reports that siblings are asked about u.
func (u *member) doubtful() bool { return slices.Max(u.belief) < beyondDoubt }

// apt is how far a cousin counts: as far as it has a heading.
func apt(u *member) float64 { return 1 - float64(u.none) }

// hopeless is the probability below which siblings cannot help an end.
const hopeless = 0.002

// beyondDoubt is the belief from which siblings are not asked.
const beyondDoubt = 0.985

// beside returns the features of a candidate with probability p beside its
// siblings and cousins.
func beside(x *candidate, p float32, own, kin, all *consensus) (f [dense]float32) {
	f[0] = float32(math.Log(float64(p) + 1e-4))
	own.compare(x, nil, f[1:1+compared])
	if kin != nil {
		kin.compare(x, all, f[1+compared:])
	} else {
		f[1+compared+13] = 1
	}
	return f
}

// settle chooses a candidate for each open member of a group that has
// conferred: first whether the group has headings, then which.
func settle(m *Model, ms []member, cousins evidence) []int {
	choice := make([]int, len(ms))
	own := headed(weighAll(ms), cousins)
	if dot(own[:], m.Group[:]) < 0 {
		return choice
	}
	ended := 0 // siblings whose heading ends in print
	for i := range ms {
		u := &ms[i]
		if u.known > 0 {
			ended++
		}
		// In a group with headings a unit goes without only when it is sure.
		if len(u.cands) < 2 || u.none > surelyNone {
			continue
		}
		for k := 1; k < len(u.cands); k++ {
			if choice[i] == 0 || u.belief[k] > u.belief[choice[i]] {
				choice[i] = k
			}
		}
		if u.cands[choice[i]].mark != 0 {
			ended++
		}
	}
	marked := float64(ended) >= markedShare*float64(len(ms))
	for i := range ms {
		u := &ms[i]
		if choice[i] == 0 {
			continue
		}
		if end := u.whole(choice[i], marked); u.credible(choice[i], end, marked) {
			choice[i] = end
		} else {
			choice[i] = 0
		}
	}
	return choice
}

// How likely an end that no mark shows must be, in a unit that is one short
// sentence and in one whose siblings show theirs: a heading cut in the middle of
// a phrase misleads, one that is not found is only missed.
const (
	credibleBare   = 0.5
	credibleBeside = 0.11
)

// shortestOpen is how short a heading without a mark may be: what is shorter is the
// subject of a sentence (考评|以日常监测的方式进行).
const shortestOpen = 3

// credible reports that candidate end, which stands for the k that the words
// chose, may be taken for the end of a heading.
func (u *member) credible(k, end int, marked bool) bool {
	sure, open := u.belief[k]*(1-u.none), u.cands[end].mark == 0
	switch {
	case open && u.cands[end].end < shortestOpen:
		return false
	case u.bare:
		return open && sure >= credibleBare
	case open && marked:
		return sure >= credibleBeside
	}
	return true
}

// markedShare is the share of siblings whose heading ends in print from which one
// without a mark is doubted.
const markedShare = 0.25

// shortestBody is the length from which a sentence can be the first of a body that
// a heading runs into. What is shorter may be the end of the heading's own sentence:
// 整治小散乱|施工工地。
const shortestBody = 10

// whole returns candidate k, or the end of its sentence where that is so near and
// siblings show marks too, or the unit's own words speak for it; or the end of the
// 工作 that what stands before the break describes: 加强队伍和作风|建设工作.
func (u *member) whole(k int, marked bool) int {
	for j := range u.cands {
		c := &u.cands[j]
		n := c.end - u.cands[k].end
		if u.cands[k].mark != 0 || n <= 0 {
			continue
		}
		if c.mark == '。' && n < shortestBody && (marked || u.prob[j] >= u.prob[k]) || c.mark == 0 && u.describesWork(u.cands[k].end, c.end) {
			return j
		}
	}
	return k
}

// describesWork reports a 工作 of four characters behind a pair that 和 joins.
func (u *member) describesWork(from, to int) bool {
	const tail = 4
	return to-from == tail && from > tail && string(u.text[to-2:to]) == "工作" && slices.Contains(u.text[from-tail:from], '和')
}

// surelyNone is the probability from which a unit has no heading though its
// siblings have.
const surelyNone = 0.97

func dot(a, b []float32) float32 {
	var s float32
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}
