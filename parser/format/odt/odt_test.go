package odt

import (
	"context"
	"errors"
	"strings"
	"testing"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

const xmlns = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
	` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"` +
	` xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"`

const sharedStyles = `<style:style style:name="Standard" style:family="paragraph"/>` +
	`<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center"/><style:text-properties style:font-weight-asian="bold"/></style:style>` +
	`<style:style style:name="Contents_20_1" style:display-name="Contents 1" style:family="paragraph"/>` +
	`<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>` +
	`<style:style style:name="N" style:family="text"><style:text-properties fo:font-weight="normal" style:font-weight-asian="normal"/></style:style>` +
	`<style:style style:name="V" style:family="text"><style:text-properties text:display="none"/></style:style>` +
	`<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." loext:num-list-format="%1%、"/>` +
	`<text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="（" style:num-suffix="）"/>` +
	`<text:list-level-style-number text:level="3" style:num-format="1" style:num-suffix="." text:display-levels="2"/></text:list-style>` +
	`<text:list-style style:name="U"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/></text:list-style>`

func build(t testing.TB, automatic, body string) []byte {
	return formattest.Zip(t, "mimetype", MediaType,
		"styles.xml", "<office:document-styles"+xmlns+"><office:styles>"+sharedStyles+`</office:styles><office:automatic-styles><style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles></office:document-styles>`,
		"content.xml", "<office:document-content"+xmlns+"><office:automatic-styles>"+automatic+"</office:automatic-styles><office:body><office:text>"+body+"</office:text></office:body></office:document-content>")
}

func p(s string) string { return `<text:p text:style-name="Standard">` + s + "</text:p>" }

func item(s string) string { return "<text:list-item>" + s + "</text:list-item>" }

func list(attr, s string) string { return "<text:list " + attr + ">" + s + "</text:list>" }

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, automatic, body, want string }{
		{"white space collapses, text:s and the ideographic space stay", "", p("  云溪 \n 市<text:s text:c=\"2\"/>教育局　甲"), "云溪 市  教育局　甲"},
		{"bold by styles, normal inside; styles of headers do not leak in", `<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title"/>`,
			`<text:p text:style-name="P1">常</text:p><text:p text:style-name="P2">题<text:span text:style-name="N">注</text:span></text:p>` + p(`<text:span text:style-name="B">粗<text:span text:style-name="V">密</text:span></text:span>文`), "常\nC: *题*注\n*粗*文"},
		{"headings", "", `<text:h text:outline-level="2">总则</text:h>`, "H2: 总则"},
		{"lists by level, an item's further paragraphs without a number, start values",
			"", list(`text:style-name="L"`, item(p("总体")+list("", item(p("甲")+p("又段"))+item(p("乙")+list("", item(p("丙"))))))+item(p("保障")+list("", item(p("丁"))))+`<text:list-item text:start-value="9">`+p("尾")+"</text:list-item>"),
			"A2: 一、总体\nA3: （1）甲\n又段\nA3: （2）乙\nA4: 2.1.丙\nA2: 二、保障\nA3: （1）丁\nA2: 九、尾"},
		{"lists start anew, or continue when they say so", "",
			list(`text:style-name="L" xml:id="a"`, item(p("甲"))) + list(`text:style-name="L"`, item(p("乙"))) + list(`text:style-name="L" text:continue-list="a"`, item(p("丙"))) + list(`text:style-name="L" text:continue-numbering="true"`, item(p("丁"))) + list(`text:style-name="U"`, item(p("戊"))),
			"A2: 一、甲\nA2: 一、乙\nA2: 二、丙\nA2: 三、丁\n● 戊"},
		{"notes, comments, indexes, deletions and hidden sections are out", "",
			`<text:tracked-changes><text:changed-region><text:deletion>` + p("旧") + `</text:deletion></text:changed-region></text:tracked-changes>` + p("目录") + `<text:table-of-content><text:index-body>` + p("一、总则 1") + `</text:index-body></text:table-of-content>` +
				p("新<text:change-start/>增<text:change-end/><text:note><text:note-body>"+p("注")+"</text:note-body></text:note><office:annotation>"+p("批")+"</office:annotation>") + `<text:section text:display="none">` + p("密") + `</text:section><text:section>` + p("节") + `</text:section><text:p text:style-name="Contents_20_1">二、附则<text:tab/>3</text:p>`,
			"新增\n节"},
		{"links, fields, ruby, breaks", "", p(`<text:a>网</text:a><text:page-number>3</text:page-number><text:ruby><text:ruby-base>溪</text:ruby-base><text:ruby-text>xi</text:ruby-text></text:ruby>。<text:line-break/>次<text:tab/>行`), "网3溪。\n次 行"},
		{"frames and shapes beside their paragraph", "", p(`文<draw:frame><draw:text-box>` + p("框") + `</draw:text-box></draw:frame><draw:custom-shape>` + p("形") + `</draw:custom-shape>本`), "文本\n框\n形"},
		{"tables: spans, merges down, repeated cells", "",
			`<table:table><table:table-column table:number-columns-repeated="3"/><table:table-header-rows><table:table-row><table:table-cell>` + p("任务") + `</table:table-cell><table:table-cell table:number-columns-spanned="2">` + p("单位") + `</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>` +
				`<table:table-row><table:table-cell>` + p("甲") + `</table:table-cell><table:table-cell>` + p("牵头") + `</table:table-cell><table:table-cell table:number-rows-spanned="2">` + p("财政") + `</table:table-cell></table:table-row>` +
				`<table:table-row><table:table-cell>` + p("乙") + `</table:table-cell><table:table-cell>` + p("配合") + `</table:table-cell><table:covered-table-cell/></table:table-row>` +
				`<table:table-row><table:table-cell>` + p("丙") + `</table:table-cell><table:table-cell table:number-columns-repeated="999999999"/></table:table-row></table:table>` + p("后"),
			"R1: 任务|单位\nR1: 甲|牵头|财政\nR1: 乙|配合|财政\nR1: 丙\n后"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(context.Background(), build(t, c.automatic, c.body), format.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.Check(t, got.Blocks, c.want)
		})
	}
}

