package text

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func read(t testing.TB, s string) *format.Content {
	t.Helper()
	c, err := Read(context.Background(), []byte(s), format.Limits{})
	if err != nil {
		t.Fatalf("%q: %v", s[:min(len(s), 60)], err)
	}
	formattest.Obligations(t, c.Blocks)
	return c
}

func paragraphs(c *format.Content) (out []string) {
	for _, b := range c.Blocks {
		out = append(out, strings.ReplaceAll(b.Text, "\t", "|"))
	}
	return out
}

// wrap sets paragraphs at width columns as a typist does: two characters of
// indentation when indent is set, no closing mark at the start of a line.
func wrap(paras []string, width int, indent bool, end string) string {
	var b strings.Builder
	for _, p := range paras {
		line, at := "", 0
		if indent {
			line, at = "　　", 4
		}
		for _, r := range p {
			w := columns(r)
			if at+w > width && !strings.ContainsRune("，。、；：！？）》”", r) {
				b.WriteString(line + end)
				line, at = "", 0
			}
			line += string(r)
			at += w
		}
		b.WriteString(line + end)
	}
	return b.String()
}

var plan = []string{
	"云溪市教育局2025年工作要点",
	"2025年，全市教育系统坚持以提高质量为中心，坚持问题导向，扎实推进各项改革，努力办好人民满意的教育，为建设现代化云溪提供人才支撑。现提出如下工作要点。",
	"一、强化队伍建设，提升教育教学水平",
	"（一）实施名师工程。全年培养市级骨干教师120名、学科带头人30名，组织教师全员培训不少于6场次，完成率达到100%；建立健全教师发展支持体系，落实教师待遇保障。",
	"（二）改善办学条件。新建、改扩建学校5所，新增学位6000个，其中公办幼儿园学位占比提高到58%以上。各区要加强统筹，按照时间节点推进项目建设，确保9月1日前全部投入使用。",
	"二、深化教育改革",
	"1.推进课程改革，开足开齐国家课程，落实每天一节体育课，开展校园足球、阅读等活动，每学期不少于2次，并将结果纳入年度考核范围，形成长效机制。",
	"2.加强评价改革，建立以发展素质教育为导向的评价体系，完善综合素质评价办法，探索增值评价，改进结果评价，健全综合评价，充分利用信息技术提高评价的科学性。",
}

func TestReadWrapped(t *testing.T) {
	for _, width := range []int{56, 64, 70, 78} {
		for _, indent := range []bool{true, false} {
			for _, end := range []string{"\n", "\r\n", "\r", "\n\n"} {
				got := paragraphs(read(t, wrap(plan, width, indent, end)))
				if !slices.Equal(got, plan) {
					t.Errorf("width %d, indent %v, end %q: got\n%s", width, indent, end, strings.Join(got, "\n"))
				}
			}
		}
	}
}

