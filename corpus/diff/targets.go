package diff

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"yaodian/extract"
)

// Likeness of two targets, 0 to 1.
const (
	targetAccept = 0.45 // within a link
	targetAcross = 0.85 // between items that are not linked
	targetNamed  = 0.60 // between them, for an indicator that each plan names once
)

// held is a target with what surrounds it.
type held struct {
	t     *extract.Target
	item  *extract.Item
	text  bag // grams of its text without the number
	what  bag // grams of its indicator
	whole bag // grams of the sentence that holds it
	at    int // order within the link
}

// compareTargets matches the targets inside each link and then what is left
// over across the plans, and writes the outcome into the links.
func compareTargets(a, b *side, pairs []pair, links []Link, roll rollover) {
	runesA, runesB := []rune(a.plan.Text), []rune(b.plan.Text)
	type open struct {
		link int
		h    held
	}
	var freeOld, freeNew []open
	for k, p := range pairs {
		old := holders(pick(a, p.old), runesA)
		new := holders(pick(b, p.new), runesB)
		to := matchTargets(old, new, targetAccept)
		done := make([]bool, len(new))
		for i := range old {
			if to[i] < 0 {
				freeOld = append(freeOld, open{k, old[i]})
				continue
			}
			done[to[i]] = true
			links[k].Targets = append(links[k].Targets, compareTarget(&old[i], &new[to[i]], roll))
		}
		for j := range new {
			if !done[j] {
				freeNew = append(freeNew, open{k, new[j]})
			}
		}
	}
	hs := func(os []open) (out []held) {
		for _, o := range os {
			out = append(out, o.h)
		}
		return
	}
	oldFree, newFree := hs(freeOld), hs(freeNew)
	to := matchTargets(oldFree, newFree, targetAcross)
	matchNamed(oldFree, newFree, to)
	done := make([]bool, len(freeNew))
	for i, o := range freeOld {
		if to[i] >= 0 {
			done[to[i]] = true
			n := freeNew[to[i]]
			links[n.link].Targets = append(links[n.link].Targets, compareTarget(&o.h, &n.h, roll))
			continue
		}
		links[o.link].Targets = append(links[o.link].Targets, Change{Status: TargetRemoved, Old: o.h.t, OldItem: extract.NullString(o.h.item.ID)})
	}
	for j, n := range freeNew {
		if !done[j] {
			links[n.link].Targets = append(links[n.link].Targets, Change{Status: TargetAdded, New: n.h.t, NewItem: extract.NullString(n.h.item.ID)})
		}
	}
	for k := range links {
		slices.SortStableFunc(links[k].Targets, func(x, y Change) int { return place(x) - place(y) })
	}
}

// matchNamed completes to with targets whose indicator stands once among what
// is left of each plan and has the same unit, kind and sense there: an
// indicator of such a name, 规模以上工业增加值, is one and the same wherever the
// plan speaks of it.
func matchNamed(old, new []held, to []int) {
	type name struct {
		what, unit string
		kind       extract.TargetKind
		change     extract.NullString
		period     extract.NullString
	}
	key := func(h *held) (name, bool) {
		w := fold(string(h.t.Indicator))
		return name{w, string(h.t.Unit), h.t.Kind, h.t.Change, h.t.Period}, len([]rune(w)) >= 4 && h.t.Kind != extract.Milestone
	}
	taken := make([]bool, len(new))
	for _, j := range to {
		if j >= 0 {
			taken[j] = true
		}
	}
	once := func(hs []held, skip func(int) bool) map[name]int {
		m := map[name]int{}
		for i := range hs {
			if k, ok := key(&hs[i]); ok && !skip(i) {
				if _, twice := m[k]; twice {
					m[k] = -1
				} else {
					m[k] = i
				}
			}
		}
		return m
	}
	a := once(old, func(i int) bool { return to[i] >= 0 })
	b := once(new, func(j int) bool { return taken[j] })
	for k, i := range a {
		if j, ok := b[k]; ok && i >= 0 && j >= 0 && likeness(&old[i], &new[j]) >= targetNamed {
			to[i] = j
		}
	}
}

