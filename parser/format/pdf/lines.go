package pdf

import (
	"cmp"
	"math"
	"slices"
)

// run is a stretch of glyphs that were shown one after the other on one
// baseline without a wide gap.
type run struct {
	glyphs []glyph
	x0, x1 float64
	y      float64 // baseline
	size   float64 // largest em
}

// line is a row of runs, left to right.
type line struct {
	run
	text   []rune
	marks  []glyph // one per rune of text, for its face; spaces get the one before
	page   int
	column span // the extent that its column allows it
	colID  int  // counts columns over the document
}

type span struct{ x0, x1 float64 }

const (
	gapOfRun  = 0.75 // em: a wider gap starts a new run
	riseOfRun = 0.3  // em: a larger step of the baseline starts a new run
)

// runs cuts the glyphs of a page, in the order they were shown.
func runs(glyphs []glyph) []run {
	var out []run
	start := 0
	flush := func(end int) {
		if end > start {
			if r, ok := newRun(glyphs[start:end]); ok {
				out = append(out, r)
			}
		}
		start = end
	}
	for i := 1; i < len(glyphs); i++ {
		a, b := &glyphs[i-1], &glyphs[i]
		em := max(a.size, b.size)
		gap := b.x - (a.x + a.w)
		if math.Abs(b.y-a.y) > riseOfRun*em || gap > gapOfRun*em || gap < -1.4*em || a.size > 1.5*b.size || b.size > 1.5*a.size {
			flush(i)
		}
	}
	flush(len(glyphs))
	return out
}

func blank(r rune) bool { return r == ' ' || r == 0xA0 || r == 0x3000 || r >= 0x2000 && r <= 0x200B }

// newRun measures a run; blanks at its ends are cut off, a blank run is none.
func newRun(g []glyph) (run, bool) {
	for len(g) > 0 && blank(g[0].r) {
		g = g[1:]
	}
	for len(g) > 0 && blank(g[len(g)-1].r) {
		g = g[:len(g)-1]
	}
	if len(g) == 0 {
		return run{}, false
	}
	r := run{glyphs: g, x0: g[0].x, y: g[0].y}
	for i := range g {
		r.x0 = min(r.x0, g[i].x)
		r.x1 = max(r.x1, g[i].x+g[i].w)
		if g[i].size > r.size {
			r.size, r.y = g[i].size, g[i].y
		}
	}
	return r, true
}

// sameLine reports that two runs stand in one line: their bodies overlap by
// half of the smaller one, as superscripts do with their line.
func sameLine(a, b *run) bool {
	small := min(a.size, b.size)
	top := min(a.y+0.85*a.size, b.y+0.85*b.size)
	bottom := max(a.y-0.15*a.size, b.y-0.15*b.size)
	return top-bottom > 0.55*small
}

// rows groups runs into lines from top to bottom.
func rows(rs []run) []line {
	order := make([]*run, len(rs))
	for i := range rs {
		order[i] = &rs[i]
	}
	slices.SortStableFunc(order, func(a, b *run) int { return cmp.Compare(b.y, a.y) })
	type group struct {
		runs []*run
		big  *run // the largest of them
	}
	var groups []group
	for _, r := range order {
		placed := false
		for k := len(groups) - 1; k >= 0 && k >= len(groups)-4; k-- {
			g := &groups[k]
			if sameLine(g.big, r) && !collides(g.runs, r) {
				g.runs = append(g.runs, r)
				if r.size > g.big.size {
					g.big = r
				}
				placed = true
				break
			}
		}
		if !placed {
			groups = append(groups, group{[]*run{r}, r})
		}
	}
	out := make([]line, 0, len(groups))
	for _, g := range groups {
		out = append(out, newLine(g.runs))
	}
	return out
}

// collides reports that r stands above or below a run of the group: a line of
// small letters beside large ones may have another under it. Of a long line
// only the latest runs are looked at.
func collides(g []*run, r *run) bool {
	for _, o := range g[max(0, len(g)-64):] {
		small := min(o.size, r.size)
		if math.Abs(o.y-r.y) > 0.5*small && min(o.x1, r.x1)-max(o.x0, r.x0) > 0.5*small {
			return true
		}
	}
	return false
}

