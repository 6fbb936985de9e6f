package diff

import (
	"cmp"
	"slices"
)

// gather finds the candidates of every unit through an index of grams: the
// best of each side by what they share, so that the choice is the same from
// either side.
func (al *aligner) gather() {
	index := map[gram][]count2{}
	for j, b := range al.bagB {
		for _, c := range b {
			index[c.g] = append(index[c.g], count2{j, c.n})
		}
	}
	// A gram that stands nearly everywhere finds nothing and costs most.
	common := al.rare.of(al.common(index))
	al.near = make([][]candidate, len(al.a.units))
	back := make([]shortlist, len(al.b.units))
	acc := make([]float64, len(al.b.units))
	var seen []int
	for i, b := range al.bagA {
		seen = seen[:0]
		for _, c := range b {
			if c.w < common {
				continue
			}
			for _, e := range index[c.g] {
				if acc[e.j] == 0 {
					seen = append(seen, e.j)
				}
				acc[e.j] += c.w * min(c.n, e.n)
			}
		}
		var top shortlist
		for _, j := range seen {
			d := dice(acc[j], al.massA[i], al.massB[j])
			top.add(j, d)
			back[j].add(i, d)
			acc[j] = 0
		}
		for _, c := range top {
			al.near[i] = append(al.near[i], candidate{j: c.k})
		}
	}
	for j := range back {
		for _, c := range back[j] {
			if !slices.ContainsFunc(al.near[c.k], func(o candidate) bool { return o.j == j }) {
				al.near[c.k] = append(al.near[c.k], candidate{j: j})
			}
		}
	}
	topA, topB := make([]float64, len(al.a.units)), make([]float64, len(al.b.units))
	for i := range al.near {
		slices.SortFunc(al.near[i], func(x, y candidate) int { return cmp.Compare(x.j, y.j) })
		for k := range al.near[i] {
			c := &al.near[i][k]
			c.base, _ = al.score(i, c.j)
			topA[i], topB[c.j] = max(topA[i], c.base), max(topB[c.j], c.base)
		}
	}
	al.consultWords(topA, topB)
	al.compareRivals()
}

// compareRivals moves doubtful scores by what other candidates reach. Two
// rewritten versions of one item have little in common, but far more than
// either has with any other; items that share only the phrases of their genre
// have as much in common with many.
func (al *aligner) compareRivals() {
	type two struct{ first, second float64 }
	note := func(t *two, s float64) {
		if s > t.first {
			t.first, t.second = s, t.first
		} else {
			t.second = max(t.second, s)
		}
	}
	rows, cols := make([]two, len(al.a.units)), make([]two, len(al.b.units))
	for i := range al.near {
		for _, c := range al.near[i] {
			note(&rows[i], c.base)
			note(&cols[c.j], c.base)
		}
	}
	for i := range al.near {
		for k := range al.near[i] {
			c := &al.near[i][k]
			if c.base >= doubtful {
				continue
			}
			rival := func(t two) float64 {
				if c.base == t.first {
					return t.second
				}
				return t.first
			}
			r := max(rival(rows[i]), rival(cols[c.j]))
			switch {
			case c.base >= standsAlone*r:
				c.base += aloneBonus
			case c.base >= standsOut*r:
				c.base += standBonus
			case c.base < 1.2*r:
				c.base -= standBonus
			}
		}
	}
}

// consultWords gives words half a say over the pairs of units that grams
// leave in doubt. Rewriting keeps the words of a topic while it changes what
// stands between them, and a cosine lets the frequent ones speak loudest.
func (al *aligner) consultWords(topA, topB []float64) {
	wordsOf := func(s *side, top []float64) []bag {
		out := make([]bag, len(s.units))
		for i := range s.units {
			if top[i] > 0 && top[i] < certain {
				out[i] = wordBag(s.units[i].norm)
			}
		}
		return out
	}
	wa, wb := wordsOf(al.a, topA), wordsOf(al.b, topB)
	weigh(wa, wb)
	na, nb := norms(wa), norms(wb)
	for i := range al.near {
		for k := range al.near[i] {
			if c := &al.near[i][k]; wa[i] != nil && wb[c.j] != nil {
				c.base = (c.base + cosine(wa[i], wb[c.j], na[i], nb[c.j])) / 2
			}
		}
	}
}

// work bounds how many pairs of postings the index may meet.
const work = 200_000_000

// common is from how many units on a gram is left out of the index.
func (al *aligner) common(index map[gram][]count2) int {
	limit := max(40, (len(al.a.units)+len(al.b.units))/8)
	cost := make([]int, limit+1)
	for _, b := range al.bagA {
		for _, c := range b {
			if n := len(index[c.g]); n > 0 && n <= limit {
				cost[n] += n
			}
		}
	}
	total := 0
	for n, c := range cost {
		if total += c; total > work {
			return n
		}
	}
	return limit
}

type count2 struct {
	j int
	n float64
}

// shortlist keeps the best candidates of one unit, best first; of equals the
// one found first.
type shortlist []scored

type scored struct {
	k     int
	score float64
}

func (s *shortlist) add(k int, score float64) {
	l := *s
	if len(l) == candidates && score <= l[len(l)-1].score {
		return
	}
	if len(l) < candidates {
		l = append(l, scored{})
	}
	p := len(l) - 1
	for p > 0 && l[p-1].score < score {
		l[p] = l[p-1]
		p--
	}
	l[p] = scored{k, score}
	*s = l
}
