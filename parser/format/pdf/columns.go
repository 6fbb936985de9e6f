package pdf

import (
	"cmp"
	"slices"
)

// columned puts the runs of a page into lines in reading order: where a
// gutter parts the page, the left column is read before the right one, in
// each of the bands that lines across the gutter leave.
func columned(rs []run, depth int) [][]line {
	g, ok := gutter(rs)
	if !ok || depth > 3 {
		if len(rs) == 0 {
			return nil
		}
		return [][]line{rows(rs)}
	}
	mid := (g.x0 + g.x1) / 2
	// Punctuation may hang out into the gutter; a line across passes it.
	crosses := func(r *run) bool { return r.x0 < mid && r.x1 >= g.x1 }
	var across []run
	for _, r := range rs {
		if crosses(&r) {
			across = append(across, r)
		}
	}
	var out [][]line
	band := func(top, bottom float64) {
		var left, right []run
		for _, r := range rs {
			if r.y > top || r.y <= bottom || crosses(&r) {
				continue
			}
			if r.x0 < mid {
				left = append(left, r)
			} else {
				right = append(right, r)
			}
		}
		out = append(out, columned(left, depth+1)...)
		out = append(out, columned(right, depth+1)...)
	}
	top := 1e9
	for _, l := range rows(across) {
		// What stands beside a line across belongs to that line.
		bottom := l.y + 0.8*l.size
		band(top, bottom)
		var beside []run
		for _, r := range rs {
			if crosses(&r) && sameLine(&l.run, &r) || r.y <= bottom && r.y > l.y-0.4*l.size {
				beside = append(beside, r)
			}
		}
		out = append(out, rows(beside))
		top = l.y - 0.4*l.size
	}
	band(top, -1e9)
	return out
}

// gutter finds a vertical strip that parts the runs into two columns of
// running text. Cells of a table and the two ends of a line (a signature and
// its date) have such a strip too; columns of text reach up to it, line after
// line, and run on for several lines.
func gutter(rs []run) (span, bool) {
	if len(rs) < 12 {
		return span{}, false
	}
	x0, x1, size := rs[0].x0, rs[0].x1, 0.0
	for _, r := range rs {
		x0, x1 = min(x0, r.x0), max(x1, r.x1)
		size += r.size / float64(len(rs))
	}
	width := x1 - x0
	if width < 16*size || width > 20_000 {
		return span{}, false
	}
	// cover[i] is the length of text lines over the i-th point of width.
	cover := make([]int, int(width)+2)
	for _, r := range rs {
		cover[int(r.x0-x0)]++
		cover[min(len(cover)-1, int(r.x1-x0)+1)]--
	}
	sum := 0
	for i := range cover {
		sum += cover[i]
		cover[i] = sum
	}
	limit := len(rs) / 8
	best, bestOK := span{}, false
	for i := int(0.2 * width); i < int(0.8*width); i++ {
		if cover[i] > limit {
			continue
		}
		j := i
		for j < len(cover) && cover[j] <= limit {
			j++
		}
		if s := (span{x0 + float64(i), x0 + float64(j)}); float64(j-i) >= max(6, 0.7*size) && float64(j) < 0.9*width {
			if s, ok := textual(rs, s, size); ok && (!bestOK || s.x1-s.x0 > best.x1-best.x0) {
				best, bestOK = s, true
			}
		}
		i = j
	}
	return best, bestOK
}

// textual checks that running text stands on both sides of a strip, and
// narrows the strip to the air between.
func textual(rs []run, s span, size float64) (span, bool) {
	mid := (s.x0 + s.x1) / 2
	var left, right []run
	for _, r := range rs {
		switch {
		case r.x1 < s.x1:
			left = append(left, r)
		case r.x0 >= mid:
			right = append(right, r)
		}
	}
	if len(left) < 5 || len(right) < 5 {
		return s, false
	}
	edge := func(rs []run, of func(run) float64, q float64) float64 {
		slices.SortFunc(rs, func(a, b run) int { return cmp.Compare(of(a), of(b)) })
		return of(rs[int(q*float64(len(rs)-1))])
	}
	end := edge(left, func(r run) float64 { return r.x1 }, 0.9)
	begin := edge(right, func(r run) float64 { return r.x0 }, 0.1)
	if begin-end < 0.5*size {
		return s, false
	}
	// full counts the lines that fill their column and those of any length.
	full := func(rs []run) float64 {
		lo, hi := edge(rs, func(r run) float64 { return r.x0 }, 0.05), edge(rs, func(r run) float64 { return r.x1 }, 0.95)
		n := 0
		for _, l := range rows(slices.Clone(rs)) {
			if l.x0-lo < 2.6*size && hi-l.x1 < 2.1*size && l.x1-l.x0 > 7*size {
				n++
			}
		}
		return float64(n)
	}
	if full(left) < 0.5*float64(len(rows(left))) || full(right) < 0.5*float64(len(rows(right))) && full(right) < 5 {
		return s, false
	}
	if full(left) < 4 || full(right) < 2 {
		return s, false
	}
	return span{end, begin}, true
}
