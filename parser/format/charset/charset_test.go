package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	simplified  = "云溪市教育局关于印发《2025年工作要点》的通知\r\n　　各区教育局：现将工作要点印发给你们，请认真贯彻执行。\r\n"
	traditional = "雲溪市教育局關於印發《2025年工作要點》的通知\r\n各區教育局：現將工作要點印發給你們，請認真貫徹執行。"
)

func enc(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16(end unicode.Endianness, bom unicode.BOMPolicy) encoding.Encoding {
	return unicode.UTF16(end, bom)
}

func TestDecode(t *testing.T) {
	le, be, with, without := unicode.LittleEndian, unicode.BigEndian, unicode.UseBOM, unicode.IgnoreBOM
	for _, c := range []struct {
		what, text, name string
		data             []byte
	}{
		{"UTF-8", simplified, UTF8, []byte(simplified)},
		{"UTF-8 with a mark", simplified, UTF8, []byte("\ufeff" + simplified)},
		{"ASCII", "Work plan 2025\n", UTF8, []byte("Work plan 2025\n")},
		{"GB2312", simplified, GB18030, enc(t, simplifiedchinese.GBK, simplified)},
		{"GBK, short", "工作要点", GB18030, enc(t, simplifiedchinese.GBK, "工作要点")},
		{"GBK, two characters", "通知", GB18030, enc(t, simplifiedchinese.GBK, "通知")},
		{"GBK with rare characters", "㙍村、䶮县、龑镇的工作安排如下", GB18030, enc(t, simplifiedchinese.GB18030, "㙍村、䶮县、龑镇的工作安排如下")},
		{"GBK behind ASCII", strings.Repeat("<div class=x>", 3000) + "通知公告", GB18030, enc(t, simplifiedchinese.GBK, strings.Repeat("<div class=x>", 3000)+"通知公告")},
		{"GB18030, four bytes", "㐂年工作要点：𠮷溪市", GB18030, enc(t, simplifiedchinese.GB18030, "㐂年工作要点：𠮷溪市")},
		{"GBK, traditional", traditional, GB18030, enc(t, simplifiedchinese.GBK, traditional)},
		{"Big5", traditional, Big5, enc(t, traditionalchinese.Big5, traditional)},
		{"Big5, short", "關於發展教育事業的通知", Big5, enc(t, traditionalchinese.Big5, "關於發展教育事業的通知")},
		{"UTF-16LE with a mark", simplified, UTF16LE, enc(t, utf16(le, with), simplified)},
		{"UTF-16BE with a mark", simplified, UTF16BE, enc(t, utf16(be, with), simplified)},
		{"UTF-16LE", simplified, UTF16LE, enc(t, utf16(le, without), simplified)},
		{"UTF-16BE", simplified, UTF16BE, enc(t, utf16(be, without), simplified)},
		{"Latin in UTF-8", "Plan de travail annuel: priorités", UTF8, []byte("Plan de travail annuel: priorités")},
		{"UTF-16LE, ASCII", "Work plan 2025, part one", UTF16LE, enc(t, utf16(le, without), "Work plan 2025, part one")},
	} {
		got, ok := Decode(c.data)
		if !ok || got.Name != c.name || got.String != c.text || got.Replaced != 0 {
			t.Errorf("%s: got %v %s %q (%d replaced)", c.what, ok, got.Name, got.String[:min(len(got.String), 80)], got.Replaced)
		}
	}
}

func TestDecodeDamaged(t *testing.T) {
	// A download that stops inside a character is still what it was.
	if got, ok := Decode([]byte(simplified)[:len(simplified)-3]); !ok || got.Name != UTF8 || got.Replaced != 1 {
		t.Errorf("cut UTF-8: %v %s, %d replaced", ok, got.Name, got.Replaced)
	}
	gbk := enc(t, simplifiedchinese.GBK, strings.Repeat(simplified, 5))
	gbk[100] = 0xFF
	if got, ok := Decode(gbk); !ok || got.Name != GB18030 || got.Replaced == 0 || !strings.Contains(got.String, "贯彻执行") {
		t.Errorf("GBK with a bad byte: %v %s, %d replaced", ok, got.Name, got.Replaced)
	}
	bad := []byte(strings.Repeat(simplified, 5))
	bad[100] = 0xFF
	if got, ok := Decode(bad); !ok || got.Name != UTF8 || got.Replaced == 0 {
		t.Errorf("UTF-8 with a bad byte: %v %s, %d replaced", ok, got.Name, got.Replaced)
	}
}

func TestDetectRefuses(t *testing.T) {
	noise := make([]byte, 4096)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for what, data := range map[string][]byte{
		"noise":         noise,
		"zeros":         make([]byte, 1000),
		"PNG":           append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), noise...),
		"ELF":           append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00>\x00"), noise...),
		"control bytes": []byte(strings.Repeat("ab\x01\x02", 100)),
	} {
		if got := Detect(data); got != "" {
			t.Errorf("%s is told as %s", what, got)
		}
	}
}

func TestCommonHan(t *testing.T) {
	n := 0
	for _, ok := range commonSet() {
		if ok {
			n++
		}
	}
	if n < 700 || n > 1200 {
		t.Errorf("%d distinct characters", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(simplified))
	f.Add(enc(f, simplifiedchinese.GBK, simplified))
	f.Add(enc(f, traditionalchinese.Big5, traditional))
	f.Add(enc(f, utf16(unicode.LittleEndian, unicode.UseBOM), simplified))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, ok := Decode(data); ok && !utf8.ValidString(got.String) {
			t.Errorf("%s yields invalid UTF-8 from %x", got.Name, data)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, e := range map[string]encoding.Encoding{UTF8: encoding.Nop, GB18030: simplifiedchinese.GB18030, UTF16LE: utf16(unicode.LittleEndian, unicode.UseBOM)} {
		data := enc(b, e, strings.Repeat(simplified, 200))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				Decode(data)
			}
		})
	}
}
