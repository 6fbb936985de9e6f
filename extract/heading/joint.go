package heading

import "math"

// member is a unit of a group as the model sees it.
type member struct {
	text  []rune // folded, from after the label on, past line breaks
	known int    // the end that print decided, in text; -1 where open
	cands []candidate
	prob  []float32 // of each end, taken that there is one; cands[0], none, has 0
	none  float32   // probability that there is none
}

// situate describes what the group looks like in print.
func situate(ms []member, scheme int) situation {
	at := situation{size: len(ms), scheme: scheme}
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
			u.cands, u.prob = b.knownCandidate(u.text, u.known), one[:]
			continue
		}
		u.cands = b.candidates(u.text, at)
		u.weigh(b.m)
	}
}

var one = [...]float32{1}

// weigh fills prob and none. Which end is best and whether there is one at all
// are two questions with weights of their own: what makes a break likely in
// general is no help to choose between breaks.
func (u *member) weigh(m *Model) {
	if u.cands[0].features != nil {
		for i := range u.cands {
			u.cands[i].score = m.score(u.cands[i].features)
		}
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
	if end > 0 && len(ts) > 0 {
		s := &c.shape
		s.length, s.traits[traitFirst], s.traits[traitWord] = end, ts[0].pos, ts[0].word
		for i := range ts {
			if ts[i].start >= end {
				break
			}
			s.traits[traitLast] = ts[i].pos
			if ts[i].first == ',' {
				s.commas++
			}
		}
		if t := b.p.text; end >= 2 && end <= len(t) {
			s.traits[traitTail] = mix(uint32(t[end-1]), uint32(t[end-2]))
		}
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

// settle decides the open members of a group together and returns the chosen
// candidate of each: first whether the group has headings, then which.
func settle(m *Model, ms []member, cousins evidence) []int {
	choice := make([]int, len(ms))
	if dot(headed(weighAll(ms), cousins), m.Group) < 0 {
		return choice
	}
	all := survey(ms)
	for i := range ms {
		u := &ms[i]
		if len(u.cands) < 2 {
			continue
		}
		// In a group with headings a unit goes without only when it is sure.
		if u.none > surelyNone {
			continue
		}
		all.count(u, -1)
		best := float32(math.Inf(-1))
		for k := 1; k < len(u.cands); k++ {
			if s := dot(all.compare(&u.cands[k], u.prob[k]), m.Dense); s > best {
				best, choice[i] = s, k
			}
		}
		all.count(u, 1)
	}
	return choice
}

// surelyNone is the probability from which a unit has no heading though its
// siblings have.
const surelyNone = 0.97

func dot[T interface {
	[dense]float32 | [grouped]float32
}](a, b T) float32 {
	var s float32
	for i := range len(a) {
		s += a[i] * b[i]
	}
	return s
}
