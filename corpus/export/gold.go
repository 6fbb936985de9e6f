package export

import (
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"

	"yaodian/corpus/correct"
	"yaodian/extract"
)

// Gold is the form of gold annotations.
const Gold = "gold"

// A gold annotation says what a careful reader finds in a notice, for
// measuring extractors against. What nobody corrected is the extractor's own
// word and is marked optional: it is neither rewarded nor punished.
type goldPlan struct {
	Doc      string     `json:"doc"`
	Complete bool       `json:"complete"`
	Meta     goldMeta   `json:"meta"`
	Preamble *goldItem  `json:"preamble,omitempty"`
	Items    []goldItem `json:"items"`
}

type goldMeta struct {
	Title          extract.NullString `json:"title"`
	Issuer         extract.NullString `json:"issuer"`
	DocumentNumber extract.NullString `json:"document_number"`
	IssuedOn       extract.NullString `json:"issued_on"`
	Year           extract.NullInt    `json:"year"`
	Recipients     extract.NullString `json:"recipients"`
}

type goldItem struct {
	Label     string             `json:"label"`
	Level     int                `json:"level"`
	Title     extract.NullString `json:"title"`
	BodyStart string             `json:"body_start"`
	Offices   []goldOffice       `json:"offices"`
	Targets   []goldTarget       `json:"targets"`
	Context   []goldMention      `json:"context"`
	Optional  bool               `json:"optional,omitempty"`
}

type goldOffice struct {
	Name     string       `json:"name"`
	Role     extract.Role `json:"role"`
	Optional bool         `json:"optional,omitempty"`
}

type goldTarget struct {
	Text       string             `json:"text"`
	Kind       extract.TargetKind `json:"kind"`
	Value      *extract.Number    `json:"value"`
	ValueMax   *extract.Number    `json:"value_max,omitempty"`
	Unit       extract.NullString `json:"unit"`
	Comparator extract.Comparator `json:"comparator"`
	Change     extract.NullString `json:"change"`
	Direction  extract.NullString `json:"direction"`
	Period     extract.NullString `json:"period"`
	By         extract.NullString `json:"by"`
	Baseline   *extract.Number    `json:"baseline"`
	Action     extract.NullString `json:"action"`
	Indicator  extract.NullString `json:"indicator"`
	Optional   bool               `json:"optional,omitempty"`
}

type goldMention struct {
	Text  string             `json:"text"`
	Value *extract.Number    `json:"value"`
	Unit  extract.NullString `json:"unit"`
}

// Limits of the annotation format.
const (
	bodyStartRunes = 9
	mostContext    = 5 // mentions of one unit; they need not be complete
)

// writeGold writes one annotation a line.
func writeGold(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for p, err := range plans {
		if err != nil {
			return err
		}
		if err := e.Encode(gold(p)); err != nil {
			return err
		}
	}
	return nil
}

func gold(p *extract.Plan) goldPlan {
	g := goldPlan{Doc: p.ID, Complete: true, Items: []goldItem{}, Meta: goldMeta{Title: p.Title, Issuer: p.Issuer, DocumentNumber: p.DocumentNumber,
		IssuedOn: p.IssuedOn, Year: p.Year, Recipients: extract.NullString(strings.Join(p.Recipients, "，"))}}
	text := []rune(p.Text)
	for i := range p.Items {
		it := &p.Items[i]
		x := goldItem{Label: it.Label, Level: it.Level, Title: it.Title, BodyStart: bodyStart(text, it.BodySpan),
			Offices: []goldOffice{}, Targets: []goldTarget{}, Context: []goldMention{}}
		for _, o := range it.Offices {
			x.Offices = append(x.Offices, goldOffice{o.Name, o.Role, o.Rule != correct.Rule})
		}
		for _, t := range it.Targets {
			x.Targets = append(x.Targets, goldTarget{t.Text, t.Kind, t.Value, t.ValueMax, t.Unit, t.Comparator, t.Change, t.Direction, t.Period, t.By, t.Baseline,
				t.Action, t.Indicator, t.Rule != correct.Rule})
		}
		for _, m := range it.Mentions[:min(len(it.Mentions), mostContext)] {
			x.Context = append(x.Context, goldMention{m.Text, m.Value, m.Unit})
		}
		if it.ID == "0" {
			g.Preamble = &x
			continue
		}
		x.Optional = !byHand(it)
		g.Items = append(g.Items, x)
	}
	return g
}

// byHand reports that a person set some fact of the item.
func byHand(it *extract.Item) bool {
	return it.TitleRule == correct.Rule || slices.ContainsFunc(it.Offices, func(o extract.Office) bool { return o.Rule == correct.Rule }) ||
		slices.ContainsFunc(it.Targets, func(t extract.Target) bool { return t.Rule == correct.Rule })
}

// bodyStart is how the text of a unit begins, blanks left out.
func bodyStart(text []rune, s *extract.Span) string {
	if s == nil {
		return ""
	}
	var out []rune
	for _, r := range text[s.Start:s.End] {
		if !unicode.IsSpace(r) {
			out = append(out, r)
		}
		if len(out) == bodyStartRunes {
			break
		}
	}
	return string(out)
}
