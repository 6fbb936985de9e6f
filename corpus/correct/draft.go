package correct

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yaodian/extract"
	"yaodian/parser"
)

// Draft is a correction as somebody asks for it.
type Draft struct {
	Fact Fact          `json:"fact" enum:"heading,office,target"`
	Op   Op            `json:"op" enum:"change,delete,add"`
	Item string        `json:"item,omitempty" maxLength:"200" doc:"Id of the item; may be left out where an office or a target is added, which then belongs to the innermost item around it."`
	Span *extract.Span `json:"span,omitempty" doc:"Span of the office or target to change or delete."`
	New  *New          `json:"new,omitempty" doc:"What the fact is; not for delete."`
	By   string        `json:"by,omitempty" maxLength:"100" doc:"Who says so."`
}

// New is the wording of a fact and, of an office, its role; of a target,
// what it asks. Absent fields are null in the fact.
type New struct {
	Text       string             `json:"text,omitempty" maxLength:"2000" doc:"The heading, the office's name or the target's wording as it stands in the text."`
	Span       *extract.Span      `json:"span,omitempty" doc:"Where the text stands; without it, the nearest in the item."`
	Role       extract.Role       `json:"role,omitempty" doc:"responsible (default), lead, support or supervise."`
	Kind       extract.TargetKind `json:"kind,omitempty" doc:"Kind of target."`
	Action     extract.NullString `json:"action,omitempty" maxLength:"200"`
	Indicator  extract.NullString `json:"indicator,omitempty" maxLength:"500"`
	Value      *extract.Number    `json:"value,omitempty"`
	ValueMax   *extract.Number    `json:"value_max,omitempty"`
	Unit       extract.NullString `json:"unit,omitempty" maxLength:"50"`
	Comparator extract.Comparator `json:"comparator,omitempty" doc:"eq (default), ge, gt, le, lt, approx or range."`
	Change     extract.NullString `json:"change,omitempty" doc:"to or by."`
	Direction  extract.NullString `json:"direction,omitempty" doc:"up or down."`
	Baseline   *extract.Number    `json:"baseline,omitempty"`
	Period     extract.NullString `json:"period,omitempty" doc:"day, week, month, quarter, half_year, year or term."`
	By         extract.NullString `json:"by,omitempty" doc:"Last day of the deadline, 2025-07-31."`
}

// Values that a choice may have.
var (
	Roles       = []extract.Role{extract.Responsible, extract.Lead, extract.Support, extract.Supervise}
	Kinds       = []extract.TargetKind{extract.Count, extract.Ratio, extract.Money, extract.Frequency, extract.Area, extract.Length, extract.Duration, extract.Rank, extract.Score, extract.Milestone, extract.Other}
	Comparators = []extract.Comparator{extract.EQ, extract.GE, extract.GT, extract.LE, extract.LT, extract.Approx, extract.Range}
	Changes     = []extract.NullString{"to", "by"}
	Directions  = []extract.NullString{"up", "down"}
	Periods     = []extract.NullString{"day", "week", "month", "quarter", "half_year", "year", "term"}
)

// Reason says why a field of a draft is refused; stable.
type Reason string

const (
	Missing  Reason = "missing"   // the field is needed
	NotThere Reason = "not_there" // nothing of the kind is in the plan: it was changed meanwhile, or never there
	NotText  Reason = "not_text"  // these words do not stand in the item's text
	BadValue Reason = "bad_value" // none of the values that the field can have
	NoChange Reason = "no_change" // this is what the plan says already
)

// Invalid is a draft refused.
type Invalid struct {
	Field   string // as in the JSON, "new." before those of New
	Reason  Reason
	Message string
}

// Error returns the message.
func (e *Invalid) Error() string { return e.Message }

func invalid(field string, r Reason, format string, args ...any) *Invalid {
	return &Invalid{Field: field, Reason: r, Message: field + ": " + fmt.Sprintf(format, args...)}
}

