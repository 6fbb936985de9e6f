package heading

import "math"

// consensus is what the other members of a group look like, each candidate
// weighted by its probability.
type consensus struct {
	members, headed float64
	length, square  float64
	commas          [4]float64
	// weight by trait and by mark, in an open hash table
	keys    []uint32 // 0 is free
	weights []float64
}

// unlikely is the probability below which a candidate is not counted.
const unlikely = 0.02

func survey(ms []member) *consensus {
	n := 0
	for i := range ms {
		for k := range ms[i].cands {
			if ms[i].prob[k] >= unlikely && ms[i].cands[k].end > 0 {
				n += traits + 1
			}
		}
	}
	size := 16
	for size < 2*n {
		size *= 2
	}
	c := &consensus{keys: make([]uint32, size), weights: make([]float64, size)}
	for i := range ms {
		c.count(&ms[i], 1)
	}
	return c
}

// slot returns where the weight of a trait stands; where it would stand when
// it has none.
func (c *consensus) slot(kind int, value uint32) int {
	key := mix(uint32(kind)+1, value) | 1
	mask := len(c.keys) - 1
	at := int(key>>8) & mask
	for c.keys[at] != 0 && c.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}

func (c *consensus) add(kind int, value uint32, p float64) {
	at := c.slot(kind, value)
	c.keys[at] = mix(uint32(kind)+1, value) | 1
	c.weights[at] += p
}

func (c *consensus) of(kind int, value uint32) float64 { return c.weights[c.slot(kind, value)] }

func (c *consensus) count(m *member, sign float64) {
	c.members += sign
	for k := range m.cands {
		p := float64(m.prob[k])
		x := &m.cands[k]
		if m.prob[k] < unlikely || x.end == 0 {
			continue
		}
		p *= sign
		s := &x.shape
		c.headed += p
		c.length += p * float64(s.length)
		c.square += p * float64(s.length*s.length)
		c.commas[min(s.commas, 3)] += p
		for kind, v := range s.traits {
			c.add(kind, v, p)
		}
		c.add(traits, uint32(x.mark), p)
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
	for kind, at := range [traits]int{6, 7, 8, 9, 14, 15} {
		f[at] = float32(c.of(kind, s.traits[kind]) / k)
	}
	f[10] = float32(c.of(traits, uint32(x.mark)) / k)
	if s.length > int(mean+spread+4) {
		f[11] = 1
	}
	if s.commas > 0 && c.commas[0]/c.headed > 0.8 {
		f[12] = 1
	}
	return f
}