func TestReadParagraphs(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"indentation is layout, spaces inside stay", "　　一、总 则\n\t\t主任　张三  副主任　李四 \u00a0\n", []string{"一、总 则", "主任　张三  副主任　李四"}},
		{"mixed line ends", "甲\r\n乙\r丙\n丁\u2028戊\f己", []string{"甲", "乙", "丙", "丁", "戊", "己"}},
		{"long paragraphs are not wrapped lines", plan[1] + "\n" + plan[3] + "\n" + plan[4] + "\n", []string{plan[1], plan[3], plan[4]}},
		{"headings of like length are not joined", "加强组织领导健全工作机制形成工作合力\n完善政策体系加大投入力度保障经费到位\n强化督导考核注重结果运用压实工作责任\n", []string{"加强组织领导健全工作机制形成工作合力", "完善政策体系加大投入力度保障经费到位", "强化督导考核注重结果运用压实工作责任"}},
		{"a comma at the end goes on", "各区教育局，\n市直属各学校：\n现通知如下。", []string{"各区教育局，市直属各学校：", "现通知如下。"}},
		{"but not into a numbered unit", "具体任务，\n一、开展培训\n二、组织检查，\n（三）其他", []string{"具体任务，", "一、开展培训", "二、组织检查，", "（三）其他"}},
		{"a closing mark does not open a line", "开展检查\n，并通报结果\n。", []string{"开展检查，并通报结果。"}},
		{"rows of tabs", "序号\t任务\t责任单位\n1\t新建学校\t市教育局\n2\t修缮校舍 \t市住建局\n3\t验收\t\n\t\t市财政局\n\n说明：\t无", []string{"序号|任务|责任单位", "1|新建学校|市教育局", "2|修缮校舍|市住建局", "3|验收", "||市财政局", "说明： 无"}},
		{"page numbers", "一、总则，\n\n— 1 —\n\n任务如下。\n- 2 -\n二、附则\n第 3 页 共3页\n", []string{"一、总则，任务如下。", "二、附则"}},
		{"numbers that do not count pages", "- 1 -\n甲\n- 7 -\n1/2\n", []string{"- 1 -", "甲", "- 7 -", "1/2"}},
		{"comments of scrapers", "<!--\n  x\n-->\n工作要点\n<!-- a -->", []string{"工作要点"}},
		{"what R writes for a blank", "<U+00A0><U+00A0>各位代表：<U+2014>x<U+ZZ>", []string{"各位代表：—x<U+ZZ>"}},
		{"control characters", plan[1] + "\n" + plan[3] + "工作\x00要点\x07", []string{plan[1], plan[3] + "工作要点"}},
		{"Latin words at a joint", wrapLatin, []string{strings.ReplaceAll(strings.TrimSpace(wrapLatin), "\n", " ")}},
	} {
		if got := paragraphs(read(t, c.in)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

const wrapLatin = `The city government will open fifty reading corners in schools and
train one hundred teachers during the year two thousand twenty five and
it will report on the progress of this work to the council in December
and publish all of the results that it has found in the yearly report.
`

func TestReadTables(t *testing.T) {
	c := read(t, "甲\t乙\n1\t2\n\n丙\t丁\n3\t4\n")
	var rows []int
	for _, b := range c.Blocks {
		if b.Kind == format.Row {
			rows = append(rows, b.Table)
		}
	}
	if !slices.Equal(rows, []int{1, 1, 2, 2}) {
		t.Errorf("tables %v", rows)
	}
}

func TestUnglue(t *testing.T) {
	long := strings.Repeat("加强统筹协调，完善工作机制，压实工作责任，推动各项任务落到实处。", 4)
	doc := "云溪市人民政府关于印发2025年工作要点的通知云政发〔2025〕3号各区人民政府，市政府各部门、各直属机构：现将工作要点印发给你们。" +
		"一、着力扩大有效投资（一）加快项目建设。" + long + "（市发展改革委牵头）（二）优化营商环境。" + long + "按照第十条第（一）项办理。" +
		"二、着力改善民生（三）办好民生实事。1.新建学校。" + long + "2.扩建医院。" + long + "增长1.5%，其中1.2万人受益。" +
		"（四）加强保障。" + long + "3、其他事项。" + strings.Repeat(long, 3) + "云溪市人民政府2025年3月1日（此件公开发布）"
	want := []string{
		"云溪市人民政府关于印发2025年工作要点的通知", "云政发〔2025〕3号", "各区人民政府，市政府各部门、各直属机构：", "现将工作要点印发给你们。",
		"一、着力扩大有效投资", "（一）加快项目建设。" + long + "（市发展改革委牵头）", "（二）优化营商环境。" + long + "按照第十条第（一）项办理。",
		"二、着力改善民生", "（三）办好民生实事。", "1.新建学校。" + long, "2.扩建医院。" + long + "增长1.5%，其中1.2万人受益。",
		"（四）加强保障。" + long, "3、其他事项。" + strings.Repeat(long, 3), "云溪市人民政府", "2025年3月1日", "（此件公开发布）",
	}
	var got []string
	for _, b := range Unglue(format.Block{Text: doc}, false) {
		got = append(got, b.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestUnglueWhole cuts a short document where it is all there is, and leaves the
// same text alone as a paragraph among others.
func TestUnglueWhole(t *testing.T) {
	doc := "云溪县妇女联合会2023年工作要点一、强化引领1.开展宣讲活动举办宣讲会20场。2.建好阵地新建妇女之家12个。责任单位：组织部二、服务大局3.帮扶创业培训妇女300人次，增收1.5万元。"
	want := []string{"云溪县妇女联合会2023年工作要点", "一、强化引领", "1.开展宣讲活动举办宣讲会20场。", "2.建好阵地新建妇女之家12个。责任单位：组织部", "二、服务大局", "3.帮扶创业培训妇女300人次，增收1.5万元。"}
	var got []string
	for _, b := range Unglue(format.Block{Text: doc}, true) {
		got = append(got, b.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := Unglue(format.Block{Text: doc}, false); got != nil {
		t.Errorf("a paragraph among others is split into %d", len(got))
	}
}

func TestUnglueIndent(t *testing.T) {
	b := format.Block{Text: "　　第一段说明情况，要求各地认真组织实施，按时完成各项任务。　　第二段：　　一、加强领导。主任　　张三", Bold: []format.Span{{Start: 31, End: 37}}}
	got := Unglue(b, false)
	want := []string{"第一段说明情况，要求各地认真组织实施，按时完成各项任务。", "第二段：", "一、加强领导。主任　　张三"}
	if len(got) != 3 || got[0].Text != want[0] || got[1].Text != want[1] || got[2].Text != want[2] {
		t.Fatalf("got %v", got)
	}
	if len(got[1].Bold) != 1 || got[1].Bold[0] != (format.Span{Start: 0, End: 4}) {
		t.Errorf("bold of the second piece is %v", got[1].Bold)
	}
	inline := strings.Repeat("正常的段落，没有缩进。", 60) + "（一）开展培训；（二）组织检查；（三）通报结果；（四）总结经验。"
	for _, s := range []string{inline, "主任　　张三　　副主任　　李四", strings.Repeat("正常的段落，没有缩进。", 300), "短"} {
		if got := Unglue(format.Block{Text: s}, false); got != nil {
			t.Errorf("%q is split into %d", s[:min(len(s), 40)], len(got))
		}
	}
}

func TestOpensUnit(t *testing.T) {
	for _, s := range []string{"一、总则", "十二、其他", "（一）", "(三)要求", "1.任务", "12、任务", "1．任务", "（1）任务", "1)任务", "①任务", "第一条 为了", "第二章", "第三节　要求", "——坚持", "● 任务", "附件1", "附：名单", "1 总则"} {
		if !OpensUnit(s) {
			t.Errorf("%q opens no unit", s)
		}
	}
	for _, s := range []string{"1.5万亩", "3.5%", "2025年", "一批项目", "第一条规定", "第三方评估", "（二）项规定", "（以下简称）", "百年大计", "三重一大", "任务", "1200 个"} {
		if OpensUnit(s) {
			t.Errorf("%q opens a unit", s)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		data []byte
		lim  format.Limits
		code format.Code
	}{
		"binary":   {[]byte("\x00\x01\x02\x03\xff\xfe\xfd\x00\x81\x82"), format.Limits{}, format.CodeUnsupported},
		"too long": {[]byte(strings.Repeat("字", 101)), format.Limits{TextRunes: 100}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), c.data, c.lim)
		if e := (*format.Error)(nil); !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, s := range []string{"", " ", "\r\n\t　\u00a0\ufeff", "\xff\xfe\x00"} {
		if !Blank([]byte(s)) || Sniff([]byte(s)) {
			t.Errorf("%q is not blank", s)
		}
	}
	if Blank([]byte("字")) {
		t.Error("a character is blank")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(wrap(plan, 70, true, "\n")))
	f.Add([]byte("甲\t乙\n1\t2\r\n<!--\n<U+00A0>\n-->"))
	f.Add([]byte("一、a（一）b。1.c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read(context.Background(), data, format.Limits{})
		if err != nil {
			return
		}
		formattest.Obligations(t, c.Blocks)
		for _, b := range c.Blocks {
			n := 0
			for _, p := range Unglue(b, false) {
				n += utf8.RuneCountInString(p.Text)
			}
			if n > utf8.RuneCountInString(b.Text) {
				t.Errorf("ungluing %q adds characters", b.Text)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for name, data := range map[string][]byte{
		"paragraphs": []byte(strings.Repeat(strings.Join(plan, "\n")+"\n", 50)),
		"wrapped":    []byte(strings.Repeat(wrap(plan, 70, true, "\n"), 50)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				c, err := Read(b.Context(), data, format.Limits{})
				if err != nil {
					b.Fatal(err)
				}
				for _, k := range c.Blocks {
					Unglue(k, true)
				}
			}
		})
	}
}

// TestStrokes reads a table drawn with strokes as rows, and leaves strokes in
// running text alone.
func TestStrokes(t *testing.T) {
	const in = "项目 | 任务 | 完成时限 | 牵头单位 |\n---|---|---|---\n1.公园建设 | 新建口袋公园3处 | 10月底前 | 建设局 |\n2.助餐 | 建成助餐点6家 |  | 民政局 |\n来源：云溪发布 | 编辑：王五\n字号：大 | 中 | 小"
	c, err := Read(context.Background(), []byte(in), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range c.Blocks {
		if b.Kind == format.Row {
			got = append(got, "row "+b.Text)
		} else {
			got = append(got, b.Text)
		}
	}
	want := []string{"row 项目\t任务\t完成时限\t牵头单位", "row 1.公园建设\t新建口袋公园3处\t10月底前\t建设局", "row 2.助餐\t建成助餐点6家\t\t民政局", "来源：云溪发布 | 编辑：王五", "字号：大 | 中 | 小"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
