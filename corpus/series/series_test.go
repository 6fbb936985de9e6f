package series_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/diff"
	"yaodian/corpus/series"
	"yaodian/extract"
)

func doc(id, title, issuer string, year int) series.Document {
	return series.Document{ID: id, Title: extract.NullString(title), Issuer: extract.NullString(issuer), Year: extract.NullInt(year)}
}

func TestGroup(t *testing.T) {
	docs := []series.Document{
		doc("a", "云溪市教育系统2023年工作要点", "云溪市教育局", 2023),
		doc("b", "云溪市教育系统二〇二四年度工作要点（修订版）", "云溪市教育局", 2024),
		doc("c", "关于印发《云溪市教育系统2026年工作要点》的通知", "云溪市教育局", 2026),
		doc("d", "云溪市教育系统 2026 年工作要点", "云溪市教育局", 2026),
		doc("e", "2025年云溪市政府工作报告", "", 2025),
		doc("f", "政府工作报告", "云溪市人民政府", 2026),
		doc("g", "云溪市人民政府2024年政府工作报告", "云溪市人民政府办公室", 2024),
		doc("h", "云溪市卫生健康工作要点", "云溪市卫生健康局", 2025),
		doc("i", "2025年云溪市南溪县政府工作报告", "南溪县人民政府", 2025),
		doc("m", "2025年宁夏政府工作报告", "", 2025),
		doc("n", "2026年宁夏回族自治区政府工作报告", "宁夏回族自治区人民政府", 2026),
		doc("k", "政府工作报告", "省人民政府", 2025),
		doc("l", "政府工作报告", "省人民政府", 2026),
		doc("j", "没有年份的要点", "云溪市教育局", 0),
	}
	got := map[string]series.Series{}
	for _, s := range series.Group(docs) {
		var ids string
		for _, d := range s.Documents {
			ids += d.ID
		}
		got[ids] = s
	}
	for _, want := range []string{"abcd", "gef", "h", "i", "k", "l", "mn"} {
		if _, ok := got[want]; !ok {
			t.Errorf("no series of %s in %v", want, got)
		}
	}
	edu := got["abcd"]
	if !slices.Equal(edu.Gaps, []int{2025}) || len(edu.Duplicate) != 1 || edu.Duplicate[0].Year != 2026 {
		t.Errorf("gaps %v, duplicates %v", edu.Gaps, edu.Duplicate)
	}
	if one := edu.One(); len(one) != 3 || one[2].ID != "d" {
		t.Errorf("one a year: %v", one)
	}
}

func TestGroupCoversSpans(t *testing.T) {
	s := series.Group([]series.Document{
		{ID: "a", Title: "云溪市三年行动计划（2021—2023年）", Year: 2021, YearEnd: 2023},
		{ID: "b", Title: "云溪市三年行动计划（2024—2026年）", Year: 2024, YearEnd: 2026},
	})
	if len(s) != 1 || len(s[0].Gaps) != 0 {
		t.Errorf("%+v", s)
	}
}

// plan prints items "heading|body" with a target 新增阅读角N个 in the first
// where goal is not 0.
func plan(year, goal int, items ...string) *extract.Plan {
	p := &extract.Plan{Year: extract.NullInt(year), ID: fmt.Sprint(year)}
	var text []rune
	for i, s := range items {
		label := fmt.Sprint(i+1, ".")
		it := extract.Item{ID: fmt.Sprint(i + 1), Level: 1, Label: label, Ordinal: i + 1}
		it.Span.Start = len(text)
		text = append(text, []rune(label)...)
		for k, r := range s {
			if r == '|' {
				it.Title = extract.NullString(s[:k])
				text = append(text, '。')
				continue
			}
			text = append(text, r)
		}
		if i == 0 && goal > 0 {
			at := len(text)
			text = append(text, []rune(fmt.Sprintf("新增阅读角%d个", goal))...)
			v := extract.Number{Decimal: decimal.NewFromInt(int64(goal))}
			it.Targets = append(it.Targets, extract.Target{Text: string(text[at:]), Span: extract.Span{Start: at, End: len(text)}, Kind: extract.Count,
				Comparator: extract.EQ, Action: "新增", Indicator: "阅读角", Unit: "个", Value: &v})
		}
		it.Span.End = len(text)
		text = append(text, '\n')
		p.Items = append(p.Items, it)
	}
	p.Text = string(text)
	return p
}

