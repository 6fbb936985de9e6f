package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// one reads a single line of text shown with one font.
func one(t *testing.T, b *builder, operand string) string {
	t.Helper()
	b.page("BT /F1 16 Tf 80 700 Td " + operand + " Tj ET")
	return strings.Join(texts(t, b.bytes()), "|")
}

func composite(encoding, ordering string) *builder {
	b := newBuilder()
	b.font(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/%s/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 2>>/DW 1000>>]>>", encoding, ordering))
	return b
}

func hexBytes(b []byte) string { return fmt.Sprintf("<%X>", b) }

// Every predefined CMap spells the same sentence.
func TestPredefinedEncodings(t *testing.T) {
	const simple, traditional = "云溪市2025年工作要点：新增绿道8公里。", "雲溪市工作要點：新增綠道八公里。"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(simple))
	big5, _ := traditionalchinese.Big5.NewEncoder().Bytes([]byte(traditional))
	utf32 := "<"
	for _, r := range simple {
		utf32 += fmt.Sprintf("%08X", r)
	}
	tests := []struct{ encoding, ordering, operand, want string }{
		{"GB-EUC-H", "GB1", hexBytes(gb), simple},
		{"GBK-EUC-H", "GB1", hexBytes(gb), simple},
		{"GBKp-EUC-H", "GB1", hexBytes(gb), simple},
		{"GBK2K-H", "GB1", hexBytes(gb), simple},
		{"UniGB-UCS2-H", "GB1", hexText(simple), simple},
		{"UniGB-UTF16-H", "GB1", hexText("𠮷" + simple), "𠮷" + simple},
		{"UniGB-UTF8-H", "GB1", hexBytes([]byte(simple)), simple},
		{"UniGB-UTF32-H", "GB1", utf32 + ">", simple},
		{"ETen-B5-H", "CNS1", hexBytes(big5), traditional},
		{"UniCNS-UCS2-H", "CNS1", hexText(traditional), traditional},
	}
	for _, tt := range tests {
		if got := one(t, composite(tt.encoding, tt.ordering), tt.operand); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.encoding, got, tt.want)
		}
	}
}

// Identity-H over Adobe's collections without a map: CIDs are looked up.
func TestCIDsWithoutMap(t *testing.T) {
	for ordering, want := range map[string]string{"GB1": "全市统筹推进重点工作", "CNS1": "全市統籌推進重點工作", "Japan1": "全市工作計画推進"} {
		operand := "<"
		for _, r := range want {
			operand += fmt.Sprintf("%04X", textCIDs()[ordering][r])
		}
		if got := one(t, composite("Identity-H", ordering), operand+">"); got != want {
			t.Errorf("%s: %s, want %s", ordering, got, want)
		}
	}
	if n := len(cidTables()["GB1"]); n < 30_000 {
		t.Errorf("GB1 has %d CIDs", n)
	}
	// 1 is the space and 34 the A in all three.
	for name, table := range cidTables() {
		if table[1] != ' ' || table[34] != 'A' {
			t.Errorf("%s: CID 1 is %q, 34 is %q", name, table[1], table[34])
		}
	}
}

// ToUnicode comes before everything, also beside an encoding dictionary, and
// its radicals are folded.
func TestToUnicodeFirst(t *testing.T) {
	b := newBuilder()
	m := b.stream("", "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "+
		"2 beginbfchar <41> <4E91> <42> <2EE9> endbfchar 1 beginbfrange <43> <45> <6C34> endbfrange "+
		"1 beginbfrange <50> <51> [<516C> <5712>] endbfrange endcmap")
	b.font(fmt.Sprintf("<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Song/FirstChar 65/LastChar 90/Widths[%s]/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[65/A/B]>>/ToUnicode %d 0 R>>", strings.Repeat("1000 ", 26), m))
	if got := one(t, b, "(ABCDEPQ)"); got != "云黄水氵氶公園" {
		t.Errorf("got %s", got)
	}
}

func TestDifferences(t *testing.T) {
	b := newBuilder()
	b.font("<</Type/Font/Subtype/Type1/BaseFont/Song/FirstChar 1/LastChar 6/Widths[1000 1000 1000 500 500 500]/Encoding<</Differences[1/uni4E91/uni6EAA/uni5E02/two/zero/percent]>>>>")
	if got := one(t, b, "<010203040506>"); got != "云溪市20%" {
		t.Errorf("got %s", got)
	}
}

