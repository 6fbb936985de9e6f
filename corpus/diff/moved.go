package diff

import (
	"cmp"
	"slices"
)

// mark says which links moved: those outside the heaviest sequence of links
// that keeps its order in both plans, and those that went to another heading
// though both headings have counterparts of their own. Weights prefer to keep
// as many links as possible in place, then those whose heading stayed, then
// the longer texts, so that the choice is the same in both directions.
func mark(al *aligner, pairs []pair) {
	var idx []int
	for k := range pairs {
		if len(pairs[k].old) > 0 && len(pairs[k].new) > 0 {
			idx = append(idx, k)
		}
	}
	slices.SortFunc(idx, func(x, y int) int { return cmp.Compare(pairs[x].old[0], pairs[y].old[0]) })
	weight := func(k int) int64 {
		x, y := &al.a.units[pairs[k].old[0]], &al.b.units[pairs[k].new[0]]
		w := int64(1) << 40
		if al.sectionsAgree(pairs[k].old[0], pairs[k].new[0]) > 0 {
			w += 1 << 36
		}
		w += int64(min(1<<20, len(x.norm)+len(y.norm))) << 8
		return w + int64((len(x.norm)^len(y.norm)^x.item.Ordinal^y.item.Ordinal)&0xff)
	}
	// Heaviest increasing subsequence over the new positions, by a tree of
	// prefix maxima.
	n := len(al.b.units)
	tree := make([]int, n+1) // index into idx + 1
	best := make([]int64, len(idx))
	prev := make([]int, len(idx))
	end := -1
	for k, id := range idx {
		j := pairs[id].new[0]
		top := -1
		for p := j; p > 0; p -= p & -p {
			if t := tree[p] - 1; t >= 0 && (top < 0 || best[t] > best[top]) {
				top = t
			}
		}
		best[k], prev[k] = weight(id), top
		if top >= 0 {
			best[k] += best[top]
		}
		for p := j + 1; p <= n; p += p & -p {
			if t := tree[p] - 1; t < 0 || best[k] > best[t] {
				tree[p] = k + 1
			}
		}
		if end < 0 || best[k] > best[end] {
			end = k
		}
	}
	stays := make([]bool, len(idx))
	for k := end; k >= 0; k = prev[k] {
		stays[k] = true
	}
	for k, id := range idx {
		pairs[id].moved = !stays[k] || al.sectionsAgree(pairs[id].old[0], pairs[id].new[0]) < 0
	}
}
