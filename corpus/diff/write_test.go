package diff

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"yaodian/extract"
)

func sample(t *testing.T) *Diff {
	t.Helper()
	r := rand.New(rand.NewPCG(9, 9))
	old := invent(r, 20)
	new, _ := mutate(r, old, 12)
	new.sections[0].items[0].title = `<script>alert("1")</script>=1|*x*`
	a, _ := old.print()
	b, _ := new.print()
	return Compare(a, b)
}

func write(t *testing.T, d *Diff, format string) []byte {
	t.Helper()
	var b, again bytes.Buffer
	if err := d.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	if format != "xlsx" { // a workbook holds the time of its making
		if d.Write(&again, format); !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Errorf("%s is not the same twice", format)
		}
	}
	return b.Bytes()
}

func TestJSON(t *testing.T) {
	b := write(t, sample(t), "json")
	if bytes.Count(b, []byte("\n")) != 1 || !bytes.HasSuffix(b, []byte("\n")) {
		t.Error("JSON is one line")
	}
	var v struct {
		Schema string
		Links  []map[string]any
	}
	if err := json.Unmarshal(b, &v); err != nil || v.Schema != Schema {
		t.Fatal(err, v.Schema)
	}
	for _, l := range v.Links {
		for _, k := range []string{"status", "moved", "renumbered", "old", "new", "similarity", "title", "edits", "offices", "targets"} {
			if x, ok := l[k]; !ok || x == nil {
				t.Errorf("link lacks %s: %v", k, l)
			}
		}
	}
}

// TestHTML: the page loads nothing, escapes what plans hold, and every link of
// its tables has a place to go.
func TestHTML(t *testing.T) {
	d := sample(t)
	page := string(write(t, d, "html"))
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs, items, scripts := map[string]bool{}, []string{}, 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" {
			scripts++
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "src":
				t.Errorf("loads %s", a.Val)
			case "id":
				ids[a.Val] = true
			case "href":
				refs = append(refs, strings.TrimPrefix(a.Val, "#"))
			case "data-keys":
				items++
			}
		}
	}
	if scripts != 1 || strings.Contains(page, "<script>alert") {
		t.Error("text of a plan became markup")
	}
	if items != len(d.Links) {
		t.Errorf("%d items of %d", items, len(d.Links))
	}
	for _, r := range refs {
		if !ids[r] {
			t.Errorf("nothing stands at #%s", r)
		}
	}
	for _, s := range []string{"http://", "https://", "@import", "url("} {
		if strings.Contains(page, s) {
			t.Errorf("the page refers to %q outside itself", s)
		}
	}
}

// TestLines: paragraphs stay level where both texts break a line.
func TestLines(t *testing.T) {
	var got []string
	for _, l := range lines(edits("甲标题\n正文一段。\n尾段", "乙标题\n正文两段。\n尾段", rollover{}), true) {
		var a, b strings.Builder
		for _, e := range l.Old {
			a.WriteString(e.Text)
		}
		for _, e := range l.New {
			b.WriteString(e.Text)
		}
		got = append(got, a.String()+"|"+b.String())
	}
	if s := strings.Join(got, " "); s != "甲标题|乙标题 正文一段。|正文两段。 尾段|尾段" {
		t.Error(s)
	}
}

func TestMarkdown(t *testing.T) {
	d := sample(t)
	md := string(write(t, d, "md"))
	if n := strings.Count(md, "\n### "); n != len(d.Links) {
		t.Errorf("%d headings of %d links", n, len(d.Links))
	}
	if strings.Contains(md, "<script>") || !strings.Contains(md, `\|\*x\*`) {
		t.Error("text of a plan became markup")
	}
}

func TestXLSX(t *testing.T) {
	d := sample(t)
	f, err := excelize.OpenReader(bytes.NewReader(write(t, d, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "年度对比 指标变化 责任单位变化" {
		t.Errorf("sheets %s", got)
	}
	rows, err := f.GetRows("年度对比")
	if err != nil || len(rows) != len(d.Links)+1 {
		t.Fatalf("%d rows of %d links, %v", len(rows)-1, len(d.Links), err)
	}
	for i, l := range d.Links {
		if rows[i+1][1] != statusNames[l.Status] {
			t.Errorf("row %d says %s of %s", i, rows[i+1][1], l.Status)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	if err := new(Diff).Write(&bytes.Buffer{}, "pdf"); err == nil {
		t.Error("an unknown form passes")
	}
	// Empty plans compare to nothing, in every form.
	d := Compare(&extract.Plan{}, &extract.Plan{})
	for _, f := range []string{"json", "md", "html", "xlsx"} {
		write(t, d, f)
	}
}
