package extract

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yaodian/parser"
)

// facts writes the metadata of a plan as the golden files do, absent facts
// left out.
func facts(p *Plan) string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	line("title", string(p.Title))
	line("notice", string(p.NoticeTitle))
	line("kind", string(p.Kind))
	line("issuer", string(p.Issuer))
	line("number", string(p.DocumentNumber))
	line("issued", string(p.IssuedOn))
	switch {
	case p.YearEnd > 0:
		line("year", fmt.Sprintf("%d-%d", p.Year, p.YearEnd))
	case p.Year > 0:
		line("year", fmt.Sprint(p.Year))
	}
	line("to", strings.Join(p.Recipients, " | "))
	line("attached", strings.Join(p.Attachments, " | "))
	for _, w := range p.Warnings {
		line("warning", w.Code)
	}
	return b.String()
}

func TestMetadata(t *testing.T) {
	files, err := filepath.Glob("testdata/metadata/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("golden files: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d, err := parser.Read(context.Background(), a.Files[0].Name, a.Files[0].Data, parser.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p := &Plan{Recipients: []string{}, Attachments: []string{}, Warnings: d.Warnings}
			metadata(d, p)
			if got, want := facts(p), string(a.Files[1].Data); got != want {
				t.Errorf("got\n%swant\n%stext\n%s", got, want, d.Text())
			}
		})
	}
}

func TestTitleYears(t *testing.T) {
	for title, want := range map[string][2]int{
		"云溪市2025年工作要点":                 {2025, 0},
		"二〇二五年工作要点":                    {2025, 0},
		"云溪市数字经济行动方案（2026—2030年）":      {2026, 2030},
		"云溪市数字经济行动方案(2024-26年)":        {2024, 2026},
		"云溪市2024年至2026年行动计划":           {2024, 2026},
		"2024年工作总结和2025年工作计划":          {2025, 0},
		"2025政府工作报告":                   {2025, 0},
		"云溪市“十五五”规划纲要":                 {2026, 2030},
		"关于落实“十五五”规划的通知":               {0, 0},
		"云溪市国民经济发展“十四五”规划和2035年远景目标纲要": {2021, 2025},
		"云溪市科技计划管理办法":                  {0, 0},
		"第12025号提案的答复":                 {0, 0},
	} {
		if a, b := titleYears(parser.FoldAll([]rune(title))); a != want[0] || b != want[1] {
			t.Errorf("%s: got %d-%d, want %d-%d", title, a, b, want[0], want[1])
		}
	}
}

func TestNumberLine(t *testing.T) {
	for _, s := range []string{"云教〔2025〕12号", "云府办规[2025]第3号", "云发（2024）7号", "国令第707号", "云环【2023】 15 号", "云府〔2025〕１号"} {
		if !isNumberLine(parser.FoldAll([]rune(s))) {
			t.Errorf("%s is a document number", s)
		}
	}
	for _, s := range []string{"12号", "（2025）12号", "根据云教〔2025〕12号，现将", "建设路12号", "〔2025〕12号", "第2741号", "参见《云溪市办法》云教〔2025〕12号"} {
		if isNumberLine(parser.FoldAll([]rune(s))) {
			t.Errorf("%s is no document number", s)
		}
	}
}

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"2025年4月3日": "2025-04-03", "二○二五年十二月二十八日": "2025-12-28", "二〇二六年二月五日": "2026-02-05", "2025 年 4 月 30 日": "2025-04-30",
		"2025-05-17": "2025-05-17", "2025/5/7": "2025-05-07", "2025年2月30日": "", "12025年4月3日": "", "2025年4月": "", "2025年13月1日": "", "一九九六年十月十日": "1996-10-10",
	} {
		if iso, _, _ := dateAt(parser.FoldAll([]rune(s)), 0); iso != want && !(want == "" && iso == "") {
			t.Errorf("%s: got %q, want %q", s, iso, want)
		}
	}
}

func TestDelivered(t *testing.T) {
	for s, want := range map[string]struct {
		title int
		iso   string
	}{
		"政府工作报告——2025年1月18日在云溪市第十届人民代表大会第四次会议上市长 李明": {6, "2025-01-18"},
		"政府工作报告（2025年1月18日在云溪市第十届人民代表大会第四次会议上）":      {6, "2025-01-18"},
		"----2025年1月15日李明市长在云溪市第十六届人民代表大会第三次会议的报告":   {0, "2025-01-15"},
		"——2026年1月26日在云溪市第十四届":                       {0, "2026-01-26"},
		"2025年1月15日，市政府召开全体会议，部署全年工作":                {0, ""},
		"关于2025年1月15日在云溪市召开会议的通知":                    {0, ""},
		"云溪市教育局关于2025年1月15日在市委党校举行会议的报告":             {0, ""},
		"截至2025年1月15日，全市召开会议12次":                     {0, ""},
	} {
		n, iso := delivered(parser.FoldAll([]rune(s)))
		if n != want.title || iso != want.iso {
			t.Errorf("%s: got %d %q, want %d %q", s, n, iso, want.title, want.iso)
		}
	}
}

// A speaker's office is given in full only where the document prints its place.
func TestInFull(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"政府工作报告\n云溪市人民政府市长 李明\n现在，我代表市人民政府，向大会报告工作。\n一、回顾\n二、安排", "云溪市人民政府"},
		{"2025年云溪市人民政府工作报告\n现在，我代表市人民政府，向大会报告工作。\n一、回顾\n二、安排", "云溪市人民政府"},
		{"政府工作报告\n现在，我代表区政府，向大会报告工作。\n一、回顾\n我代表石桥区人民政府，向大家致谢。\n二、安排", "石桥区人民政府"},
		{"政府工作报告\n现在，我代表市人民政府，向大会报告工作。\n一、回顾\n争取省人民政府支持，落实云溪县人民政府部署。\n二、安排", "市人民政府"},
		{"政府工作报告\n现在，我代表区人民政府，向大会报告工作。\n一、回顾\n对接云溪自治区人民政府。\n二、安排", "区人民政府"},
	} {
		d, err := parser.Read(context.Background(), "t.txt", []byte(c.text), parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := newHead(d).speaker(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
}

func TestAddressed(t *testing.T) {
	for s, want := range map[string]bool{
		"各区残联": true, "市教育局、云溪兵团": true, "各县（市、区）人民政府": true, "局属各单位": true,
		"联系人": false, "现将有关单位": false, "主要任务": false, "各位代表": false, "根据市教育局": false, "附件": false,
	} {
		if got := addressed(parser.FoldAll([]rune(s))); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}
