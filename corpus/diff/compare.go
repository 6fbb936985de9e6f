package diff

import (
	"cmp"
	"slices"
	"strings"

	"yaodian/extract"
)

// Compare aligns two plans and says what changed from old to new. It is
// deterministic, reads both plans and keeps no reference to their items'
// slices beyond the targets that it reports.
func Compare(old, new *extract.Plan) *Diff {
	a, b := newSide(old), newSide(new)
	d := &Diff{Schema: Schema, Old: sideOf(old), New: sideOf(new),
		Renamed: []Rename{}, Sections: []Section{}, Links: []Link{}}
	pairs, al := align(a, b)
	d.Sections = al.sections()
	order(a, b, pairs)
	roll := rolloverOf(a, b)
	for _, p := range pairs {
		d.Links = append(d.Links, describe(a, b, p, roll))
	}
	compareTargets(a, b, pairs, d.Links, roll)
	d.Renamed = renamings(a, b, d.Links)
	d.summarise()
	return d
}

func sideOf(p *extract.Plan) Side {
	return Side{ID: p.ID, Title: p.Title, Issuer: p.Issuer, Year: p.Year}
}

// order sorts links as the new plan has them. A removed item follows the link
// of the item before it in the old plan.
func order(a, b *side, pairs []pair) {
	place := filled(len(a.units), -1)
	for _, p := range pairs {
		for _, i := range p.old {
			if len(p.new) > 0 {
				place[i] = p.new[len(p.new)-1]
			}
		}
	}
	for i := range place {
		if place[i] < 0 && i > 0 {
			place[i] = place[i-1]
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		px, kx, ix := rank(x, place)
		py, ky, iy := rank(y, place)
		return cmp.Or(cmp.Compare(px, py), cmp.Compare(kx, ky), cmp.Compare(ix, iy))
	})
}

func rank(p pair, place []int) (at, removed, old int) {
	if len(p.new) > 0 {
		return p.new[0], 0, 0
	}
	return place[p.old[0]], 1, p.old[0]
}

// describe says what a pair of item lists amounts to, targets aside.
func describe(a, b *side, p pair, roll rollover) Link {
	l := Link{Old: []string{}, New: []string{}, Evidence: []string{}, Score: round4(p.score), Moved: p.moved, Edits: []Edit{}, Targets: []Change{}}
	l.Evidence = append(l.Evidence, p.evidence...)
	old, new := pick(a, p.old), pick(b, p.new)
	for _, u := range old {
		l.Old = append(l.Old, u.item.ID)
	}
	for _, u := range new {
		l.New = append(l.New, u.item.ID)
	}
	l.Section = TextPair{sectionOf(a, old), sectionOf(b, new)}
	l.Labels = TextPair{joined(old, labelOf), joined(new, labelOf)}
	l.Title = TextPair{joined(old, titleOf), joined(new, titleOf)}
	l.Offices = compareOffices(old, new)
	l.Edits = edits(textOf(old), textOf(new), roll)
	switch {
	case len(new) == 0:
		l.Status = Removed
	case len(old) == 0:
		l.Status = Added
	default:
		l.Renumbered = old[0].item.Ordinal != new[0].item.Ordinal
		l.Similarity = similarity(l.Edits, bagOf(normOf(old), 0), bagOf(normOf(new), 0))
		switch {
		case len(new) > 1:
			l.Status = Split
		case len(old) > 1:
			l.Status = Merged
		case old[0].norm == new[0].norm:
			l.Status, l.Similarity = Unchanged, 1
		default:
			l.Status, l.RolledOver = Modified, onlyYears(l.Edits)
		}
	}
	return l
}

func pick(s *side, idx []int) []*unit {
	var out []*unit
	for _, i := range idx {
		out = append(out, &s.units[i])
	}
	return out
}

func sectionOf(s *side, us []*unit) extract.NullString {
	if len(us) == 0 || us[0].section < 0 {
		return ""
	}
	return extract.NullString(s.sections[us[0].section].item.ID)
}

func labelOf(u *unit) string { return u.item.Label }
func titleOf(u *unit) string { return string(u.item.Title) }

func joined(us []*unit, f func(*unit) string) extract.NullString {
	var parts []string
	for _, u := range us {
		if s := f(u); s != "" {
			parts = append(parts, s)
		}
	}
	return extract.NullString(strings.Join(parts, "；"))
}

func textOf(us []*unit) string {
	var parts []string
	for _, u := range us {
		parts = append(parts, u.text)
	}
	return strings.Join(parts, "\n")
}

func normOf(us []*unit) string {
	var b strings.Builder
	for _, u := range us {
		b.WriteString(u.norm)
	}
	return b.String()
}

func round4(f float64) float64 { return float64(int(f*1e4+0.5)) / 1e4 }

// summarise counts the links.
func (d *Diff) summarise() {
	s := &d.Summary
	for i := range d.Links {
		l := &d.Links[i]
		switch l.Status {
		case Unchanged:
			s.Unchanged++
		case Modified:
			s.Modified++
		case Added:
			s.Added++
		case Removed:
			s.Removed++
		case Split:
			s.Split++
		case Merged:
			s.Merged++
		}
		if l.Moved {
			s.Moved++
		}
		if l.Renumbered {
			s.Renumbered++
		}
		for _, t := range l.Targets {
			switch t.Status {
			case Kept:
				s.Targets.Kept++
			case Raised:
				s.Targets.Raised++
			case Lowered:
				s.Targets.Lowered++
			case Changed:
				s.Targets.Changed++
			case TargetAdded:
				s.Targets.Added++
			case TargetRemoved:
				s.Targets.Removed++
			}
		}
		for _, n := range l.Offices.Added {
			if !slices.ContainsFunc(d.Renamed, func(r Rename) bool { return r.New == n && slices.Contains(l.Offices.Removed, r.Old) }) {
				s.Offices.Added++
			}
		}
		for _, n := range l.Offices.Removed {
			if !slices.ContainsFunc(d.Renamed, func(r Rename) bool { return r.Old == n && slices.Contains(l.Offices.Added, r.New) }) {
				s.Offices.Removed++
			}
		}
	}
	s.Offices.Renamed = len(d.Renamed)
}
