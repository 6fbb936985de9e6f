package correct_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/correct"
	"yaodian/extract"
	"yaodian/parser"
)

const notice = `云溪市水务局2025年工作要点

全年完成水利投资3.5亿元。

一、强化节水管理
1.推进节水载体建设。新建节水型小区20个，万元地区生产总值用水量下降3%。【责任科室：水资源科】
2.加强水质监测。每月开展1次水源地巡查，水质达标率保持在98%以上。【责任科室：水资源科、监测站】
二、夯实安全基础
1.抓好度汛 检查水库12座，整改隐患点30处，6月底前完成演练。【牵头科室：安全科；配合科室：办公室】
`

func read(t *testing.T, text string) *extract.Plan {
	t.Helper()
	p, err := extract.Read(t.Context(), "水务.txt", []byte(text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, p)
}

// decoded passes a plan through its JSON, as a store does.
func decoded(t *testing.T, p *extract.Plan) *extract.Plan {
	t.Helper()
	q, err := extract.Decode(strings.NewReader(encoded(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func encoded(t *testing.T, p *extract.Plan) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func item(t *testing.T, p *extract.Plan, id string) *extract.Item {
	t.Helper()
	for i := range p.Items {
		if p.Items[i].ID == id {
			return &p.Items[i]
		}
	}
	t.Fatalf("no item %s", id)
	return nil
}

func num(s string) *extract.Number { return &extract.Number{Decimal: decimal.RequireFromString(s)} }

// edits makes corrections one after another, each of the plan as the ones
// before left it.
type edits struct {
	t    *testing.T
	base *extract.Plan
	cs   []correct.Correction
}

func (e *edits) plan() *extract.Plan {
	p, _ := correct.Apply(e.base, e.cs)
	return p
}

func (e *edits) make(d correct.Draft) correct.Correction {
	e.t.Helper()
	c, err := correct.Make(e.plan(), d)
	if err != nil {
		e.t.Fatal(err)
	}
	c.Seq = len(e.cs) + 1
	// As a store keeps it.
	b, err := json.Marshal(c)
	if err != nil {
		e.t.Fatal(err)
	}
	var kept correct.Correction
	if err := json.Unmarshal(b, &kept); err != nil {
		e.t.Fatal(err)
	}
	e.cs = append(e.cs, kept)
	return kept
}

func facts(p *extract.Plan) string {
	var b strings.Builder
	for _, it := range p.Items {
		fmt.Fprintf(&b, "%s %s\n", it.ID, it.Title)
		for _, o := range it.Offices {
			fmt.Fprintf(&b, "  @ %s %s\n", o.Name, o.Role)
		}
		for _, x := range it.Targets {
			fmt.Fprintf(&b, "  + %s = %v %s\n", x.Text, x.Value, x.Unit)
		}
	}
	return b.String()
}

func TestEachKindOfCorrection(t *testing.T) {
	e := &edits{t: t, base: read(t, notice)}
	before := encoded(t, e.base)
	first := item(t, e.base, "1/1").Targets[0]

	e.make(correct.Draft{Fact: correct.Target, Op: correct.Change, Item: "1/1", Span: &first.Span,
		New: &correct.New{Text: strings.Replace(first.Text, "20", "２０", 1), Kind: extract.Count, Action: "新建", Indicator: "节水型小区", Value: num("25"), Unit: "个", Comparator: extract.GE}})
	e.make(correct.Draft{Fact: correct.Target, Op: correct.Delete, Item: "1/1", Span: &item(t, e.base, "1/1").Targets[1].Span})
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Change, Item: "1/1", Span: &item(t, e.base, "1/1").Offices[0].Span,
		New: &correct.New{Text: "水资源科", Role: extract.Lead}})
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Delete, Item: "1/2", Span: &item(t, e.base, "1/2").Offices[1].Span})
	e.make(correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "1/2", New: &correct.New{Text: "加强水质"}})
	e.make(correct.Draft{Fact: correct.Heading, Op: correct.Delete, Item: "1/1"})
	start := len([]rune(e.base.Text[:strings.Index(e.base.Text, "检查水库12座")]))
	span := extract.Span{Start: start, End: start + len([]rune("检查水库12座"))}
	e.make(correct.Draft{Fact: correct.Target, Op: correct.Add, New: &correct.New{Span: &span, Kind: extract.Count, Value: num("12"), Unit: "座"}})
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Add, Item: "2", New: &correct.New{Text: "办公室"}})

	p := e.plan()
	if encoded(t, e.base) != before {
		t.Error("Apply changed the plan that it was given")
	}
	one := item(t, p, "1/1")
	if len(one.Targets) != 1 || !one.Targets[0].Value.Equal(decimal.NewFromInt(25)) || one.Targets[0].Rule != correct.Rule || one.Targets[0].Span != first.Span {
		t.Errorf("targets %+v", one.Targets)
	}
	if one.Title != "" || one.TitleSpan != nil || one.TitleRule != correct.Rule || string([]rune(p.Text)[one.BodySpan.Start:][:2]) != "推进" {
		t.Errorf("the deleted heading: %+v", one)
	}
	if len(one.Offices) != 1 || one.Offices[0].Role != extract.Lead || one.Offices[0].Rule != correct.Rule {
		t.Errorf("offices %+v", one.Offices)
	}
	two := item(t, p, "1/2")
	if two.Title != "加强水质" || string([]rune(p.Text)[two.BodySpan.Start:][:3]) != "监测。" || len(two.Offices) != 1 || two.Offices[0].Name != "水资源科" {
		t.Errorf("item 1/2: %+v", two)
	}
	n := 0
	for _, x := range item(t, p, "2/1").Targets {
		if x.Text == "检查水库12座" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the added target stands there %d times: %s", n, facts(p))
	}
	if o := item(t, p, "2").Offices; len(o) != 1 || o[0].Name != "办公室" || o[0].Role != extract.Responsible {
		t.Errorf("offices of the section: %+v", o)
	}
	check(t, p)
}

