package flow

import (
	"testing"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func segments(texts ...string) (out []Segment) {
	for _, s := range texts {
		var l format.Line
		l.Add(s, false)
		out = append(out, Segment{Line: l})
	}
	return out
}

func TestJoin(t *testing.T) {
	long := "坚持以提高质量为核心任务全面深化教育领域综合改革推动"
	for _, c := range []struct {
		name  string
		in    []Segment
		title bool
		want  string
	}{
		{"sentences part", segments("第一句。", "第二句"), false, "第一句。/第二句"},
		{"short lines part", segments("联系人 张三", "电话 1"), false, "联系人 张三/电话 1"},
		{"a wrapped line goes on", segments(long, "发展"), false, long + "发展"},
		{"a title goes on", segments("关于印发", "2026 plan", "of Yunxi"), true, "关于印发2026 plan of Yunxi"},
		{"an ended title does not", segments("附件：", "工作要点"), true, "附件：/工作要点"},
		{"a blank line parts", segments(long, "　", "发展"), false, long + "/　/发展"},
		{"none", nil, false, ""},
	} {
		got := ""
		for i, l := range Join(c.in, c.title) {
			if i > 0 {
				got += "/"
			}
			got += l.Text()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFields(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{` eq \o\ac(○,1) `, "①"}, {`EQ \o(○,十)`, "十"}, {`eq \o\ac(5,○)`, "⑤"}, {"PAGE", ""}, {`EQ \f(1,2)`, ""},
	} {
		var f Fields
		f.Begin()
		f.Code(c.code)
		if f.Shown() {
			t.Error("a code shows")
		}
		if got := f.End(); got != c.want {
			t.Errorf("%q draws %q, want %q", c.code, got, c.want)
		}
	}
	var f Fields
	f.End() // without a begin
	f.Begin()
	f.Code(` TOC \o "1-3"`)
	f.Separate()
	f.Begin()
	f.Code("PAGEREF a")
	if f.Shown() || !f.InTOC() {
		t.Error("a field inside contents")
	}
	f.EndParagraph()
	if !f.Shown() || !f.InTOC() {
		t.Error("an unfinished code outlives its paragraph, or took the contents along")
	}
	for range 10 * maxFields {
		f.Begin()
	}
}

func TestStyles(t *testing.T) {
	for name, want := range map[string]int{"heading 1": 1, "标题 3": 3, "Heading 9": 9, "heading 10": 0, "标题": 0, "Title": 0} {
		if got := HeadingLevel(name); got != want {
			t.Errorf("HeadingLevel(%q) = %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]bool{"toc 1": true, "目录 2": true, "TOC Heading": true, "toc": false, "目录": false, "heading 1": false} {
		if got := IsTOCStyle(name); got != want {
			t.Errorf("IsTOCStyle(%q) = %v", name, got)
		}
	}
}

// Rows find their columns from borders alone.
func TestRows(t *testing.T) {
	var r Rows
	put := func(defs []CellDef, cells ...string) {
		for _, s := range cells {
			if s != "" {
				r.Add([]format.Block{{Text: s}})
			}
			r.EndCell()
		}
		r.EndRow(defs)
	}
	put([]CellDef{{0, 1000, DownNone}, {1000, 3000, DownNone}}, "任务", "单位")
	put([]CellDef{{0, 1005, DownNone}, {1005, 2000, DownNone}, {2000, 3000, DownRestart}}, "甲", "牵头", "财政")
	put([]CellDef{{0, 1000, DownNone}, {1000, 2000, DownNone}, {2000, 3000, DownContinue}}, "乙", "", "")
	put(nil, "丙", "丁")
	blocks, err := r.Close(4, func(int) error { return nil })
	if err != nil || r.Open() {
		t.Fatal(err, r.Open())
	}
	formattest.Check(t, blocks, "R4: 任务|单位\nR4: 甲|牵头|财政\nR4: 乙||财政\nR4: 丙|丁")
	if len(blocks[2].Carried) != 1 || blocks[2].Carried[0] != (format.Span{Start: 3, End: 5}) {
		t.Errorf("carried %v", blocks[2].Carried)
	}
}
