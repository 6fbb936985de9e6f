package extract

import (
	"context"
	"slices"
	"sort"

	"yaodian/parser"
)

// Version names the rules and tables in force; it changes whenever the plan of
// some document may change, and stands beside every stored plan.
const Version = "4"

// Read reads a notice and extracts its plan: the one way from bytes to a Plan
// that every door takes. Errors are those of parser.Read.
func Read(ctx context.Context, name string, data []byte, opt parser.Options) (*Plan, error) {
	stage, end := opt.Begin(ctx, "read")
	d, err := parser.Read(stage, name, data, opt)
	end(err)
	if err != nil {
		return nil, err
	}
	_, end = opt.Begin(ctx, "extract")
	defer end(nil)
	return FromDocument(d), nil
}

// FromDocument extracts the plan of a parsed notice. It never fails: what
// cannot be made out is null or a warning.
func FromDocument(d *parser.Document) *Plan { return fromDocument(d, nil) }

// Explain extracts the plan like FromDocument and says for each fact which
// rule found it, and for each number that was turned down which guard did so,
// in document order.
func Explain(d *parser.Document) (*Plan, []Decision) {
	var log []Decision
	p := fromDocument(d, func(x Decision) { log = append(log, x) })
	for _, it := range p.Items {
		if it.TitleSpan != nil {
			log = append(log, Decision{Item: it.ID, Fact: "title", Span: *it.TitleSpan, Text: d.Slice(*it.TitleSpan), Rule: string(it.TitleRule)})
		}
		for _, o := range it.Offices {
			log = append(log, Decision{Item: it.ID, Fact: "office", Span: o.Span, Text: o.Name, Rule: o.Rule})
		}
	}
	sort.SliceStable(log, func(i, j int) bool { return log[i].Span.Start < log[j].Span.Start })
	return p, log
}

func fromDocument(d *parser.Document, trace func(Decision)) *Plan {
	p := &Plan{
		Schema: Schema, ID: d.Source.SHA256, Source: d.Source,
		Recipients: []string{}, Attachments: []string{}, Text: d.Text(),
		Items:    make([]Item, 0, len(d.Outline)+1), // with the one that preamble may add
		Warnings: append([]parser.Warning{}, d.Warnings...),
	}
	metadata(d, p)
	for _, u := range d.Outline {
		it := Item{ID: u.ID, Level: u.Level, Label: u.Label, Ordinal: u.Ordinal, Span: u.Span,
			Offices: []Office{}, Targets: []Target{}, Mentions: []Mention{}}
		if u.Parent >= 0 {
			it.Parent = NullString(d.Outline[u.Parent].ID)
		}
		p.Items = append(p.Items, it)
	}
	headings(d, p.Items)
	offices(d, p.Items)
	numbers(d, p, trace)
	return p
}

// numbers finds the targets and mentions of all items.
func numbers(d *parser.Document, p *Plan, trace func(Decision)) {
	v := closeUp(d)
	q := v.plan(p)
	x := newExtractor(v.d, q, v.trace(trace))
	x.targets()
	for i := range q.Items {
		v.facts(&p.Items[i], &q.Items[i])
	}
	preamble(d, p, v, x)
}

// preamble puts item "0" before the others when the text before the first
// numbered unit holds an office, a target or a mention. In a text without
// units that is the whole text.
func preamble(d *parser.Document, p *Plan, v *closed, x *extractor) {
	end := len(d.Runes)
	if len(d.Outline) > 0 {
		end = d.Outline[0].Span.Start
	}
	own := Span{End: end}
	it := Item{ID: "0", Level: 1, Span: own, BodySpan: &own, Offices: officesIn(d, own), Targets: []Target{}, Mentions: []Mention{}}
	closed := it
	closed.Span = v.span(own)
	closed.BodySpan = &closed.Span
	x.read(&closed, x.preambleScope(), closed.Span)
	v.facts(&it, &closed)
	if len(it.Offices)+len(it.Targets)+len(it.Mentions) > 0 {
		p.Items = slices.Insert(p.Items, 0, it)
	}
}
