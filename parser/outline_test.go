package parser

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yaodian/parser/format"
)

// document builds a Document from lines; one that begins with | is a table
// row of cells.
func document(lines string) *Document {
	c := &format.Content{MediaType: "text/plain"}
	table := 0
	inTable := false
	for line := range strings.Lines(lines) {
		line = strings.TrimRight(line, "\n")
		row, ok := strings.CutPrefix(line, "|")
		if ok && !inTable {
			table++
		}
		inTable = ok
		if ok {
			c.Blocks = append(c.Blocks, format.Block{Kind: format.Row, Table: table, Text: strings.ReplaceAll(row, "|", "\t")})
		} else {
			c.Blocks = append(c.Blocks, format.Block{Text: line})
		}
	}
	return build(Source{}, c)
}

func tree(d *Document) string {
	var b strings.Builder
	for _, u := range d.Outline {
		own := []rune(strings.TrimLeft(string(d.Runes[u.LabelSpan.End:u.Own.End]), "\t 　\n"))
		for i, r := range own {
			if r == '\n' || i == 7 {
				own = own[:i]
				break
			}
		}
		fmt.Fprintf(&b, "%s%s %s %s %s\n", strings.Repeat(" ", u.Level-1), u.ID, u.Label, u.Scheme, string(own))
	}
	return b.String()
}

func TestOutline(t *testing.T) {
	files, err := filepath.Glob("testdata/outline/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("golden files: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			part := map[string]string{}
			for _, f := range a.Files {
				part[f.Name] = string(f.Data)
			}
			d := document(part["input"])
			diff(t, "outline", tree(d), part["want"])
			var w strings.Builder
			for _, x := range d.Warnings {
				fmt.Fprintf(&w, "%s %s\n", x.Code, x.Message)
			}
			diff(t, "warnings", w.String(), part["warnings"])
			checkOutline(t, d)
		})
	}
}

func diff(t *testing.T, what, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := 0; i < max(len(g), len(w)); i++ {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("%s line %d:\n got %q\nwant %q\nall:\n%s", what, i+1, a, b, got)
			return
		}
	}
}

// checkOutline tests what holds for every outline: units in order and in
// bounds, spans nested in their parents', labels at the start, IDs unique.
func checkOutline(t *testing.T, d *Document) {
	t.Helper()
	seen := map[string]bool{}
	for i, u := range d.Outline {
		if u.Span.Start < 0 || u.Span.End > len(d.Runes) || u.Span.Start > u.Span.End ||
			u.LabelSpan.Start != u.Span.Start || !u.Span.Contains(u.LabelSpan) || !u.Span.Contains(u.Own) || u.Own.Start != u.Span.Start || u.Own.End < u.LabelSpan.End {
			t.Errorf("unit %d %s: spans %v %v %v in %d", i, u.ID, u.LabelSpan, u.Own, u.Span, len(d.Runes))
		}
		if u.Label != d.Slice(u.LabelSpan) {
			t.Errorf("unit %d: label %q is not its span's text", i, u.Label)
		}
		if seen[u.ID] {
			t.Errorf("unit %d: ID %s is there twice", i, u.ID)
		}
		seen[u.ID] = true
		level := 1
		if u.Parent >= 0 {
			p := d.Outline[u.Parent]
			level = p.Level + 1
			if u.Parent >= i || !p.Span.Contains(u.Span) || p.Own.End > u.Span.Start {
				t.Errorf("unit %d %s %v is not within its parent %s %v own %v", i, u.ID, u.Span, p.ID, p.Span, p.Own)
			}
		}
		if u.Level != level {
			t.Errorf("unit %d: level %d, want %d", i, u.Level, level)
		}
		if i > 0 {
			b := d.Outline[i-1]
			if b.LabelSpan.End > u.LabelSpan.Start || b.Own.End > u.Span.Start && u.Span.Start > b.Span.Start {
				t.Errorf("unit %d %s overlaps the unit before it", i, u.ID)
			}
		}
	}
	at := 0
	for _, z := range d.Zones {
		if z.From < at || z.To <= z.From || z.To > len(d.Paragraphs) {
			t.Errorf("zone %v out of order", z)
		}
		at = z.To
	}
}

func FuzzOutline(f *testing.F) {
	files, _ := filepath.Glob("testdata/outline/*.txtar")
	for _, file := range files {
		if a, err := txtar.ParseFile(file); err == nil {
			f.Add(string(a.Files[0].Data))
		}
	}
	f.Add("1.1.1.1.1.1\n（一）（二）（三）\n附：\n附件：\n第一\n日\n2025年1月1日\n|\n|序号|任务|责任单位\n|1\n|一")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		checkOutline(t, document(s))
	})
}

func BenchmarkOutline(b *testing.B) {
	a, err := txtar.ParseFile("testdata/outline/hierarchy.txtar")
	if err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("推进义务教育优质均衡发展，新建学校3所，新增学位1.2万个，一、二年级实行弹性离校，覆盖率达到95%以上。", 20)
	text := strings.Repeat(strings.ReplaceAll(string(a.Files[0].Data), "\n", body+"\n"), 100)
	d := document(text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		outline(d)
	}
}

// Labels keep to numbers that an outline can have.
func TestOrdinal(t *testing.T) {
	for s, want := range map[string]int{
		"一": 1, "十": 10, "十二": 12, "二十": 20, "二十一": 21, "九十九": 99, "一百": 100, "一百零五": 105, "7": 7, "120": 120,
		"二〇二五": 0, "2025": 0, "零": 0, "千": 0, "半": 0, "两三": 0, "0": 0, "": 0, "百": 0,
	} {
		if n, end := ordinal([]rune(s), 0); n != want || n > 0 && end != len([]rune(s)) {
			t.Errorf("ordinal(%s) = %d up to %d, want %d", s, n, end, want)
		}
	}
}
