package pdf

import "math"

// upright turns the page so that most of its text runs from left to right and
// drops what runs otherwise: slanted watermarks, seals, marginal notes. It
// also drops text outside the page and the second strike of letters that are
// printed twice to look bold.
func upright(p *pageText) {
	var votes [5]int
	vertical := 0
	for i := range p.glyphs {
		votes[p.glyphs[i].dir]++
		if p.glyphs[i].vert {
			vertical++
		}
	}
	best := 0
	for d := 1; d < 4; d++ {
		if votes[d] > votes[best] {
			best = d
		}
	}
	slack := 2.0
	kept := p.glyphs[:0]
	for _, g := range p.glyphs {
		if g.size <= 0 || int(g.dir) != best || math.IsNaN(g.x+g.y+g.w) ||
			g.x < p.box.x0-slack || g.x > p.box.x1+slack || g.y < p.box.y0-slack || g.y > p.box.y1+slack {
			continue
		}
		kept = append(kept, g)
	}
	p.glyphs = kept
	turn := func(x, y float64) (float64, float64) {
		switch best {
		case 1:
			return y, -x
		case 2:
			return -x, -y
		case 3:
			return -y, x
		}
		return x, y
	}
	if best == 0 && vertical*2 > len(kept) && vertical > 0 {
		// Vertical writing: down is along the line, leftwards the next line.
		turn = func(x, y float64) (float64, float64) { return -y, x }
		best = 4
	}
	if best != 0 {
		for i := range p.glyphs {
			g := &p.glyphs[i]
			g.x, g.y = turn(g.x, g.y)
		}
		for i, r := range p.rules {
			ax, ay := turn(r.x0, r.y0)
			bx, by := turn(r.x1, r.y1)
			p.rules[i] = rule{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)}
		}
		ax, ay := turn(p.box.x0, p.box.y0)
		bx, by := turn(p.box.x1, p.box.y1)
		p.box = rect{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)}
	}
	dropDoubles(p)
	dropStruck(p)
}

// dropDoubles removes a glyph printed again within a fifth of an em of its
// like (a shadow, a poor man's bold); the one kept counts as bold.
func dropDoubles(p *pageText) {
	type cell struct {
		r    rune
		x, y int32
	}
	const grid = 4.0 // points; neighbours are looked at too
	seen := make(map[cell]int32, len(p.glyphs))
	kept := p.glyphs[:0]
next:
	for _, g := range p.glyphs {
		if g.r == ' ' {
			kept = append(kept, g)
			continue
		}
		cx, cy := int32(g.x/grid), int32(g.y/grid)
		for dx := int32(-1); dx <= 1; dx++ {
			for dy := int32(-1); dy <= 1; dy++ {
				i, ok := seen[cell{g.r, cx + dx, cy + dy}]
				if !ok || int(i) >= len(kept) {
					continue
				}
				if o := &kept[i]; math.Abs(o.x-g.x) < 0.2*g.size && math.Abs(o.y-g.y) < 0.2*g.size {
					o.bold = o.bold || math.Abs(o.x-g.x)+math.Abs(o.y-g.y) > 0.01*g.size
					continue next
				}
			}
		}
		seen[cell{g.r, cx, cy}] = int32(len(kept))
		kept = append(kept, g)
	}
	p.glyphs = kept
}

// maxStrikes bounds the pairs of lines and glyphs that are compared on a page;
// drawings have more, texts with deletions far fewer.
const maxStrikes = 50_000_000

// dropStruck removes text that is crossed out by a line through its middle:
// what a tracked deletion looks like when printed.
func dropStruck(p *pageText) {
	var across []rule
	for _, r := range p.rules {
		if r.y1-r.y0 < 0.5 {
			across = append(across, r)
		}
	}
	if len(across) == 0 || len(across)*len(p.glyphs) > maxStrikes {
		return
	}
	kept := p.glyphs[:0]
	gap := false
	for _, g := range p.glyphs {
		struck := false
		for _, r := range across {
			h := (r.y0 - g.y) / g.size
			if h > 0.18 && h < 0.5 && r.x0 <= g.x+0.15*g.size && r.x1 >= g.x+g.w-0.15*g.size && r.x1-r.x0 < 60*g.size {
				struck = true
				break
			}
		}
		if !struck {
			g.tight = gap
			kept = append(kept, g)
		}
		gap = struck
	}
	p.glyphs = kept
}