// shortFor reports that one name abbreviates the other by leaving characters
// out and keeps its end: 规上工业增加值 of 规模以上工业增加值.
func shortFor(x, y string) bool {
	a, b := []rune(x), []rune(y)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 5 || len(a)*2 < len(b) || string(a[len(a)-3:]) != string(b[len(b)-3:]) {
		return false
	}
	k := 0
	for _, r := range b {
		if k < len(a) && a[k] == r {
			k++
		}
	}
	return k == len(a)
}

// place orders the changes of a link by the new text, what left by the old.
func place(c Change) int {
	if c.New != nil {
		return c.New.Span.Start
	}
	return c.Old.Span.Start
}

func holders(us []*unit, runes []rune) []held {
	var out []held
	for _, u := range us {
		for k := range u.item.Targets {
			t := &u.item.Targets[k]
			out = append(out, held{t: t, item: u.item, at: len(out),
				text: bagOf(withoutDigits(fold(t.Text)), 0), what: bagOf(fold(string(t.Indicator)), 0),
				whole: bagOf(withoutDigits(fold(sentence(runes, t.Span))), 0)})
		}
	}
	return out
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if asciiDigit(r) {
			return -1
		}
		return r
	}, s)
}

// sentence widens a span to its clause, at most 40 characters each way.
func sentence(rs []rune, s extract.Span) string {
	start, end := max(0, min(s.Start, len(rs))), max(0, min(s.End, len(rs)))
	if start > end {
		return ""
	}
	for n := 0; start > 0 && n < 40 && !strings.ContainsRune("。；\n", rs[start-1]); n++ {
		start--
	}
	for n := 0; end < len(rs) && n < 40 && !strings.ContainsRune("。；\n", rs[end]); n++ {
		end++
	}
	return string(rs[start:end])
}

func matchTargets(old, new []held, accept float64) []int {
	rows := make([][]edge, len(old))
	// Thousands against thousands would be a square; the likeness of targets
	// without a common gram of their indicator or text is below any threshold.
	index := map[gram][]int{}
	for j := range new {
		for _, b := range []bag{new[j].what, new[j].text, new[j].whole} {
			for _, c := range b {
				if l := index[c.g]; len(l) == 0 || l[len(l)-1] != j {
					index[c.g] = append(l, j)
				}
			}
		}
	}
	mark := filled(len(new), -1)
	for i := range old {
		for _, b := range []bag{old[i].what, old[i].text, old[i].whole} {
			for _, c := range b {
				l := index[c.g]
				if len(l)*len(old) > 200_000 {
					continue
				}
				for _, j := range l {
					if mark[j] == i {
						continue
					}
					mark[j] = i
					if s := likeness(&old[i], &new[j]); s > accept {
						near := 1e-3 / float64(1+max(old[i].at-new[j].at, new[j].at-old[i].at))
						rows[i] = append(rows[i], edge{j, s - accept + near})
					}
				}
			}
		}
	}
	return assign(rows, len(new))
}

// likeness says how far two targets speak of the same thing. Different kinds
// or units never do, but a count may change its counter (个 → 所).
func likeness(x, y *held) float64 {
	a, b := x.t, y.t
	if (a.Kind == extract.Milestone) != (b.Kind == extract.Milestone) {
		return 0
	}
	unit := 0.0
	switch {
	case a.Unit == b.Unit:
		unit = 1
	case a.Kind == b.Kind && (a.Kind == extract.Count || a.Kind == extract.Other):
		unit = 0.4
	case a.Kind == b.Kind:
		unit = 0.6
	default:
		return 0
	}
	if a.Kind != b.Kind {
		unit *= 0.7
	}
	if a.Change != b.Change {
		unit *= 0.6 // a level is not an amount
	}
	what := plainDice(x.what, y.what)
	if a.Indicator == b.Indicator && a.Indicator != "" {
		what = 1
	} else if what < 0.9 && shortFor(fold(string(a.Indicator)), fold(string(b.Indicator))) {
		what = 0.9
	}
	if len(x.what) == 0 || len(y.what) == 0 {
		what = plainDice(x.text, y.text)
	}
	text := plainDice(x.text, y.text)
	whole := plainDice(x.whole, y.whole)
	action := 0.0
	if a.Action == b.Action {
		action = 1
	}
	return 0.40*what + 0.20*text + 0.15*whole + 0.20*unit + 0.05*action
}

