package pdf

import (
	"cmp"
	"math"
	"slices"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// table is a ruled table of one page.
type table struct {
	box   rect
	xs    []float64 // edges of its columns, ascending
	ys    []float64 // edges of its rows, descending
	cells [][]int   // per row and column the number of the cell that covers it
	text  [][]glyph // per cell
	top   bool      // nothing but furniture stands above it on its page
	last  bool      // nothing but furniture stands below it
}

const (
	snap     = 2.0 // points within which edges are one
	touch    = 3.5 // points within which lines meet
	maxLines = 3000
	maxGrid  = 200 // rows or columns of one table
)

// joined merges the rules that lie on one line and meet, across (horizontal)
// or down. The result is sorted by position.
func joined(rules []rule, across bool) []rule {
	var rs []rule
	for _, r := range rules {
		if (r.x1-r.x0 >= r.y1-r.y0) == across {
			rs = append(rs, r)
		}
	}
	at := func(r rule) float64 {
		if across {
			return r.y0
		}
		return r.x0
	}
	ends := func(r *rule) (*float64, *float64) {
		if across {
			return &r.x0, &r.x1
		}
		return &r.y0, &r.y1
	}
	slices.SortFunc(rs, func(a, b rule) int {
		if d := at(a) - at(b); math.Abs(d) > snap {
			return cmp.Compare(at(a), at(b))
		}
		a0, _ := ends(&a)
		b0, _ := ends(&b)
		return cmp.Compare(*a0, *b0)
	})
	var out []rule
	for _, r := range rs {
		if n := len(out); n > 0 && math.Abs(at(out[n-1])-at(r)) <= snap {
			_, e := ends(&out[n-1])
			s, t := ends(&r)
			if *s <= *e+touch {
				*e = max(*e, *t)
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// tables finds the grids that the rules of a page draw and takes the glyphs
// inside out of the page. A grid needs two columns and a line that parts
// them; frames around a text and lines under headings are none.
func tables(p *pageText) []*table {
	across, down := joined(p.rules, true), joined(p.rules, false)
	if len(across) < 2 || len(down) < 1 || len(across)+len(down) > maxLines {
		return nil
	}
	group := newSets(len(across) + len(down))
	for i, h := range across {
		for j, v := range down {
			if v.x0 >= h.x0-touch && v.x0 <= h.x1+touch && h.y0 >= v.y0-touch && h.y0 <= v.y1+touch {
				group.join(i, len(across)+j)
			}
		}
	}
	type lines struct{ across, down []rule }
	parts := map[int]*lines{}
	of := func(i int) *lines {
		k := group.find(i)
		if parts[k] == nil {
			parts[k] = &lines{}
		}
		return parts[k]
	}
	for i, h := range across {
		l := of(i)
		l.across = append(l.across, h)
	}
	for j, v := range down {
		l := of(len(across) + j)
		l.down = append(l.down, v)
	}
	var out []*table
	for _, l := range parts {
		if t := grid(l.across, l.down); t != nil {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *table) int { return cmp.Compare(b.box.y1, a.box.y1) })
	// A table inside a cell of another is text of that cell.
	out = slices.DeleteFunc(out, func(t *table) bool {
		for _, o := range out {
			if o != t && o.box.x0 <= t.box.x0+1 && o.box.x1 >= t.box.x1-1 && o.box.y0 <= t.box.y0+1 && o.box.y1 >= t.box.y1-1 {
				return true
			}
		}
		return false
	})
	for _, t := range out {
		t.take(p)
	}
	return slices.DeleteFunc(out, func(t *table) bool { return t.empty() })
}

// grid builds the table of one set of connected lines, nil where they are none.
func grid(across, down []rule) *table {
	if len(across) < 2 || len(down) < 1 {
		return nil
	}
	box := rect{across[0].x0, across[0].y0, across[0].x1, across[0].y0}
	var xs, ys []float64
	for _, h := range across {
		box = rect{min(box.x0, h.x0), min(box.y0, h.y0), max(box.x1, h.x1), max(box.y1, h.y0)}
		ys = append(ys, h.y0)
	}
	for _, v := range down {
		box = rect{min(box.x0, v.x0), min(box.y0, v.y0), max(box.x1, v.x0), max(box.y1, v.y1)}
		xs = append(xs, v.x0)
	}
	// Tables without lines at their sides are closed by their extent.
	xs, ys = edges1(append(xs, box.x0, box.x1)), edges1(append(ys, box.y0, box.y1))
	slices.Reverse(ys)
	rows, cols := len(ys)-1, len(xs)-1
	if cols < 2 || rows < 1 || rows > maxGrid || cols > maxGrid || box.x1-box.x0 < 40 {
		return nil
	}
	// Cells grow together where no line parts them.
	s := newSets(rows * cols)
	for r := range rows {
		mid := (ys[r] + ys[r+1]) / 2
		for c := range cols {
			if c+1 < cols && !covered(down, xs[c+1], mid, false) {
				s.join(r*cols+c, r*cols+c+1)
			}
			if r+1 < rows && !covered(across, ys[r+1], (xs[c]+xs[c+1])/2, true) {
				s.join(r*cols+c, (r+1)*cols+c)
			}
		}
	}
	t := &table{box: box, xs: xs, ys: ys}
	number := map[int]int{}
	for r := range rows {
		row := make([]int, cols)
		for c := range cols {
			root := s.find(r*cols + c)
			if _, ok := number[root]; !ok {
				number[root] = len(number)
			}
			row[c] = number[root]
		}
		t.cells = append(t.cells, row)
	}
	if len(number) < 2 {
		return nil
	}
	t.text = make([][]glyph, len(number))
	return t
}

func covered(lines []rule, at, mid float64, across bool) bool {
	for _, l := range lines {
		if across && math.Abs(l.y0-at) <= 2*snap && l.x0-1 <= mid && l.x1+1 >= mid ||
			!across && math.Abs(l.x0-at) <= 2*snap && l.y0-1 <= mid && l.y1+1 >= mid {
			return true
		}
	}
	return false
}

// edges1 sorts positions and drops those within a double line's width.
func edges1(v []float64) []float64 {
	slices.Sort(v)
	out := v[:0]
	for _, x := range v {
		if len(out) == 0 || x-out[len(out)-1] > 2*snap {
			out = append(out, x)
		}
	}
	return out
}

// take moves the glyphs inside the grid to their cells.
func (t *table) take(p *pageText) {
	kept := p.glyphs[:0]
	for _, g := range p.glyphs {
		x, y := g.x+g.w/2, g.y+0.3*g.size
		c, r := -1, -1
		for i := 0; i+1 < len(t.xs); i++ {
			if x >= t.xs[i] && x < t.xs[i+1] {
				c = i
			}
		}
		for i := 0; i+1 < len(t.ys); i++ {
			if y <= t.ys[i] && y > t.ys[i+1] {
				r = i
			}
		}
		if c < 0 || r < 0 {
			kept = append(kept, g)
			continue
		}
		k := t.cells[r][c]
		t.text[k] = append(t.text[k], g)
	}
	p.glyphs = kept
}

func (t *table) empty() bool {
	for _, g := range t.text {
		if len(g) > 0 {
			return false
		}
	}
	return true
}

// rows lays the cells out as the office formats do: a cell stands where it
// starts, with its span, and goes on downwards in the rows below.
func (t *table) rows(heads bool) [][]flow.Cell {
	blocks := make([][]format.Block, len(t.text))
	for k, g := range t.text {
		blocks[k] = cellBlocks(g, t.right(k), heads)
	}
	var out [][]flow.Cell
	for r, row := range t.cells {
		var cells []flow.Cell
		for c := 0; c < len(row); {
			k, end := row[c], c+1
			for end < len(row) && row[end] == k {
				end++
			}
			cell := flow.Cell{Start: c, Span: end - c}
			above := r > 0 && t.cells[r-1][c] == k
			below := r+1 < len(t.cells) && t.cells[r+1][c] == k
			switch {
			case above:
				cell.Down = flow.DownContinue
			case below:
				cell.Down = flow.DownRestart
			}
			if !above {
				cell.Blocks = blocks[k]
			}
			cells = append(cells, cell)
			c = end
		}
		out = append(out, cells)
	}
	return out
}

// right is the right edge of a cell.
func (t *table) right(k int) float64 {
	x := t.box.x1
	for _, row := range t.cells {
		for c, n := range row {
			if n == k {
				x = t.xs[c+1]
			}
		}
	}
	return x
}

// cellBlocks joins the lines of a cell. In narrow cells nearly every line is
// broken by the layout, so a line ends a paragraph only where it ends early
// and a sentence or a numbered unit shows it.
func cellBlocks(g []glyph, right float64, heads bool) []format.Block {
	if len(g) == 0 {
		return nil
	}
	lines := rows(runs(g))
	w := &writer{heads: heads, body: 1e9}
	for i := range lines {
		l := &lines[i]
		if i > 0 {
			a := &lines[i-1]
			early := right-a.x1 > chunk(l)+1.4*l.size
			starts := label.MatchString(string(trim(l.text)))
			if early && (endsSentence(a.text) || starts) || starts && endsSentence(a.text) {
				w.flush()
			}
		}
		l.column = span{l.x0, l.x1} // nothing is centred in a cell
		w.add(l)
	}
	w.flush()
	return w.blocks
}

// sets is a union-find over 0..n-1.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join keeps the smaller member as the root, so that results do not depend on
// the order of joining.
func (s sets) join(a, b int) {
	a, b = s.find(a), s.find(b)
	s[max(a, b)] = min(a, b)
}
