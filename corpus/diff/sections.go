package diff

import (
	"slices"

	"yaodian/extract"
)

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
