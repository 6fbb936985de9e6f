package web

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/store"
	"yaodian/extract"
)

// Every key in use has a wording and every wording is in use.
func TestMessages(t *testing.T) {
	msgs, err := loadMessages()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var all strings.Builder
	for _, dir := range []string{"templates"} {
		err := fs.WalkDir(sub(dir), ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(sub(dir), p)
			all.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllStringSubmatch(all.String(), -1) {
		used[m[1]] = true
		if msgs[m[1]] == nil {
			t.Errorf("no message %q", m[1])
		}
	}
	families := []string{"warn."} // {{warning .Code .Message}}, {{t (print "st." .Status)}}
	for _, m := range regexp.MustCompile(`\bt \(print "([^"]+)"`).FindAllStringSubmatch(all.String(), -1) {
		families = append(families, m[1])
	}
	for key, m := range msgs {
		if !used[key] && !slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) }) {
			t.Errorf("message %q is not used", key)
		}
		if strings.Count(m["zh"], "%") != strings.Count(m["en"], "%") {
			t.Errorf("message %q takes different values in its languages", key)
		}
	}
	for _, k := range []extract.TargetKind{extract.Count, extract.Ratio, extract.Money, extract.Frequency, extract.Area, extract.Length,
		extract.Duration, extract.Rank, extract.Score, extract.Milestone, extract.Other} {
		if msgs["target."+string(k)] == nil {
			t.Errorf("kind of target %q has no wording", k)
		}
	}
}

func TestValues(t *testing.T) {
	num := func(s string) *extract.Number { return &extract.Number{Decimal: decimal.RequireFromString(s)} }
	for _, c := range []struct {
		t    extract.Target
		want string
	}{
		{extract.Target{Value: num("50"), Unit: "个", Comparator: extract.EQ}, "50 个"},
		{extract.Target{Value: num("1234"), Unit: "人", Comparator: extract.GE}, "≥ 1,234 人"},
		{extract.Target{Value: num("320000000"), Unit: "元", Comparator: extract.EQ}, "3.2亿元"},
		{extract.Target{Value: num("3657000000"), Unit: "元", Comparator: extract.Approx}, "≈ 36.57亿元"},
		{extract.Target{Value: num("12000"), Unit: "名"}, "1.2万名"},
		{extract.Target{Value: num("12345"), Unit: "名"}, "1.2345万名"},
		{extract.Target{Value: num("123456789"), Unit: "元"}, "12,345.6789万元"},
		{extract.Target{Value: num("0.5"), Unit: "%", Comparator: extract.LE}, "≤ 0.5%"},
		{extract.Target{Value: num("2"), Unit: "次", Period: "month", Comparator: extract.EQ}, "每月 2 次"},
		{extract.Target{Value: num("5"), ValueMax: num("8"), Unit: "家", Comparator: extract.Range}, "5–8 家"},
		{extract.Target{Value: num("5"), Unit: "%", Change: "by", Direction: "down"}, "↓ 5%"},
		{extract.Target{Kind: extract.Milestone, By: "2025-06-30"}, ""},
	} {
		if got := valueOf(c.t, "zh"); got != c.want {
			t.Errorf("%+v: %q, want %q", c.t, got, c.want)
		}
	}
}

// plan builds a plan whose spans are found by searching its text.
func samplePlan() *extract.Plan {
	text := "云溪市某局2025年工作要点\n一、加强管理\n1.新建站点10个。【责任科室：办公室】\n序号\t任务\n1\t培训20人\n末段"
	find := func(s string) extract.Span {
		i := len([]rune(text[:strings.Index(text, s)]))
		return extract.Span{Start: i, End: i + len([]rune(s))}
	}
	title := find("加强管理")
	return &extract.Plan{Title: "云溪市某局2025年工作要点", Text: text, Items: []extract.Item{
		{ID: "1", Level: 1, Label: "一、", Title: "加强管理", TitleSpan: &title, Span: extract.Span{Start: find("一、").Start, End: len([]rune(text))}},
		{ID: "1/1", Level: 2, Label: "1.", Span: extract.Span{Start: find("1.新建").Start, End: len([]rune(text))},
			Targets: []extract.Target{{Text: "新建站点10个", Span: find("新建站点10个"), Kind: extract.Count}, {Text: "培训20人", Span: find("培训20人"), Kind: extract.Count}},
			Offices: []extract.Office{{Name: "办公室", Role: extract.Responsible, Span: find("办公室")}}},
	}}
}

