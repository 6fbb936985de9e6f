package diff

import (
	"cmp"
	"slices"

	"yaodian/extract"
)

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

// sectionsAgree is 1 where the headings above two units correspond, -1 where
// both have another counterpart, 0 where that is not known.
func (al *aligner) sectionsAgree(i, j int) float64 {
	s, t := al.a.units[i].section, al.b.units[j].section
	if s < 0 && t < 0 {
		return 1
	}
	if s < 0 || t < 0 || al.sectionTo == nil {
		return 0
	}
	if al.sectionTo[s] == t {
		return 1
	}
	if al.sectionTo[s] >= 0 && al.sectionFrom[t] >= 0 {
		return -1
	}
	return 0
}

// maxDepth is how many headings above an item are looked at.
const maxDepth = 16

// matchSections pairs headings by their wording and by the links below them.
func (al *aligner) matchSections(links []pair) {
	a, b := al.a.sections, al.b.sections
	weight := make([]map[int]float64, len(a))
	sizeA, sizeB := make([]float64, len(a)), make([]float64, len(b))
	for i := range weight {
		weight[i] = map[int]float64{}
	}
	eachAncestor(al.a, func(s, _ int) { sizeA[s]++ })
	eachAncestor(al.b, func(s, _ int) { sizeB[s]++ })
	for _, p := range links {
		x, y := al.a.units[p.old[0]], al.b.units[p.new[0]]
		for s, up := x.section, 0; s >= 0 && up < maxDepth; s, up = a[s].parent, up+1 {
			for t, up := y.section, 0; t >= 0 && up < maxDepth; t, up = b[t].parent, up+1 {
				if a[s].item.Level == b[t].item.Level {
					weight[s][t] += p.score
				}
			}
		}
	}
	yearA, yearB := int(al.a.plan.Year), int(al.b.plan.Year)
	heads := func(ss []section, year int) (out []bag) {
		for _, s := range ss {
			out = append(out, bagOf(s.title, year))
		}
		return
	}
	ha, hb := heads(a, yearA), heads(b, yearB)
	weigh(ha, hb)
	rows := make([][]edge, len(a))
	few := len(a)*len(b) <= 1_000_000 // else only headings that links or wording suggest
	titled := map[string][]int{}
	for t := range b {
		titled[b[t].title] = append(titled[b[t].title], t)
	}
	for s := range a {
		var options []int
		if few {
			for t := range b {
				options = append(options, t)
			}
		} else {
			for t := range weight[s] {
				options = append(options, t)
			}
			options = append(options, titled[a[s].title][:min(len(titled[a[s].title]), candidates)]...)
			slices.Sort(options)
			options = slices.Compact(options)
		}
		for _, t := range options {
			if a[s].item.Level != b[t].item.Level {
				continue
			}
			w := 0.0
			if n := sizeA[s] + sizeB[t]; n > 0 {
				w = 2 * weight[s][t] / n
			}
			d := 0.0
			if a[s].title == b[t].title {
				d = 1
			} else {
				d = dice(shared(ha[s], hb[t]), mass(ha[s]), mass(hb[t]))
			}
			if g := w + 0.7*d - 0.15; g > 0 {
				rows[s] = append(rows[s], edge{t, g})
			}
		}
	}
	al.sectionTo = assign(rows, len(b))
	al.sectionFrom = filled(len(b), -1)
	for s, t := range al.sectionTo {
		if t >= 0 {
			al.sectionFrom[t] = s
		}
	}
}

func eachAncestor(s *side, f func(section, unit int)) {
	for i := range s.units {
		for t, up := s.units[i].section, 0; t >= 0 && up < maxDepth; t, up = s.sections[t].parent, up+1 {
			f(t, i)
		}
	}
}

// sections lists the pairs of headings in the order of the new plan, the
// headings that only the old plan has after them.
func (al *aligner) sections() []Section {
	out := []Section{}
	add := func(x, y *section) {
		s := Section{}
		if x != nil {
			s.Old, s.Labels.Old, s.Title.Old, s.Level = extract.NullString(x.item.ID), extract.NullString(x.item.Label), x.item.Title, x.item.Level
		}
		if y != nil {
			s.New, s.Labels.New, s.Title.New, s.Level = extract.NullString(y.item.ID), extract.NullString(y.item.Label), y.item.Title, y.item.Level
		}
		out = append(out, s)
	}
	for t := range al.b.sections {
		var x *section
		if s := al.sectionFrom[t]; s >= 0 {
			x = &al.a.sections[s]
		}
		add(x, &al.b.sections[t])
	}
	for s := range al.a.sections {
		if al.sectionTo[s] < 0 {
			add(&al.a.sections[s], nil)
		}
	}
	return out
}
