package heading

import (
	"context"
	"strings"
	"testing"

	"yaodian/parser"
)

// bolds reads a page of items whose bold starts are marked by asterisks and
// counts the headings that end with the bold.
func bolds(t *testing.T, items ...string) int {
	t.Helper()
	page := "<html><body><h1>云溪市教育系统2026年工作要点</h1>"
	for _, s := range items {
		label, rest, _ := strings.Cut(s, "*")
		bold, body, _ := strings.Cut(rest, "*")
		page += "<p>" + label + "<b>" + bold + "</b>" + body + "</p>"
	}
	d, err := parser.Read(context.Background(), "a.html", []byte(page), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Outline) != len(items) {
		t.Fatalf("%d units of %d items", len(d.Outline), len(items))
	}
	n := 0
	for _, h := range Find(d) {
		if h.Rule == rules[formBold] {
			n++
		}
	}
	return n
}

func TestBoldOfOneLength(t *testing.T) {
	if n := bolds(t, "1.*加强教师队伍建*设落实培训制度，全年培训教师五百人。", "2.*推进校园安全管*理严格执行门禁制度，配齐保安人员。", "3.*深化课堂教学改*革开展教研活动，每月组织一次听课。"); n != 0 {
		t.Errorf("%d headings by bold that a program cut at one length", n)
	}
	if n := bolds(t, "1.*加强教师队伍建设*落实培训制度，全年培训教师五百人。", "2.*推进校园安全*严格执行门禁制度，配齐保安人员。", "3.*深化课堂教学改革*开展教研活动，每月组织一次听课。"); n != 3 {
		t.Errorf("%d of 3 headings by bold that a person set", n)
	}
}
