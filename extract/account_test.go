package extract

import (
	"context"
	"strings"
	"testing"

	"yaodian/parser"
)

// Results told without a word of the past promise nothing, whether the title names the
// year or not; what a sentence after them plans does.
func TestReviewsPromiseNothing(t *testing.T) {
	const tail = "\n一、夯实基础\n新建宣传栏20个。\n"
	for _, title := range []string{"云溪市水务系统工作要点", "关于做好云溪市水务工作的实施方案", "云溪市水务局2026年工作要点"} {
		for _, review := range []string{
			"2025年，在市委、市政府的坚强领导下，全市水务工作取得明显成效。完成水利投资3.5亿元，新建泵站12座，供水普及率达到85%。",
			"2025年，在市委的领导下，水务改革稳步推进。完成水利投资3.5亿元，新建泵站12座。",
			"刚刚过去的一年，我们迎难而上。新建泵站12座，治理河道30公里。",
			"回顾2025年，全市水务工作亮点纷呈。新建泵站12座，水质达标率达到95%。",
			"全年完成水利投资3.5亿元，新建泵站12座。年度目标任务圆满完成。",
			"全系统迎难而上，圆满完成了各项目标任务。新建泵站12座，治理河道30公里。",
			"在全体干部的共同努力下，新建泵站12座，治理河道30公里。",
			"新建泵站12座，治理河道30公里。市水务局被省水利厅评为先进集体。",
			"完成水利投资3.5亿元，同比增长12%，名列全省第二。",
		} {
			if got, want := shown(t, title+"\n\n"+review+tail), "1 count 20个 新建 宣传栏"; got != want {
				t.Errorf("%s: %s\n got %s\nwant %s", title, review, got, want)
			}
		}
	}
	for _, c := range []struct{ text, want string }{
		{"2025年，全市水务工作取得明显成效，新建泵站12座。2026年，计划新建泵站15座。治理河道30公里。",
			"0 count 15座 新建 泵站; 0 length 30公里 治理 河道; 1 count 20个 新建 宣传栏"},
		{"水务改革取得了新进展，新建泵站12座。我们要乘势而上，新建泵站15座。",
			"0 count 15座 新建 泵站; 1 count 20个 新建 宣传栏"},
	} {
		if got := shown(t, "云溪市水务系统工作要点\n\n"+c.text+tail); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// What plans wish for in the words of results is planned.
func TestPlansAreNoReviews(t *testing.T) {
	for _, title := range []string{"云溪市水务系统工作要点", "云溪市水务局2026年工作要点"} {
		for _, plan := range []string{
			"新建泵站12座，力争各项工作取得明显成效。",
			"新建泵站12座，推动水务改革取得显著成效。",
			"新建泵站12座，确保年度目标任务圆满完成。",
			"在市委的领导下，新建泵站12座。",
			"为了保障供水，新建泵站12座。",
			"为取得明显成效的单位配套新建泵站12座。",
			"新建泵站12座，年底前取得明显成效。",
			"新建泵站12座（12月取得明显成效，牵头单位：市水务局）。",
			"今年，各项工作要取得明显成效，新建泵站12座。",
			"到2030年，供水保障取得明显成效，新建泵站12座。",
			"水务投资同比增长12%以上，增速位居全省前列，新建泵站12座。",
		} {
			for _, text := range []string{title + "\n\n" + plan + "\n一、夯实基础\n加强管理。\n", title + "\n\n一、夯实基础\n" + plan + "\n"} {
				if got := shown(t, text); !strings.Contains(got, "12座") {
					t.Errorf("%s\n got %s", text, got)
				}
			}
		}
	}
}

// The year is that of the plan, not of what its first paragraph looks back on.
func TestYearOfTextsThatLookBack(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"云溪市水务系统工作要点\n\n2025年，在市委、市政府的坚强领导下，全市水务工作取得明显成效，新建泵站12座。\n一、夯实基础\n新建泵站15座。\n", 0},
		{"云溪市水务系统工作要点\n\n2025年，全市水务工作以保障供水安全为重点，新建泵站12座，治理河道30公里。\n一、夯实基础\n新建泵站15座。\n", 2025},
		{"云溪市水务系统工作要点\n\n2025年，全市水务系统新建泵站12座，治理河道30公里，完成水利投资3.5亿元。2026年，计划新建泵站15座。\n一、夯实基础\n新建泵站15座。\n", 2026},
	} {
		d, err := parser.Read(context.Background(), "t.txt", []byte(c.text), parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := int(FromDocument(d).Year); got != c.want {
			t.Errorf("%s\n got %d, want %d", c.text, got, c.want)
		}
	}
}
