package doc

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

var (
	bold    = sprm(sprmCFBold, 1)
	deleted = sprm(sprmCFRMarkDel, 1)
	hidden  = sprm(sprmCFVanish, 1)
	special = sprm(sprmCFSpec, 1)
	inTable = sprm(sprmPFInTable, 1)
	center  = sprm(sprmPJc, 1)
)

func listed(level byte) []byte { return cat(sprm(sprmPIlvl, level), sprm(sprmPIlfo, 1, 0)) }

// rowEnd makes the properties of a row's end; down are its cells' merges.
func rowEnd(borders []int, down ...int) []byte {
	n := len(borders) - 1
	op := []byte{byte(n)}
	for _, x := range borders {
		op = binary.LittleEndian.AppendUint16(op, uint16(x))
	}
	for i := range n {
		tc := make([]byte, 20)
		if i < len(down) {
			tc[0] = byte(down[i] << 5)
		}
		op = append(op, tc...)
	}
	size := binary.LittleEndian.AppendUint16(nil, uint16(len(op)+1))
	return cat(inTable, sprm(sprmPFTtp, 1), sprm(sprmTDefTable, size...), op)
}

func TestRead(t *testing.T) {
	styles := func(b *builder) *builder {
		return b.style("Normal", 0, 1, noStyle, nil, nil).
			style("标题一", 1, 1, 0, nil, bold).
			style("toc 1", 19, 1, 0, nil, nil).
			style("强调", 0, 2, noStyle, nil, bold)
	}
	for _, c := range []struct {
		name string
		file *builder
		want string
	}{
		{"paragraphs, bold runs, centred", new(builder).run("云溪市").run("教育局", bold).end("\r", 0, center).run("　　正文").end("\r", 0),
			"C: 云溪市*教育局*\n正文"},
		{"styles: heading with its bold, toggled by a run and by a character style",
			styles(new(builder)).run("总则").run("除外", sprm(sprmCFBold, 0x81)).run("强", sprm(sprmCIstd, 3, 0)).end("\r", 1).run("平").run("强", sprm(sprmCIstd, 3, 0)).end("\r", 0),
			"H1: *总则*除外强\n平*强*"},
		{"tracked deletions, hidden text, a deleted mark joins",
			new(builder).run("新增").run("三十", deleted).run("五十").run("密", hidden).end("\r", 0).run("前半").run("\r", deleted).run("后半").end("\r", 0),
			"新增五十\n前半后半"},
		{"lists number and restart", new(builder).level(39, "\x00、", 2).level(0, "\x01.", 1).level(18, "\x02", 2).
			run("总").end("\r", 0, listed(0)).run("甲").end("\r", 0, listed(1)).run("乙").end("\r", 0, listed(1)).run("丙").end("\r", 0, listed(2)).run("保").end("\r", 0, listed(0)).run("丁").end("\r", 0, listed(1)),
			"A2: 一、总\nA2: 1. 甲\nA2: 2. 乙\nA1: ①丙\nA2: 二、保\nA2: 1. 丁"},
		{"fields show results; contents are navigation",
			styles(new(builder)).run("\x13 PAGEREF x \x1412\x15页").end("\r", 0).run("目录").end("\r", 0).run("一、总则\t1").end("\r", 2).run("\x13 TOC \\o \x14二、附则 3").end("\r", 0).run("\x15").end("\r", 0).run("文").end("\r", 0),
			"12页\n文"},
		{"breaks, tabs, hyphens, note marks",
			new(builder).run("第一句。\v第二句").end("\r", 0).run("此致\f附件").end("\r", 0).run("a\tb\x1ec\x1fd").run("\x02", special).end("\r", 0),
			"第一句。\n第二句\n此致\n附件\na b-cd"},
		{"tables with merges",
			new(builder).run("任务", bold).end("\a", 0, inTable).run("单位").end("\a", 0, inTable).run("时限").end("\a", 0, inTable).end("\a", 0, rowEnd([]int{0, 900, 1800, 2700})).
				run("甲").end("\a", 0, inTable).run("教育局").end("\r", 0, inTable).run("财政局").end("\a", 0, inTable).run("六月").end("\a", 0, inTable).end("\a", 0, rowEnd([]int{0, 900, 1800, 2700}, 0, 0, 3)).
				run("乙").end("\a", 0, inTable).run("人社局").end("\a", 0, inTable).end("\a", 0, inTable).end("\a", 0, rowEnd([]int{0, 900, 1800, 2700}, 0, 0, 1)).
				run("注").end("\a", 0, inTable).end("\a", 0, rowEnd([]int{0, 2700})).run("后").end("\r", 0),
			"R1: *任务*|单位|时限\nR1: 甲|教育局 财政局|六月\nR1: 乙|人社局|六月\nR1: 注\n后"},
		{"text boxes beside their anchor", box(),
			"文\n框里\n后"},
		{"what follows the main text is left out", func() *builder {
			b := new(builder).run("正文").end("\r", 0).run("页眉").end("\r", 0)
			b.boxes = 3 // cut off, and no table of boxes names them
			return b
		}(), "正文"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(context.Background(), c.file.bytes(), format.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.Check(t, got.Blocks, c.want)
		})
	}
}