// Make turns a draft into a correction of p, the plan as corrected so far.
// Seq and At are the caller's to set. The error is an *Invalid.
func Make(p *extract.Plan, d Draft) (Correction, error) {
	text := []rune(p.Text)
	c := Correction{Fact: d.Fact, Op: d.Op, By: strings.TrimSpace(d.By)}
	if !slices.Contains([]Fact{Heading, Office, Target}, d.Fact) {
		return c, invalid("fact", BadValue, "must be heading, office or target")
	}
	if !slices.Contains([]Op{Change, Delete, Add}, d.Op) {
		return c, invalid("op", BadValue, "must be change, delete or add")
	}
	if utf8.RuneCountInString(c.By) > MaxBy {
		return c, invalid("by", BadValue, "must have at most 100 characters")
	}
	m := &making{p: p, text: text, d: d, item: -1}
	if err := m.findItem(); err != nil {
		return c, err
	}
	if err := m.old(&c); err != nil {
		return c, err
	}
	if d.Op != Delete {
		if d.New == nil {
			return c, invalid("new", Missing, "says what the fact is")
		}
		if err := m.new(&c); err != nil {
			return c, err
		}
	}
	c.Item = Anchor{ID: preamble}
	if m.item >= 0 {
		c.Item = anchor(text, &p.Items[m.item])
	}
	// A correction that would not apply to this very plan is none.
	_, out := Apply(p, []Correction{c})
	if len(out) != 1 || out[0].Lost {
		return c, invalid("new.text", NotText, "does not stand where this fact can")
	}
	if c.Op == Change && unchanged(&c) {
		return c, invalid("new", NoChange, "is what the plan says already")
	}
	return c, nil
}

type making struct {
	p    *extract.Plan
	text []rune
	d    Draft
	item int          // index of the item; -1 for a preamble that is not there yet
	in   extract.Span // where the fact's words must stand
}

func (m *making) findItem() error {
	if m.d.Item == "" {
		if m.d.Op != Add || m.d.Fact == Heading || m.d.New == nil || m.d.New.Span == nil {
			return invalid("item", Missing, "names the item that holds the fact")
		}
		m.item = innermost(m.p.Items, *m.d.New.Span)
		if m.item < 0 && m.d.New.Span.End > before(m.p, m.text).End {
			return invalid("new.span", NotText, "lies in no item")
		}
	} else {
		m.item = slices.IndexFunc(m.p.Items, func(it extract.Item) bool { return it.ID == m.d.Item })
		if m.item < 0 && (m.d.Item != preamble || m.d.Op != Add) {
			return invalid("item", NotThere, "the plan has no item %q", m.d.Item)
		}
	}
	m.in = before(m.p, m.text)
	if m.item >= 0 {
		m.in = m.p.Items[m.item].Span
	}
	if m.d.Fact == Heading {
		if m.item < 0 || m.p.Items[m.item].ID == preamble {
			return invalid("item", BadValue, "what stands before the first item has no heading")
		}
		m.in.Start = min(m.in.Start+len([]rune(m.p.Items[m.item].Label)), m.in.End)
		m.in.End = m.p.Own(m.item).End
	}
	return nil
}

// old fills in what is to be changed or deleted.
func (m *making) old(c *Correction) error {
	if m.d.Fact == Heading {
		if it := &m.p.Items[m.item]; it.TitleSpan != nil {
			c.Old = &Value{Title: &Title{Text: string(it.Title), Span: *it.TitleSpan}}
		}
		switch {
		case c.Old == nil && c.Op == Delete:
			return invalid("item", NotThere, "the item has no heading")
		case c.Old == nil:
			c.Op = Add
		case c.Op == Add:
			c.Op = Change
		}
		return nil
	}
	if c.Op == Add {
		return nil
	}
	if m.d.Span == nil {
		return invalid("span", Missing, "says which %s of the item is meant", c.Fact)
	}
	it := &m.p.Items[m.item]
	for _, o := range it.Offices {
		if c.Fact == Office && o.Span == *m.d.Span {
			c.Old = &Value{Office: &o}
		}
	}
	for _, t := range it.Targets {
		if c.Fact == Target && t.Span == *m.d.Span {
			c.Old = &Value{Target: &t}
		}
	}
	if c.Old == nil {
		return invalid("span", NotThere, "the item has no %s at [%d,%d)", c.Fact, m.d.Span.Start, m.d.Span.End)
	}
	return nil
}

