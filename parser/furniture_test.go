package parser

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yaodian/parser/format"
)

func TestFurnitureTable(t *testing.T) {
	rules, err := parseFixtures(furnitureTable)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i := range rules {
		f := &rules[i]
		if seen[f.name] {
			t.Errorf("%s stands twice in the table", f.name)
		}
		seen[f.name] = true
		for _, s := range f.examples {
			if !f.matches(s, utf8.RuneCountInString(s), lettersOf(s)) {
				t.Errorf("%s does not match its example %q", f.name, s)
			}
		}
		for _, s := range f.negatives {
			if f.matches(s, utf8.RuneCountInString(s), lettersOf(s)) {
				t.Errorf("%s matches %q, which must stay", f.name, s)
			}
		}
	}
	// What one rule must leave alone, no sure rule of the same zone may cut.
	for i := range rules {
		for _, s := range rules[i].negatives {
			for k := range rules {
				f := &rules[k]
				if f.sure && (f.head && rules[i].head || f.tail && rules[i].tail) && f.matches(s, utf8.RuneCountInString(s), lettersOf(s)) && !slices.Contains(f.examples, s) {
					t.Errorf("%s matches %q, a counterexample of %s", f.name, s, rules[i].name)
				}
			}
		}
	}
}

// body is a document between furniture; its lines must survive.
var body = []string{
	"云溪市教育局2025年工作要点",
	"各区教育局，市直属各学校：",
	"2025年，全市教育系统以提高质量为中心，坚持问题导向，扎实推进各项改革，努力办好人民满意的教育，为建设现代化云溪提供人才支撑，现提出如下工作要点，请结合实际认真抓好贯彻落实，并及时报告进展情况和存在的困难。",
	"一、新增校园阅读角50个。",
	"云溪市教育局",
	"2025年3月1日",
	"（此件公开发布）",
}

func blocksOf(lines ...string) []format.Block {
	var out []format.Block
	for _, l := range lines {
		b := format.Block{Text: l}
		if strings.Contains(l, "\t") {
			b.Kind, b.Table = format.Row, 1
		}
		out = append(out, b)
	}
	return out
}

func texts(blocks []format.Block) []string {
	var out []string
	for _, b := range blocks {
		out = append(out, b.Text)
	}
	return out
}

