// Package charset tells how the bytes of a Chinese text are encoded and
// decodes them. Statistics over bytes fail on short GBK, so each candidate
// decodes a sample and the one that yields common characters wins.
package charset

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Names of what is told apart, as IANA spells them, in lower case.
const (
	UTF8    = "utf-8"
	GB18030 = "gb18030" // with its subsets GB2312 and GBK
	Big5    = "big5"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
)

// Text is decoded text.
type Text struct {
	// String is valid UTF-8 without a byte order mark. For UTF-8 sources it
	// shares memory with the source, which must not change afterwards.
	String string
	Name   string // of the encoding
	// Replaced counts the undecodable places, each one U+FFFD in String.
	Replaced int
}

// sampleBytes is as much as a candidate decodes to be judged; a few hundred
// characters are enough to tell.
const sampleBytes = 8 << 10

// least is the least score of text. Chinese text in its own encoding scores
// above 0.6, in a foreign one below 0.1.
const least = 0.25

// sure is a score that no wrong encoding comes near to.
const sure = 0.6

// Decode finds the encoding of data and decodes it; ok is false when data is
// no text in any of the encodings.
func Decode(data []byte) (t Text, ok bool) {
	name, valid := detect(data)
	if name == "" {
		return Text{}, false
	}
	return decodeAs(data, name, valid), true
}

// Detect names the encoding of data: a byte order mark decides, then valid
// UTF-8 (its tail may be cut), then the candidate whose decoding of a sample
// has the most common characters. It returns "" for what is not text.
func Detect(data []byte) string {
	name, _ := detect(data)
	return name
}

// detect also tells whether data is known to be valid UTF-8 as a whole.
func detect(data []byte) (name string, valid bool) {
	switch {
	case bytes.HasPrefix(data, bomUTF8):
		if junk(data[:min(len(data), sampleBytes)]) {
			return "", false
		}
		return UTF8, false
	case bytes.HasPrefix(data, bomLE) && plausible(data[2:], UTF16LE):
		return UTF16LE, false
	case bytes.HasPrefix(data, bomBE) && plausible(data[2:], UTF16BE):
		return UTF16BE, false
	}
	valid = utf8.Valid(data)
	if (valid || cutUTF8(data)) && !hasNUL(data) {
		if junk(data[:min(len(data), sampleBytes)]) {
			return "", false
		}
		if narrow(data) && score(sampleOf(data, false), GB18030) > sure {
			return GB18030, false // 联通, 通知 in GBK are valid UTF-8 by chance
		}
		return UTF8, valid
	}
	best, bestScore := "", least
	for _, c := range candidates {
		s := score(sampleOf(data, c.wide), c.name)
		if s > bestScore {
			best, bestScore = c.name, s
		}
		if s > sure {
			break
		}
	}
	return best, false
}

var (
	bomUTF8 = []byte("\xef\xbb\xbf")
	bomLE   = []byte("\xff\xfe")
	bomBE   = []byte("\xfe\xff")
)

// candidates in order of preference on a tie.
var candidates = []struct {
	name string
	wide bool // of two-byte units
}{{GB18030, false}, {UTF8, false}, {Big5, false}, {UTF16LE, true}, {UTF16BE, true}}

func decoder(name string) *encoding.Decoder {
	switch name {
	case GB18030:
		return simplifiedchinese.GB18030.NewDecoder()
	case Big5:
		return traditionalchinese.Big5.NewDecoder()
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	}
	return encoding.Nop.NewDecoder()
}

// decodeAs decodes data; valid spares another look at what is known to be
// UTF-8.
func decodeAs(data []byte, name string, valid bool) Text {
	t := Text{Name: name}
	switch name {
	case UTF8:
		data = bytes.TrimPrefix(data, bomUTF8)
		if !valid && !utf8.Valid(data) {
			t.String = strings.ToValidUTF8(string(data), "\uFFFD")
			t.Replaced = strings.Count(t.String, "\uFFFD")
			return t
		}
		t.String = unsafe.String(unsafe.SliceData(data), len(data))
		return t
	case UTF16LE:
		data = bytes.TrimPrefix(data, bomLE)
	case UTF16BE:
		data = bytes.TrimPrefix(data, bomBE)
	}
	out, err := decoder(name).Bytes(data)
	if err != nil { // these decoders replace instead of failing
		out = []byte(strings.ToValidUTF8(string(out), "\uFFFD"))
	}
	t.String = unsafe.String(unsafe.SliceData(out), len(out))
	t.Replaced = strings.Count(t.String, "\uFFFD")
	return t
}