// check holds a plan to what every plan is.
func check(t *testing.T, p *extract.Plan) {
	t.Helper()
	text := []rune(p.Text)
	at := func(s extract.Span) string { return string(text[s.Start:s.End]) }
	for _, it := range p.Items {
		last := 0
		if it.TitleSpan != nil && at(*it.TitleSpan) != string(it.Title) {
			t.Errorf("%s: heading %q is not its span's", it.ID, it.Title)
		}
		for _, x := range it.Targets {
			if at(x.Span) != x.Text || x.Span.Start < last {
				t.Errorf("%s: target %q is not its span's or out of order", it.ID, x.Text)
			}
			last = x.Span.Start
		}
		for _, o := range it.Offices {
			if at(o.Span) != o.Name {
				t.Errorf("%s: office %q is not its span's", it.ID, o.Name)
			}
		}
	}
}

func TestPreamble(t *testing.T) {
	text := strings.Replace(notice, "全年完成水利投资3.5亿元。", "请认真贯彻落实水利投资。", 1)
	e := &edits{t: t, base: read(t, text)}
	if e.base.Items[0].ID == "0" {
		t.Fatal("this notice has a preamble of its own")
	}
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Add, Item: "0", New: &correct.New{Text: "云溪市水务局"}})
	p := e.plan()
	if p.Items[0].ID != "0" || p.Items[0].Label != "" || p.Items[0].Level != 1 || len(p.Items[0].Offices) != 1 {
		t.Fatalf("%+v", p.Items[0])
	}
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Delete, Item: "0", Span: &p.Items[0].Offices[0].Span})
	if encoded(t, e.plan()) != encoded(t, e.base) {
		t.Error("an emptied preamble stays")
	}
}