// plainDice is dice where every gram weighs the same.
func plainDice(a, b bag) float64 {
	na, nb := 0.0, 0.0
	for _, c := range a {
		na += c.n
	}
	for _, c := range b {
		nb += c.n
	}
	return dice(meet(a, b, func(x, y count) float64 { return min(x.n, y.n) }), na, nb)
}

// compareTarget says what became of a target.
func compareTarget(x, y *held, roll rollover) Change {
	a, b := x.t, y.t
	c := Change{Old: a, New: b, OldItem: extract.NullString(x.item.ID), NewItem: extract.NullString(y.item.ID), Status: Kept}
	if a.Period != b.Period || a.Unit != b.Unit || !sameSense(a, b) || bounded(a.Comparator) != bounded(b.Comparator) {
		c.Status = Changed
	}
	if a.Value == nil || b.Value == nil {
		if !sameBy(a.By, b.By, roll) || a.Value != b.Value || !sameWords(a.Text, b.Text, roll) {
			c.Status = Changed
		}
		return c
	}
	if a.Period == b.Period && a.Unit == b.Unit && sameSense(a, b) {
		low, high := b.Value.Cmp(a.Value.Decimal), upper(b).Cmp(upper(a))
		switch {
		case low == 0 && high == 0:
		case low >= 0 && high >= 0:
			c.Status = Raised
		case low <= 0 && high <= 0:
			c.Status = Lowered
		default:
			c.Status = Changed // a range that widened or narrowed
		}
		if low != 0 || high == 0 {
			delta := b.Value.Sub(a.Value.Decimal)
			c.Delta = &extract.Number{Decimal: delta}
			if !a.Value.IsZero() {
				c.Ratio = &extract.Number{Decimal: delta.DivRound(a.Value.Decimal, 4)}
			}
		}
	}
	if c.Status == Kept && (!sameBy(a.By, b.By, roll) || a.Comparator != b.Comparator) {
		c.Status = Changed
	}
	return c
}

// sameSense reports that two numbers say the same kind of thing: a level, an
// amount of growth in one direction, or a plain number. Of countable things
// 新增50个 and 增加50个 are one.
func sameSense(a, b *extract.Target) bool {
	if a.Change != "to" && b.Change != "to" && a.Kind != extract.Ratio && a.Direction != "down" && b.Direction != "down" {
		return true
	}
	return a.Change == b.Change && (a.Direction == b.Direction || a.Change == "to" && (a.Direction == "" || b.Direction == ""))
}

func upper(t *extract.Target) decimal.Decimal {
	if t.ValueMax != nil {
		return t.ValueMax.Decimal
	}
	return t.Value.Decimal
}

// bounded groups comparators by the side that they leave open.
func bounded(c extract.Comparator) int {
	switch c {
	case extract.GE, extract.GT:
		return 1
	case extract.LE, extract.LT:
		return -1
	}
	return 0
}

// sameBy reports that two deadlines fall on the same day of the plan's year.
func sameBy(a, b extract.NullString, roll rollover) bool {
	if a == b {
		return true
	}
	x, err1 := time.Parse(time.DateOnly, string(a))
	y, err2 := time.Parse(time.DateOnly, string(b))
	if err1 != nil || err2 != nil || roll.years == 0 {
		return false
	}
	// The end of February is one day in any year.
	if x.Month() == time.February && x.Day() >= 28 && y.Month() == time.February && y.Day() >= 28 {
		return y.Year()-x.Year() == roll.years
	}
	return x.AddDate(roll.years, 0, 0).Equal(y)
}

// sameWords reports that two texts differ in nothing but years.
func sameWords(a, b string, roll rollover) bool {
	a, b = fold(a), fold(b)
	return a == b || roll.years != 0 && roll.rolls(a, b)
}
