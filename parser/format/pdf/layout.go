package pdf

import (
	"cmp"
	"slices"

	"yaodian/parser/format"
)

// sheet is a page on its way to lines.
type sheet struct {
	pageRows
	runs   []run
	tables []*table
}

// layout turns the glyphs of the pages into blocks in reading order.
func layout(pages []*pageText, lim format.Limits) ([]format.Block, error) {
	var sheets []*sheet
	var rowsOf []*pageRows
	var total, heads int
	for _, p := range pages {
		upright(p)
		for i := range p.glyphs {
			total++
			if p.glyphs[i].head {
				heads++
			}
		}
		s := &sheet{tables: tables(p)}
		s.box, s.runs = p.box, runs(p.glyphs)
		s.lines = rows(s.runs)
		sheets, rowsOf = append(sheets, s), append(rowsOf, &s.pageRows)
	}
	dropFurniture(rowsOf)
	for n, s := range sheets {
		kept := s.runs[:0]
		for _, r := range s.runs {
			if !removed(&s.pageRows, &r) {
				kept = append(kept, r)
			}
		}
		s.runs = dropFootnotes(pages[n], kept)
	}
	var els []element
	var cols [][]*line
	for n, s := range sheets {
		add := func(rs []run) {
			for _, lines := range columned(rs, 0) {
				var c []*line
				for i := range lines {
					l := &lines[i]
					l.page, l.colID = n, len(cols)
					c = append(c, l)
					els = append(els, element{line: l})
				}
				cols = append(cols, c)
			}
		}
		rest := s.runs
		for i, t := range s.tables {
			var above, below []run
			for _, r := range rest {
				if r.y > t.box.y1-0.3*r.size {
					above = append(above, r)
				} else {
					below = append(below, r)
				}
			}
			add(above)
			t.top = i == 0 && len(above) == 0
			t.last = i == len(s.tables)-1 && len(below) == 0
			els = append(els, element{table: t})
			rest = below
		}
		add(rest)
	}
	extents(cols)
	blocks, err := paragraphs(els, heads*5 < total*2, lim)
	singleLabels(blocks)
	return blocks, err
}

func removed(p *pageRows, r *run) bool {
	for i, gone := range p.remove {
		if gone && sameLine(&p.lines[i].run, r) && p.lines[i].x0 <= r.x0+1 && p.lines[i].x1 >= r.x1-1 {
			return true
		}
	}
	return false
}

// extents finds the left and right edge of every column. A column of few
// lines does not show its width; it takes that of a column in about the same
// place.
func extents(cols [][]*line) {
	const enough = 6
	own := make([]span, len(cols))
	for i, c := range cols {
		own[i] = extent(c)
	}
	for i, c := range cols {
		s := own[i]
		if len(c) < enough {
			// The narrowest extent of a longer column that holds this one.
			best, found := span{}, false
			for j, o := range own {
				if len(cols[j]) >= enough && o.x0 < s.x0+4 && o.x1 > s.x1-12 && (!found || o.x1-o.x0 < best.x1-best.x0) {
					best, found = o, true
				}
			}
			if found {
				s = span{min(s.x0, best.x0), max(s.x1, best.x1)}
			}
		}
		for _, l := range c {
			l.column = s
		}
	}
}

// extent finds the edges that most lines of a column keep to. On the left the
// outermost counts but for a line in twenty-five. On the right it is the edge
// that most lines reach, since punctuation may hang out over it; where no edge
// gathers lines, the outermost again.
func extent(c []*line) span {
	if len(c) == 0 {
		return span{}
	}
	l, r := make([]float64, len(c)), make([]float64, len(c))
	size := 0.0
	for i, x := range c {
		l[i], r[i] = x.x0, x.x1
		size = max(size, x.size)
	}
	slices.Sort(l)
	slices.SortFunc(r, func(a, b float64) int { return cmp.Compare(b, a) })
	k := len(c) / 25
	right, most := r[k], 0
	for i := 0; i < len(r); i++ {
		n := 0
		for j := i; j < len(r) && r[i]-r[j] < 0.6*size; j++ {
			n++
		}
		if n > most {
			right, most = r[i+n/2], n // the middle: some hang out a little
		}
	}
	if most*5 < len(r) || len(c) < 4 || r[k]-right > 1.6*size {
		right = r[k]
	}
	return span{l[k], right}
}