func box() *builder {
	b := new(builder).run("文").run("\b", special).end("\r", 0).run("后").end("\r", 0)
	b.spa = []int{1}
	main := len(b.text)
	b.run("框里").end("\r", 0)
	b.boxes = len(b.text) - main
	return b
}

func TestOldWord(t *testing.T) {
	text, err := simplifiedchinese.GBK.NewEncoder().String("云溪市\r一、总则\a")
	if err != nil {
		t.Fatal(err)
	}
	word := make([]byte, 0x300)
	le := binary.LittleEndian
	le.PutUint16(word, 0xA5DC)
	le.PutUint16(word[2:], 104)
	le.PutUint16(word[6:], 0x0804)
	le.PutUint32(word[0x18:], 0x300)
	le.PutUint32(word[0x1C:], uint32(0x300+len(text)))
	le.PutUint32(word[0x34:], uint32(len(text)))
	got, err := Read(context.Background(), formattest.CFB([]string{"WordDocument"}, [][]byte{append(word, text...)}), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Check(t, got.Blocks, "云溪市\n一、总则")
	if len(got.Warnings) != 1 || got.Warnings[0].Code != "doc_word95" {
		t.Errorf("warnings %v", got.Warnings)
	}
}

func TestRefusals(t *testing.T) {
	locked := new(builder).run("文").end("\r", 0)
	locked.flags = 0x0100
	good := new(builder).run(strings.Repeat("很长", 50)).end("\r", 0).bytes()
	for _, c := range []struct {
		name string
		data []byte
		lim  format.Limits
		want format.Code
	}{
		{"password", locked.bytes(), format.Limits{}, format.CodePassword},
		{"encrypted package", formattest.CFB([]string{"EncryptedPackage"}, [][]byte{{1}}), format.Limits{}, format.CodePassword},
		{"another Office file", formattest.CFB([]string{"Workbook"}, [][]byte{{1}}), format.Limits{}, format.CodeUnsupported},
		{"no text", new(builder).end("\r", 0).bytes(), format.Limits{}, format.CodeEmpty},
		{"cut off", good[:600], format.Limits{}, format.CodeDamaged},
		{"too much text", good, format.Limits{TextRunes: 10}, format.CodeTooLarge},
		{"too large", good, format.Limits{Bytes: 10}, format.CodeTooLarge},
	} {
		_, err := Read(context.Background(), c.data, c.lim)
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != c.want || fe.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(new(builder).level(39, "\x00、", 2).run("甲", bold).end("\r", 0, listed(0)).bytes())
	f.Add(box().bytes())
	f.Add(new(builder).run("甲").end("\a", 0, inTable).end("\a", 0, rowEnd([]int{0, 900}, 3)).bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(context.Background(), data, format.Limits{TextRunes: 1 << 16})
		if err == nil {
			formattest.Obligations(t, got.Blocks)
		}
	})
}

// FuzzStreams reaches behind the container, whose chains a fuzzer breaks
// first.
func FuzzStreams(f *testing.F) {
	for _, b := range []*builder{box(), new(builder).level(0, "\x00.", 0).run("甲").end("\r", 0, listed(0))} {
		if s, err := openStreams(b.bytes()); err == nil {
			f.Add(s.word, s.table1)
		}
	}
	f.Fuzz(func(t *testing.T, word, table []byte) {
		fib, err := readFIB(word)
		if err != nil {
			return
		}
		fib.table = table
		d := &document{ctx: context.Background(), lim: format.Limits{TextRunes: 1 << 16}.OrDefault(), fib: fib}
		if blocks, err := d.read(); err == nil {
			formattest.Obligations(t, blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	d := new(builder).level(0, "\x00.", 2)
	for range 500 {
		d.run("加强基层党组织建设。", bold).run("制定出台工作方案，推进基层党组织标准化、规范化建设，开展争先创优活动。").end("\r", 0, listed(0))
	}
	data := d.bytes()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(context.Background(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