// new fills in what the fact is.
func (m *making) new(c *Correction) error {
	n := m.d.New
	near := m.in.Start
	if c.Old != nil {
		_, s := c.Old.Place()
		near = s.Start
	}
	s, err := m.printed(n, near)
	if err != nil {
		return err
	}
	said := string(m.text[s.Start:s.End])
	switch c.Fact {
	case Heading:
		c.New = &Value{Title: &Title{Text: said, Span: s}}
	case Office:
		o := &extract.Office{Name: said, Role: n.Role, Span: s, Rule: Rule}
		if o.Role == "" {
			o.Role = extract.Responsible
		}
		if err := choice("new.role", o.Role, Roles); err != nil {
			return err
		}
		c.New = &Value{Office: o}
	case Target:
		t := &extract.Target{Text: said, Span: s, Kind: n.Kind, Action: n.Action, Indicator: n.Indicator, Value: n.Value, ValueMax: n.ValueMax, Unit: n.Unit,
			Comparator: n.Comparator, Change: n.Change, Direction: n.Direction, Baseline: n.Baseline, Period: n.Period, By: n.By, Rule: Rule}
		if t.Comparator == "" {
			t.Comparator = extract.EQ
		}
		if err := check(t); err != nil {
			return err
		}
		c.New = &Value{Target: t}
	}
	return nil
}

// printed finds the words of the new fact in the text: where the draft says,
// else the nearest in the item, widths folded where nothing matches exactly.
func (m *making) printed(n *New, near int) (extract.Span, error) {
	want := []rune(strings.TrimSpace(n.Text))
	s, ok := extract.Span{}, false
	if n.Span != nil {
		s = *n.Span
		if s.Start < m.in.Start || s.End > m.in.End || s.Start >= s.End {
			return s, invalid("new.span", NotText, "must lie within the item's text, [%d,%d)", m.in.Start, m.in.End)
		}
		s = trim(m.text, s)
		ok = s.Start < s.End && (len(want) == 0 || slices.Equal(want, m.text[s.Start:s.End]))
		near = n.Span.Start
	} else if len(want) == 0 {
		return s, invalid("new.text", Missing, "is needed: the words as they stand in the text")
	}
	if !ok {
		if s, ok = locate(m.text, want, m.in, near, false); !ok {
			s, ok = locate(parser.FoldAll(m.text), parser.FoldAll(want), m.in, near, false)
		}
	}
	if !ok {
		return s, invalid("new.text", NotText, "these words do not stand in the item’s text; write them exactly as printed")
	}
	if slices.Contains(m.text[s.Start:s.End], '\n') {
		return s, invalid("new.text", BadValue, "must lie within one paragraph")
	}
	return s, nil
}