const (
	reading  = "推进全民阅读|建设书香城市，完善图书馆总分馆体系，组织读书月系列活动，"
	rivers   = "治理河道水质|排查沿河排污口，清淤疏浚城区内河，落实河长巡查制度。修复滨水生态廊道，补植水生植物，恢复鱼类栖息地。"
	rivers1  = "治理河道水质|排查沿河排污口，清淤疏浚城区内河，落实河长巡查制度。"
	rivers2  = "修复滨水生态|修复滨水生态廊道，补植水生植物，恢复鱼类栖息地。"
	elderly  = "发展养老服务|新建社区食堂，培训护理员，开展适老化改造入户评估。"
	fire     = "排查消防隐患|检查电动自行车充电设施，更新消火栓，组织应急疏散演练。"
	training = "开展技能培训|面向高校毕业生开放见习岗位，举办零工市场招聘会。"
)

func TestBuild(t *testing.T) {
	h, err := series.Build([]*extract.Plan{
		plan(2023, 30, reading, rivers, elderly, training),
		plan(2024, 50, reading, rivers, fire, training),
		plan(2025, 50, reading, rivers1, rivers2, fire),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Ledger) != 1 {
		t.Fatalf("ledger %+v", h.Ledger)
	}
	var cells []string
	for _, c := range h.Ledger[0].Cells {
		cells = append(cells, fmt.Sprintf("%d %s %s", c.Year, c.Target.Value, c.Change))
	}
	if want := []string{"2023 30 added", "2024 50 raised", "2025 50 kept"}; !slices.Equal(cells, want) {
		t.Errorf("cells %v, want %v", cells, want)
	}
	lines := map[string]string{}
	for _, l := range h.Lifelines {
		s := fmt.Sprint(l.First, "-", l.Last, " ", l.End)
		for _, st := range l.Steps {
			s += " " + string(st.Status)
		}
		lines[string(l.Title)] = s
	}
	for title, want := range map[string]string{
		"推进全民阅读": "2023-2025 current added modified unchanged",
		"治理河道水质": "2023-2025 current added unchanged split",
		"修复滨水生态": "2025-2025 current split",
		"发展养老服务": "2023-2023 dropped added",
		"排查消防隐患": "2024-2025 current added unchanged",
		"开展技能培训": "2023-2024 dropped added unchanged",
	} {
		if lines[title] != want {
			t.Errorf("%s: %q, want %q", title, lines[title], want)
		}
	}
}

func TestBuildMerger(t *testing.T) {
	h, err := series.Build([]*extract.Plan{
		plan(2024, 0, rivers1, rivers2, elderly),
		plan(2025, 0, rivers, elderly),
	})
	if err != nil {
		t.Fatal(err)
	}
	ends := map[series.End]int{}
	for _, l := range h.Lifelines {
		ends[l.End]++
	}
	if ends[series.Joined] != 1 || ends[series.Current] != 2 {
		t.Errorf("ends %v of %+v", ends, h.Lifelines)
	}
}

func TestBuildRefusesDisorder(t *testing.T) {
	if _, err := series.Build([]*extract.Plan{plan(2025, 0, reading), plan(2024, 0, reading)}); err == nil {
		t.Error("descending years pass")
	}
	if h, err := series.Build(nil); err != nil || h.Ledger == nil {
		t.Error("an empty run is empty, not an error")
	}
	_ = diff.Schema
}
