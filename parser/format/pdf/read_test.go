package pdf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yaodian/parser/format"
)

const (
	body1 = "坚持以服务群众为中心，深化社区网格管理，推动城乡公共服务向基层延伸，全年新建社区食堂十二家，改造老旧小区三十个，让居民在家门口就能办成事、办好事。"
	body2 = "加强河湖治理，完成云溪河上游十公里河道清淤，沿岸新增绿道八公里，水质稳定达到三类标准以上，健全河长巡查制度。"
)

func texts(t *testing.T, data []byte) []string {
	t.Helper()
	c := read(t, data)
	var out []string
	for _, b := range c.Blocks {
		out = append(out, b.Text)
	}
	return out
}

func read(t *testing.T, data []byte) *format.Content {
	t.Helper()
	c, err := Read(context.Background(), data, format.Limits{})
	if err != nil {
		t.Fatalf("%v (%v)", err, errors.Unwrap(err))
	}
	return c
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// notice is an invented notice of three pages with running heads, page
// numbers, a title on two lines and a paragraph that goes on over a page.
func notice() *builder {
	b := newBuilder()
	b.uniFont("STFangsong")
	b.uniFont("SimHei")
	rest := body1 + body2
	for n := range 3 {
		p := newTypeset()
		p.content.WriteString(at(1, 10, 400, 800, "云溪市城市管理局文件"))
		if n == 0 {
			p.content.WriteString(at(2, 22, 150, 740, "云溪市城市管理局关于印发二〇"))
			p.content.WriteString(at(2, 22, 194, 706, "二五年工作要点的通知"))
			p.y = 640
			p.para("各区城市管理局，各直属单位：")
		}
		for p.y > 120 {
			p.para(rest)
		}
		p.content.WriteString(at(1, 14, 270, 40, fmt.Sprintf("— %d —", n+1)))
		b.page(p.content.String())
	}
	return b
}

func TestReadNotice(t *testing.T) {
	c := read(t, notice().bytes())
	if c.Pages != 3 || c.MediaType != MediaType {
		t.Errorf("pages %d, media type %s", c.Pages, c.MediaType)
	}
	title := c.Blocks[0]
	if title.Text != "云溪市城市管理局关于印发二〇二五年工作要点的通知" || !title.Centered {
		t.Errorf("title %+v", title)
	}
	if want := []format.Span{{Start: 0, End: 24}}; !slices.Equal(title.Bold, want) {
		t.Errorf("a heading face is not bold: %v", title.Bold)
	}
	for i, b := range c.Blocks[1:] {
		switch {
		case i == 0 && b.Text == "各区城市管理局，各直属单位：":
		case b.Text == body1+body2:
		default:
			t.Errorf("block %d: %q", i+1, b.Text)
		}
	}
}

func TestParagraphGoesOnOverThePage(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	long := []rune(strings.Repeat(body1, 3))
	first := 26 + 28*3
	p := newTypeset()
	p.para(body2)
	p.para(body2)
	p.y = 204
	p.para(string(long[:first]))
	b.page(p.content.String())
	q := newTypeset()
	for i, r := 0, long[first:]; len(r) > 0; i++ {
		n := min(28, len(r))
		q.content.WriteString(at(1, 16, 80, 740-28*float64(i), string(r[:n])))
		r = r[n:]
	}
	b.page(q.content.String())
	same(t, texts(t, b.bytes()), []string{body2, body2, string(long)})
}

func TestColumnsAreReadOneAfterTheOther(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	var left, right, c strings.Builder
	for i := range 12 {
		y := 740 - 24*float64(i)
		l, r := []rune(strings.Repeat(body1, 5))[14*i:14*i+14], []rune(strings.Repeat(body2, 5))[14*i:14*i+14]
		left.WriteString(string(l))
		right.WriteString(string(r))
		c.WriteString(at(1, 14, 80, y, string(l)))
		c.WriteString(at(1, 14, 310, y, string(r)))
	}
	b.page(c.String())
	got := strings.Join(texts(t, b.bytes()), "")
	if got != left.String()+right.String() {
		t.Errorf("columns are mixed: %s", got)
	}
}

func box(x, y, w, h float64) string { return fmt.Sprintf("%g %g %g %g re S\n", x, y, w, h) }

func TestRuledTable(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	var c strings.Builder
	c.WriteString(at(1, 16, 112, 740, "任务分解如下："))
	cells := [][3]string{{"序号", "任务", "责任单位"}, {"1", "新建口袋公园", "园林处"}, {"2", "改造公厕二十", "环卫处"}}
	for r, row := range cells {
		y := 700 - 40*float64(r)
		for k, s := range row {
			x := 80 + 120*float64(k)
			c.WriteString(box(x, y-20, 120, 40))
			c.WriteString(at(1, 12, x+8, y, s))
		}
	}
	// The second line of a cell.
	c.WriteString(at(1, 12, 208, 606, "座"))
	c.WriteString(at(1, 16, 112, 540, "以上任务年底前完成。"))
	b.page(c.String())
	got := read(t, b.bytes())
	want := []string{"任务分解如下：", "序号\t任务\t责任单位", "1\t新建口袋公园\t园林处", "2\t改造公厕二十座\t环卫处", "以上任务年底前完成。"}
	var all []string
	for i, x := range got.Blocks {
		all = append(all, x.Text)
		if row := i > 0 && i < 4; row != (x.Kind == format.Row) || row != (x.Table == 1) {
			t.Errorf("block %d: kind %v table %d", i, x.Kind, x.Table)
		}
	}
	same(t, all, want)
}

func TestFootnotesAndDeletionsAreLeftOut(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	c := at(1, 16, 80, 700, "推进一网统管") + at(1, 8, 176, 707, "1") + at(1, 16, 184, 700, "，提升治理效能旧字。") +
		"296 706 m 328 706 l S\n" + // strikes 旧字 out
		at(1, 16, 80, 672, "完善城市运行监测平台，接入全部公共视频。") +
		"80 130 m 200 130 l S\n" + at(1, 12, 80, 110, "1一网统管指以数据支撑的城市运行管理。")
	b.page(c)
	got := strings.Join(texts(t, b.bytes()), "")
	if want := "推进一网统管，提升治理效能。完善城市运行监测平台，接入全部公共视频。"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestWatermarksDoublesAndSideways(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	c := at(1, 16, 80, 700, "落实安全生产责任") + at(1, 16, 80.4, 700, "落实安全生产责任") +
		"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm " + hexText("内部资料") + " Tj ET\n"
	b.page(c)
	got := read(t, b.bytes())
	if len(got.Blocks) != 1 || got.Blocks[0].Text != "落实安全生产责任" || len(got.Blocks[0].Bold) != 1 {
		t.Errorf("%+v", got.Blocks)
	}
	// A landscape page drawn sideways.
	b = newBuilder()
	b.uniFont("STFangsong")
	b.page("BT /F1 16 Tf 0 1 -1 0 200 100 Tm " + hexText("横排的第一行。") + " Tj ET BT /F1 16 Tf 0 1 -1 0 230 100 Tm " + hexText("第二行在下面。") + " Tj ET\n")
	same(t, texts(t, b.bytes()), []string{"横排的第一行。第二行在下面。"})
}

func TestRenderModeIsBoldUntilRestored(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	b.page("q 2 Tr " + at(1, 16, 80, 700, "一是抓规划。") + "Q " + at(1, 16, 176, 700, "编制片区规划。"))
	got := read(t, b.bytes()).Blocks
	if len(got) != 1 || got[0].Text != "一是抓规划。编制片区规划。" || !slices.Equal(got[0].Bold, []format.Span{{Start: 0, End: 6}}) {
		t.Errorf("%+v", got)
	}
}

func TestActualTextAndArtifacts(t *testing.T) {
	b := newBuilder()
	b.uniFont("STFangsong")
	b.page("/Span <</ActualText <FEFF4E916EAA>>> BDC " + at(1, 16, 80, 700, "※※※") + "EMC " + at(1, 16, 128, 700, "市民服务中心") +
		"/Artifact <</Type/Pagination/Subtype/Footer>> BDC " + at(1, 16, 80, 60, "机密页脚") + "EMC ")
	same(t, texts(t, b.bytes()), []string{"云溪市民服务中心"})
}

func TestRefusals(t *testing.T) {
	image := newBuilder()
	image.page("q 500 0 0 700 40 40 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q")
	garbage := newBuilder()
	garbage.font("<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>")
	garbage.page("BT /F1 16 Tf 80 700 Td <" + strings.Repeat("00810082008300840085", 8) + "> Tj ET")
	locked := notice()
	enc := locked.add("<</Filter/Standard/V 2/R 3/Length 128/P -44/O(" + strings.Repeat("o", 32) + ")/U(" + strings.Repeat("u", 32) + ")>>")
	locked.tail = fmt.Sprintf("/Encrypt %d 0 R/ID[(0123456789abcdef)(0123456789abcdef)]", enc)
	tests := []struct {
		name  string
		data  []byte
		lim   format.Limits
		code  format.Code
		words string
	}{
		{"scan", image.bytes(), format.Limits{}, format.CodeNoTextLayer, "no text layer"},
		{"no map", garbage.bytes(), format.Limits{}, format.CodeUnreliable, "unreliable"},
		{"password", locked.bytes(), format.Limits{}, format.CodePassword, "password"},
		{"header only", []byte("%PDF-1.4\n"), format.Limits{}, format.CodeDamaged, "damaged"},
		{"too large", notice().bytes(), format.Limits{Bytes: 100}, format.CodeTooLarge, "limit"},
		{"too much text", notice().bytes(), format.Limits{TextRunes: 50}, format.CodeTooLarge, "limits"},
	}
	for _, tt := range tests {
		_, err := Read(context.Background(), tt.data, tt.lim)
		var fe *format.Error
		if !errors.As(err, &fe) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if tt.name == "header only" {
			tt.words = "no document"
		}
		if fe.Code != tt.code || !strings.Contains(fe.Message, tt.words) {
			t.Errorf("%s: %s (%v), want %s with %q", tt.name, fe, fe.Err, tt.code, tt.words)
		}
	}
}

// What would make the library loop or fill the memory never reaches it.
func TestHazards(t *testing.T) {
	good := string(notice().bytes())
	at := good[strings.LastIndex(good, "startxref")+10:]
	offset, _, _ := strings.Cut(at, "\n")
	tests := map[string]string{
		"huge size":         strings.Replace(good, "/Size ", "/Size 9999999", 1),
		"cycle of sections": strings.Replace(good, "/Root 1 0 R", "/Root 1 0 R/Prev "+offset, 1),
		"huge subsection":   strings.Replace(good, "xref\n0 ", "xref\n900000000 ", 1),
		"no end":            strings.Replace(good, "%%EOF", "", 1),
		"startxref beyond":  strings.Replace(good, "startxref\n"+offset, "startxref\n99999999", 1),
	}
	for name, data := range tests {
		if _, err := prepare([]byte(data)); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	for name, data := range map[string]string{
		"as is": good, "junk before": "\r\njunk\n" + good, "junk behind": good + strings.Repeat("\x00", 500),
		"version 2.0": strings.Replace(good, "%PDF-1.7", "%PDF-2.0", 1),
	} {
		if _, err := prepare([]byte(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBudgets(t *testing.T) {
	bomb := newBuilder()
	bomb.uniFont("STFangsong")
	x := 0
	for range 12 { // each form shows the one before ten times
		body := "BT ET"
		res := ""
		if x > 0 {
			body = strings.Repeat("/X Do ", 10)
			res = fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>>>", x)
		}
		x = bomb.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]"+res, body)
	}
	c := bomb.stream("", "/X Do")
	bomb.pages = append(bomb.pages, bomb.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</XObject<</X %d 0 R>>>>>>", c, x)))
	_, err := Read(context.Background(), bomb.bytes(), format.Limits{})
	var fe *format.Error
	if !errors.As(err, &fe) || fe.Code != format.CodeTooLarge {
		t.Errorf("forms in forms: %v", err)
	}
	stream := newBuilder()
	stream.uniFont("STFangsong")
	stream.page(strings.Repeat("q Q ", 30_000))
	if _, err := Read(context.Background(), stream.bytes(), format.Limits{Expanded: 10_000}); !errors.As(err, &fe) || fe.Code != format.CodeTooLarge {
		t.Errorf("expansion: %v", err)
	}
}

func BenchmarkRead(b *testing.B) {
	doc := newBuilder()
	doc.uniFont("STFangsong")
	const pages = 50
	for n := range pages {
		p := newTypeset()
		for p.y > 120 {
			p.para(body1 + body2)
		}
		p.content.WriteString(at(1, 14, 270, 40, fmt.Sprintf("— %d —", n+1)))
		doc.page(p.content.String())
	}
	data := doc.bytes()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pages)*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// The second engine reads the same paragraphs, weights and tables as the first
// where the cross-reference is lost.
func TestSecondEngine(t *testing.T) {
	b := notice()
	b.page(box(80, 680, 120, 40) + box(200, 680, 120, 40) + at(1, 12, 88, 696, "序号") + at(1, 12, 208, 696, "任务") +
		box(80, 640, 120, 40) + box(200, 640, 120, 40) + at(1, 12, 88, 656, "十一") + at(1, 12, 208, 656, "修复河道"))
	good := b.bytes()
	want := read(t, good)
	i := strings.LastIndex(string(good), "startxref")
	broken := append(slices.Clone(good[:i]), "startxref\n7\n%%EOF\n"...)
	if _, err := guarded(context.Background(), broken, format.DefaultLimits); err == nil {
		t.Fatal("the first engine reads it")
	}
	got := read(t, broken)
	if len(got.Blocks) != len(want.Blocks) {
		t.Fatalf("%d blocks, want %d", len(got.Blocks), len(want.Blocks))
	}
	for i, w := range want.Blocks {
		g := got.Blocks[i]
		if g.Text != w.Text || g.Kind != w.Kind || !slices.Equal(g.Bold, w.Bold) || g.Centered != w.Centered {
			t.Errorf("block %d: %+v, want %+v", i, g, w)
		}
	}
}