func trim(text []rune, s extract.Span) extract.Span {
	blank := func(r rune) bool { return strings.TrimSpace(string(r)) == "" }
	for s.Start < s.End && blank(text[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && blank(text[s.End-1]) {
		s.End--
	}
	return s
}

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// check holds a target to what every target is.
func check(t *extract.Target) error {
	for _, x := range []struct {
		field string
		s     *extract.NullString
	}{{"new.action", &t.Action}, {"new.indicator", &t.Indicator}, {"new.unit", &t.Unit}} {
		*x.s = extract.NullString(strings.TrimSpace(string(*x.s)))
		if utf8.RuneCountInString(string(*x.s)) > 500 || strings.ContainsFunc(string(*x.s), unicode.IsControl) {
			return invalid(x.field, BadValue, "must be one line of at most 500 characters")
		}
	}
	if err := choice("new.kind", t.Kind, Kinds); err != nil {
		return err
	}
	if err := choice("new.comparator", t.Comparator, Comparators); err != nil {
		return err
	}
	for _, x := range []struct {
		field string
		value extract.NullString
		of    []extract.NullString
	}{{"new.change", t.Change, Changes}, {"new.direction", t.Direction, Directions}, {"new.period", t.Period, Periods}} {
		if x.value == "" {
			continue
		}
		if err := choice(x.field, x.value, x.of); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		field string
		n     *extract.Number
	}{{"new.value", t.Value}, {"new.value_max", t.ValueMax}, {"new.baseline", t.Baseline}} {
		if x.n != nil && (x.n.Exponent() > 30 || x.n.Exponent() < -12 || x.n.NumDigits() > 30) {
			return invalid(x.field, BadValue, "is no number that a notice holds")
		}
	}
	if t.By != "" {
		if _, err := time.Parse(time.DateOnly, string(t.By)); err != nil || !isoDate.MatchString(string(t.By)) {
			return invalid("new.by", BadValue, "a date is written 2025-07-31")
		}
	}
	switch {
	case t.Kind == extract.Milestone && t.By == "":
		return invalid("new.by", Missing, "a milestone needs its date")
	case t.Kind == extract.Milestone && (t.Value != nil || t.ValueMax != nil):
		return invalid("new.value", BadValue, "a milestone has no number")
	case t.Kind != extract.Milestone && t.Value == nil:
		return invalid("new.value", Missing, "is needed of every target but a milestone")
	case t.Comparator == extract.Range && (t.ValueMax == nil || t.ValueMax.LessThanOrEqual(t.Value.Decimal)):
		return invalid("new.value_max", BadValue, "a range needs an upper end above its lower")
	case t.Comparator != extract.Range && t.ValueMax != nil:
		return invalid("new.value_max", BadValue, "only a range has an upper end")
	}
	return nil
}

func choice[T ~string](field string, v T, of []T) error {
	if slices.Contains(of, v) {
		return nil
	}
	if v == "" {
		return invalid(field, Missing, "must be one of %v", of)
	}
	return invalid(field, BadValue, "must be one of %v", of)
}

// unchanged reports that a change changes nothing but the rule.
func unchanged(c *Correction) bool {
	switch a, b := c.Old, c.New; c.Fact {
	case Heading:
		return *a.Title == *b.Title
	case Office:
		return a.Office.Name == b.Office.Name && a.Office.Role == b.Office.Role && a.Office.Span == b.Office.Span
	default:
		return a.Target.Span == b.Target.Span && len(Differences(a.Target, b.Target)) == 0
	}
}

// Difference is a field of a target before and after.
type Difference struct{ Field, Old, New string }

// Differences lists the fields that two targets differ in, by their names in
// JSON; rule and span are passed over.
func Differences(a, b *extract.Target) []Difference {
	var out []Difference
	text := func(n *extract.Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	for _, f := range []Difference{
		{"text", a.Text, b.Text}, {"kind", string(a.Kind), string(b.Kind)}, {"action", string(a.Action), string(b.Action)},
		{"indicator", string(a.Indicator), string(b.Indicator)}, {"value", text(a.Value), text(b.Value)}, {"value_max", text(a.ValueMax), text(b.ValueMax)},
		{"unit", string(a.Unit), string(b.Unit)}, {"comparator", string(a.Comparator), string(b.Comparator)}, {"change", string(a.Change), string(b.Change)},
		{"direction", string(a.Direction), string(b.Direction)}, {"baseline", text(a.Baseline), text(b.Baseline)}, {"period", string(a.Period), string(b.Period)},
		{"by", string(a.By), string(b.By)},
	} {
		if f.Old != f.New {
			out = append(out, f)
		}
	}
	return out
}
