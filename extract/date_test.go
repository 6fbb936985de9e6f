package extract

import (
	"strings"
	"testing"

	"yaodian/parser"
)

// datesIn writes the dates of a sentence in a plan of that year: what is
// printed, its last day, and ! where it is a deadline.
func datesIn(text string, year int) string {
	x := &extractor{d: &parser.Document{Runes: []rune(text)}, p: &Plan{Year: NullInt(year)}}
	x.text = parser.FoldAll(x.d.Runes)
	x.d.Folded = x.text
	var out []string
	for _, d := range x.dates(Span{End: len(x.text)}) {
		mark := ""
		if d.deadline {
			mark = "!"
		}
		out = append(out, string(x.d.Runes[d.span.Start:d.span.End])+" "+d.last.String()+mark)
	}
	return strings.Join(out, "; ")
}

func TestDeadlines(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// A month, a quarter, a half: their last day in the plan's year.
		{"力争7月完成验收", "7月 2025-07-31"},
		{"2月底前完成", "2月底前 2025-02-28!"},
		{"6月底前建成", "6月底前 2025-06-30!"},
		{"６月底前建成", "６月底前 2025-06-30!"},
		{"6月末完成", "6月末 2025-06-30!"},
		{"十一月底前完成", "十一月底前 2025-11-30!"},
		{"9月上旬开班", "9月上旬 2025-09-10"},
		{"9月中旬开班", "9月中旬 2025-09-20"},
		{"9月下旬开班", "9月下旬 2025-09-30"},
		{"第三季度完成", "第三季度 2025-09-30"},
		{"一季度开工", "一季度 2025-03-31"},
		{"四季度末完工", "四季度末 2025-12-31!"},
		{"上半年完成", "上半年 2025-06-30"},
		{"下半年启动", "下半年 2025-12-31"},
		{"年底前建成", "年底前 2025-12-31!"},
		{"年末完成", "年末 2025-12-31!"},
		{"到年底达到", "到年底 2025-12-31!"},
		// Days.
		{"3月20日前报送", "3月20日前 2025-03-20!"},
		{"于3月20日之前报送", "3月20日之前 2025-03-20!"},
		{"12月31日以前完成", "12月31日以前 2025-12-31!"},
		{"2024年2月29日召开", "2024年2月29日 2024-02-29"},
		// Years.
		{"到2027年建成", "到2027年 2027-12-31!"},
		{"2027年通过验收", "2027年 2027-12-31"},
		{"2026年6月底前建成", "2026年6月底前 2026-06-30!"},
		{"2026年上半年建成", "2026年上半年 2026-06-30"},
		{"二〇二六年底前建成", "二〇二六年底前 2026-12-31!"},
		{"确保2025顺利通过验收", "2025 2025-12-31"},
		{"今年底前建成", "今年底前 2025-12-31!"},
		{"明年6月建成", "明年6月 2026-06-30"},
		{"2025—2027年实施", "2025—2027年 2027-12-31"},
		{"“十四五”末达到", "“十四五”末 2025-12-31!"},
		{"到“十五五”末达到", "到“十五五”末 2030-12-31!"},
		{"十四五末达到", "十四五末 2025-12-31!"},
		// A stretch of time says while, not by when.
		{"自5月1日至10月31日开展检查", "5月1日 2025-05-01; 至10月31日 2025-10-31"},
		{"1—3月开展检查", "1—3月 2025-03-31"},
		// What looks like one.
		{"新增2025个岗位", ""},
		{"压缩至3个月", ""},
		{"每月通报", ""},
		{"前期工作", ""},
		{"13月底前", ""},
		{"每年2月底前完成", ""},
		{"全年新增", ""},
	} {
		if got := datesIn(c.text, 2025); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	// Without a year of its own a document gives a month none.
	if got := datesIn("6月底前建成，2026年验收", 0); got != "2026年 2026-12-31" {
		t.Errorf("without a year: %s", got)
	}
}
