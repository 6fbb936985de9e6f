// Package extract turns a parsed notice into a Plan: numbered items with
// headings, responsible offices, quantified targets and mentions, each tied
// to its characters in the text.
package extract

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"yaodian/parser"
)

// Schema names the version of the JSON form of a Plan.
const Schema = "yaodian.plan/1"

// Span is a half-open range of code points into Plan.Text.
type Span = parser.Span

// Plan is what a notice says, as data. Field meanings are the public
// contract; arrays keep document order and are never null.
type Plan struct {
	Schema         string           `json:"schema"`
	ID             string           `json:"id"` // SHA-256 of the source bytes, hex
	Source         parser.Source    `json:"source"`
	Title          NullString       `json:"title"`
	NoticeTitle    NullString       `json:"notice_title"`
	Kind           NullString       `json:"kind"`
	Issuer         NullString       `json:"issuer"`
	DocumentNumber NullString       `json:"document_number"`
	Recipients     []string         `json:"recipients"`
	IssuedOn       NullString       `json:"issued_on"` // ISO 8601 date
	Year           NullInt          `json:"year"`
	YearEnd        NullInt          `json:"year_end"`
	Attachments    []string         `json:"attachments"`
	Text           string           `json:"text"`
	Items          []Item           `json:"items"`
	Warnings       []parser.Warning `json:"warnings"`
}

// Item is one numbered unit, headings included. Item "0" holds what stands
// before the first unit.
type Item struct {
	ID        string     `json:"id"`
	Parent    NullString `json:"parent"`
	Level     int        `json:"level"`
	Label     string     `json:"label"`
	Ordinal   int        `json:"ordinal"`
	Title     NullString `json:"title"`
	Span      Span       `json:"span"`
	TitleSpan *Span      `json:"title_span"`
	BodySpan  *Span      `json:"body_span"`
	TitleRule NullString `json:"title_rule"` // name of the rule that ended the heading
	Offices   []Office   `json:"offices"`
	Targets   []Target   `json:"targets"`
	Mentions  []Mention  `json:"mentions"`
}

// Role is what an office has to do with an item.
type Role string

const (
	Responsible Role = "responsible" // 责任单位 落实单位 主办
	Lead        Role = "lead"        // 牵头
	Support     Role = "support"     // 配合 协办 参与
	Supervise   Role = "supervise"   // 督办 督导
)

// Office is one office named by a responsibility tag.
type Office struct {
	Name string `json:"name"`
	Role Role   `json:"role"`
	// Inferred is true when the tag does not name the role itself.
	Inferred bool   `json:"inferred"`
	Span     Span   `json:"span"`
	Rule     string `json:"rule"`
}

// TargetKind is the dimension that a target is measured in.
type TargetKind string

const (
	Count     TargetKind = "count"
	Ratio     TargetKind = "ratio"
	Money     TargetKind = "money"
	Frequency TargetKind = "frequency"
	Area      TargetKind = "area"
	Length    TargetKind = "length"
	Duration  TargetKind = "duration"
	Rank      TargetKind = "rank"
	Score     TargetKind = "score"
	Milestone TargetKind = "milestone" // a dated deed without a number
	Other     TargetKind = "other"
)

// Comparator relates the reached quantity to Value. 以上, 以下 and 以内 include
// the number itself (民法典 第一千二百五十九条).
type Comparator string

const (
	EQ     Comparator = "eq"
	GE     Comparator = "ge"
	GT     Comparator = "gt"
	LE     Comparator = "le"
	LT     Comparator = "lt"
	Approx Comparator = "approx"
	Range  Comparator = "range"
)

// Target is one quantified or dated commitment.
type Target struct {
	Text       string     `json:"text"`
	Span       Span       `json:"span"`
	Kind       TargetKind `json:"kind"`
	Action     NullString `json:"action"`
	Indicator  NullString `json:"indicator"`
	Value      *Number    `json:"value"` // multipliers applied; money in 元; % as printed
	ValueMax   *Number    `json:"value_max"`
	Unit       NullString `json:"unit"`
	Comparator Comparator `json:"comparator"`
	Change     NullString `json:"change"`    // "to" a level | "by" an amount
	Direction  NullString `json:"direction"` // "up" | "down"
	Baseline   *Number    `json:"baseline"`
	Period     NullString `json:"period"` // day week month quarter half_year year term
	By         NullString `json:"by"`     // last day of the deadline, ISO 8601
	Rule       string     `json:"rule"`

	indicator Span // where Indicator is printed; empty when inferred
}

// Mention is a quantity that is not a commitment.
type Mention struct {
	Text  string     `json:"text"`
	Value *Number    `json:"value"`
	Unit  NullString `json:"unit"`
	Span  Span       `json:"span"`
}

// NullString is a string whose absence ("") is null in JSON.
type NullString string

// MarshalJSON writes null for "".
func (s NullString) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	if plain(string(s)) {
		return append(append(append(make([]byte, 0, len(s)+2), '"'), s...), '"'), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(string(s)); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// plain reports a string that JSON writes as it is: nearly all are.
func plain(s string) bool {
	for i := range len(s) {
		// E2 80 A8 and A9 are the line separators that encoding/json escapes.
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8 {
			return false
		}
	}
	return utf8.ValidString(s)
}

// NullInt is a positive integer whose absence (0) is null in JSON.
type NullInt int

// MarshalJSON writes null for 0.
func (n NullInt) MarshalJSON() ([]byte, error) {
	if n == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(n), 10), nil
}

// Number is an exact decimal, a plain number in JSON.
type Number struct{ decimal.Decimal }

// MarshalJSON writes the shortest exact decimal form.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.Decimal.String()), nil }

// UnmarshalJSON reads a JSON number exactly.
func (n *Number) UnmarshalJSON(b []byte) error {
	d, err := decimal.NewFromString(string(b))
	n.Decimal = d
	return err
}

// Encode writes the plan's one JSON form: a single line of UTF-8 ending in a
// newline. Command line, HTTP, store and JSONL all use it, so the same bytes
// under the same name give the same JSON through every door.
func (p *Plan) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(p)
}

// Decode reads a plan that Encode wrote.
func Decode(r io.Reader) (*Plan, error) {
	var p Plan
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return nil, err
	}
	return &p, nil
}