// Two pages may mean two fonts by one name.
func TestFontsAreNotSharedByName(t *testing.T) {
	b := newBuilder()
	b.font("<</Type/Font/Subtype/Type1/BaseFont/A/FirstChar 1/LastChar 2/Widths[1000 1000]/Encoding<</Differences[1/uni4E91/uni6EAA]>>>>")
	b.page("BT /F1 16 Tf 80 700 Td <0102> Tj ET")
	b.fonts = nil
	other := b.add("<</Type/Font/Subtype/Type1/BaseFont/A/FirstChar 1/LastChar 2/Widths[1000 1000]/Encoding<</Differences[1/uni6CB3/uni6D41]>>>>")
	b.fonts = []string{fmt.Sprintf("/F1 %d 0 R", other)}
	b.page("BT /F1 16 Tf 80 700 Td <0102> Tj ET")
	if got := strings.Join(texts(t, b.bytes()), ""); got != "云溪河流" {
		t.Errorf("got %s", got)
	}
}

func TestGlyphText(t *testing.T) {
	for name, want := range map[string]string{
		"A": "A", "uni4E91": "云", "u20BB7": "𠮷", "uni4E916EAA": "云溪", "f_i": "fi", "one.oldstyle": "1", "percent": "%",
		"g123": "", "unknown": "", "_": "", "uniZZZZ": "", "": "",
	} {
		if got := string(glyphText(name)); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	names := strings.Fields(glyphNames)
	seen := map[string]bool{}
	for _, pair := range names {
		name, _, ok := strings.Cut(pair, "=")
		if !ok || seen[name] {
			t.Errorf("entry %q is malformed or repeated", pair)
		}
		seen[name] = true
	}
}

func TestFaces(t *testing.T) {
	tests := []struct {
		name          string
		bold, heading bool
	}{
		{"SimHei", false, true}, {"FZXBSJW--GB1-0", false, true}, {"NotoSansCJKsc-Bold", true, false},
		{"MicrosoftYaHei-Bold", true, true}, {"STSong-Light", false, false}, {"FangSong_GB2312", false, false}, {"KaiTi_GB2312", false, false},
	}
	for _, tt := range tests {
		if bold, heading := Face(tt.name); bold != tt.bold || heading != tt.heading {
			t.Errorf("%s: bold %v heading %v", tt.name, bold, heading)
		}
	}
}

func TestCMap(t *testing.T) {
	m := parseCMap([]byte(`/WMode 1 def
1 begincodespacerange <00> <80> endcodespacerange
1 begincodespacerange <8140> <FEFE> endcodespacerange
2 beginbfrange <0041> <0043> <4E00> <0050> <0060> [<4E01> <D842DFB7>] endbfrange
1 beginbfchar <01> <00660069> endbfchar
1 begincidrange <8140> <8150> 100 endcidrange
1 begincidchar <9000> 7 endcidchar
/GBK-EUC-H usecmap`))
	if !m.vertical || m.use != "GBK-EUC-H" {
		t.Errorf("vertical %v, use %q", m.vertical, m.use)
	}
	for c, want := range map[uint32]string{0x41: "一", 0x43: "丂", 0x50: "丁", 0x51: "𠮷", 0x52: "", 0x44: ""} {
		if got := string(m.text(c, 2)); got != want {
			t.Errorf("%04X: %q, want %q", c, got, want)
		}
	}
	if got := string(m.text(1, 1)); got != "fi" {
		t.Errorf("ligature %q", got)
	}
	if got := m.text(0x41, 1); got != nil {
		t.Errorf("a code of one byte is not one of two: %q", string(got))
	}
	for c, want := range map[uint32]uint32{0x8140: 100, 0x8150: 116, 0x9000: 7} {
		if got, ok := m.cid(c, 2); !ok || got != want {
			t.Errorf("cid of %X: %d", c, got)
		}
	}
	for s, want := range map[string]int{"A": 1, "\x81\x40": 2, "\x81\x20": 0, "\xff": 0} {
		if got := m.split([]byte(s)); got != want {
			t.Errorf("split %x: %d, want %d", s, got, want)
		}
	}
}

func TestLexer(t *testing.T) {
	l := &lexer{data: []byte("/F#31 12.5 -.5 --3 (a\\(b\\)\\101\\\n(c)) <4e9> [1 2] <</K true>> Tj % comment\n'")}
	var got []string
	for {
		k := l.next()
		if k.kind == tokEOF {
			break
		}
		switch k.kind {
		case tokNumber:
			got = append(got, fmt.Sprint(k.num))
		case tokName:
			got = append(got, "/"+string(k.b))
		case tokString:
			got = append(got, fmt.Sprintf("(%s)", k.b))
		case tokOp:
			got = append(got, string(k.b))
		default:
			got = append(got, []string{tokArray: "[", tokArrayEnd: "]", tokDict: "<<", tokDictEnd: ">>"}[k.kind])
		}
	}
	want := []string{"/F1", "12.5", "-0.5", "-3", "(a(b)A(c))", "(N\x90)", "[", "1", "2", "]", "<<", "/K", "true", ">>", "Tj", "'"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestQuality(t *testing.T) {
	tests := []struct {
		text string
		poor bool
	}{
		{strings.Repeat("全市统筹推进重点工作，", 9), false},
		{strings.Repeat("Public services for residents. ", 9), false},
		{strings.Repeat("雲溪市推動重點工程建設，", 9), false},
		{strings.Repeat("\uFFFD\uFFFD工作", 9), true},
		{strings.Repeat("\uE123\uE200市", 9), true},
		{strings.Repeat("ÖÐ¹úÕþ¸®¹¤×÷", 9), true},
		{strings.Repeat("佧鞲犛觜髹鬣鼙黥", 9), true},
		{"", false},
	}
	for _, tt := range tests {
		var q quality
		for _, r := range tt.text {
			q.add(r)
		}
		if q.poor() != tt.poor {
			t.Errorf("%.20q: poor %v", tt.text, q.poor())
		}
	}
}

func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <4E91> endbfchar"), uint32(0x41))
	f.Add([]byte("1 beginbfrange <0000> <FFFF> <0000> endbfrange"), uint32(7))
	f.Add([]byte("1 beginbfrange <00> <FFFFFFFF> [<41> <"), uint32(7))
	f.Add([]byte("1 begincidrange <00> <10> -5 endcidrange /X usecmap"), uint32(3))
	f.Fuzz(func(t *testing.T, data []byte, c uint32) {
		m := parseCMap(data)
		for n := 1; n <= 4; n++ {
			m.text(c, n)
			m.cid(c, n)
		}
		if n := m.split(data); n < 0 || n > 4 {
			t.Errorf("split %d", n)
		}
	})
}

func FuzzBackwardMap(f *testing.F) {
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00cmap\x00\x00\x00\x00\x00\x00\x00\x1c\x00\x00\x00\x20\x00\x00\x00\x01\x00\x03\x00\x01\x00\x00\x00\x0c\x00\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g := backwardMap(data)
		g.text(3)
		g.symbol(3)
	})
}