// cutUTF8 reports that data is UTF-8 but for a last character cut short.
func cutUTF8(data []byte) bool {
	for cut := 1; cut < utf8.UTFMax && cut < len(data); cut++ {
		i := len(data) - cut
		if utf8.RuneStart(data[i]) {
			return data[i] >= 0xC0 && !utf8.FullRune(data[i:]) && utf8.Valid(data[:i])
		}
	}
	return false
}

// narrow reports valid UTF-8 of two-byte sequences only, which Chinese text
// never is: it is Latin, Greek or the like, or a few characters of GBK.
func narrow(data []byte) bool {
	two := false
	for _, c := range data {
		if c >= 0xE0 {
			return false
		}
		two = two || c >= 0xC0
	}
	return two
}

// hasNUL looks for zero bytes, which UTF-16 has and UTF-8 text has not.
// A few are let pass: old programs pad with them.
func hasNUL(data []byte) bool {
	head := data[:min(len(data), sampleBytes)]
	return bytes.Count(head, []byte{0})*50 > len(head)
}

// junk reports that valid UTF-8 is no text for all that: more than one byte in
// a hundred is a control character.
func junk(head []byte) bool {
	n := 0
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' || c == 0x7f {
			n++
		}
	}
	return n*100 > len(head)
}

func plausible(data []byte, name string) bool {
	return len(data) < 2 || score(data[:min(len(data), sampleBytes)], name) > least
}

// sampleOf is where the text of data can be judged: from the first byte that
// is not ASCII, which after ASCII is the start of a character.
func sampleOf(data []byte, wide bool) []byte {
	i := 0
	if !wide {
		for i < len(data) && data[i] < 0x80 {
			i++
		}
		if i == len(data) {
			i = 0
		}
	}
	return data[i:min(len(data), i+sampleBytes)]
}

// score decodes a sample and returns the share of plausible characters, ASCII
// counted half, minus that of impossible ones.
func score(sample []byte, name string) float64 {
	var text []byte
	if name == UTF8 {
		text = sample
	} else {
		if len(sample)%2 == 1 && (name == UTF16LE || name == UTF16BE) {
			sample = sample[:len(sample)-1]
		}
		text, _ = decoder(name).Bytes(sample)
	}
	var good, all float64
	common := commonSet()
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		switch {
		case r == utf8.RuneError:
			if i < len(text)-3 { // the sample may end inside a character
				good -= 2
				all++
			}
		case r == '\n' || r == '\r' || r == '\t' || r >= ' ' && r < 0x7f:
			if name == UTF16LE || name == UTF16BE {
				good += 0.5
				all += 0.5
			} else {
				all += 0.02
				good += 0.01
			}
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xA0 || r >= 0xE000 && r < 0xF900:
			good -= 2
			all++
		case r >= 0x4E00 && r <= 0x9FFF:
			if common[r-0x4E00] {
				good++
			}
			all++
		case r >= 0x2010 && r <= 0x2027, r >= 0x3000 && r <= 0x3011, r >= 0xFF01 && r <= 0xFF5E, r == 0xB7, r == 0xA0:
			good++
			all++
		default:
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return good / all
}

var commonSet = sync.OnceValue(func() *[0x9FFF - 0x4E00 + 1]bool {
	var set [0x9FFF - 0x4E00 + 1]bool
	for _, r := range commonHan {
		set[r-0x4E00] = true
	}
	return &set
})

// As decodes data as the named encoding, whatever it looks like; undecodable
// places become U+FFFD.
func As(data []byte, name string) string { return strings.Clone(decodeAs(data, name, false).String) }
