package rtf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

const head = `{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}{\f2\fnil\fcharset2 Wingdings;}{\f3\fnil\fcharset136 MingLiU;}}` +
	`{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 toc 1;}{\*\cs3 Strong;}}`

// hex writes text as bytes of the Chinese code page, the way Word does.
func hex(s string) string {
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, c := range []byte(b) {
		fmt.Fprintf(&out, `\'%02x`, c)
	}
	return out.String()
}

// uni writes text as \u with a question mark for older readers.
func uni(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r > 0xFFFF {
			r -= 0x10000
			fmt.Fprintf(&out, `\u%d?\u%d?`, int16(0xD800+r>>10), int16(0xDC00+r&0x3FF))
			continue
		}
		fmt.Fprintf(&out, `\u%d?`, int16(r))
	}
	return out.String()
}

func TestRead(t *testing.T) {
	row := func(defs string, cells ...string) string {
		s := `\trowd` + defs + `\pard\intbl `
		for _, c := range cells {
			s += c + `\cell `
		}
		return s + `\row `
	}
	for _, c := range []struct{ name, body, want string }{
		{"code page and Unicode", hex("云溪市") + uni("教育局") + `\par ` + `\uc2 \u20013\'d6\'d0\uc1 ` + uni("𠮷") + `\par`, "云溪市教育局\n中𠮷"},
		{"a trail byte written as itself; raw bytes", `{\f0 \'81A\'81` + "\x42}" + `\par`, "丄丅"},
		{"the font's character set decides, else the document's", `{\f3 \'a4\'a4}{\f1 \'d6\'d0}\par`, "中中"},
		{"symbol fonts and signs", `{\f2 \'fc}\emdash\ldblquote a\rdblquote\~b\_c\-d\{\}\\\par`, "✓—“a”\u00a0b-cd{}\\"},
		{"bold on and off, kept by groups, taken off by \\plain", `{\b ` + hex("总则") + `}` + hex("正") + `\b\b0 x\b y\plain z\par`, "*总则*正x*y*z"},
		{"bold Han as LibreOffice writes it; right-to-left bold is not", `{\rtlch\ab \ltrch\dbch\ab ` + uni("粗") + `}{\rtlch\ab \ltrch ` + uni("细") + `}\par`, "*粗*细"},
		{"labels of lists", `{\listtext\pard\plain ` + uni("一、") + `\tab}` + hex("总体") + `\par{\pntext\f1 1\tab}` + hex("甲") + `\par{\listtext\f2 \'6c\tab}` + hex("乙") + `\par`, "A2: 一、总体\nA1: 1 甲\n● 乙"},
		{"headings and centring, which \\pard ends", `\pard\s1\outlinelevel0\qc ` + hex("题") + `\par\pard ` + hex("文") + `\par\pard\s1 ` + hex("二") + `\par`, "H1 C: 题\n文\nH1: 二"},
		{"deletions, hidden text, a deleted mark", hex("新增") + `{\deleted ` + hex("三十") + `}` + hex("五十") + `{\v x}\par ` + hex("前") + `{\deleted\par}` + hex("后") + `\par`, "新增五十\n前后"},
		{"what is not text", `{\info{\title x}}{\header h}{\footer f}{\*\generator g;}{\pict 00ff}{\*\unknown u{\b v}}a{\footnote n}{\*\bkmkstart b}{\xe e}b\par`, "ab"},
		{"fields with results, circles, contents", `{\field{\*\fldinst PAGE }{\fldrslt 12}}{\field{\*\fldinst eq \\o\\ac(` + uni("○") + `,2)}}\par\pard\s2 ` + hex("一、总则") + `\tab 1\par\pard a\par`, "12②\na"},
		{"breaks", hex("第一句。") + `\line ` + hex("第二句") + `\page ` + hex("附件") + `\par`, "第一句。\n第二句\n附件"},
		{"tables: columns by border, merges down repeat, a frame is paragraphs",
			row(`\cellx900\cellx1800\cellx2700`, `{\b `+hex("任务")+`}`, hex("单位"), hex("时限")) +
				row(`\cellx900\cellx1800\clvmgf\cellx2700`, hex("甲"), hex("教育局")+`\par `+hex("财政局"), hex("六月")) +
				row(`\cellx900\cellx1800\clvmrg\cellx2700`, hex("乙"), "", "") + row(`\cellx2700`, hex("注")) +
				`\pard ` + hex("间") + `\par` + row(`\cellx900`, hex("框")) + `\pard ` + hex("后") + `\par`,
			"R1: *任务*|单位|时限\nR1: 甲|教育局 财政局|六月\nR1: 乙||六月\nR1: 注\n间\n框\n后"},
		{"text boxes once", hex("文") + `{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard ` + hex("框") + `\par}}{\shprslt{\*\do{\dptxbxtext ` + hex("框") + `\par}}}}` + hex("本") + `\par`, "文本\n框"},
		{"what follows the document is not of it", "a\\par}b\\par{", "a"},
		{"binary data is skipped by its length", `a{\bin3 }}}b}\par`, "ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(context.Background(), []byte(head+c.body+"}"), format.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.Check(t, got.Blocks, c.want)
		})
	}
}

func TestCutOff(t *testing.T) {
	got, err := Read(context.Background(), []byte(head+`{\b `+hex("总则")), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Check(t, got.Blocks, "*总则*")
	if len(got.Warnings) != 1 || got.Warnings[0].Code != "rtf_cut_off" {
		t.Errorf("warnings %v", got.Warnings)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, data string
		lim        format.Limits
		want       format.Code
	}{
		{"not RTF", "plain", format.Limits{}, format.CodeDamaged},
		{"no text", head + "}", format.Limits{}, format.CodeEmpty},
		{"too deep", head + strings.Repeat("{", 1_000_000), format.Limits{}, format.CodeTooLarge},
		{"too much text", head + strings.Repeat(`abc\par `, 1000) + "}", format.Limits{TextRunes: 100}, format.CodeTooLarge},
		{"too large", head + "}", format.Limits{Bytes: 10}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), []byte(c.data), c.lim)
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != c.want || fe.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(head + `\trowd\cellx900\clvmrg\cellx99\pard\intbl a\cell\row{\shp{\*\shpinst{\shptxt b\par}}}\par}`))
	f.Add([]byte(head + `{\field{\*\fldinst TOC}{\fldrslt {\listtext 1.\tab}a\u-3913?\'d6\par}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(context.Background(), data, format.Limits{TextRunes: 1 << 16})
		if err == nil {
			formattest.Obligations(t, got.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	para := `\pard{\listtext 1.\tab}{\b ` + hex("加强基层党组织建设。") + `}` + uni("制定出台工作方案，推进基层党组织标准化、规范化建设。") + `\par `
	data := []byte(head + strings.Repeat(para, 500) + "}")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
