package docx

import (
	"context"
	"errors"
	"strings"
	"testing"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

const head = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
	` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"` +
	` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
	` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>`

// p makes a paragraph of runs that are in bold where they stand between
// asterisks.
func p(props, text string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	if props != "" {
		b.WriteString("<w:pPr>" + props + "</w:pPr>")
	}
	for i, s := range strings.Split(text, "*") {
		if s == "" {
			continue
		}
		b.WriteString("<w:r>")
		if i%2 == 1 {
			b.WriteString("<w:rPr><w:b/></w:rPr>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + s + "</w:t></w:r>")
	}
	b.WriteString("</w:p>")
	return b.String()
}

// list makes numbering properties.
func list(id, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr>`
}

func lvl(i, format, text, more string) string {
	return `<w:lvl w:ilvl="` + i + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/>` + more + `</w:lvl>`
}

const (
	wns     = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	nothing = `<w:suff w:val="nothing"/>`
)

func build(t testing.TB, body, styles, numbering string) []byte {
	return formattest.Zip(t,
		"[Content_Types].xml", "<Types/>",
		"word/document.xml", head+body+"<w:sectPr/></w:body></w:document>",
		"word/styles.xml", "<w:styles"+wns+">"+styles+"</w:styles>",
		"word/numbering.xml", "<w:numbering"+wns+">"+numbering+"</w:numbering>")
}

func TestRead(t *testing.T) {
	outline := `<w:abstractNum w:abstractNumId="0">` +
		lvl("0", "chineseCountingThousand", "%1、", nothing) +
		lvl("1", "chineseCountingThousand", "（%2）", nothing) +
		lvl("2", "decimal", "%3.", "") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>` +
		`<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`
	for _, c := range []struct{ name, body, styles, numbering, want string }{
		{name: "plain paragraphs are trimmed, inner space is kept",
			body: p("", "　　云溪市教育局") + p("", " ") + p("", "各县（市、区）：  收悉 "),
			want: "云溪市教育局\n各县（市、区）：  收悉"},
		{name: "white space without xml:space is layout of the XML",
			body: "<w:p><w:r><w:t>\n  工作\n </w:t></w:r><w:r><w:t>要点</w:t></w:r></w:p>", want: "工作要点"},
		{name: "bold by run, off by value, runs merged",
			body: p("", "*一、*总则*正文*") + `<w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>甲</w:t></w:r><w:r><w:rPr><w:b w:val="on"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>丙</w:t></w:r></w:p>`,
			want: "*一、*总则*正文*\n甲*乙丙*"},
		{name: "bold of paragraph and character style cancel each other out",
			body: `<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>粗</w:t></w:r><w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>细</w:t></w:r><w:r><w:rPr><w:rStyle w:val="S"/><w:b/></w:rPr><w:t>粗</w:t></w:r></w:p>` +
				`<w:p><w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>强</w:t></w:r><w:r><w:t>常</w:t></w:r></w:p>`,
			styles: `<w:style w:type="paragraph" w:styleId="B"><w:name w:val="base"/><w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="H"><w:name w:val="x"/><w:basedOn w:val="B"/></w:style><w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>`,
			want:   "*粗*细*粗*\n*强*常"},
		{name: "bold document defaults hold",
			body: p("", "全") + `<w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>无</w:t></w:r></w:p>`, styles: `<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>`,
			want: "*全*\n无"},
		{name: "headings by outline level, by name, by own level; centred by style",
			body: p(`<w:pStyle w:val="1"/>`, "甲") + p(`<w:pStyle w:val="2"/>`, "乙") + p(`<w:outlineLvl w:val="2"/>`, "丙") + p(`<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>`, "丁") + p(`<w:pStyle w:val="T"/>`, "题"),
			styles: `<w:style w:type="paragraph" w:styleId="1"><w:name w:val="自定"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>` +
				`<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>`,
			want: "H1: 甲\nH2: 乙\nH3: 丙\n丁\nC: 题"},
		{name: "a default style applies where none is named",
			body: p("", "文"), styles: `<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>`, want: "*文*"},
		{name: "lists number, nest and restart",
			body: p(list("1", "0"), "总体要求") + p(list("1", "1"), "目标") + p(list("1", "2"), "其一") + p(list("1", "2"), "其二") + p(list("1", "1"), "任务") + p(list("1", "2"), "又一") + p(list("1", "0"), "保障") + p(list("2", "0"), "另起") + p(list("2", "0"), "再"),
			want: "A2: 一、总体要求\nA3: （一）目标\nA2: 1.其一\nA2: 2.其二\nA3: （二）任务\nA2: 1.又一\nA2: 二、保障\nA2: 一、另起\nA2: 二、再", numbering: outline},
		{name: "a list by paragraph style, its level from the list, and none by numId 0",
			body:      p(`<w:pStyle w:val="L2"/>`, "甲") + p(`<w:pStyle w:val="L2"/>`, "乙") + p(`<w:pStyle w:val="L2"/><w:numPr><w:numId w:val="0"/></w:numPr>`, "丙"),
			styles:    `<w:style w:type="paragraph" w:styleId="L2"><w:name w:val="x"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>`,
			numbering: `<w:abstractNum w:abstractNumId="3">` + lvl("0", "decimal", "%1、", "") + lvl("1", "decimalEnclosedCircle", "%2", `<w:pStyle w:val="L2"/>`+nothing) + `</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>`,
			want:      "A1: ①甲\nA1: ②乙\n丙"},
		{name: "articles and chapters, with what parts label and text",
			body: p(list("1", "0"), "总则") + p(list("1", "1"), "为了") + p(list("1", "1"), "本市") + p(list("1", "0"), "附则") + p(list("1", "1"), "本办法"),
			numbering: `<w:abstractNum w:abstractNumId="0">` + lvl("0", "chineseCounting", "第%1章", `<w:suff w:val="space"/>`) + lvl("1", "chineseCountingThousand", "第%2条", `<w:lvlRestart w:val="0"/>`) +
				`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
			want: "A3: 第一章 总则\nA3: 第一条 为了\nA3: 第二条 本市\nA3: 第二章 附则\nA3: 第三条 本办法"},
		{name: "legal numbering, letters, override of a level",
			body: p(list("1", "0"), "甲") + p(list("1", "1"), "乙") + p(list("2", "1"), "丙"),
			numbering: `<w:abstractNum w:abstractNumId="0">` + lvl("0", "chineseCountingThousand", "%1", nothing) + lvl("1", "decimal", "%1.%2", `<w:isLgl/>`) + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>` +
				`<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1">` + lvl("1", "lowerLetter", "%2)", "") + `</w:lvlOverride></w:num>`,
			want: "A1: 一甲\nA3: 1.1 乙\nA2: b)丙"},
		{name: "bullets show and number nothing",
			body: p(list("1", "0"), "甲"), numbering: `<w:abstractNum w:abstractNumId="0">` + lvl("0", "bullet", "\uf06c", "") + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
			want: "● 甲"},
		{name: "numbering styles are followed, cycles end",
			body: p(list("1", "0"), "甲") + p(list("2", "0"), "乙"),
			styles: `<w:style w:type="numbering" w:styleId="NS"><w:name w:val="n"/><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>` +
				`<w:style w:type="numbering" w:styleId="C"><w:name w:val="c"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`,
			numbering: `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="NS"/></w:abstractNum><w:abstractNum w:abstractNumId="5">` + lvl("0", "upperRoman", "%1.", "") + `</w:abstractNum>` +
				`<w:abstractNum w:abstractNumId="6"><w:numStyleLink w:val="C"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num>`,
			want: "A2: I.甲\n乙"},
		{name: "tracked changes: insertions in, deletions out, a deleted mark joins",
			body: `<w:p><w:r><w:t>新增</w:t></w:r><w:del><w:r><w:delText>三十</w:delText></w:r></w:del><w:ins><w:r><w:t>五十</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>所</w:t></w:r></w:moveTo></w:p>` +
				`<w:p><w:pPr>` + list("1", "0") + `<w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>` + p(list("1", "0"), "后半") +
				`<w:p><w:pPr><w:pPrChange><w:pPr>` + list("1", "0") + `</w:pPr></w:pPrChange></w:pPr><w:r><w:t>无号</w:t></w:r></w:p>`,
			numbering: outline, want: "新增五十所\nA2: 一、前半后半\n无号"},
		{name: "hidden text, references to notes and comments, ruby, symbols, hyphens",
			body: `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>校园</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r>` +
				`<w:r><w:ruby><w:rt><w:r><w:t>xi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>溪</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:r><w:t>2025</w:t><w:noBreakHyphen/><w:t>2026</w:t><w:softHyphen/></w:r></w:p>`,
			want: "校园溪✓2025-2026"},
		{name: "fields show their results, circled characters what they draw",
			body: `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF a </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
				`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \o\ac(○,3) </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr=" DATE "><w:r><w:t>今日</w:t></w:r></w:fldSimple></w:p>` +
				`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>BROKEN</w:instrText></w:r></w:p>` + p("", "后文"),
			want: "12③今日\n后文"},
		{name: "a table of contents is navigation",
			body: p("", "目 录") + `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \o "1-2" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>一、总则</w:t><w:tab/><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>二、附则2</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>` +
				`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + p("", "三、目 9") + `</w:sdtContent></w:sdt>` +
				p(`<w:pStyle w:val="T1"/>`, "四、五 7") + p(`<w:pStyle w:val="T1"/>`, "文"),
			styles: `<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>`, want: "文"},
		{name: "breaks: between sentences they end a paragraph, in titles and wrapped lines not",
			body: `<w:p><w:r><w:t>联系人：张三。</w:t><w:br/><w:t>电话：123</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>云溪市教育局关于印发</w:t><w:br/><w:t>工作要点的通知</w:t></w:r></w:p>` +
				`<w:p><w:r><w:t>坚持以提高质量为核心任务全面深化教育领域综合改革推动</w:t><w:br/><w:t>发展</w:t></w:r></w:p><w:p><w:r><w:t>此致</w:t><w:br w:type="page"/><w:t>附件</w:t></w:r></w:p>`,
			want: "联系人：张三。\n电话：123\nC: 云溪市教育局关于印发工作要点的通知\n坚持以提高质量为核心任务全面深化教育领域综合改革推动发展\n此致\n附件"},
		{name: "links, controls and smart tags are text; prompts are not",
			body: `<w:p><w:hyperlink><w:r><w:t>网</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>址</w:t></w:r></w:smartTag><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>内</w:t></w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击</w:t></w:r></w:sdtContent></w:sdt></w:p><w:sdt><w:sdtContent>` + p("", "块") + `</w:sdtContent></w:sdt>`,
			want: "网址内\n块"},
		{name: "a text box once, WordArt, DrawingML text not taken for Word's",
			body: `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:t>形</a:t><wps:txbx><w:txbxContent>` + p("", "框") + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + p("", "框") + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r></w:p>` +
				`<w:p><w:r><w:pict><v:shape style="margin-top:-20pt"><v:textpath string="云溪市文件"/></v:shape></w:pict></w:r><w:r><w:t>后</w:t></w:r></w:p>`,
			want: "文\n框\n云溪市文件\n后"},
		{name: "formulas", body: `<w:p><m:oMath><m:r><m:t>a</m:t></m:r></m:oMath><w:r><w:t>≥1</w:t></w:r></w:p>`, want: "a≥1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(context.Background(), build(t, c.body, c.styles, c.numbering), format.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.Check(t, got.Blocks, c.want)
		})
	}
}

func tc(props string, paras ...string) string {
	return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + strings.Join(paras, "") + "</w:tc>"
}

func TestTables(t *testing.T) {
	grid := func(w ...string) string {
		s := "<w:tbl><w:tblGrid>"
		for _, v := range w {
			s += `<w:gridCol w:w="` + v + `"/>`
		}
		return s + "</w:tblGrid>"
	}
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	one := func(s string) string { return tc("", p("", s)) }
	for _, c := range []struct{ name, body, want string }{
		{"rows, numbering alone in a cell, paragraphs of a cell",
			grid("900", "900", "900") + row(one("*序号*"), one("任务"), tc("", p("", "责任"), p("", "单位"))) + row(tc("", p(list("1", "0"), "")), one("建校"), tc("", p("", "人事股"), p("", "财政局"))) + row(tc("", p(list("1", "0"), "")), one("招生"), one("")) + "</w:tbl>" + p("", "后"),
			"R1: *序号*|任务|责任单位\nR1 A1: 1|建校|人事股 财政局\nR1 A1: 2|招生\n后"},
		{"merges: across leaves columns empty, down repeats",
			grid("900", "900", "900") + row(one("任务"), tc(`<w:gridSpan w:val="2"/>`, p("", "单位"))) + row(one("甲"), one("牵头"), tc(`<w:vMerge w:val="restart"/>`, p("", "*财*政"))) + row(one("乙"), one("配合"), tc(`<w:vMerge/>`, "<w:p/>")) + row(one("丙"), one(""), one("")) + "</w:tbl>",
			"R1: 任务|单位\nR1: 甲|牵头|*财*政\nR1: 乙|配合|*财*政\nR1: 丙"},
		{"borders that miss each other by a hair are one",
			grid("900", "60", "900") + row(one("甲"), tc(`<w:gridSpan w:val="2"/>`, p("", "乙"))) + row(tc(`<w:gridSpan w:val="2"/>`, p("", "丙")), one("丁")) + "</w:tbl>",
			"R1: 甲|乙\nR1: 丙|丁"},
		{"a frame of one column is paragraphs; tables are counted; nested ones fold into their cell",
			grid("900") + row(one("专栏")) + row(one("项目")) + "</w:tbl>" + grid("900", "900") + row(one("甲"), tc("", grid("400", "400")+row(one("子"), one("丑"))+"</w:tbl>", "<w:p/>")) + "</w:tbl>" + p("", "间") + grid("9", "9") + row(one("乙"), one("丙")) + "</w:tbl>",
			"专栏\n项目\nR1: 甲|子 丑\n间\nR2: 乙|丙"},
		{"deleted rows are out; spans beyond reason are cut",
			grid("900", "900") + "<w:tr><w:trPr><w:del/></w:trPr>" + one("旧") + one("行") + "</w:tr>" + row(tc(`<w:gridSpan w:val="999999999"/>`, p("", "全"))) + row(one("甲"), one("乙")) + "</w:tbl>",
			"R1: 全\nR1: 甲|乙"},
	} {
		t.Run(c.name, func(t *testing.T) {
			numbering := `<w:abstractNum w:abstractNumId="0">` + lvl("0", "decimal", "%1", "") + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
			got, err := Read(context.Background(), build(t, c.body, "", numbering), format.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.Check(t, got.Blocks, c.want)
			for _, b := range got.Blocks {
				if strings.HasPrefix(b.Text, "乙\t配合") && (len(b.Carried) != 1 || b.Carried[0] != (format.Span{Start: 5, End: 7})) {
					t.Errorf("carried %v", b.Carried)
				}
			}
		})
	}
}

// Producers name parts and prefixes as they like.
func TestOtherProducers(t *testing.T) {
	strict := `<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>甲</x:t></x:r></x:p></x:body></x:document>`
	got, err := Read(context.Background(), formattest.Zip(t,
		"[Content_Types].xml", "<Types/>",
		"_rels/.rels", `<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/Document2.xml"/></Relationships>`,
		"word/document2.xml", strict), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Check(t, got.Blocks, "甲")
}

func TestRefusals(t *testing.T) {
	good := build(t, p("", "文"), "", "")
	for _, c := range []struct {
		name string
		data []byte
		lim  format.Limits
		want format.Code
	}{
		{"not a zip", []byte("PK\x03\x04 no"), format.Limits{}, format.CodeDamaged},
		{"no document part", formattest.Zip(t, "[Content_Types].xml", "<Types/>"), format.Limits{}, format.CodeDamaged},
		{"cut off", formattest.Zip(t, "word/document.xml", head+p("", "文")), format.Limits{}, format.CodeDamaged},
		{"entities", formattest.Zip(t, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "b">]>`+head+p("", "&a;")+"</w:body></w:document>"), format.Limits{}, format.CodeDamaged},
		{"no text", build(t, "", "", ""), format.Limits{}, format.CodeEmpty},
		{"too deep", build(t, strings.Repeat("<w:sdt><w:sdtContent>", 200)+p("", "文")+strings.Repeat("</w:sdtContent></w:sdt>", 200), "", ""), format.Limits{}, format.CodeTooLarge},
		{"too much expansion", good, format.Limits{Expanded: 100}, format.CodeTooLarge},
		{"too many members", good, format.Limits{Entries: 2}, format.CodeTooLarge},
		{"too much text", build(t, strings.Repeat(p("", "很长的文字"), 50), "", ""), format.Limits{TextRunes: 20}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), c.data, c.lim)
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != c.want || fe.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, build(t, strings.Repeat(p("", "文"), 3000), "", ""), format.Limits{}); err == nil {
		t.Error("a cancelled reading went on")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(p(list("1", "0"), "甲*乙*"), `<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="1"/></w:style>`, `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Add(`<w:tbl><w:tr>`+tc(`<w:vMerge/>`, p("", "丁"))+tc(`<w:gridSpan w:val="3"/>`, p("", "戊"))+`</w:tr></w:tbl>`, "", "")
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		got, err := Read(context.Background(), build(t, body, styles, numbering), format.Limits{Expanded: 1 << 20, TextRunes: 1 << 16})
		if err == nil {
			formattest.Obligations(t, got.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	para := p(list("1", "0"), "*加强基层党组织建设。*制定出台工作方案，推进基层党组织标准化、规范化建设，开展争先创优活动。")
	data := build(b, strings.Repeat(para, 500), "", `<w:abstractNum w:abstractNumId="0">`+lvl("0", "decimal", "%1.", "")+`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	b.SetBytes(int64(500 * len(para)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
