// Package diff compares two plans as a reader would: it aligns their items,
// shows how each text, target and office changed, and tells moving,
// renumbering and rewording apart.
package diff

import (
	"encoding/json"
	"io"

	"yaodian/extract"
)

// Schema names the version of the JSON form of a Diff.
const Schema = "yaodian.diff/1"

// Diff is the comparison of two plans. Links keep the order of the new plan;
// a removed item stands where the old plan had it.
type Diff struct {
	Schema  string   `json:"schema"`
	Old     Side     `json:"old"`
	New     Side     `json:"new"`
	Summary Summary  `json:"summary"`
	Renamed []Rename `json:"renamed_offices"`
	// Sections pairs the headings above the linked items.
	Sections []Section `json:"sections"`
	Links    []Link    `json:"links"`
}

// Side names one of the two plans.
type Side struct {
	ID     string             `json:"id"`
	Title  extract.NullString `json:"title"`
	Issuer extract.NullString `json:"issuer"`
	Year   extract.NullInt    `json:"year"`
}

// Summary counts links by status; moved and renumbered are counted beside it,
// as a link may be both and of any status.
type Summary struct {
	Unchanged  int           `json:"unchanged"`
	Modified   int           `json:"modified"`
	Added      int           `json:"added"`
	Removed    int           `json:"removed"`
	Split      int           `json:"split"`
	Merged     int           `json:"merged"`
	Moved      int           `json:"moved"`
	Renumbered int           `json:"renumbered"`
	Targets    TargetCounts  `json:"targets"`
	Offices    OfficesCounts `json:"offices"`
}

// TargetCounts counts compared targets by status.
type TargetCounts struct {
	Kept    int `json:"kept"`
	Raised  int `json:"raised"`
	Lowered int `json:"lowered"`
	Changed int `json:"changed"`
	Added   int `json:"added"`
	Removed int `json:"removed"`
}

// OfficesCounts counts offices that came to or left an item. An office that
// changed its name everywhere counts once, as renamed.
type OfficesCounts struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Renamed int `json:"renamed"`
}

// Status says what became of an item.
type Status string

const (
	Unchanged Status = "unchanged" // the same text, blanks and character widths aside
	Modified  Status = "modified"
	Added     Status = "added"
	Removed   Status = "removed"
	Split     Status = "split"  // one old item, several new
	Merged    Status = "merged" // several old items, one new
)

// Link ties the items of the old plan to those of the new that carry on the
// same work. The text of an item is its own text after the label: heading,
// body and tags up to the first sub-item. Items of one side of a split or a
// merger are joined by a line feed.
type Link struct {
	Status     Status   `json:"status"`
	Moved      bool     `json:"moved"`
	Renumbered bool     `json:"renumbered"`
	Old        []string `json:"old"` // item ids
	New        []string `json:"new"`
	// Similarity is the share of characters that both texts have in common,
	// 0..1; a year that only rolled forward counts as common but keeps it
	// below 1.
	Similarity float64 `json:"similarity"`
	// Score is what the aligner gave the link, 0..1, and Evidence what spoke
	// for it: text, title, body, numbers, offices, section, coverage.
	Score    float64  `json:"score"`
	Evidence []string `json:"evidence"`
	// RolledOver reports that nothing but years, and the five-year plan's
	// name, moved on.
	RolledOver bool `json:"rolled_over"`
	// Section holds the ids of the headings above the link's first items.
	Section TextPair   `json:"section"`
	Labels  TextPair   `json:"labels"`
	Title   TextPair   `json:"title"`
	Edits   []Edit     `json:"edits"`
	Offices OfficeDiff `json:"offices"`
	Targets []Change   `json:"targets"`
}

// TextPair is a short text on both sides.
type TextPair struct {
	Old extract.NullString `json:"old"`
	New extract.NullString `json:"new"`
}

// Op is what an edit does to the old text.
type Op string

const (
	Equal  Op = "equal"
	Insert Op = "insert"
	Delete Op = "delete"
)

// Edit is one stretch of text. Equal and delete in order give the old text,
// equal and insert the new.
type Edit struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
	// Year marks a deleted and inserted year that only rolled forward.
	Year bool `json:"year,omitempty"`
}

// OfficeDiff compares the offices named in a link by name.
type OfficeDiff struct {
	Added   []string     `json:"added"`
	Removed []string     `json:"removed"`
	Kept    []string     `json:"kept"`
	Roles   []RoleChange `json:"roles,omitempty"` // kept, in another role
}

// RoleChange is an office that stayed with another role.
type RoleChange struct {
	Name string       `json:"name"`
	Old  extract.Role `json:"old"`
	New  extract.Role `json:"new"`
}

// Rename is an office that goes by another name in the new plan.
type Rename struct {
	Old   string   `json:"old"`
	New   string   `json:"new"`
	Items []string `json:"items"` // ids in the new plan where it shows
}

// Section pairs two headings that have items below them, by id; Old or New is
// null where the other plan has no counterpart.
type Section struct {
	Old    extract.NullString `json:"old"`
	New    extract.NullString `json:"new"`
	Level  int                `json:"level"` // of the new one where there is one
	Labels TextPair           `json:"labels"`
	Title  TextPair           `json:"title"`
}

// TargetStatus says what became of a target. It states the direction of the
// number and no judgement: a raised upper bound is raised, not better.
type TargetStatus string

const (
	Kept          TargetStatus = "kept"
	Raised        TargetStatus = "raised"
	Lowered       TargetStatus = "lowered"
	Changed       TargetStatus = "changed" // deadline, period, comparator, object
	TargetAdded   TargetStatus = "added"
	TargetRemoved TargetStatus = "removed"
)

// Change compares a target with its counterpart. Delta is new minus old in
// the unit of both, Ratio is Delta over the old value to four places.
type Change struct {
	Status TargetStatus    `json:"status"`
	Old    *extract.Target `json:"old"`
	New    *extract.Target `json:"new"`
	Delta  *extract.Number `json:"delta"`
	Ratio  *extract.Number `json:"ratio"`
	// OldItem and NewItem are the ids of the items that hold them; they lie
	// outside the link's own items when a target went to other work.
	OldItem extract.NullString `json:"old_item"`
	NewItem extract.NullString `json:"new_item"`
}

// Encode writes the one JSON form: a single line of UTF-8 and a newline.
func (d *Diff) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(d)
}
