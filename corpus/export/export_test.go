package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"yaodian/corpus/export"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
)

// plan is a small one with what exports must get right: a section whose office
// holds for its units, roles, a deadline, a range, and text that a spreadsheet
// would run.
func plan() *extract.Plan {
	_, p := storetest.Plan("a.txt", "云溪市教育局2025年工作要点", "云溪市教育局", "工作要点", 2025,
		"提升办学质量|本节由办公室负责。|办公室",
		"推进书香校园建设|新增校园阅读角50个以上。|基教股,人事股|校园阅读角=50 个",
		"=HYPERLINK(\"x\")|＝1+1",
		"|无标题的一项，只有正文。")
	for i := 1; i < 4; i++ {
		p.Items[i].ID, p.Items[i].Parent, p.Items[i].Level = fmt.Sprint("1/", i), "1", 2
	}
	p.Items[0].Label = "一、"
	p.Items[3].Title, p.Items[3].TitleSpan = "", nil
	p.Items[1].Offices[0].Role, p.Items[1].Offices[1].Role = extract.Lead, extract.Support
	t := p.Items[1].Targets[0]
	t.Text, t.Indicator, t.ValueMax, t.Comparator, t.Unit = "培训60—80人", "培训", &extract.Number{Decimal: decimal.RequireFromString("80.5")}, extract.Range, "人"
	p.Items[1].Targets = append(p.Items[1].Targets, t)
	return p
}

func write(t *testing.T, form string, plans iter.Seq2[*extract.Plan, error]) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Write(&b, form, plans); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Golden files hold what csv and md look like; -update is not offered, since a
// change is to be looked at.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range a.Files {
			got := strings.ReplaceAll(strings.TrimPrefix(string(write(t, w.Name, export.One(plan()))), "\uFEFF"), "\r\n", "\n")
			if got != string(w.Data) {
				t.Errorf("%s: %s\ngot\n%s\nwant\n%s", f, w.Name, got, w.Data)
			}
		}
	}
}

func TestCSVForExcel(t *testing.T) {
	b := write(t, "csv", export.One(plan()))
	if !bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) || !bytes.Contains(b, []byte("\r\n")) {
		t.Error("no byte order mark or no CRLF")
	}
	rows, err := csv.NewReader(bytes.NewReader(b[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		for i, cell := range r {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") || strings.HasPrefix(cell, "＝") {
				t.Errorf("%s would be run: %q", rows[0][i], cell)
			}
		}
	}
}

func TestJSONLIsEncode(t *testing.T) {
	var want bytes.Buffer
	plan().Encode(&want)
	if got := write(t, "jsonl", export.One(plan())); !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s", got)
	}
}

func workbook(t *testing.T, plans iter.Seq2[*extract.Plan, error]) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(write(t, "xlsx", plans)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := fmt.Sprint(f.GetSheetList()); got != "[任务分解表 指标表 单位汇总]" {
		t.Error(got)
	}
	out := make(map[string][][]string)
	for _, s := range f.GetSheetList() {
		if out[s], err = f.GetRows(s); err != nil {
			t.Fatal(err)
		}
		panes, _ := f.GetPanes(s)
		layout, _ := f.GetPageLayout(s)
		if !panes.Freeze || *layout.Orientation != "landscape" || *layout.Size != 9 {
			t.Errorf("%s: %+v, %s", s, panes, *layout.Orientation)
		}
		for i := range out[s] {
			for k := range out[s][i] {
				at, _ := excelize.CoordinatesToCellName(k+1, i+1)
				if formula, _ := f.GetCellFormula(s, at); formula != "" {
					t.Errorf("%s %s holds a formula: %s", s, at, formula)
				}
			}
		}
	}
	return out
}