func largest(g []*run) *run {
	best := g[0]
	for _, r := range g[1:] {
		if r.size > best.size {
			best = r
		}
	}
	return best
}

// newLine orders the glyphs of a line and sets its text.
func newLine(g []*run) line {
	l := line{run: *largest(g)}
	slices.SortStableFunc(g, func(a, b *run) int { return cmp.Compare(a.x0, b.x0) })
	if len(g) > 1 {
		var all []glyph
		mixed := false // interleaved runs: letters set one by one in any order
		for i, r := range g {
			mixed = mixed || i > 0 && len(all) > 0 && r.glyphs[0].x < all[len(all)-1].x
			all = append(all, r.glyphs...)
		}
		if mixed {
			slices.SortStableFunc(all, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
		}
		l.glyphs = all
	}
	for _, r := range g {
		l.x0, l.x1 = min(l.x0, r.x0), max(l.x1, r.x1)
	}
	l.setText()
	return l
}

// setText writes the glyphs as text. Blanks that were shown are kept (one for
// each); gaps become a blank only where letters of words or far-apart pieces
// stand: the air that typesetters put between ideographs and digits is none.
func (l *line) setText() {
	l.text, l.marks = make([]rune, 0, len(l.glyphs)+4), make([]glyph, 0, len(l.glyphs)+4)
	put := func(r rune, g glyph) {
		l.text, l.marks = append(l.text, r), append(l.marks, g)
	}
	spaced := l.spaced()
	for i, g := range l.glyphs {
		if blank(g.r) && (l.hidden(i) || spaced && l.narrow(i)) {
			continue
		}
		if i > 0 {
			a := l.glyphs[i-1]
			em := max(a.size, g.size)
			limit := 1.0 * em
			if word(a.r) && word(g.r) || word(g.r) && has(",.;:)", a.r) || word(a.r) && g.r == '(' {
				limit = 0.2 * em
			}
			if g.x-(a.x+a.w) > limit && !g.tight && !blank(a.r) && !blank(g.r) {
				put(' ', a)
			}
		}
		if g.r < ' ' {
			if g.r == '\t' {
				put(' ', g)
			}
			continue
		}
		switch g.r {
		case 0xAD, 0x200B, 0xFEFF: // soft hyphen, zero-width
			continue
		case 0xA0:
			g.r = ' '
		}
		put(g.r, g)
	}
}

// hidden reports a blank without room: its neighbours meet over it. Some
// producers set one after every ideograph.
func (l *line) hidden(i int) bool {
	if i == 0 || i+1 >= len(l.glyphs) || blank(l.glyphs[i-1].r) || blank(l.glyphs[i+1].r) {
		return false
	}
	a, b := &l.glyphs[i-1], &l.glyphs[i+1]
	return b.x-(a.x+a.w) < 0.1*min(a.size, b.size) && l.glyphs[i].w > 0.1*l.glyphs[i].size
}

// narrow reports a thin blank with an ideograph or a wide mark on one side at
// least.
func (l *line) narrow(i int) bool {
	g := &l.glyphs[i]
	if i == 0 || i+1 >= len(l.glyphs) || g.w > 0.4*g.size {
		return false
	}
	return l.glyphs[i-1].r >= 0x2E80 || l.glyphs[i+1].r >= 0x2E80
}

// spaced reports a line that is stretched by thin blanks between most of its
// ideographs: they are air, not text.
func (l *line) spaced() bool {
	thin, tight := 0, 0
	for i := 1; i < len(l.glyphs); i++ {
		a, b := l.glyphs[i-1].r, l.glyphs[i].r
		switch {
		case a >= 0x2E80 && b >= 0x2E80:
			tight++
		case blank(b) && a >= 0x2E80 && i+1 < len(l.glyphs) && l.glyphs[i+1].r >= 0x2E80 && l.narrow(i):
			thin++
		}
	}
	return thin >= 4 && thin > tight
}

// word reports a letter or digit of an alphabetic word.
func word(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0 && r < 0x250
}