func TestLayout(t *testing.T) {
	blocks := layout(samplePlan())
	var text strings.Builder
	marked := map[string]string{}
	write := func(ps []piece) {
		for _, p := range ps {
			text.WriteString(p.Text)
			if p.Fact != nil {
				marked[p.Fact.ID] += p.Text
			}
		}
	}
	for i, b := range blocks {
		if i > 0 {
			text.WriteString("\n")
		}
		if b.Line != nil {
			write(b.Line.Pieces)
		}
		for j, r := range b.Rows {
			if j > 0 {
				text.WriteString("\n")
			}
			for k, c := range r.Cells {
				if k > 0 {
					text.WriteString("\t")
				}
				write(c)
			}
		}
	}
	if want := samplePlan().Text; text.String() != want {
		t.Errorf("the text changed on its way to the page:\n%s\n%s", text.String(), want)
	}
	if marked["t1-0"] != "新建站点10个" || marked["t1-1"] != "培训20人" || marked["o1-0"] != "办公室" {
		t.Errorf("marks %v", marked)
	}
	for _, l := range []line{*blocks[1].Line, *blocks[2].Line, blocks[3].Rows[1]} {
		first := l.Pieces
		if l.Cells != nil {
			first = l.Cells[0]
		}
		if at := []rune(text.String())[l.Start:]; !strings.HasPrefix(string(at), first[0].Text) {
			t.Errorf("a line starts at %d, where %q stands", l.Start, string(at[:3]))
		}
	}
	if !blocks[0].Line.Centre || blocks[1].Line.Anchor != "i-0" || blocks[2].Line.Anchor != "i-1" || len(blocks[3].Rows) != 2 {
		t.Errorf("structure %+v", blocks)
	}
}

// A long document costs its length, not its square.
func TestLayoutOfAHugeDocument(t *testing.T) {
	p := &extract.Plan{}
	var b strings.Builder
	n := 0
	for i := range 20000 {
		s := "1.新建站点10个。\n"
		p.Items = append(p.Items, extract.Item{ID: "x", Level: 1, Span: extract.Span{Start: n, End: n + 11},
			Targets: []extract.Target{{Span: extract.Span{Start: n + 2, End: n + 9}}}})
		b.WriteString(s)
		n += len([]rune(s))
		_ = i
	}
	p.Text = b.String()
	if got := len(layout(p)); got != 20000 {
		t.Errorf("%d blocks", got)
	}
}

func TestEdition(t *testing.T) {
	doc := func(id, title string, year int) store.Document {
		return store.Document{ID: id, Title: extract.NullString(title), Issuer: "云溪市教育局", Kind: "工作要点", Year: extract.NullInt(year)}
	}
	list := []store.Document{doc("c", "教育系统2025年工作要点", 2025), doc("a", "教育系统2022年工作要点", 2022), doc("b", "教育系统2023年工作要点", 2023), doc("x", "体育2024年工作要点", 2024)}
	if d, ok := edition(list, list[0], -1); !ok || d.ID != "b" {
		t.Errorf("the nearest earlier edition of the same series is b, not %q", d.ID)
	}
	if d, ok := edition(list, list[2], +1); !ok || d.ID != "c" {
		t.Errorf("the next edition after b is c, not %q", d.ID)
	}
	if _, ok := edition(list, list[3], -1); ok {
		t.Error("another series has no edition here")
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{"/": "/", "/documents/a?x=1": "/documents/a?x=1", "": "/", "//h": "/", `/\h`: "/", "http://h": "/", "/a\nb": "/"} {
		if got := localPath(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