func TestWorkbook(t *testing.T) {
	got := workbook(t, export.One(plan()))
	want := map[string]string{
		"任务分解表": `云溪市教育局2025年工作要点　任务分解表
序号|类别|任务|具体内容|量化目标|牵头单位|责任单位|配合单位|完成时限|原文位置|进展情况|备注
1|提升办学质量|推进书香校园建设|新增校园阅读角50个以上。|校园阅读角=50 个；培训60—80人|基教股||人事股|2025-12-31|一、2. [35,59)
2|提升办学质量|=HYPERLINK("x")|＝1+1|||办公室|||一、3. [60,82)
3|提升办学质量|无标题的一项|无标题的一项，只有正文。|||办公室|||一、4. [83,98)`,
		"指标表": `云溪市教育局2025年工作要点　指标表
序号|指标|类型|要求|目标值|上限值|单位|基准值|频次|完成时限|对应任务|责任单位|原文|原文位置
1|校园阅读角|数量|不少于|50||个|||2025-12-31|推进书香校园建设|基教股（牵头）、人事股（配合）|校园阅读角=50 个|2. [46,59)
2|培训|数量|区间|50|80.5|人|||2025-12-31|推进书香校园建设|基教股（牵头）、人事股（配合）|培训60—80人|2. [46,59)`,
		"单位汇总": `云溪市教育局2025年工作要点　单位汇总
单位|职责|任务序号|类别|任务|量化目标|完成时限|原文位置
办公室|责任|2|提升办学质量|=HYPERLINK("x")|||一、3. [60,82)
办公室|责任|3|提升办学质量|无标题的一项|||一、4. [83,98)
人事股|配合|1|提升办学质量|推进书香校园建设|校园阅读角=50 个；培训60—80人|2025-12-31|一、2. [35,59)
基教股|牵头|1|提升办学质量|推进书香校园建设|校园阅读角=50 个；培训60—80人|2025-12-31|一、2. [35,59)`,
	}
	for s, w := range want {
		var lines []string
		for _, r := range got[s] {
			lines = append(lines, strings.TrimRight(strings.Join(r, "|"), "|"))
		}
		if g := strings.Join(lines, "\n"); g != w {
			t.Errorf("%s\ngot\n%s\nwant\n%s", s, g, w)
		}
	}
}

func TestWorkbookOfSeveral(t *testing.T) {
	got := workbook(t, func(yield func(*extract.Plan, error) bool) {
		for range 2 {
			if !yield(plan(), nil) {
				return
			}
		}
	})
	for s, rows := range got {
		if rows[0][0] != "文件" || rows[1][0] != "云溪市教育局2025年工作要点" || rows[1][2] != "2025" {
			t.Errorf("%s: %v", s, rows[:2])
		}
	}
	if n := len(got["任务分解表"]); n != 7 {
		t.Error(n)
	}
}

func TestNoPlans(t *testing.T) {
	none := func(func(*extract.Plan, error) bool) {}
	for _, f := range export.Forms {
		write(t, f.Name, none)
	}
}

func TestErrors(t *testing.T) {
	lost := errors.New("lost")
	for _, f := range export.Forms {
		err := export.Write(&bytes.Buffer{}, f.Name, func(yield func(*extract.Plan, error) bool) { _ = yield(plan(), nil) && yield(nil, lost) })
		if !errors.Is(err, lost) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if _, err := export.Find("doc"); err == nil || !strings.Contains(err.Error(), "xlsx") {
		t.Error(err)
	}
}

// The further numbers of a list that names its things once are printed alone;
// a ledger must still tell them apart.
func TestNumbersPrintedAloneAreNamed(t *testing.T) {
	p := plan()
	for _, indicator := range []extract.NullString{"甲类占比", "乙类占比"} {
		x := p.Items[1].Targets[0]
		x.Text, x.Indicator = "65%", indicator
		p.Items[1].Targets = append(p.Items[1].Targets, x)
	}
	for _, form := range []string{"csv", "md"} {
		got := string(write(t, form, export.One(p)))
		for _, want := range []string{"甲类占比65%", "乙类占比65%"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s:\n%s", form, want, got)
			}
		}
	}
}
