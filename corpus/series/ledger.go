package series

import (
	"errors"
	"fmt"
	"slices"

	"yaodian/corpus/diff"
	"yaodian/extract"
)

// History is what a run of plans says over the years.
type History struct {
	Years     []extract.NullInt `json:"years"`     // of the plans, ascending
	Documents []string          `json:"documents"` // their ids
	Ledger    []Row             `json:"ledger"`
	Lifelines []Lifeline        `json:"lifelines"`
}

// Row is one indicator over the years.
type Row struct {
	Indicator extract.NullString `json:"indicator"` // as the last plan that has it names it
	Action    extract.NullString `json:"action"`
	Kind      extract.TargetKind `json:"kind"`
	Unit      extract.NullString `json:"unit"`
	Cells     []*Cell            `json:"cells"` // one a plan, null where it sets none
}

// Cell is the target of one year. Change compares it with the cell before it
// when that is of the plan before.
type Cell struct {
	Year   extract.NullInt   `json:"year"`
	Item   string            `json:"item"` // id in that year's plan
	Target *extract.Target   `json:"target"`
	Change diff.TargetStatus `json:"change"` // "added" where it begins
	Delta  *extract.Number   `json:"delta"`
}

// Lifeline follows one item from the plan that brings it up to the plan that
// last has it.
type Lifeline struct {
	Title extract.NullString `json:"title"` // the last
	First extract.NullInt    `json:"first"`
	Last  extract.NullInt    `json:"last"`
	End   End                `json:"end"`
	Steps []Step             `json:"steps"`
}

// End says how a lifeline ends.
type End string

const (
	Current End = "current" // in the last plan
	Dropped End = "dropped" // the next plan does not have it
	Joined  End = "merged"  // it went on as part of another item
)

// Step is an item in one year's plan.
type Step struct {
	Year   extract.NullInt    `json:"year"`
	Item   string             `json:"item"`
	Label  string             `json:"label"`
	Title  extract.NullString `json:"title"`
	Status diff.Status        `json:"status"` // of the link that led here; "added" at the start, "split" where it branched off
	// Other is the item that a part branched from or that a merger went into.
	Other extract.NullString `json:"other"`
}

// Build compares each plan with the next and threads the links together. Plans
// must be of one series, of different years and ascending; it compares
// len(plans)-1 times.
func Build(plans []*extract.Plan) (*History, error) {
	h := &History{Years: []extract.NullInt{}, Documents: []string{}, Ledger: []Row{}, Lifelines: []Lifeline{}}
	if len(plans) == 0 {
		return h, nil
	}
	for i, p := range plans {
		if i > 0 && p.Year <= plans[i-1].Year {
			return nil, fmt.Errorf("series: the plan of %d stands after that of %d: %w", p.Year, plans[i-1].Year, ErrOrder)
		}
		h.Years = append(h.Years, p.Year)
		h.Documents = append(h.Documents, p.ID)
	}
	b := &builder{h: h, plans: plans, rowOf: map[*extract.Target]int{}, lineOf: map[string]int{}}
	b.begin()
	for i := 1; i < len(plans); i++ {
		b.step(i, diff.Compare(plans[i-1], plans[i]))
	}
	b.end()
	return h, nil
}

// ErrOrder is returned for plans that are not in ascending years.
var ErrOrder = errors.New("plans of a series must ascend by year")

// builder threads the comparisons; its maps speak of the plan reached last.
type builder struct {
	h      *History
	plans  []*extract.Plan
	rowOf  map[*extract.Target]int // target → row of the ledger
	lineOf map[string]int          // item id → lifeline
}

// begin opens a row for each target and a lifeline for each leaf of the first
// plan, as a comparison with an empty plan shows them.
func (b *builder) begin() {
	first := b.plans[0]
	b.step(0, diff.Compare(&extract.Plan{Year: first.Year}, first))
}

func (b *builder) step(i int, d *diff.Diff) {
	p := b.plans[i]
	items := map[string]*extract.Item{}
	for k := range p.Items {
		items[p.Items[k].ID] = &p.Items[k]
	}
	rows, lines := map[*extract.Target]int{}, map[string]int{}
	for k := range d.Links {
		l := &d.Links[k]
		b.follow(i, l, items, lines)
		for _, c := range l.Targets {
			if c.New == nil {
				continue
			}
			at, ok := -1, false
			if c.Old != nil {
				at, ok = b.row(c.Old)
			}
			if !ok {
				at = len(b.h.Ledger)
				b.h.Ledger = append(b.h.Ledger, Row{Cells: make([]*Cell, len(b.plans))})
			}
			r := &b.h.Ledger[at]
			r.Indicator, r.Action, r.Kind, r.Unit = c.New.Indicator, c.New.Action, c.New.Kind, c.New.Unit
			r.Cells[i] = &Cell{Year: p.Year, Item: string(c.NewItem), Target: c.New, Change: c.Status, Delta: c.Delta}
			rows[c.New] = at
		}
	}
	b.rowOf, b.lineOf = rows, lines
}

func (b *builder) row(t *extract.Target) (int, bool) {
	at, ok := b.rowOf[t]
	return at, ok
}

// follow carries the lifelines of a link's old items on to its new ones.
func (b *builder) follow(i int, l *diff.Link, items map[string]*extract.Item, lines map[string]int) {
	if len(l.New) == 0 {
		return // its lifelines stay where they are: end marks them
	}
	year := b.plans[i].Year
	step := func(id string, status diff.Status, other string) Step {
		it := items[id]
		return Step{Year: year, Item: id, Label: it.Label, Title: it.Title, Status: status, Other: extract.NullString(other)}
	}
	open := func(id string, s Step) {
		lines[id] = len(b.h.Lifelines)
		b.h.Lifelines = append(b.h.Lifelines, Lifeline{First: year, Steps: []Step{s}})
	}
	head := l.New[0]
	if len(l.Old) == 0 {
		open(head, step(head, diff.Added, ""))
		return
	}
	for k, id := range l.Old {
		at, ok := b.lineOf[id]
		if !ok {
			continue
		}
		line := &b.h.Lifelines[at]
		if k == 0 {
			line.Steps = append(line.Steps, step(head, l.Status, ""))
			lines[head] = at
			continue
		}
		line.Steps = append(line.Steps, step(head, diff.Merged, l.Old[0]))
		line.End = Joined
	}
	for _, id := range l.New[1:] {
		open(id, step(id, diff.Split, head))
	}
}

// end closes every lifeline and orders both tables: what the last plan has
// comes first, in its order; then what left, the last to leave first.
func (b *builder) end() {
	last := b.plans[len(b.plans)-1].Year
	for k := range b.h.Lifelines {
		l := &b.h.Lifelines[k]
		s := l.Steps[len(l.Steps)-1]
		l.Title, l.Last = s.Title, s.Year
		if l.End == "" {
			l.End = Dropped
			if l.Last == last {
				l.End = Current
			}
		}
	}
	slices.SortStableFunc(b.h.Lifelines, func(x, y Lifeline) int { return int(y.Last) - int(x.Last) })
	reach := func(r Row) int {
		for i := len(r.Cells) - 1; i >= 0; i-- {
			if r.Cells[i] != nil {
				return i
			}
		}
		return -1
	}
	slices.SortStableFunc(b.h.Ledger, func(x, y Row) int { return reach(y) - reach(x) })
}
