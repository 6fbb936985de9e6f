package heading

import "yaodian/parser"

// group is a run of siblings on the way to its decision.
type group struct {
	key  kin
	of   []int // index of each member in the outline
	ms   []member
	open int // members that print left open
	own  evidence
}

// kin tells which groups are cousins.
type kin struct {
	scheme parser.Scheme
	level  int
}

// decide settles the headings of all groups of a document.
func decide(d *parser.Document, units []unit, groups [][]int, out []Heading) {
	gs := make([]group, 0, len(groups))
	total := map[kin]evidence{}
	var b *builder
	for _, members := range groups {
		g := gatherGroup(d, units, members, out)
		if g.open > 0 {
			if b == nil {
				b = builders.Get().(*builder)
				defer b.free()
				b.rest.read(d.Folded)
			}
			propose(b, g.ms, situate(g.ms, int(g.key.scheme), glossary(d, members[0])))
		}
		gs = append(gs, g)
	}
	if b == nil {
		return
	}
	families := map[kin][][]member{}
	for i := range gs {
		if gs[i].open == 0 {
			continue
		}
		families[gs[i].key] = append(families[gs[i].key], gs[i].ms)
	}
	for _, f := range families {
		confer(b.m, f)
	}
	for i := range gs {
		g := &gs[i]
		g.own = weighAll(g.ms)
		total[g.key] = total[g.key].plus(g.own, 1)
	}
	for i := range gs {
		g := &gs[i]
		if g.open == 0 {
			continue
		}
		for k, c := range settle(b.m, g.ms, total[g.key].plus(g.own, -1)) {
			x := &g.ms[k].cands[c]
			if g.ms[k].known >= 0 || x.end == 0 {
				continue
			}
			u := &units[g.of[k]]
			set(d, u, formOf(x.mark), u.line.Start+x.end, &out[g.of[k]])
		}
	}
}

// gatherGroup sets the headings that print decides and collects the rest.
func gatherGroup(d *parser.Document, units []unit, members []int, out []Heading) group {
	first := &d.Outline[members[0]]
	g := group{key: kin{first.Scheme, first.Level}, of: make([]int, 0, len(members)), ms: make([]member, 0, len(members))}
	if glossary(d, members[0]) {
		for _, i := range members {
			units[i].bare = false // a term and what it means are one sentence, and no task
		}
	}
	byMark := agreed(units, members)
	for _, i := range members {
		u := &units[i]
		if u.line.Len() == 0 {
			continue
		}
		m := member{text: d.Folded[u.line.Start:min(d.Outline[i].Own.End, u.line.Start+2*window)], from: u.line.Start, sub: u.sub, bare: u.bare, known: -1}
		f := sure(u)
		if f == formNone && byMark != formNone && u.end(byMark) > 0 && u.end(byMark)-u.line.Start <= maxClosedLine {
			f = byMark
		}
		if f != formNone {
			set(d, u, f, u.ends[f], &out[i])
			m.known = out[i].Span.Len()
		} else {
			g.open++
		}
		g.ms = append(g.ms, m)
		g.of = append(g.of, i)
	}
	return g
}

// allMean is the mean length of headings up to which a mark that closes the
// first sentence of every sibling is taken to close headings.
const allMean = 34

// agreed returns the mark that closes the headings of nearly all members.
func agreed(units []unit, members []int) form {
	labels := 0
	for _, i := range members {
		if units[i].ends[formLabel] > 0 {
			labels++
		}
	}
	if len(members) >= 2 && float64(labels) >= sureShare*float64(len(members)) {
		return formLabel
	}
	for _, f := range [...]form{formPeriod, formColon} {
		n, have, length := 0, 0, 0
		for _, i := range members {
			u := &units[i]
			if u.line.Len() == 0 {
				continue
			}
			n++
			if l := u.end(f) - u.line.Start; u.end(f) > 0 && l <= maxClosedLine {
				have++
				length += l
			}
		}
		if n >= 2 && float64(have) >= sureShare*float64(n) && length <= sureMean*have || n >= 3 && have == n && length <= allMean*have {
			return f
		}
	}
	return formNone
}

// sure returns the form that decides without a look at siblings.
func sure(u *unit) form {
	for _, f := range [...]form{formCell, formBold, formLine, formPhrase, formBlank} {
		if u.end(f) > 0 {
			return f
		}
	}
	return formNone
}

func formOf(mark rune) form {
	switch mark {
	case '。':
		return formPeriod
	case ':':
		return formColon
	case ' ', '\t':
		return formBlank
	case '\n':
		return formLine
	}
	return formGlued
}

// set writes the heading of u that ends at end.
func set(d *parser.Document, u *unit, f form, end int, h *Heading) {
	s := trim(d.Folded, parser.Span{Start: u.line.Start, End: end})
	if s.Len() > 0 {
		*h = Heading{Span: s, Rule: rules[f]}
	}
}