func TestRefusals(t *testing.T) {
	p := read(t, notice)
	target := item(t, p, "1/1").Targets[0]
	good := correct.New{Text: target.Text, Kind: extract.Count, Value: num("1")}
	with := func(change func(*correct.New)) *correct.New {
		n := good
		change(&n)
		return &n
	}
	elsewhere := item(t, p, "2/1").Span
	for name, c := range map[string]struct {
		d      correct.Draft
		field  string
		reason correct.Reason
	}{
		"no such item":       {correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "9", New: &correct.New{Text: "x"}}, "item", correct.NotThere},
		"no item":            {correct.Draft{Fact: correct.Heading, Op: correct.Change, New: &correct.New{Text: "x"}}, "item", correct.Missing},
		"fact":               {correct.Draft{Fact: "mention", Op: correct.Add}, "fact", correct.BadValue},
		"op":                 {correct.Draft{Fact: correct.Target, Op: "move"}, "op", correct.BadValue},
		"no span":            {correct.Draft{Fact: correct.Target, Op: correct.Delete, Item: "1/1"}, "span", correct.Missing},
		"nothing there":      {correct.Draft{Fact: correct.Target, Op: correct.Delete, Item: "1/1", Span: &extract.Span{Start: 1, End: 2}}, "span", correct.NotThere},
		"nothing new":        {correct.Draft{Fact: correct.Target, Op: correct.Change, Item: "1/1", Span: &target.Span}, "new", correct.Missing},
		"not in the text":    {correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "1/1", New: &correct.New{Text: "推进雪山建设"}}, "new.text", correct.NotText},
		"another item's":     {correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "1/1", New: &correct.New{Text: "抓好度汛"}}, "new.text", correct.NotText},
		"span elsewhere":     {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: &correct.New{Span: &elsewhere, Kind: extract.Count, Value: num("1")}}, "new.span", correct.NotText},
		"no words":           {correct.Draft{Fact: correct.Office, Op: correct.Add, Item: "1/1", New: &correct.New{Text: " "}}, "new.text", correct.Missing},
		"two paragraphs":     {correct.Draft{Fact: correct.Office, Op: correct.Add, Item: "1", New: &correct.New{Text: "水资源科】\n2.加强"}}, "new.text", correct.BadValue},
		"role":               {correct.Draft{Fact: correct.Office, Op: correct.Add, Item: "1/1", New: &correct.New{Text: "水资源科", Role: "boss"}}, "new.role", correct.BadValue},
		"kind":               {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Kind = "" })}, "new.kind", correct.Missing},
		"no value":           {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Value = nil })}, "new.value", correct.Missing},
		"a huge value":       {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Value = num("1e999") })}, "new.value", correct.BadValue},
		"milestone, no date": {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Kind, n.Value = extract.Milestone, nil })}, "new.by", correct.Missing},
		"milestone, number":  {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Kind, n.By = extract.Milestone, "2025-06-30" })}, "new.value", correct.BadValue},
		"30 February":        {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.By = "2025-02-30" })}, "new.by", correct.BadValue},
		"half a range":       {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Comparator = extract.Range })}, "new.value_max", correct.BadValue},
		"end without range":  {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.ValueMax = num("9") })}, "new.value_max", correct.BadValue},
		"period":             {correct.Draft{Fact: correct.Target, Op: correct.Add, Item: "1/1", New: with(func(n *correct.New) { n.Period = "century" })}, "new.period", correct.BadValue},
		"nothing changes":    {correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "1/1", New: &correct.New{Text: "推进节水载体建设"}}, "new", correct.NoChange},
		"heading of 0":       {correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "0", New: &correct.New{Text: "全年"}}, "item", correct.BadValue},
	} {
		_, err := correct.Make(p, c.d)
		var bad *correct.Invalid
		if !errors.As(err, &bad) || bad.Field != c.field || bad.Reason != c.reason {
			t.Errorf("%s: got %v, want %s %s", name, err, c.field, c.reason)
		}
	}
}

// Whatever is corrected: undoing the last restores what was, undoing all
// restores the extraction, and corrections of what is right already change
// nothing.
func TestUndoAndIdempotence(t *testing.T) {
	base := read(t, notice)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		e := &edits{t: t, base: base}
		history := []string{encoded(t, base)}
		for range 1 + r.IntN(8) {
			d, ok := random(r, e.plan())
			if !ok {
				continue
			}
			c, err := correct.Make(e.plan(), d)
			if err != nil {
				continue // what Make refuses never happens
			}
			c.Seq = len(e.cs) + 1
			e.cs = append(e.cs, c)
			p := e.plan()
			check(t, p)
			history = append(history, encoded(t, p))
		}
		p, outcomes := correct.Apply(base, e.cs)
		for _, o := range outcomes {
			if o.Lost {
				t.Fatalf("seed %d: correction %d is lost in its own document", seed, o.Seq)
			}
		}
		if again, _ := correct.Apply(p, e.cs); encoded(t, again) != encoded(t, p) {
			t.Fatalf("seed %d: applied twice:\n%s\nonce:\n%s", seed, facts(again), facts(p))
		}
		for n := len(e.cs); n >= 0; n-- {
			if q, _ := correct.Apply(base, e.cs[:n]); encoded(t, q) != history[n] {
				t.Fatalf("seed %d: undone to %d:\n%s", seed, n, facts(q))
			}
		}
		if encoded(t, base) != history[0] {
			t.Fatalf("seed %d: the extraction was changed", seed)
		}
	}
}

// random drafts a correction of some fact of a plan.
func random(r *rand.Rand, p *extract.Plan) (correct.Draft, bool) {
	it := p.Items[r.IntN(len(p.Items))]
	text := []rune(p.Text)
	stretch := func() extract.Span {
		a := it.Span.Start + r.IntN(it.Span.End-it.Span.Start)
		return extract.Span{Start: a, End: min(it.Span.End, a+1+r.IntN(9))}
	}
	s := stretch()
	n := &correct.New{Span: &s, Kind: extract.Count, Value: num(fmt.Sprint(r.IntN(40))), Unit: "个", Role: correct.Roles[r.IntN(4)]}
	d := correct.Draft{Fact: []correct.Fact{correct.Heading, correct.Office, correct.Target}[r.IntN(3)],
		Op: []correct.Op{correct.Change, correct.Delete, correct.Add}[r.IntN(3)], Item: it.ID, New: n}
	switch d.Fact {
	case correct.Heading:
		own := it.Span.Start + len([]rune(it.Label))
		n.Span = &extract.Span{Start: own, End: min(len(text), own+1+r.IntN(8))}
	case correct.Office:
		if d.Op != correct.Add {
			if len(it.Offices) == 0 {
				return d, false
			}
			d.Span = &it.Offices[r.IntN(len(it.Offices))].Span
		}
	case correct.Target:
		if d.Op != correct.Add {
			if len(it.Targets) == 0 {
				return d, false
			}
			d.Span = &it.Targets[r.IntN(len(it.Targets))].Span
		}
	}
	return d, true
}

