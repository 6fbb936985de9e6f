package web

import (
	"context"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/corpus/correct"
	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
	"yaodian/parser/numeral"
)

// editForm is the form as sent: everything is text. Span is the fact that is
// to be changed, "" of one to be added; Start and End are where Text stands.
type editForm struct {
	Version, Fact, Item, Span                                                                            string
	Text, Start, End                                                                                     string
	Role                                                                                                 string
	Kind, Action, Indicator, Value, ValueMax, Unit, Comparator, Change, Direction, Baseline, Period, Due string
	Who                                                                                                  string
}

// find looks for the office or target that the form's span names, and fills in
// its values.
func (f *editForm) find(it *extract.Item, fill bool) (*extract.Span, error) {
	want := readSpan(f.Span)
	for _, o := range it.Offices {
		if want != nil && f.Fact == string(correct.Office) && o.Span == *want {
			if fill {
				f.Role = string(o.Role)
			}
			return want, nil
		}
	}
	for _, t := range it.Targets {
		if want != nil && f.Fact == string(correct.Target) && t.Span == *want {
			if fill {
				f.fill(t)
			}
			return want, nil
		}
	}
	return nil, store.ErrStale
}

// place puts a stretch of the text into the form.
func (f *editForm) place(text []rune, s extract.Span) {
	f.Text, f.Start, f.End = string(text[s.Start:s.End]), strconv.Itoa(s.Start), strconv.Itoa(s.End)
}

// fill puts a target's fields into the form.
func (f *editForm) fill(t extract.Target) {
	f.Kind, f.Action, f.Indicator, f.Unit, f.Comparator = string(t.Kind), string(t.Action), string(t.Indicator), string(t.Unit), string(t.Comparator)
	f.Change, f.Direction, f.Period, f.Due = string(t.Change), string(t.Direction), string(t.Period), string(t.By)
	f.Value, f.ValueMax, f.Baseline = plain(t.Value), plain(t.ValueMax), plain(t.Baseline)
}

func plain(n *extract.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// suggest reads a stretch of text by itself, as the body of a plan of the same
// year, for what a target there probably is.
func suggest(ctx context.Context, p *extract.Plan, text string) extract.Target {
	title := "工作要点"
	if p.Year != 0 {
		title = strconv.Itoa(int(p.Year)) + "年" + title
	}
	q, err := extract.Read(ctx, "x.txt", []byte(title+"\n\n"+text+"。\n"), parser.Options{})
	if err != nil {
		return extract.Target{}
	}
	for _, it := range q.Items {
		for _, t := range it.Targets {
			return t
		}
		for _, m := range it.Mentions {
			return extract.Target{Kind: extract.Count, Comparator: extract.EQ, Value: m.Value, Unit: m.Unit}
		}
	}
	return extract.Target{}
}

// draft reads the form; bad names the fields whose text is no value.
func (f *editForm) draft(op string) (d correct.Draft, bad map[string]string) {
	d = correct.Draft{Fact: correct.Fact(f.Fact), Op: correct.Op(op), Item: f.Item, Span: readSpan(f.Span), By: f.Who}
	if d.Op == correct.Delete {
		return d, nil
	}
	d.New = &correct.New{Text: f.Text, Span: readSpan(f.Start + "-" + f.End), Role: extract.Role(f.Role)}
	if f.Text == "" {
		d.New.Span = nil
	}
	if d.Fact != correct.Target {
		return d, nil
	}
	n := d.New
	n.Kind, n.Action, n.Indicator, n.Unit, n.Comparator = extract.TargetKind(f.Kind), extract.NullString(f.Action), extract.NullString(f.Indicator), extract.NullString(f.Unit), extract.Comparator(f.Comparator)
	n.Change, n.Direction, n.Period, n.By = extract.NullString(f.Change), extract.NullString(f.Direction), extract.NullString(f.Period), extract.NullString(f.Due)
	for _, x := range []struct {
		name, text string
		to         **extract.Number
	}{{"value", f.Value, &n.Value}, {"value_max", f.ValueMax, &n.ValueMax}, {"baseline", f.Baseline, &n.Baseline}} {
		if x.text == "" {
			continue
		}
		if *x.to = readNumber(x.text); *x.to == nil {
			if bad == nil {
				bad = map[string]string{}
			}
			bad[x.name] = "number"
		}
	}
	return d, bad
}

// readNumber reads a number as people write it: 1,200, ３０, 3.5亿, 二十. nil
// when it is none.
func readNumber(s string) *extract.Number {
	s = strings.NewReplacer(",", "", " ", "").Replace(string(parser.FoldAll([]rune(s))))
	if d, err := decimal.NewFromString(s); err == nil && !strings.ContainsAny(s, "eE") {
		return &extract.Number{Decimal: d}
	}
	if n, err := numeral.Parse(s); err == nil && n.Max == nil && n.Bound == numeral.Exact && !n.Percent {
		return &extract.Number{Decimal: n.Value}
	}
	return nil
}

// readSpan reads "639-651"; nil when that is none.
func readSpan(s string) *extract.Span {
	a, b, _ := strings.Cut(s, "-")
	start, err1 := strconv.Atoi(a)
	end, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || start < 0 || start >= end {
		return nil
	}
	return &extract.Span{Start: start, End: end}
}

func spanText(s extract.Span) string { return strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End) }

// refusal says at which field of the form a draft was refused, and how that is
// worded.
func refusal(e *correct.Invalid) map[string]string {
	field, ok := strings.CutPrefix(e.Field, "new.")
	if !ok {
		field = "form"
	}
	switch reason := string(e.Reason); {
	case field == "span":
		return map[string]string{"text": reason}
	case field == "by" && e.Reason == correct.BadValue:
		return map[string]string{"due": "date"}
	case field == "by":
		return map[string]string{"due": "milestone_date"}
	case field == "value_max":
		return map[string]string{"value_max": "range"}
	case field == "text" && e.Reason == correct.BadValue:
		return map[string]string{"text": "paragraph"}
	default:
		return map[string]string{field: reason}
	}
}
