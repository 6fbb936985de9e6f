package correct

import (
	"fmt"
	"slices"

	"yaodian/extract"
	"yaodian/parser"
)

// Apply returns the plan with the corrections in force laid over it, in their
// order, and what became of each; those taken back are passed over. p is not
// changed, and is itself the result where nothing applies. A correction whose
// place is not in the text leaves a warning in the plan.
func Apply(p *extract.Plan, cs []Correction) (*extract.Plan, []Outcome) {
	var a *applying
	var out []Outcome
	for i := range cs {
		if cs[i].Gone != nil {
			continue
		}
		if a == nil {
			q := *p
			q.Items = slices.Clone(p.Items)
			q.Warnings = slices.Clone(p.Warnings)
			a = &applying{p: &q, text: []rune(p.Text), own: map[int]bool{}}
		}
		o := a.apply(&cs[i])
		out = append(out, o)
		if o.Lost {
			a.p.Warnings = append(a.p.Warnings, lost(&cs[i]))
		}
	}
	if a == nil {
		return p, nil
	}
	// What a deletion leaves empty is no preamble.
	if items := a.p.Items; len(items) > 0 && items[0].ID == preamble && len(items[0].Offices)+len(items[0].Targets)+len(items[0].Mentions) == 0 {
		a.p.Items = items[1:]
	}
	return a.p, out
}

func lost(c *Correction) parser.Warning {
	v := c.New
	if v == nil {
		v = c.Old
	}
	text, _ := v.Place()
	return parser.Warning{Code: WarningLost, Message: fmt.Sprintf("correction %d (%s %s “%s”) does not find its place in the text any more; it is kept but not applied",
		c.Seq, c.Op, c.Fact, text)}
}

// applying is a plan on its way from extracted to corrected.
type applying struct {
	p    *extract.Plan
	text []rune
	own  map[int]bool // items whose lists are copies already, by where they start
}

// item returns an item to be changed: its lists are this plan's own.
func (a *applying) item(i int) *extract.Item {
	it := &a.p.Items[i]
	if !a.own[it.Span.Start] {
		a.own[it.Span.Start] = true
		it.Offices, it.Targets, it.Mentions = slices.Clone(it.Offices), slices.Clone(it.Targets), slices.Clone(it.Mentions)
	}
	return it
}

// apply finds the places that the correction speaks of, then takes the old
// fact out and puts the new one in.
func (a *applying) apply(c *Correction) Outcome {
	o := Outcome{Seq: c.Seq, Lost: true}
	i := c.Item.find(a.text, a.p.Items)
	within, shift := extract.Span{End: len(a.text)}, 0
	switch {
	case i >= 0:
		within, shift = a.p.Items[i].Span, a.p.Items[i].Span.Start-c.Item.Start
	case c.Item.ID == preamble:
		within = before(a.p, a.text)
	}
	// Where the unit is not found, a wording is, if it stands where it stood
	// or but once.
	homeless := i < 0 && c.Item.ID != preamble
	place := func(v *Value) (*Value, bool) {
		text, span := v.Place()
		want := []rune(text)
		if len(want) > 0 && homeless && span.Start >= 0 && hasAt(a.text, want, span.Start) {
			return v, true
		}
		to, ok := locate(a.text, want, within, span.Start+shift, homeless)
		if !ok {
			return nil, false
		}
		return v.moved(to), true
	}
	var was, is *Value
	if c.Old != nil {
		was, _ = place(c.Old)
	}
	if c.New != nil {
		var ok bool
		if is, ok = place(c.New); !ok {
			return o
		}
	} else if was == nil && (c.Fact != Heading || i < 0) {
		return o
	}
	switch {
	case is != nil:
		_, o.Span = is.Place()
	case was != nil:
		_, o.Span = was.Place()
	default:
		o.Span = a.p.Own(i)
	}
	if i < 0 {
		if i = innermost(a.p.Items, o.Span); i < 0 {
			if o.Span.End > before(a.p, a.text).End {
				return o
			}
			i = a.openPreamble()
		}
	}
	if c.Fact == Heading && !a.titled(i, is) {
		return o
	}
	it := a.item(i)
	switch c.Fact {
	case Office:
		dropOffice(it, was, is)
		if is != nil {
			f := *is.Office
			f.Rule = Rule
			it.Offices = insert(it.Offices, f, func(x extract.Office) int { return x.Span.Start })
		}
	case Target:
		a.dropTarget(it, was, is)
		if is != nil {
			f := *is.Target
			f.Rule = Rule
			it = a.item(i)
			it.Targets = insert(it.Targets, f, func(x extract.Target) int { return x.Span.Start })
			it.Mentions = slices.DeleteFunc(it.Mentions, func(m extract.Mention) bool {
				return holds(f.Span, m.Span) && (same(m.Value, f.Value) || f.Value == nil)
			})
		}
	}
	o.Lost, o.Item = false, it.ID
	return o
}

