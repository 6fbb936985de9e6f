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
func propose(m *Model, ms []member, at situation) {
	for i := range ms {
		u := &ms[i]
		if u.cands != nil {
			continue
		}
		p := segment(u.text)
		if u.known >= 0 {
			u.cands = []candidate{knownCandidate(p, u.known)}
			u.prob = []float32{1}
			continue
		}
		u.cands = candidates(p, &m.Lex, at)
		u.weigh(m)
	}
}

// weigh fills prob and none. Which end is best and whether there is one at all
// are two questions with weights of their own: what makes a break likely in
// general is no help to choose between breaks.
func (u *member) weigh(m *Model) {
	u.none = softmax(u.cands, func(c *candidate) float32 { return m.score(c.features, existence) })[0]
	u.prob = make([]float32, len(u.cands))
	copy(u.prob[1:], softmax(u.cands[1:], func(c *candidate) float32 { return m.score(c.features, place) }))
}

// knownCandidate gives siblings the shape of a heading that print decided.
func knownCandidate(p phrase, end int) candidate {
	c := candidate{end: end}
	if end == 0 || len(p.tokens) == 0 {
		return c
	}
	c.shape = shape{length: end, first: p.tokens[0].pos, word: p.tokens[0].word}
	for i := range p.tokens {
		t := &p.tokens[i]
		if t.start >= end {
			break
		}
		c.shape.last = t.pos
		if t.first == ',' {
			c.shape.commas++
		}
	}
	if end >= 2 && end <= len(p.text) {
		c.shape.tail = mix(uint32(p.text[end-1]), uint32(p.text[end-2]))
	}
	return c
}

func softmax(cs []candidate, score func(*candidate) float32) []float32 {
	out := make([]float32, len(cs))
	best := float32(math.Inf(-1))
	for i := range cs {
		out[i] = score(&cs[i])
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
	return out
}

// consensus is what the other members of a group look like, each candidate
// weighted by its probability.
type consensus struct {
	members, headed float64
	length, square  float64
	commas          [4]float64
	first, last     map[uint32]float64
	word, tail      map[uint32]float64
	next, after     map[uint32]float64
	marks           map[rune]float64
}

func survey(ms []member) consensus {
	c := consensus{first: map[uint32]float64{}, last: map[uint32]float64{}, word: map[uint32]float64{}, tail: map[uint32]float64{}, next: map[uint32]float64{}, after: map[uint32]float64{}, marks: map[rune]float64{}}
	for i := range ms {
		c.count(&ms[i], 1)
	}
	return c
}

func (c *consensus) count(m *member, sign float64) {
	c.members += sign
	for k := range m.cands {
		p := float64(m.prob[k])
		if p < 0.02 {
			continue
		}
		p *= sign
		x := &m.cands[k]
		if x.end == 0 {
			continue
		}
		s := &x.shape
		c.headed += p
		c.length += p * float64(s.length)
		c.square += p * float64(s.length*s.length)
		c.commas[min(s.commas, 3)] += p
		c.first[s.first] += p
		c.last[s.last] += p
		c.word[s.word] += p
		c.tail[s.tail] += p
		c.next[s.next] += p
		c.after[s.after] += p
		c.marks[x.mark] += p
	}
}

// compare returns the features of a candidate with probability p beside the
// others of its group. Shares are smoothed towards nothing, so that a lone
// unit gets zeros.
func (c *consensus) compare(x *candidate, p float32) [dense]float32 {
	var f [dense]float32
	f[0] = float32(math.Log(float64(p) + 1e-4))
	n := c.members + 1
	headed := (c.headed + 0.5) / n
	if x.end == 0 {
		f[1] = float32(math.Log(max(1-(c.headed/n), 0.02)))
		return f
	}
	f[2] = float32(math.Log(max(headed, 0.02)))
	if c.headed < 0.3 {
		f[13] = 1
		return f
	}
	s := &x.shape
	k := c.headed + 1
	mean := c.length / c.headed
	spread := math.Sqrt(max(c.square/c.headed-mean*mean, 4))
	off := math.Abs(float64(s.length)-mean) / (spread + 2)
	f[3] = float32(min(off, 4))
	f[4] = float32(min(off*off, 9))
	f[5] = float32(c.commas[min(s.commas, 3)] / k)
	f[6] = float32(c.first[s.first] / k)
	f[7] = float32(c.last[s.last] / k)
	f[8] = float32(c.word[s.word] / k)
	f[9] = float32(c.tail[s.tail] / k)
	f[14] = float32(c.next[s.next] / k)
	f[15] = float32(c.after[s.after] / k)
	f[10] = float32(c.marks[x.mark] / k)
	if s.length > int(mean+spread+4) {
		f[11] = 1
	}
	if s.commas > 0 && c.commas[0]/c.headed > 0.8 {
		f[12] = 1
	}
	return f
}

// evidence sums up what the members of a group, alone, say about having
// headings.
type evidence struct {
	open, known  float64 // members that print left open, and that it decided
	sure, sharp  float64 // sums over the open ones: log odds of a heading, probability of the best end
	length, sqrd float64 // of the best ends
}

func weighAll(ms []member) evidence {
	var e evidence
	for i := range ms {
		u := &ms[i]
		if u.known >= 0 {
			e.known++
			continue
		}
		if len(u.cands) < 2 {
			continue
		}
		e.open++
		none := float64(u.none)
		e.sure += min(max(math.Log((1-none+1e-4)/(none+1e-4)), -6), 6)
		best, at := float32(0), 0
		for k := 1; k < len(u.cands); k++ {
			if u.prob[k] > best {
				best, at = u.prob[k], k
			}
		}
		e.sharp += float64(best)
		l := float64(u.cands[at].end)
		e.length += l
		e.sqrd += l * l
	}
	return e
}

func (e evidence) plus(o evidence, sign float64) evidence {
	e.open += sign * o.open
	e.known += sign * o.known
	e.sure += sign * o.sure
	e.sharp += sign * o.sharp
	e.length += sign * o.length
	e.sqrd += sign * o.sqrd
	return e
}

// headed returns the features by which a group is taken to have headings:
// its own evidence and that of its cousins, the units of the same numbering
// and level under other parents.
func headed(own, cousins evidence) [grouped]float32 {
	var f [grouped]float32
	f[0] = 1
	f[6] = float32(min(own.known, 3))
	if n := own.open; n > 0 {
		sure, sharp, length, square := own.sure/n, own.sharp/n, own.length/n, own.sqrd/n
		f[1] = float32(sure)
		f[2] = float32(sure * math.Sqrt(min(n, 16)))
		f[3] = float32(sharp)
		f[4] = float32(sharp * math.Log(n))
		f[5] = float32(math.Log(n))
		if n > 1 {
			f[7] = float32(math.Sqrt(max(square-length*length, 0)) / (length + 1))
		}
	}
	if n := cousins.open; n > 0.5 {
		f[8] = float32(cousins.sure / n)
		f[9] = float32(cousins.sure / n * math.Sqrt(min(n, 16)))
		f[10] = float32(cousins.sharp / n)
		f[11] = 1
	}
	if n := cousins.known; n > 0.5 {
		f[12] = float32(n / (n + cousins.open))
	}
	return f
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
