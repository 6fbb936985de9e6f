package diff

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yaodian/extract"
)

// edited is what a mutation must be found as: old keys and new keys of one
// link. Everything else stays with its own key.
type edited struct {
	old, new []string
	status   Status
	moved    bool
}

// mutate applies n random edits to a copy of d and returns it with the links
// that a perfect comparison gives for all items.
func mutate(r *rand.Rand, d *draft, n int) (*draft, []edited) {
	c := d.clone()
	c.year++
	touched := map[string]edited{}
	free := func() (s, i int, ok bool) {
		for range 50 {
			s = r.IntN(len(c.sections))
			if len(c.sections[s].items) < 2 {
				continue
			}
			i = r.IntN(len(c.sections[s].items))
			if _, t := touched[c.sections[s].items[i].key]; !t {
				return s, i, true
			}
		}
		return 0, 0, false
	}
	used := map[int]bool{}
	for _, s := range d.sections {
		for _, it := range s.items {
			used[it.topic] = true
		}
	}
	for k := range n {
		s, i, ok := free()
		if !ok {
			break
		}
		sec := &c.sections[s]
		it := sec.items[i]
		switch op := k % 8; op {
		case 0: // drop
			sec.items = slices.Delete(sec.items, i, i+1)
			touched[it.key] = edited{old: []string{it.key}, status: Removed}
		case 1: // add
			topic := r.IntN(len(topics))
			for used[topic] && len(used) < len(topics) {
				topic = (topic + 1) % len(topics)
			}
			used[topic] = true
			x := inventItem(r, fmt.Sprint("new", k), topic, 0)
			sec.items = slices.Insert(sec.items, i, x)
			touched[x.key] = edited{new: []string{x.key}, status: Added}
		case 2: // split in two, each with half of the sentences
			if len(it.sentences) < 6 {
				continue
			}
			h := len(it.sentences) / 2
			x := &draftItem{key: it.key + "'", title: it.title + "保障", sentences: slices.Clone(it.sentences[h:]), offices: slices.Clone(it.offices)}
			it.sentences = it.sentences[:h]
			sec.items = slices.Insert(sec.items, i+1, x)
			touched[it.key] = edited{old: []string{it.key}, new: []string{it.key, x.key}, status: Split}
			touched[x.key] = touched[it.key]
		case 3: // merge with the next
			if i+1 >= len(sec.items) {
				continue
			}
			y := sec.items[i+1]
			if _, t := touched[y.key]; t {
				continue
			}
			it.sentences = append(it.sentences, y.sentences...)
			it.goals = append(it.goals, y.goals...)
			sec.items = slices.Delete(sec.items, i+1, i+2)
			touched[it.key] = edited{old: []string{it.key, y.key}, new: []string{it.key}, status: Merged}
			touched[y.key] = touched[it.key]
		case 4: // move to another section
			to := (s + 1 + r.IntN(len(c.sections)-1)) % len(c.sections)
			sec.items = slices.Delete(sec.items, i, i+1)
			at := r.IntN(len(c.sections[to].items) + 1)
			c.sections[to].items = slices.Insert(c.sections[to].items, at, it)
			touched[it.key] = edited{old: []string{it.key}, new: []string{it.key}, status: Unchanged, moved: true}
		case 5: // reword half of the sentences and the heading's verb
			words := strings.Fields("有序 推动 完善")
			for j := range it.sentences {
				if j%2 == 0 {
					rs := []rune(it.sentences[j])
					it.sentences[j] = pickOne(r, words) + string(rs[2:])
				}
			}
			it.title = "着力" + it.title
			touched[it.key] = edited{old: []string{it.key}, new: []string{it.key}, status: Modified}
		case 6: // change a number
			if len(it.goals) == 0 {
				continue
			}
			it.goals[0].value += 1 + r.IntN(50)
			touched[it.key] = edited{old: []string{it.key}, new: []string{it.key}, status: Modified}
		case 7: // change the offices
			it.offices = append(it.offices, "督查组")
			touched[it.key] = edited{old: []string{it.key}, new: []string{it.key}, status: Modified}
		}
	}
	var want []edited
	seen := map[string]bool{}
	for _, side := range []*draft{d, c} {
		for _, s := range side.sections {
			for _, it := range s.items {
				e, t := touched[it.key]
				if !t {
					e = edited{old: []string{it.key}, new: []string{it.key}, status: Unchanged}
				}
				if k := fmt.Sprint(e.old, e.new); !seen[k] {
					seen[k] = true
					want = append(want, e)
				}
			}
		}
	}
	return c, want
}

// TestMutations requires known edits back. Rare misses are the price of
// judging by likeness; the bounds leave no room for a broken rule.
func TestMutations(t *testing.T) {
	links, found, status, moved, total := 0, 0, 0, 0, 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		old := invent(r, 12+r.IntN(15))
		new, want := mutate(r, old, 4+r.IntN(10))
		a, ida := old.print()
		b, idb := new.print()
		d := Compare(a, b)
		check(t, a, b, d)
		got := map[string]*Link{}
		for i := range d.Links {
			got[fmt.Sprint(d.Links[i].Old, d.Links[i].New)] = &d.Links[i]
		}
		links += len(d.Links)
		for _, w := range want {
			total++
			l := got[fmt.Sprint(named(w.old, ida), named(w.new, idb))]
			if l == nil {
				t.Logf("seed %d: missed %v → %v (%s)", seed, w.old, w.new, w.status)
				continue
			}
			found++
			if l.Status == w.status {
				status++
			} else {
				t.Logf("seed %d: %v → %v is %s, want %s", seed, w.old, w.new, l.Status, w.status)
			}
			if l.Moved == w.moved {
				moved++
			} else {
				t.Logf("seed %d: %v → %v moved %v", seed, w.old, w.new, l.Moved)
			}
		}
	}
	rate := func(n, of int) float64 { return float64(n) / float64(of) }
	recall, precision := rate(found, total), rate(found, links)
	t.Logf("links P %.4f R %.4f, status %.4f, moved %.4f of %d", precision, recall, rate(status, found), rate(moved, found), total)
	if recall < 0.98 || precision < 0.985 || rate(status, found) < 0.99 || rate(moved, found) < 0.99 {
		t.Error("known edits are lost")
	}
}

