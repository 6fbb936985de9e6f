package extract_test

import (
	"bytes"
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yaodian/extract"
	"yaodian/parser"
)

// FuzzFromDocument holds every plan to what the contract says of any document:
// facts are grounded in the text, items are a forest in document order with
// unique ids, and the JSON form loses nothing.
func FuzzFromDocument(f *testing.F) {
	files, err := filepath.Glob(goldDir + "/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("%d gold files, %v", len(files), err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		g, err := readGold(file, a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(g.data))
	}
	f.Add("一、到2027年，由80%提高到85%，分别增长5%、6%，力争7月完成（责任单位：甲局、乙局；配合单位：丙局）\n1.每月不少于一次。")
	f.Add("序号\t任务\t牵头单位\t完成时限\n1\t新建公园3个\t城管局\t6月底前\n1\t新建公园3个\t城管局\t6月底前")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parser.Read(context.Background(), "t.txt", []byte(text), parser.Options{})
		if err != nil {
			return
		}
		p := extract.FromDocument(d)
		checkPlan(t, p)
		explained, _ := extract.Explain(d)
		if !reflect.DeepEqual(p, explained) {
			t.Error("Explain and FromDocument differ")
		}
		var first, second bytes.Buffer
		if err := p.Encode(&first); err != nil {
			t.Fatal(err)
		}
		back, err := extract.Decode(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := back.Encode(&second); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("JSON changes when it is read back:\n%s\n%s", first.Bytes(), second.Bytes())
		}
	})
}

// checkPlan checks what holds for the plan of any document.
func checkPlan(t *testing.T, p *extract.Plan) {
	t.Helper()
	text := []rune(p.Text)
	grounded := func(what string, s extract.Span, want string) {
		if s.Start < 0 || s.Start >= s.End || s.End > len(text) {
			t.Errorf("%s: span %v in a text of %d", what, s, len(text))
		} else if want != "" && string(text[s.Start:s.End]) != want {
			t.Errorf("%s: span holds %q, not %q", what, string(text[s.Start:s.End]), want)
		}
	}
	seen := map[string]extract.Item{}
	last := -1
	for _, it := range p.Items {
		if _, twice := seen[it.ID]; twice {
			t.Errorf("two items %s", it.ID)
		}
		if it.Parent != "" {
			parent, ok := seen[string(it.Parent)]
			if !ok {
				t.Errorf("item %s stands before its parent %s", it.ID, it.Parent)
			} else if it.Span.Start < parent.Span.Start || it.Span.End > parent.Span.End || it.Level <= parent.Level {
				t.Errorf("item %s (level %d, %v) is not inside its parent %s (level %d, %v)", it.ID, it.Level, it.Span, parent.ID, parent.Level, parent.Span)
			}
		}
		seen[it.ID] = it
		if it.Span.Start < last {
			t.Errorf("item %s stands out of order", it.ID)
		}
		last = it.Span.Start
		grounded("item "+it.ID, it.Span, "")
		if (it.Title == "") != (it.TitleSpan == nil) {
			t.Errorf("item %s: title %q, span %v", it.ID, it.Title, it.TitleSpan)
		}
		if it.TitleSpan != nil {
			grounded("title of "+it.ID, *it.TitleSpan, string(it.Title))
		}
		if it.BodySpan != nil {
			grounded("body of "+it.ID, *it.BodySpan, "")
		}
		for _, o := range it.Offices {
			// A name that a line break parts is given whole.
			grounded("office in "+it.ID, o.Span, "")
			if printed := string(text[o.Span.Start:o.Span.End]); unbroken(printed) != unbroken(o.Name) {
				t.Errorf("office %q stands in the text as %q", o.Name, printed)
			}
			if o.Name == "" || o.Role == "" || o.Rule == "" {
				t.Errorf("office %+v", o)
			}
		}
		start := -1
		for _, x := range it.Targets {
			grounded("target in "+it.ID, x.Span, x.Text)
			if x.Rule == "" || x.Text == "" || x.Comparator == "" || (x.Kind == extract.Milestone) != (x.Value == nil) {
				t.Errorf("target %+v", x)
			}
			if x.Comparator == extract.Range && (x.ValueMax == nil || x.ValueMax.LessThan(x.Value.Decimal)) {
				t.Errorf("range %s: %v to %v", x.Text, x.Value, x.ValueMax)
			}
			if x.Span.Start < start {
				t.Errorf("target %s stands out of order", x.Text)
			}
			start = x.Span.Start
		}
		for _, m := range it.Mentions {
			grounded("mention in "+it.ID, m.Span, m.Text)
		}
	}
	for _, w := range p.Warnings {
		if w.Span != nil && (w.Span.Start < 0 || w.Span.Start > w.Span.End || w.Span.End > len(text)) {
			t.Errorf("warning %s: span %v in a text of %d", w.Code, *w.Span, len(text))
		}
	}
}

// unbroken takes line breaks and blanks out of a name.
func unbroken(s string) string { return strings.Join(strings.Fields(s), "") }
