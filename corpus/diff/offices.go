package diff

import (
	"slices"

	"yaodian/extract"
)

// officesAgree is the share of offices that two items have in common; false
// where one of them names none.
func officesAgree(x, y *extract.Item) (float64, bool) {
	if len(x.Offices) == 0 || len(y.Offices) == 0 {
		return 0, false
	}
	a, b := officeNames(x), officeNames(y)
	both := 0
	for _, n := range a {
		if slices.Contains(b, n) {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both), true
}

// officeNames lists the distinct names in order, widths and blanks folded.
func officeNames(it *extract.Item) []string {
	var out []string
	for _, o := range it.Offices {
		if n := fold(o.Name); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// compareOffices tells which offices came, left and stayed, by name.
func compareOffices(old, new []*unit) OfficeDiff {
	d := OfficeDiff{Added: []string{}, Removed: []string{}, Kept: []string{}}
	a, b := officesOf(old), officesOf(new)
	for _, o := range a {
		k := slices.IndexFunc(b, func(n extract.Office) bool { return n.Name == o.Name })
		if k < 0 {
			d.Removed = append(d.Removed, o.Name)
			continue
		}
		d.Kept = append(d.Kept, o.Name)
		if o.Role != b[k].Role {
			d.Roles = append(d.Roles, RoleChange{Name: o.Name, Old: o.Role, New: b[k].Role})
		}
	}
	for _, n := range b {
		if !slices.ContainsFunc(a, func(o extract.Office) bool { return o.Name == n.Name }) {
			d.Added = append(d.Added, n.Name)
		}
	}
	return d
}

// officesOf lists the offices of units in order, each name once with the role
// that it has first.
func officesOf(us []*unit) []extract.Office {
	var out []extract.Office
	for _, u := range us {
		for _, o := range u.item.Offices {
			o.Name = fold(o.Name)
			if o.Name != "" && !slices.ContainsFunc(out, func(x extract.Office) bool { return x.Name == o.Name }) {
				out = append(out, o)
			}
		}
	}
	return out
}

// renamings finds offices that go by another name: one name left and another
// came in the same links, at least twice, the old one stands nowhere in the
// new plan nor the new one in the old, and the names have characters in common.
func renamings(a, b *side, links []Link) []Rename {
	inOld, inNew := namesIn(a.plan), namesIn(b.plan)
	type key struct{ old, new string }
	seen := map[key][]string{}
	var order []key
	for _, l := range links {
		if len(l.New) == 0 || len(l.Old) == 0 {
			continue
		}
		for _, o := range l.Offices.Removed {
			for _, n := range l.Offices.Added {
				if inNew[o] > 0 || inOld[n] > 0 || !alike(o, n) {
					continue
				}
				k := key{o, n}
				if seen[k] == nil {
					order = append(order, k)
				}
				seen[k] = append(seen[k], l.New[0])
			}
		}
	}
	slices.SortStableFunc(order, func(x, y key) int { return len(seen[y]) - len(seen[x]) })
	out := []Rename{}
	usedOld, usedNew := map[string]bool{}, map[string]bool{}
	for _, k := range order {
		if len(seen[k]) < 2 && inOld[k.old] > 1 || usedOld[k.old] || usedNew[k.new] {
			continue
		}
		usedOld[k.old], usedNew[k.new] = true, true
		out = append(out, Rename{Old: k.old, New: k.new, Items: seen[k]})
	}
	return out
}

func namesIn(p *extract.Plan) map[string]int {
	m := map[string]int{}
	for i := range p.Items {
		for _, n := range officeNames(&p.Items[i]) {
			m[n]++
		}
	}
	return m
}

// alike reports that two names share half of the shorter one's characters.
func alike(x, y string) bool {
	a, b := []rune(x), []rune(y)
	both := 0
	left := slices.Clone(b)
	for _, r := range a {
		if k := slices.Index(left, r); k >= 0 {
			left = slices.Delete(left, k, k+1)
			both++
		}
	}
	return both*2 >= min(len(a), len(b)) && both >= 2
}
