package diff

import (
	"yaodian/extract"
)

// Compare aligns two plans and says what changed from old to new. It is
// deterministic, reads both plans and keeps no reference to their items'
// slices beyond the targets that it reports.
func Compare(old, new *extract.Plan) *Diff {
	a, b := newSide(old), newSide(new)
	d := &Diff{Schema: Schema, Old: sideOf(old), New: sideOf(new),
		Renamed: []Rename{}, Sections: []Section{}, Links: []Link{}}
	for _, p := range alignThin(a, b) {
		d.Links = append(d.Links, makeLink(a, b, p))
	}
	d.summarise()
	return d
}

func sideOf(p *extract.Plan) Side {
	return Side{ID: p.ID, Title: p.Title, Issuer: p.Issuer, Year: p.Year}
}

// pair is a link before it is described: indexes of units on both sides.
type pair struct {
	old, new []int
	score    float64
	evidence []string
	moved    bool
}

// alignThin links items of the same heading, then of the same label.
func alignThin(a, b *side) []pair {
	taken := make([]bool, len(b.units))
	to := make([]int, len(a.units))
	for i := range to {
		to[i] = -1
	}
	match := func(same func(x, y *unit) bool, why string) {
		for i := range a.units {
			if to[i] >= 0 {
				continue
			}
			for j := range b.units {
				if !taken[j] && same(&a.units[i], &b.units[j]) {
					to[i], taken[j] = j, true
					break
				}
			}
		}
	}
	match(func(x, y *unit) bool { return x.norm == y.norm }, "text")
	match(func(x, y *unit) bool { return x.title != "" && x.title == y.title }, "title")
	var out []pair
	for i := range a.units {
		if to[i] < 0 {
			out = append(out, pair{old: []int{i}})
			continue
		}
		out = append(out, pair{old: []int{i}, new: []int{to[i]}, score: 1})
	}
	for j := range b.units {
		if !taken[j] {
			out = append(out, pair{new: []int{j}})
		}
	}
	return out
}

// makeLink describes a pair.
func makeLink(a, b *side, p pair) Link {
	l := Link{Old: []string{}, New: []string{}, Evidence: p.evidence, Score: p.score, Moved: p.moved, Edits: []Edit{}, Targets: []Change{},
		Offices: OfficeDiff{Added: []string{}, Removed: []string{}, Kept: []string{}}}
	if l.Evidence == nil {
		l.Evidence = []string{}
	}
	var x, y *unit
	for _, i := range p.old {
		u := &a.units[i]
		if x == nil {
			x = u
		}
		l.Old = append(l.Old, u.item.ID)
	}
	for _, j := range p.new {
		u := &b.units[j]
		if y == nil {
			y = u
		}
		l.New = append(l.New, u.item.ID)
	}
	if x != nil {
		l.Labels.Old, l.Title.Old = extract.NullString(x.item.Label), x.item.Title
	}
	if y != nil {
		l.Labels.New, l.Title.New = extract.NullString(y.item.Label), y.item.Title
	}
	switch {
	case y == nil:
		l.Status = Removed
		l.Edits = append(l.Edits, Edit{Op: Delete, Text: x.text})
	case x == nil:
		l.Status = Added
		l.Edits = append(l.Edits, Edit{Op: Insert, Text: y.text})
	default:
		l.Renumbered = x.item.Ordinal != y.item.Ordinal
		if x.norm == y.norm {
			l.Status, l.Similarity = Unchanged, 1
		} else {
			l.Status = Modified
		}
		if x.text == y.text {
			l.Edits = append(l.Edits, Edit{Op: Equal, Text: x.text})
		} else {
			l.Edits = append(l.Edits, Edit{Op: Delete, Text: x.text}, Edit{Op: Insert, Text: y.text})
		}
	}
	return l
}

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
		s.Offices.Added += len(l.Offices.Added)
		s.Offices.Removed += len(l.Offices.Removed)
	}
}
