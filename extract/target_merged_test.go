package extract

import (
	"context"
	"testing"

	"yaodian/parser"
)

// A cell merged over two rows stands in both, so that its office answers in
// both; what it promises is promised once.
func TestMergedCellsCountOnce(t *testing.T) {
	page := `<html><body><h1>云溪市2026年重点任务分解表</h1><table>
<tr><td>序号</td><td>重点任务</td><td>工作目标</td><td>责任单位</td></tr>
<tr><td>1</td><td>新建幼儿园3所</td><td rowspan="2">新增学位1200个</td><td rowspan="2">市教育局</td></tr>
<tr><td>2</td><td>改建小学2所</td></tr></table></body></html>`
	d, err := parser.Read(context.Background(), "a.html", []byte(page), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count, offices := map[string]int{}, 0
	for _, it := range FromDocument(d).Items {
		offices += len(it.Offices)
		for _, x := range it.Targets {
			count[x.Value.String()]++
		}
	}
	if count["1200"] != 1 || count["3"] != 1 || count["2"] != 1 || offices != 2 {
		t.Errorf("targets by value %v, offices %d\n%q", count, offices, d.Text())
	}
}

// A table of indicators prints what is measured in the cell before the change.
func TestIndicatorInTheCellBefore(t *testing.T) {
	d, err := parser.Read(context.Background(), "a.md", []byte("# 云溪市2026年应急工作要点\n\n一、主要指标\n\n生产安全事故死亡人数\n\n下降15%\n"), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range FromDocument(d).Items {
		for _, x := range it.Targets {
			got = append(got, show(x))
		}
	}
	if len(got) != 1 || got[0] != "ratio 15% by down 下降 生产安全事故死亡人数" {
		t.Errorf("got %q\n%q", got, d.Text())
	}
}

// A row of tasks has its deadline in a column of its own, also for what is done without
// a number.
func TestMilestonesOfRows(t *testing.T) {
	const table = "云溪市2025年重点项目任务分解表\n\n序号\t任务\t工作目标\t责任单位\t完成时限\n" +
		"1\t文物保护\t完成石刻修缮方案设计。\t市文旅局\t10月底前\n2\t园林建设\t通过省级验收，新建公园3个。\t市园林局\t11月底前\n3\t制度建设\t加强日常管理。\t市住建局\t全年\n"
	if got, want := shown(t, table), "1 milestone by2025-10-31 完成 石刻修缮方案设计; 2 count 3个 by2025-11-30 新建 公园"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