func TestTrimFurniture(t *testing.T) {
	for _, c := range []struct {
		name       string
		head, tail []string
		keepHead   []string // lines of head that are the document's
		keepTail   []string
		facts      map[format.Fact]string
	}{
		{name: "nothing around"},
		{
			name: "municipal page",
			head: []string{"本站支持IPv6", "当前位置: 首页 > 政务公开 > 规划计划"},
			tail: []string{"云溪政务", "云溪政务", "微信公众号", "云溪政务", "云溪政务", "官方微博", "云溪市人民政府公报", "电子书", "版权所有:云溪市人民政府   主办:云溪市人民政府办公室", "站点地图    联系方式    网站标识码:5300000001", "ICP备案号:云ICP备12345678号", "云公网安备 53000002000001号"},
		},
		{
			name:  "breadcrumb in pieces, sizes, source",
			head:  []string{"您的位置:", "首页", ">", "云溪要闻", "云溪要闻", "来源：", "云溪日报", "2025-03-02 09:02:33", "【字体：", "大", "中", "小", "】"},
			tail:  []string{"扫一扫在手机打开当前页", "【", "打印本页", "】", "【", "关闭窗口", "】"},
			facts: map[format.Fact]string{format.FactSource: "云溪日报", format.FactIssuer: ""},
		},
		{
			name: "buttons first",
			head: []string{"下载", "打印", "全屏", "收藏", "【字号：", "加大", "还原", "减小", "】"},
			tail: []string{"相关报道：", "云溪市第十四届人民代表大会第五次会议关于政府工作报告的决议", "一图读懂2025年教育工作要点"},
		},
		{
			name:  "a scraper's list of values",
			head:  []string{"文档 ：云溪市工作要点.md", "基本信息", "文档类型：政策类", "原文链接：无", "发布机构：云溪市教育局", "发布日期：2025年3月2日", "文件编号：云教〔2025〕1号"},
			tail:  []string{"更新时间: 2026-01-26 11:25:30"},
			facts: map[format.Fact]string{format.FactSource: "云溪市教育局", format.FactIssuer: "云溪市教育局", format.FactPublish: "2025年3月2日", format.FactNumber: "云教〔2025〕1号", format.FactTopic: "政策类"},
		},
		{
			name:  "the table of a site",
			head:  []string{"索引号\t000/2025-1\t主题分类\t教育", "发文机关\t云溪市教育局\t成文日期\t2025年3月1日"},
			facts: map[format.Fact]string{format.FactIndex: "000/2025-1", format.FactIssuer: "云溪市教育局", format.FactIssued: "2025年3月1日", format.FactTopic: "教育"},
		},
		{
			name:  "a law database",
			head:  []string{"【法宝引证码】 CLI.12.1234567", "原文链接：https://example.cn/a.html", "云溪市教育局2025年工作要点"},
			facts: nil,
		},
		{
			name:     "a notice of a meeting keeps its time and place",
			keepHead: []string{"时间：4月10日下午3时", "地点：市政府一号会议室", "主题：教育工作"},
		},
		{
			name:     "annexes at the end stay",
			keepTail: []string{"附件：1.云溪市任务分解表.xlsx", "2.申报表.docx"},
		},
		{
			name:     "annexes above the licence stay",
			keepTail: []string{"附件：任务分解表.xlsx"},
			tail:     []string{"版权所有：云溪市人民政府"},
		},
		{
			name:     "a table at the end stays",
			keepTail: []string{"序号\t任务\t责任单位", "1\t维护网站地图\t办公室"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := append(append(slices.Clone(c.keepHead), body...), c.keepTail...)
			page := append(append(slices.Clone(c.head), doc...), c.tail...)
			content := &format.Content{Blocks: blocksOf(page...)}
			trimFurniture(content)
			if got := texts(content.Blocks); !slices.Equal(got, doc) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(doc, "\n"))
			}
			for f, want := range c.facts {
				if content.Facts[f] != want {
					t.Errorf("fact %s is %q, want %q", f, content.Facts[f], want)
				}
			}
		})
	}
}

// A document that says such words in its body loses nothing.
func TestTrimFurnitureInside(t *testing.T) {
	lines := []string{body[0], body[1], body[2], "版权所有", "打印本页", "来源：某处", "当前位置：首页"}
	for range 100 {
		lines = append(lines, "（一）推进政府网站集约化建设，完善网站地图、无障碍浏览和“扫一扫”功能，做好网站标识码和ICP备案管理。")
	}
	content := &format.Content{Blocks: blocksOf(lines...)}
	trimFurniture(content)
	if len(content.Blocks) != len(lines) {
		t.Errorf("%d of %d lines are left", len(content.Blocks), len(lines))
	}
}

func BenchmarkTrimFurniture(b *testing.B) {
	page := append([]string{"本站支持IPv6", "当前位置: 首页 > 政务公开"}, body...)
	for range 100 {
		page = append(page, body[2])
	}
	page = append(page, "版权所有：云溪市人民政府", "云ICP备12345678号")
	n := 0
	for _, l := range page {
		n += len(l)
	}
	b.SetBytes(int64(n))
	for b.Loop() {
		trimFurniture(&format.Content{Blocks: blocksOf(page...)})
	}
}

// closes only spares the question.
func TestClosesIsClosing(t *testing.T) {
	for _, s := range []string{"", " 附件：1.任务分解表", "附表", "\t抄送：云溪市政府办", "主送：各股室", "印发", "联系人：王芳", "(联系人：王芳)", "（此件公开发布）",
		"云溪市教育局2025年3月12日", "二〇二五年三月十二日印发", "2025年3月", "市教育局", "　附件", "\v附件", "见附件", "年年有余"} {
		if got, want := closes(s), closing.MatchString(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