func named(keys []string, ids map[string]string) []string {
	out := []string{}
	for _, k := range keys {
		out = append(out, ids[k])
	}
	return out
}

// check holds for any comparison: each leaf stands in one link, edits replay,
// the summary adds up.
func check(t *testing.T, a, b *extract.Plan, d *Diff) {
	t.Helper()
	count := func(p *extract.Plan, pick func(Link) []string) {
		n := map[string]int{}
		for _, l := range d.Links {
			for _, id := range pick(l) {
				n[id]++
			}
		}
		parent := map[string]bool{}
		for _, it := range p.Items {
			parent[string(it.Parent)] = true
		}
		for _, it := range p.Items {
			if !parent[it.ID] && n[it.ID] != 1 || n[it.ID] > 1 {
				t.Errorf("item %s stands in %d links", it.ID, n[it.ID])
			}
		}
	}
	count(a, func(l Link) []string { return l.Old })
	count(b, func(l Link) []string { return l.New })
	sa, sb := newSide(a), newSide(b)
	text := func(s *side, ids []string) string {
		var parts []string
		for _, id := range ids {
			for i := range s.units {
				if s.units[i].item.ID == id {
					parts = append(parts, s.units[i].text)
				}
			}
		}
		return strings.Join(parts, "\n")
	}
	for _, l := range d.Links {
		var old, new strings.Builder
		for i, e := range l.Edits {
			if e.Text == "" || i > 0 && e.Op == l.Edits[i-1].Op {
				t.Errorf("%v → %v: edit %d is empty or could join the one before", l.Old, l.New, i)
			}
			if e.Op != Insert {
				old.WriteString(e.Text)
			}
			if e.Op != Delete {
				new.WriteString(e.Text)
			}
		}
		if old.String() != text(sa, l.Old) || new.String() != text(sb, l.New) {
			t.Errorf("%v → %v: edits do not replay", l.Old, l.New)
		}
	}
	s := d.Summary
	if s.Unchanged+s.Modified+s.Added+s.Removed+s.Split+s.Merged != len(d.Links) {
		t.Errorf("the summary counts other than %d links", len(d.Links))
	}
}

func TestIdentity(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 10 {
		p, _ := invent(r, 5+r.IntN(40)).print()
		d := Compare(p, p)
		check(t, p, p, d)
		for _, l := range d.Links {
			if l.Status != Unchanged || l.Moved || l.Renumbered || l.Similarity != 1 || !reflect.DeepEqual(l.Old, l.New) {
				t.Errorf("a plan differs from itself: %+v", l)
			}
			for _, c := range l.Targets {
				if c.Status != Kept {
					t.Errorf("target %s", c.Status)
				}
			}
		}
	}
}

func TestMirror(t *testing.T) {
	turn := map[Status]Status{Added: Removed, Removed: Added, Split: Merged, Merged: Split}
	turnTarget := map[TargetStatus]TargetStatus{Raised: Lowered, Lowered: Raised, TargetAdded: TargetRemoved, TargetRemoved: TargetAdded}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 11))
		old := invent(r, 10+r.IntN(30))
		new, _ := mutate(r, old, 10)
		a, _ := old.print()
		b, _ := new.print()
		back := map[string]Link{}
		var x, y []string
		for _, l := range Compare(b, a).Links {
			back[fmt.Sprint(l.New, l.Old)] = l
		}
		for _, l := range Compare(a, b).Links {
			m, ok := back[fmt.Sprint(l.Old, l.New)]
			want := l.Status
			if s, ok := turn[want]; ok {
				want = s
			}
			if !ok || m.Status != want || m.Moved != l.Moved || m.Renumbered != l.Renumbered || m.Similarity != l.Similarity {
				t.Errorf("seed %d: %v → %v (%s, moved %v, %v) mirrors as %s, moved %v, %v", seed, l.Old, l.New, l.Status, l.Moved, l.Similarity, m.Status, m.Moved, m.Similarity)
			}
			for _, c := range l.Targets {
				s := c.Status
				if v, ok := turnTarget[s]; ok {
					s = v
				}
				x = append(x, string(s))
			}
			for _, c := range m.Targets {
				y = append(y, string(c.Status))
			}
		}
		slices.Sort(x)
		slices.Sort(y)
		// A target that went to other work stands with its new item in either
		// direction, so targets are compared over all links.
		if !slices.Equal(x, y) {
			t.Errorf("seed %d: targets mirror as %v, want %v", seed, y, x)
		}
	}
}

// TestSmall: plans of a few items have no common grams to leave out.
func TestSmall(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for n := 1; n < 5; n++ {
		old := invent(r, n)
		new := old.clone()
		for _, s := range new.sections {
			for _, it := range s.items {
				it.sentences = it.sentences[1:]
			}
		}
		a, _ := old.print()
		b, _ := new.print()
		if s := Compare(a, b).Summary; s.Modified != n {
			t.Errorf("%d items: %+v", n, s)
		}
	}
}