// A better reader moves the text, drops a line, splits an item: corrections
// go along, or say that they cannot.
func TestReparse(t *testing.T) {
	e := &edits{t: t, base: read(t, notice)}
	first := item(t, e.base, "1/1").Targets[0]
	e.make(correct.Draft{Fact: correct.Target, Op: correct.Change, Item: "1/1", Span: &first.Span,
		New: &correct.New{Text: first.Text, Kind: extract.Count, Indicator: "小区", Value: num("25"), Unit: "个"}})
	e.make(correct.Draft{Fact: correct.Office, Op: correct.Delete, Item: "1/2", Span: &item(t, e.base, "1/2").Offices[1].Span})
	e.make(correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "2/1", New: &correct.New{Text: "抓好度汛 检查水库"}})

	// Text before and between: everything is found again by its words.
	moved := read(t, "云溪市人民政府办公室\n水资源科 2025年3月1日\n"+strings.Replace(notice, "二、夯实", "新的一段，水资源科、监测站。\n二、夯实", 1))
	p, out := correct.Apply(moved, e.cs)
	check(t, p)
	for _, o := range out {
		if o.Lost {
			t.Errorf("correction %d is lost", o.Seq)
		}
	}
	if x := item(t, p, "1/1").Targets[0]; x.Indicator != "小区" || x.Rule != correct.Rule || len(item(t, p, "1/1").Targets) != len(item(t, moved, "1/1").Targets) {
		t.Errorf("the corrected target: %s", facts(p))
	}
	if o := item(t, p, "1/2").Offices; len(o) != 1 || o[0].Name != "水资源科" {
		t.Errorf("offices %+v", o)
	}
	if item(t, p, "2/1").Title != "抓好度汛 检查水库" {
		t.Errorf("heading %q", item(t, p, "2/1").Title)
	}

	// Newer rules cut the target otherwise, or find what the person said.
	finer := decoded(t, e.base)
	x := &item(t, finer, "1/1").Targets[0]
	x.Span.Start += 2
	x.Text = string([]rune(finer.Text)[x.Span.Start:x.Span.End])
	p, _ = correct.Apply(finer, e.cs)
	if got := item(t, p, "1/1").Targets; len(got) != len(item(t, e.base, "1/1").Targets) || got[0].Indicator != "小区" || got[0].Span != first.Span {
		t.Errorf("a target cut otherwise: %s", facts(p))
	}
	missing := decoded(t, e.base)
	item(t, missing, "1/1").Targets = item(t, missing, "1/1").Targets[1:]
	p, _ = correct.Apply(missing, e.cs)
	if got := item(t, p, "1/1").Targets; got[0].Indicator != "小区" {
		t.Errorf("a target that is no longer found: %s", facts(p))
	}

	// The words are gone: kept, said, not applied.
	gone := read(t, strings.Replace(notice, "新建节水型小区20个，", "", 1))
	p, out = correct.Apply(gone, e.cs)
	if !out[0].Lost || out[1].Lost || len(p.Warnings) != len(gone.Warnings)+1 || p.Warnings[len(p.Warnings)-1].Code != correct.WarningLost {
		t.Errorf("outcomes %+v, warnings %+v", out, p.Warnings)
	}
	p, _ = correct.Apply(e.base, e.cs)
	if len(p.Warnings) != len(e.base.Warnings) {
		t.Error("found again, the correction still warns")
	}
}

func TestUndoneIsPassedOver(t *testing.T) {
	e := &edits{t: t, base: read(t, notice)}
	c := e.make(correct.Draft{Fact: correct.Heading, Op: correct.Delete, Item: "1/1"})
	e.cs[0].Gone = &c.At
	if p, out := correct.Apply(e.base, e.cs); p != e.base || out != nil {
		t.Error("a correction taken back still applies")
	}
}

func TestDifferences(t *testing.T) {
	a := &extract.Target{Text: "x", Value: num("1"), Unit: "个"}
	b := &extract.Target{Text: "x", Value: num("1.0"), Unit: "所", By: "2025-01-01"}
	want := []correct.Difference{{Field: "unit", Old: "个", New: "所"}, {Field: "by", New: "2025-01-01"}}
	if got := correct.Differences(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