func TestChapterNumbering(t *testing.T) {
	data := formattest.Zip(t, "styles.xml", "<office:document-styles"+xmlns+`><office:styles><text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="第" style:num-suffix="章"/><text:outline-level-style text:level="2" style:num-format=""/></text:outline-style></office:styles></office:document-styles>`,
		"content.xml", "<office:document-content"+xmlns+`><office:body><office:text><text:h text:outline-level="1">总则</text:h><text:h text:outline-level="2">目的</text:h><text:h text:outline-level="1">附则</text:h></office:text></office:body></office:document-content>`)
	got, err := Read(context.Background(), data, format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Check(t, got.Blocks, "H1 A3: 第1章 总则\nH2: 目的\nH1 A3: 第2章 附则")
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		lim  format.Limits
		want format.Code
	}{
		{"password", formattest.Zip(t, "content.xml", "x", "META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"), format.Limits{}, format.CodePassword},
		{"a spreadsheet", formattest.Zip(t, "content.xml", "<office:document-content"+xmlns+"><office:body><office:spreadsheet/></office:body></office:document-content>"), format.Limits{}, format.CodeEmpty},
		{"no content", formattest.Zip(t, "mimetype", MediaType), format.Limits{}, format.CodeDamaged},
		{"too much text", build(t, "", strings.Repeat(p("很长的文字"), 50)), format.Limits{TextRunes: 20}, format.CodeTooLarge},
		{"spaces by the million", build(t, "", strings.Repeat(p(`a<text:s text:c="99999999"/>`), 50)), format.Limits{TextRunes: 20_000}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), c.data, c.lim)
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != c.want || fe.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<style:style style:name="P" style:family="paragraph" style:parent-style-name="P"/>`, list(`text:style-name="L"`, item(p("甲<text:s/>"))))
	f.Add("", `<table:table><table:table-row><table:table-cell table:number-rows-spanned="2">`+p("a")+`</table:table-cell><table:covered-table-cell/></table:table-row></table:table>`)
	f.Fuzz(func(t *testing.T, automatic, body string) {
		got, err := Read(context.Background(), build(t, automatic, body), format.Limits{Expanded: 1 << 20, TextRunes: 1 << 16})
		if err == nil {
			formattest.Obligations(t, got.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	body := list(`text:style-name="L"`, strings.Repeat(item(p(`<text:span text:style-name="B">加强基层党组织建设。</text:span>制定出台工作方案，推进基层党组织标准化、规范化建设。`)), 500))
	data := build(b, "", body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
