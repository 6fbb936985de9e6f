// Package correct lays what people put right over what was extracted. A
// correction is a small record of one fact; the corrected plan is a pure
// function of the extracted one and its corrections, so that reading a notice
// anew loses none of them and taking one back leaves no trace.
package correct

import (
	"time"

	"yaodian/extract"
)

// Rule stands as the rule of every fact that a person set.
const Rule = "correction"

// WarningLost is the code of the warning in a corrected plan about a
// correction whose place in the text is not found any more.
const WarningLost = "correction_lost"

// MaxBy is how many characters the name of an author may have.
const MaxBy = 100

// Fact is the kind of fact that a correction is about.
type Fact string

const (
	Heading Fact = "heading"
	Office  Fact = "office"
	Target  Fact = "target"
)

// Op is what a correction does to a fact.
type Op string

const (
	Change Op = "change"
	Delete Op = "delete"
	Add    Op = "add"
)

// Correction is one fact put right. It says what the fact is, not how to get
// there: applied to a plan that has it right already it changes nothing.
type Correction struct {
	Seq  int       `json:"seq"` // from 1, in order of making, within the document
	Fact Fact      `json:"fact"`
	Op   Op        `json:"op"`
	Item Anchor    `json:"item"` // the unit that holds the fact
	Old  *Value    `json:"old"`  // nil where the fact was added
	New  *Value    `json:"new"`  // nil where it was deleted
	By   string    `json:"by"`   // who made it, "" where nobody said
	At   time.Time `json:"at"`
	// When it was taken back and by whom, and when it was put back and by
	// whom: of the two the last alone.
	Gone   *time.Time         `json:"undone_at"`
	GoneBy extract.NullString `json:"undone_by"` // absent where nobody said
	Back   *time.Time         `json:"redone_at"`
	BackBy extract.NullString `json:"redone_by"`
}

// Anchor finds a unit again by how its text begins.
type Anchor struct {
	ID    string `json:"id"`    // Item.ID when the correction was made, for readers
	Start int    `json:"start"` // where it began then
	Text  string `json:"text"`  // its first characters
}

// Value is a fact of one of the three kinds; the other fields are nil. Its
// span and text are of the document when the correction was made.
type Value struct {
	Title  *Title          `json:"title,omitempty"`
	Office *extract.Office `json:"office,omitempty"`
	Target *extract.Target `json:"target,omitempty"`
}

// Title is a heading.
type Title struct {
	Text string       `json:"text"`
	Span extract.Span `json:"span"`
}

// Place is where the value is printed.
func (v *Value) Place() (text string, span extract.Span) {
	switch {
	case v == nil:
	case v.Title != nil:
		return v.Title.Text, v.Title.Span
	case v.Office != nil:
		return v.Office.Name, v.Office.Span
	case v.Target != nil:
		return v.Target.Text, v.Target.Span
	}
	return "", extract.Span{}
}

// moved is the value at another place of the same wording.
func (v *Value) moved(to extract.Span) *Value {
	switch {
	case v.Title != nil:
		return &Value{Title: &Title{Text: v.Title.Text, Span: to}}
	case v.Office != nil:
		o := *v.Office
		o.Span = to
		return &Value{Office: &o}
	default:
		t := *v.Target
		t.Span = to
		return &Value{Target: &t}
	}
}

// Outcome tells what became of a correction in a plan.
type Outcome struct {
	Seq  int
	Lost bool   // its place is not in the text; the plan is as if it were not
	Item string // id of the item it applied to
	// Span is where the fact stands now; of a deleted one, where it stood.
	Span extract.Span
}
