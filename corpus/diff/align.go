package diff

// What the aligner weighs. Scores run from 0 to 1.
const (
	titleShare   = 0.40 // of a score where both items have headings
	containShare = 0.20 // of a body's score: how far the shorter lies in the longer
	officeShare  = 0.06 // of a score where both name offices
	certain      = 0.70 // from here on grams alone decide; below, words have half a say
	sectionBonus = 0.03 // both under headings that correspond; a penalty where they do not
	nearBonus    = 0.03 // the items before or after correspond too
	accept       = 0.18 // below, two items are not the same work
	doubtful     = 0.40 // below, it counts whether the two stand out for each other
	standsOut    = 1.8  // times the next best candidate of either side
	standsAlone  = 2.5
	standBonus   = 0.05
	aloneBonus   = 0.08
	candidates   = 16 // per item and side
)

// pair is a link before it is described: indexes of units on both sides.
type pair struct {
	old, new []int
	score    float64
	evidence []string
	moved    bool
}

// aligner holds the features of both sides.
type aligner struct {
	a, b         *side
	bagA, bagB   []bag
	massA, massB []float64
	headA, headB []bag // of headings
	rare         rarity
	near         [][]candidate // by old unit, ascending new
	sectionTo    []int         // old section → new section, -1
	sectionFrom  []int
}

type candidate struct {
	j    int
	base float64 // score from the two items alone
}

func align(a, b *side) ([]pair, *aligner) {
	al := &aligner{a: a, b: b}
	al.features()
	exact := al.exact()
	al.gather()
	links := al.solve(exact, nil)
	al.matchSections(links)
	links = al.solve(exact, links)
	pairs := al.cover(links)
	mark(al, pairs)
	return pairs, al
}

func (al *aligner) features() {
	yearA, yearB := int(al.a.plan.Year), int(al.b.plan.Year)
	make1 := func(s *side, year int) (bags, heads []bag) {
		for i := range s.units {
			bags = append(bags, bagOf(s.units[i].norm, year))
			heads = append(heads, bagOf(s.units[i].title, year))
		}
		return
	}
	al.bagA, al.headA = make1(al.a, yearA)
	al.bagB, al.headB = make1(al.b, yearB)
	al.rare = weigh(al.bagA, al.bagB)
	weigh(al.headA, al.headB)
	for _, x := range al.bagA {
		al.massA = append(al.massA, mass(x))
	}
	for _, x := range al.bagB {
		al.massB = append(al.massB, mass(x))
	}
}

// exact pairs units of the same text, the k-th of a text with the k-th, those
// under the same heading first. It returns the new unit of each old one.
func (al *aligner) exact() []int {
	to := filled(len(al.a.units), -1)
	taken := make([]bool, len(al.b.units))
	pass := func(key func(s *side, u *unit) string) {
		at := map[string][]int{}
		for j := range al.b.units {
			if k := key(al.b, &al.b.units[j]); !taken[j] && k != "" {
				at[k] = append(at[k], j)
			}
		}
		for i := range al.a.units {
			if to[i] >= 0 {
				continue
			}
			k := key(al.a, &al.a.units[i])
			if js := at[k]; k != "" && len(js) > 0 {
				to[i], taken[js[0]] = js[0], true
				at[k] = js[1:]
			}
		}
	}
	pass(func(s *side, u *unit) string {
		if u.norm == "" || u.section < 0 {
			return ""
		}
		return s.sections[u.section].title + "\x00" + u.norm
	})
	pass(func(s *side, u *unit) string { return u.norm })
	// What stands before the first unit is the same matter in any year.
	pass(func(s *side, u *unit) string {
		if u.item.ID == "0" {
			return "0"
		}
		return ""
	})
	return to
}

func filled(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// score weighs two units by themselves and says what spoke for them.
func (al *aligner) score(i, j int) (float64, []string) {
	var why []string
	ma, mb, both := al.massA[i], al.massB[j], shared(al.bagA[i], al.bagB[j])
	body := (1 - containShare) * dice(both, ma, mb)
	if m := min(ma, mb); m > 0 {
		body += containShare * both / m
	}
	if body >= 0.3 {
		why = append(why, "body")
	}
	s := body
	x, y := &al.a.units[i], &al.b.units[j]
	if x.title != "" && y.title != "" {
		t := 1.0
		if x.title != y.title {
			t = dice(shared(al.headA[i], al.headB[j]), mass(al.headA[i]), mass(al.headB[j]))
		}
		if t >= 0.4 {
			why = append([]string{"title"}, why...)
		}
		s = titleShare*t + (1-titleShare)*body
	}
	if o, ok := officesAgree(x.item, y.item); ok {
		s = (1-officeShare)*s + officeShare*o
		if o > 0.3 {
			why = append(why, "offices")
		}
	}
	return s, why
}

// solve assigns units to each other. With the links of a first round it
// weighs sections and neighbours too.
func (al *aligner) solve(exact []int, first []pair) []pair {
	to := filled(len(al.a.units), -1)
	for _, p := range first {
		to[p.old[0]] = p.new[0]
	}
	taken := make([]bool, len(al.b.units))
	for _, j := range exact {
		if j >= 0 {
			taken[j] = true
		}
	}
	rows := make([][]edge, len(al.a.units))
	for i := range al.a.units {
		if exact[i] >= 0 {
			continue
		}
		for _, c := range al.near[i] {
			if taken[c.j] {
				continue
			}
			if s := al.inContext(i, c.j, c.base, to, first != nil); s > accept {
				rows[i] = append(rows[i], edge{c.j, s - accept + tieBreak(&al.a.units[i], &al.b.units[c.j])})
			}
		}
	}
	got := assign(rows, len(al.b.units))
	var out []pair
	for i := range al.a.units {
		switch {
		case exact[i] >= 0:
			p := pair{old: []int{i}, new: []int{exact[i]}, score: 1, evidence: []string{"text"}}
			if al.a.units[i].norm != al.b.units[exact[i]].norm {
				p.evidence = []string{"preamble"}
			}
			out = append(out, p)
		case got[i] >= 0:
			j := got[i]
			_, why := al.score(i, j)
			if first != nil && al.sectionsAgree(i, j) > 0 {
				why = append(why, "section")
			}
			for _, e := range rows[i] {
				if e.col == j {
					out = append(out, pair{old: []int{i}, new: []int{j}, score: min(1, e.gain+accept), evidence: why})
				}
			}
		}
	}
	return out
}

// tieBreak is a hair's breadth that two texts share from either side, so that
// equal scores are decided alike in both directions.
func tieBreak(x, y *unit) float64 {
	return float64((len(x.norm)*31+x.item.Ordinal)^(len(y.norm)*31+y.item.Ordinal)%97) * 1e-12
}

func (al *aligner) inContext(i, j int, base float64, to []int, second bool) float64 {
	if !second {
		return base
	}
	s := base + sectionBonus*al.sectionsAgree(i, j)
	beside := func(d int) bool {
		return i+d >= 0 && i+d < len(to) && to[i+d] >= 0 && to[i+d] == j+d
	}
	if beside(-1) || beside(1) {
		s += nearBonus
	}
	return s
}
