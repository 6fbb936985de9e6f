package ofd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

const (
	root = `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Title>%s</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`
	res  = `<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Fonts><ofd:Font ID="2" FontName="仿宋"/><ofd:Font ID="3" FontName="宋体" Bold="true"/></ofd:Fonts>` +
		`<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9" Width="50" Height="10"><ofd:Content><ofd:TextObject Boundary="0 0 50 10" Font="2" Size="5"><ofd:TextCode X="0" Y="4">复合单元文字</ofd:TextCode></ofd:TextObject></ofd:Content></ofd:CompositeGraphicUnit>` +
		`<ofd:CompositeGraphicUnit ID="8"><ofd:Content><ofd:CompositeObject ResourceID="8"/><ofd:CompositeObject ResourceID="8"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>`
)

// at sets a line of text at a place in millimetres, 5 mm an em.
func at(x, y float64, font int, s string) string {
	return fmt.Sprintf(`<ofd:TextObject ID="1" Boundary="%g %g 150 6" Font="%d" Size="5"><ofd:TextCode X="0" Y="4.4" DeltaX="g %d 5">%s</ofd:TextCode></ofd:TextObject>`, x, y, font, utf8.RuneCountInString(s), s)
}

func sheet(head, objects string) string {
	return `<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">` + head + `<ofd:Content><ofd:Layer Type="Body"><ofd:PageBlock>` + objects + `</ofd:PageBlock></ofd:Layer></ofd:Content></ofd:Page>`
}

func build(t testing.TB, title, common string, pages ...string) []byte {
	doc := `<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>` + common + `</ofd:CommonData><ofd:Pages>`
	parts := []string{"OFD.xml", fmt.Sprintf(root, title), "Doc_0/PublicRes.xml", res, "Doc_0/Tpls/T.xml", sheet("", at(20, 10, 2, "模板上的文字"))}
	for i, p := range pages {
		doc += fmt.Sprintf(`<ofd:Page ID="%d" BaseLoc="Pages/P%d.xml"/>`, i, i)
		parts = append(parts, fmt.Sprintf("Doc_0/Pages/P%d.xml", i), p)
	}
	return formattest.Zip(t, append(parts, "Doc_0/Document.xml", "\ufeff"+doc+`</ofd:Pages></ofd:Document>`)...)
}

