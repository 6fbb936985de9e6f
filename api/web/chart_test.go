package web

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/series"
	"yaodian/extract"
)

func cell(c extract.Comparator, values ...string) *series.Cell {
	t := &extract.Target{Comparator: c, Unit: "所"}
	for i, v := range values {
		n := &extract.Number{Decimal: decimal.RequireFromString(v)}
		if i == 0 {
			t.Value = n
		} else {
			t.ValueMax = n
		}
	}
	return &series.Cell{Target: t}
}

func TestSpark(t *testing.T) {
	// 2021 at least 6, 2022 without a document, 2023 exactly 10, 2024 from 5 to 8.
	s := spark([]*series.Cell{cell(extract.GE, "6"), nil, cell(extract.EQ, "10"), cell(extract.Range, "5", "8")}, []int{2021, 2022, 2023, 2024}, "zh")
	if s == nil {
		t.Fatal("three values draw nothing")
	}
	if want := "2021 ≥ 6 所; 2022 —; 2023 10 所; 2024 5–8 所"; s.Words != want {
		t.Errorf("in words: %s, want %s", s.Words, want)
	}
	if s.First.Text != "≥6" || s.Last.Text != "5–8" {
		t.Errorf("the ends say %q and %q", s.First.Text, s.Last.Text)
	}
	if len(s.Marks) != 2 || s.Marks[0].Shape != "up" || s.Marks[1].Shape != "dot" || len(s.Bars) != 1 {
		t.Errorf("marks %v, bars %v", s.Marks, s.Bars)
	}
	if s.Marks[0].X != "66.0" || s.Bars[0].X != "162.0" {
		t.Errorf("the first and the last year stand at %s and %s", s.Marks[0].X, s.Bars[0].X)
	}
	if s.Marks[1].Y != "8.0" { // 10, the highest
		t.Errorf("the highest value stands at %s", s.Marks[1].Y)
	}
	if len(s.Broken) != 1 || len(s.Solid) != 1 || len(s.Gaps) != 1 {
		t.Errorf("lines %v and %v, gaps %v: the year between is missing", s.Solid, s.Broken, s.Gaps)
	}

	up := cell(extract.EQ, "5")
	up.Target.Change, up.Target.Direction = "by", "up"
	for name, cells := range map[string][]*series.Cell{
		"one value":             {cell(extract.EQ, "5"), nil},
		"a level and a change":  {cell(extract.EQ, "80"), up},
		"a milestone and value": {{Target: &extract.Target{Kind: extract.Milestone}}, cell(extract.EQ, "5")},
	} {
		if spark(cells, []int{2021, 2022}, "zh") != nil {
			t.Errorf("%s draw a line", name)
		}
	}
	if s := spark([]*series.Cell{cell(extract.LE, "5"), cell(extract.LE, "5")}, []int{2021, 2022}, "zh"); s == nil || s.Marks[0].Y != s.Marks[1].Y || s.Marks[0].Shape != "down" {
		t.Errorf("equal values are not level: %+v", s)
	}
}

func TestLifeline(t *testing.T) {
	step := func(status string) *lifeStep { return &lifeStep{Status: status} }
	shapes := func(l *lifeChart) (out []string) {
		for _, m := range l.Marks {
			out = append(out, m.Shape)
		}
		return out
	}
	l := lifeline([]*lifeStep{step("start"), nil, step("modified")}, "current")
	if got := shapes(l); !slices.Equal(got, []string{"start", "modified", "on"}) || len(l.Broken) != 1 || len(l.Solid) != 1 {
		t.Errorf("an item that goes on: %v, lines %v %v", got, l.Solid, l.Broken)
	}
	l = lifeline([]*lifeStep{nil, step("added"), nil}, "dropped")
	if got := shapes(l); !slices.Equal(got, []string{"added", "dropped"}) || len(l.Broken) != 1 {
		t.Errorf("an item that is dropped: %v, lines %v", got, l.Broken)
	}
	if l := lifeline([]*lifeStep{nil, nil}, "current"); l != nil {
		t.Errorf("no years draw %+v", l)
	}
}

func TestStacked(t *testing.T) {
	s := stacked([]int{6, 0, 2}, 16)
	if s.Total != 8 || len(s.Parts) != 2 || s.Parts[0] != (part{"0.0", "97.5", "main"}) || s.Parts[1] != (part{"97.5", "32.5", "supervise"}) || s.End != "136.0" {
		t.Errorf("%+v", s)
	}
	if s := stacked([]int{0, 0, 0}, 0); s.Total != 0 || len(s.Parts) != 0 {
		t.Errorf("nothing stacks to %+v", s)
	}
}

func TestColumns(t *testing.T) {
	h := &series.History{Years: []extract.NullInt{2021, 2023}, Documents: []string{"a", "b"}}
	want := []column{{2021, "a"}, {2022, ""}, {2023, "b"}}
	if got := columns(h, []int{2022}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	x, y := 1, 2
	if got := spread([]*int{&x, &y}, want); got[0] != &x || got[1] != nil || got[2] != &y {
		t.Errorf("spread %v", got)
	}
	if got := columns(h, make([]int, mostGaps+1)); len(got) != 2 {
		t.Errorf("%d columns where many years are missing", len(got))
	}
}

// The chart counts who leads or answers apart from who supports, and each
// month its deadlines.
func TestDutiesAndDeadlines(t *testing.T) {
	p := samplePlan()
	p.Items[1].Targets[0].By = "2025-06-30"
	p.Items[1].Offices = append(p.Items[1].Offices, extract.Office{Name: "财务科", Role: extract.Support})
	rows := itemRows(p, "zh")
	d := duties(p, rows)
	if len(d) != 2 || !slices.Equal(d[0].ByRole, []int{1, 0, 0}) || !slices.Equal(d[1].ByRole, []int{0, 1, 0}) || d[1].Targets != 2 || d[1].Promised.Parts[0].Role != "support" {
		t.Errorf("%+v", d)
	}
	y := deadlines(p, rows, "en")
	if len(y) != 1 || y[0].Year != "2025" || len(y[0].Months) != 12 || y[0].Months[5].Name != "Jun" || len(y[0].Months[5].Rows) != 1 || y[0].Months[4].Bar != "" {
		t.Errorf("%+v", y)
	}
}