// titled sets the heading of an item; false where it would not be one.
func (a *applying) titled(i int, v *Value) bool {
	if a.p.Items[i].ID == preamble {
		return false
	}
	var title *extract.Span
	if v != nil && v.Title != nil {
		title = &v.Title.Span
		it := &a.p.Items[i]
		if title.Start < it.Span.Start+len([]rune(it.Label)) || title.End > a.p.Own(i).End {
			return false
		}
	}
	a.p.Retitle(a.text, i, title, Rule)
	if title == nil {
		a.p.Items[i].TitleRule = Rule
	}
	return true
}

// openPreamble makes item "0", for a fact before the first numbered unit.
func (a *applying) openPreamble() int {
	own := before(a.p, a.text)
	a.p.Items = slices.Insert(a.p.Items, 0, extract.Item{ID: preamble, Level: 1, Span: own, BodySpan: &own,
		Offices: []extract.Office{}, Targets: []extract.Target{}, Mentions: []extract.Mention{}})
	return 0
}

// dropOffice takes out what the correction replaces: the office where it
// stood, else one of the old or the new name.
func dropOffice(it *extract.Item, was, is *Value) {
	found := false
	drop := func(is func(extract.Office) bool) {
		n := len(it.Offices)
		it.Offices = slices.DeleteFunc(it.Offices, is)
		found = found || len(it.Offices) < n
	}
	if was != nil {
		drop(func(o extract.Office) bool { return o.Span == was.Office.Span })
		if !found {
			drop(func(o extract.Office) bool { return o.Name == was.Office.Name })
		}
	}
	if is != nil {
		drop(func(o extract.Office) bool {
			return o.Span == is.Office.Span || !found && o.Name == is.Office.Name && o.Role == is.Office.Role
		})
	}
}

// dropTarget takes out what the correction replaces. The old target is known
// by its place; where newer rules have cut it otherwise, by its number within
// the same words, since no two targets share one.
func (a *applying) dropTarget(it *extract.Item, was, is *Value) {
	found := false
	drop := func(is func(extract.Target) bool) {
		for i := range a.p.Items {
			if s := a.p.Items[i].Span; s.End < it.Span.Start || s.Start > it.Span.End || !slices.ContainsFunc(a.p.Items[i].Targets, is) {
				continue
			}
			x := a.item(i)
			x.Targets = slices.DeleteFunc(x.Targets, is)
			found = true
		}
	}
	if was != nil {
		t := was.Target
		drop(func(o extract.Target) bool { return o.Span == t.Span })
		if !found {
			drop(func(o extract.Target) bool {
				return o.Rule != Rule && overlap(o.Span, t.Span) && (same(o.Value, t.Value) || is != nil && same(o.Value, is.Target.Value))
			})
		}
	}
	if is != nil {
		t := is.Target
		drop(func(o extract.Target) bool {
			return o.Span == t.Span || was == nil && o.Rule != Rule && (holds(o.Span, t.Span) || holds(t.Span, o.Span)) &&
				same(o.Value, t.Value) && o.Unit == t.Unit && o.Kind == t.Kind
		})
	}
}

// insert puts v into a list in order of place, after what stands there too.
func insert[T any](list []T, v T, start func(T) int) []T {
	i := 0
	for i < len(list) && start(list[i]) <= start(v) {
		i++
	}
	return slices.Insert(list, i, v)
}

func overlap(a, b extract.Span) bool { return a.Start < b.End && b.Start < a.End }

func holds(a, b extract.Span) bool { return a.Start <= b.Start && b.End <= a.End }

func same(a, b *extract.Number) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(b.Decimal)
}