func text(t *testing.T, data []byte) string {
	t.Helper()
	c, err := Read(context.Background(), data, format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Obligations(t, c.Blocks)
	return strings.TrimSpace(formattest.Render(c.Blocks))
}

// A notice whose paragraphs wrap, in whole lines and character by character
// out of order, must read the same.
func TestLinesAndScatteredCharacters(t *testing.T) {
	lines := []struct {
		x, y float64
		font int
		s    string
	}{
		{40, 40, 3, "一、加强云溪市教育系统作风建设"},
		{40, 50, 2, "坚持以高质量发展为主线全面推进素质教育改革创新工"},
		{30, 60, 2, "深化教育评价改革推动义务教育优质均衡发展并提高水平质"},
		{30, 70, 2, "建立健全工作机制确保各项任务按期完成。"},
		{40, 80, 2, "各有关单位要认真贯彻执行并及时报告情况不得延误各"},
		{30, 90, 2, "工作进展。"},
	}
	var whole string
	var scattered []string
	for _, l := range lines {
		whole += at(l.x, l.y, l.font, l.s)
		for i, r := range []rune(l.s) {
			scattered = append(scattered, at(l.x+5*float64(i), l.y, l.font, string(r)))
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(scattered), func(i, j int) { scattered[i], scattered[j] = scattered[j], scattered[i] })
	want := "*一、加强云溪市教育系统作风建设*\n坚持以高质量发展为主线全面推进素质教育改革创新工深化教育评价改革推动义务教育优质均衡发展并提高水平质建立健全工作机制确保各项任务按期完成。\n各有关单位要认真贯彻执行并及时报告情况不得延误各工作进展。"
	if got := text(t, build(t, "", "", sheet("", whole))); got != want {
		t.Errorf("in lines: got\n%s", got)
	}
	if got := text(t, build(t, "", "", sheet("", strings.Join(scattered, "")))); got != want {
		t.Errorf("scattered: got\n%s", got)
	}
}

func TestPlacing(t *testing.T) {
	for _, c := range []struct{ name, objects, want string }{
		{"a matrix scales and moves", `<ofd:TextObject Boundary="30 40 90 6" CTM="0.5 0 0 0.5 0 0" Font="2" Size="10"><ofd:TextCode X="0" Y="8" DeltaX="g 5 10">云溪市教育局</ofd:TextCode></ofd:TextObject>` + at(60, 39.6, 2, "文件"), "云溪市教育局文件"},
		{"deltas that run out repeat the last; breaks in the text are none", `<ofd:TextObject Boundary="30 40 90 6" Font="2" Size="5"><ofd:TextCode X="0" Y="4" DeltaX="5 5">` + "\n云溪市教\r\n育局\n" + `</ofd:TextCode></ofd:TextObject>`, "云溪市教育局"},
		{"several codes in one object", `<ofd:TextObject Boundary="30 40 90 20" Font="2" Size="5"><ofd:TextCode X="0" Y="4" DeltaX="g 3 5">第一行。</ofd:TextCode><ofd:TextCode X="0" Y="16" DeltaX="g 2 5">第二行</ofd:TextCode></ofd:TextObject>`, "第一行。第二行"},
		{"text without deltas", `<ofd:TextObject Boundary="30 40 90 6" Font="2" Size="5"><ofd:TextCode X="0" Y="4">云溪市2025年</ofd:TextCode></ofd:TextObject>`, "云溪市2025年"},
		{"invisible objects and slanted watermarks are left out", at(30, 40, 2, "正文在此处") + `<ofd:TextObject Visible="false" Boundary="30 60 90 6" Font="2" Size="5"><ofd:TextCode X="0" Y="4">不可见</ofd:TextCode></ofd:TextObject><ofd:TextObject Boundary="50 90 90 90" CTM="0.7 -0.7 0.7 0.7 0 0" Font="2" Size="5"><ofd:TextCode X="0" Y="4" DeltaX="g 3 5">内部资料</ofd:TextCode></ofd:TextObject>`, "正文在此处"},
		{"composites are placed; one that holds itself ends", `<ofd:CompositeObject Boundary="30 40 50 10" ResourceID="9"/><ofd:CompositeObject Boundary="0 0 10 10" ResourceID="8"/>`, "复合单元文字"},
		{"weight is bold", `<ofd:TextObject Boundary="30 40 90 6" Font="2" Size="5" Weight="700"><ofd:TextCode X="0" Y="4" DeltaX="g 3 5">加粗标题</ofd:TextCode></ofd:TextObject>`, "*加粗标题*"},
	} {
		// Whether two short lines are one paragraph is for package pdf to test.
		if got := strings.ReplaceAll(text(t, build(t, "", "", sheet("", c.objects))), "\n", ""); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTemplates(t *testing.T) {
	use := `<ofd:Template TemplateID="7"/>`
	common := `<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/>`
	if got := text(t, build(t, "", common, sheet(use, at(30, 40, 2, "表单内容")))); got != "模板上的文字\n表单内容" {
		t.Errorf("a form of its own: got %q", got)
	}
	if got := text(t, build(t, "", common, sheet(use, at(30, 40, 2, "第一页。")), sheet(use, at(30, 40, 2, "第二页。")))); strings.Contains(got, "模板") {
		t.Errorf("furniture of two pages: got %q", got)
	}
}

func TestTitleFact(t *testing.T) {
	c, err := Read(context.Background(), build(t, "云溪市工作要点", "", sheet("", at(30, 40, 2, "云溪市工作要点")+at(30, 60, 2, "正文。"))), format.Limits{})
	if err != nil || c.Facts[format.FactTitle] != "云溪市工作要点" || c.Pages != 1 {
		t.Errorf("got %+v, %v", c, err)
	}
	c, err = Read(context.Background(), build(t, "别的文件的标题", "", sheet("", at(30, 40, 2, "云溪市工作要点"))), format.Limits{})
	if err != nil || c.Facts != nil {
		t.Errorf("a title that the page lacks: got %+v, %v", c, err)
	}
}

func TestDeltas(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"g 3 5 2.5", 10, "[5 5 5 2.5]"},
		{"1 g 2 3", 10, "[1 3 3]"},
		{"g 999999999 1", 4, "[1 1 1 1]"},
		{"g 3", 4, "[]"},
		{"NaN 1e300 x", 4, "[0 0 0]"},
	} {
		if got := fmt.Sprint(deltas(c.s, c.n)); got != c.want {
			t.Errorf("deltas(%q, %d) = %s, want %s", c.s, c.n, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	image := `<ofd:ImageObject Boundary="0 0 210 297" ResourceID="5"/>`
	for _, c := range []struct {
		name string
		data []byte
		lim  format.Limits
		want format.Code
	}{
		{"no root", formattest.Zip(t, "x", "y"), format.Limits{}, format.CodeDamaged},
		{"no document", formattest.Zip(t, "OFD.xml", "<OFD/>"), format.Limits{}, format.CodeDamaged},
		{"a scan", build(t, "", "", sheet("", image)), format.Limits{}, format.CodeNoTextLayer},
		{"no text", build(t, "", "", sheet("", "")), format.Limits{}, format.CodeEmpty},
		{"broken pages", build(t, "", "", "<ofd:Page"), format.Limits{}, format.CodeDamaged},
		{"garbage", build(t, "", "", sheet("", at(30, 40, 2, strings.Repeat("\ue123", 20)))), format.Limits{}, format.CodeUnreliable},
		{"encrypted", formattest.Zip(t, "OFD.xml", "<OFD/>", "Encryptions.xml", "<x/>"), format.Limits{}, format.CodePassword},
		{"too many pages", build(t, "", "", sheet("", ""), sheet("", "")), format.Limits{Pages: 1}, format.CodeTooLarge},
		{"too much text", build(t, "", "", sheet("", at(30, 40, 2, strings.Repeat("长", 100)))), format.Limits{TextRunes: 20}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), c.data, c.lim)
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != c.want || fe.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(at(30, 40, 2, "云溪市")+`<ofd:CompositeObject Boundary="30 40 50 10" ResourceID="8"/>`, `<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/>`)
	f.Add(`<ofd:PathObject Boundary="0 0 1 1" Fill="true" Stroke="false"><ofd:AbbreviatedData>M 0 0 L 9 0 C A B Q</ofd:AbbreviatedData></ofd:PathObject>`, "")
	f.Fuzz(func(t *testing.T, objects, common string) {
		c, err := Read(context.Background(), build(t, "", common, sheet(`<ofd:Template TemplateID="7"/>`, objects)), format.Limits{Expanded: 1 << 20, TextRunes: 1 << 16})
		if err == nil {
			formattest.Obligations(t, c.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var objects string
	for i := range 25 {
		objects += at(30, 30+10*float64(i), 2, "制定出台工作方案推进基层党组织标准化规范化建设发")
	}
	pages := make([]string, 20)
	for i := range pages {
		pages[i] = sheet("", objects)
	}
	data := build(b, "", "", pages...)
	b.SetBytes(int64(20 * len(objects)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