// FuzzContent runs a content stream through interpreter and layout. Whatever
// it holds, the blocks are valid text with bold ranges inside.
func FuzzContent(f *testing.F) {
	f.Add(at(1, 16, 80, 700, "云溪市") + "q 2 Tr Q BI /W 1 ID x EI 10 10 100 50 re S")
	f.Add("BT /F1 1e9 Tf 0 0 0 0 0 0 Tm <4E91> Tj ET [ ( -300 <4E91 ] TJ")
	f.Add("/Span <</ActualText <FEFF4E91>>> BDC " + at(1, 16, 80, 700, "※※") + "EMC EMC Q Q")
	f.Add(strings.Repeat(box(80, 600, 100, 40)+at(1, 9, 90, 620, "格"), 3) + box(180, 600, 100, 40) + at(1, 9, 190, 620, "子"))
	f.Fuzz(func(t *testing.T, content string) {
		b := newBuilder()
		b.uniFont("STSong")
		b.page(content)
		pages, err := guarded(t.Context(), b.bytes(), small)
		if err != nil {
			return
		}
		blocks, err := layout(pages, small)
		if err != nil {
			return
		}
		for _, x := range blocks {
			n := utf8.RuneCountInString(x.Text)
			last := 0
			for _, s := range x.Bold {
				if s.Start < last || s.End <= s.Start || s.End > n {
					t.Fatalf("bold %v of %d runes in %q", x.Bold, n, x.Text)
				}
				last = s.End
			}
			if x.Text == "" || strings.Contains(x.Text, "\n") {
				t.Fatalf("block %q", x.Text)
			}
		}
	})
}
