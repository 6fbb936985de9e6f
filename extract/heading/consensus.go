package heading

import (
	"math"
	"sync"
)

// consensus is what the members of a group look like, each candidate weighted
// by how far it is believed.
type consensus struct {
	members, headed float64
	length, square  float64
	commas          [4]float64
	lengths         [maxRunIn + 2]float64
	// weight by trait, in an open hash table
	keys    []uint32 // 0 is free
	weights []float64
}

// unlikely is the belief below which a candidate is not counted.
const unlikely = 0.02

// surveys are kept for reuse: what siblings, kin and cousins look like.
var surveys = sync.Pool{New: func() any { return &[3]consensus{} }}

// survey sets c to all members of the groups, each with the weight that of gives.
func (c *consensus) survey(groups [][]member, of func(*member) float64) *consensus {
	n := 0
	for _, ms := range groups {
		for i := range ms {
			for k := range ms[i].cands {
				if ms[i].belief[k] >= unlikely && ms[i].cands[k].end > 0 {
					n += traits
				}
			}
		}
	}
	size := 16
	for size < 2*n {
		size *= 2
	}
	keys, weights := c.keys, c.weights
	if cap(keys) < size {
		keys, weights = make([]uint32, size), make([]float64, size)
	}
	*c = consensus{keys: keys[:size], weights: weights[:size]}
	clear(c.keys)
	clear(c.weights)
	for _, ms := range groups {
		for i := range ms {
			c.count(&ms[i], of(&ms[i]))
		}
	}
	return c
}

// traitKey is a trait as the table knows it.
func traitKey(kind int, value uint32) uint32 { return mix(uint32(kind)+1, value) | 1 }

// slot returns where the weight of a trait stands; where it would stand when
// it has none.
func (c *consensus) slot(key uint32) int {
	mask := len(c.keys) - 1
	at := int(key>>8) & mask
	for c.keys[at] != 0 && c.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}

func (c *consensus) add(key uint32, p float64) {
	at := c.slot(key)
	c.keys[at] = key
	c.weights[at] += p
}

func (c *consensus) of(key uint32) float64 { return c.weights[c.slot(key)] }

// count adds m with the given weight.
func (c *consensus) count(m *member, weight float64) {
	c.members += weight
	for k := range m.cands {
		x := &m.cands[k]
		if m.belief[k] < unlikely || x.end == 0 {
			continue
		}
		p := float64(m.belief[k]) * weight
		s := &x.shape
		c.headed += p
		c.length += p * float64(s.length)
		c.square += p * float64(s.length*s.length)
		c.lengths[min(s.length, len(c.lengths)-1)] += p
		c.commas[min(s.commas, 3)] += p
		for kind, v := range s.traits {
			c.add(traitKey(kind, v), p)
		}
	}
}

// Features of a candidate beside one consensus, and beside that of its siblings
// and that of its cousins, after its own probability.
const (
	compared = 14 + traits
	dense    = 1 + 2*compared
)

// compare writes the features of a candidate beside the others of c. Where less
// is given, the others are what c counts more than less does. Shares are
// smoothed towards nothing, so that a lone unit gets zeros.
func (c *consensus) compare(x *candidate, less *consensus, f []float32) {
	if less == nil {
		less = &nobody
	}
	headed := c.headed - less.headed
	n := c.members - less.members + 1
	f[0] = float32(math.Log(max((headed+0.5)/n, 0.02)))
	if headed < 0.3 {
		f[1] = 1
		return
	}
	s := &x.shape
	k := headed + 1
	mean := (c.length - less.length) / headed
	spread := math.Sqrt(max((c.square-less.square)/headed-mean*mean, 4))
	off := math.Abs(float64(s.length)-mean) / (spread + 2)
	f[2] = float32(min(off, 4))
	f[3] = float32(min(off*off, 9))
	commas := min(s.commas, 3)
	f[4] = float32(max(c.commas[commas]-less.commas[commas], 0) / k)
	if s.length > int(mean+spread+4) {
		f[6] = 1
	}
	if s.commas > 0 && (c.commas[0]-less.commas[0])/headed > 0.8 {
		f[7] = 1
	}
	l := min(s.length, len(c.lengths)-1)
	exact := max(c.lengths[l]-less.lengths[l], 0)
	near := exact
	if l > 0 {
		near += max(c.lengths[l-1]-less.lengths[l-1], 0)
	}
	if l+1 < len(c.lengths) {
		near += max(c.lengths[l+1]-less.lengths[l+1], 0)
	}
	f[8] = float32(exact / k)
	f[9] = float32(near / k)
	f[10] = float32(math.Log((exact + 0.1) / k))
	f[11] = float32(math.Log((near + 0.2) / k))
	f[12] = float32(math.Log((max(c.commas[commas]-less.commas[commas], 0) + 0.1) / k))
	for kind, v := range s.traits {
		key := traitKey(kind, v)
		f[14+kind] = float32(max(c.of(key)-less.of(key), 0) / k)
	}
}

// nobody is the consensus of no members.
var nobody = consensus{keys: make([]uint32, 1), weights: make([]float64, 1)}
