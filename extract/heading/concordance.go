package heading

import "iter"

// A concordance finds where in a document a pair of characters occurs, and so
// what else the document says around a break: words that a heading ends with
// also stand before commas and stops, those that a body starts with after them,
// and what the document writes in one breath is hardly broken in two.
type concordance struct {
	text []rune
	last []int32 // by hash of a pair: the last place that it starts at, plus one
	prev []int32 // the place before that, plus one; 0 for none
}

// pairSlots is the size of the table of pairs, a power of two.
const pairSlots = 1 << 12

const (
	most  = 24       // occurrences of a pair that are looked at, last ones first
	steps = 4 * most // places that are tried for them: long texts share slots
	reach = 12       // how far occurrences are compared, in code points
)

// read sets c to text.
func (c *concordance) read(text []rune) {
	c.text = text
	if c.last == nil {
		c.last = make([]int32, pairSlots)
	} else {
		clear(c.last)
	}
	if cap(c.prev) < len(text) {
		c.prev = make([]int32, len(text)+len(text)/4)
	}
	c.prev = c.prev[:len(text)]
	for i := 0; i+1 < len(text); i++ {
		h := pairSlot(text[i], text[i+1])
		c.prev[i] = c.last[h]
		c.last[h] = int32(i + 1)
	}
}

func pairSlot(a, b rune) uint32 {
	return (uint32(a)*0x9E3779B1 ^ uint32(b)*0x85EBCA6B) >> 20 & (pairSlots - 1)
}

// stops reports a character at which sentences, clauses and lines end.
func stops(r rune) bool {
	switch r {
	case '。', ',', ';', ':', '\n', '!', '?', ' ', '\t', '.':
		return true
	}
	return false
}

// seen is what the rest of a document says about a break.
type seen struct {
	left, leftStop, leftMost    int // places of what stands before, those before a stop, the longest stretch of them in common
	right, rightStop, rightMost int // the same of what stands behind, after a stop
	bridged, bridge             int // places of the pair across the break, the longest stretch in common
}

// around looks at the break of t at end, behind which start follows. Places
// from `from` on to `to` are the unit itself and do not count.
func (c *concordance) around(t []rune, end, start, from, to int) (s seen) {
	for i := range c.places(t[end-2], t[end-1], most, from, to) {
		s.left++
		if i+2 >= len(c.text) || stops(c.text[i+2]) {
			s.leftStop++
			s.leftMost = max(s.leftMost, c.back(t[:end], i+2))
		}
	}
	if start+1 >= len(t) {
		return s
	}
	for i := range c.places(t[start], t[start+1], most, from, to) {
		s.right++
		if i == 0 || stops(c.text[i-1]) {
			s.rightStop++
			s.rightMost = max(s.rightMost, c.on(t[start:], i, reach))
		}
	}
	if start != end {
		return s
	}
	for i := range c.places(t[end-1], t[end], most, from, to) {
		s.bridged++
		s.bridge = max(s.bridge, min(c.back(t[:end], i+1), 4)+min(c.on(t[end:], i+1, reach), 4))
	}
	return s
}

// places yields where the pair of a and b starts, at most n places.
func (c *concordance) places(a, b rune, n, from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		found := 0
		for q, tried := c.last[pairSlot(a, b)], 0; q > 0 && found < n && tried < steps; q, tried = c.prev[q-1], tried+1 {
			i := int(q) - 1
			if i >= from && i < to || c.text[i] != a || c.text[i+1] != b {
				continue
			}
			found++
			if !yield(i) {
				return
			}
		}
	}
}

// back is how long an end of t the text before place i ends with, up to reach.
func (c *concordance) back(t []rune, i int) int {
	k := 0
	for k < min(len(t), i, reach) && c.text[i-1-k] == t[len(t)-1-k] {
		k++
	}
	return k
}

// on is how long a start of t the text at place i starts with, up to most.
func (c *concordance) on(t []rune, i, most int) int {
	k := 0
	for k < min(len(t), len(c.text)-i, most) && c.text[i+k] == t[k] {
		k++
	}
	return k
}

// repeated is the length of the longest start of t that the document holds
// elsewhere too: terms that a glossary explains, headings that a list of
// contents names.
func (c *concordance) repeated(t []rune, from, to int) int {
	best := 0
	if len(t) >= 2 {
		for i := range c.places(t[0], t[1], steps, from, to) {
			best = max(best, c.on(t, i, maxRunIn))
		}
	}
	return best
}
