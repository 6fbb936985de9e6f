package pdf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charset is how a predefined CMap (ISO 32000-1, table 118) spells text: the
// bytes of its codes are text in a known encoding, so no CMap resource is
// needed to read them.
type charset uint8

const (
	csNone     charset = iota
	csIdentity         // two bytes, CID itself
	csUCS2
	csUTF16
	csUTF8
	csUTF32
	csGB18030 // GB-EUC, GBK and GB18030 are subsets of each other
	csBig5
	csShiftJIS
	csGBRow // GB-H: GB 2312 without the high bits
)

// predefined tells the charset, the character collection and the writing mode
// of a predefined CMap; csNone for an unknown name.
func predefined(name string) (cs charset, collection string, vertical bool) {
	vertical = strings.HasSuffix(name, "-V")
	base := strings.TrimSuffix(strings.TrimSuffix(name, "-V"), "-H")
	if base == "Identity" {
		return csIdentity, "", vertical
	}
	for prefix, coll := range map[string]string{"UniGB-": "GB1", "UniCNS-": "CNS1", "UniJIS-": "Japan1", "UniJIS2004-": "Japan1", "UniJISX0213-": "Japan1", "UniKS-": "Korea1"} {
		if enc, ok := strings.CutPrefix(base, prefix); ok {
			switch {
			case strings.HasPrefix(enc, "UCS2"):
				return csUCS2, coll, vertical
			case strings.HasPrefix(enc, "UTF16"):
				return csUTF16, coll, vertical
			case strings.HasPrefix(enc, "UTF8"):
				return csUTF8, coll, vertical
			case strings.HasPrefix(enc, "UTF32"):
				return csUTF32, coll, vertical
			}
		}
	}
	switch base {
	case "GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC", "GBK2K":
		return csGB18030, "GB1", vertical
	case "GB":
		return csGBRow, "GB1", vertical
	case "B5pc", "ETen-B5", "ETenms-B5", "HKscs-B5":
		return csBig5, "CNS1", vertical
	case "90ms-RKSJ", "90msp-RKSJ", "83pv-RKSJ", "90pv-RKSJ":
		return csShiftJIS, "Japan1", vertical
	}
	return csNone, "", vertical
}

// split returns the length of the code at the head of s, at least 1.
func (cs charset) split(s []byte) int {
	n := 2
	switch cs {
	case csUTF16:
		if len(s) >= 4 && s[0]&0xFC == 0xD8 {
			n = 4
		}
	case csUTF32:
		n = 4
	case csUTF8:
		_, n = utf8.DecodeRune(s)
	case csGB18030:
		switch {
		case s[0] <= 0x80 || s[0] == 0xFF:
			n = 1
		case len(s) >= 4 && s[1] >= 0x30 && s[1] <= 0x39:
			n = 4
		}
	case csBig5:
		if s[0] <= 0x80 || s[0] > 0xFE {
			n = 1
		}
	case csShiftJIS:
		if s[0] <= 0x80 || s[0] >= 0xA0 && s[0] <= 0xDF || s[0] > 0xFC {
			n = 1
		}
	}
	return max(1, min(n, len(s)))
}

// text decodes one code; nil where its bytes mean nothing.
func (cs charset) text(s []byte) []rune {
	switch cs {
	case csUCS2, csUTF16:
		return utf16Text(s, 2)
	case csUTF8:
		if r, _ := utf8.DecodeRune(s); r != utf8.RuneError {
			return []rune{r}
		}
	case csUTF32:
		if len(s) == 4 {
			return []rune{rune(s[1])<<16 | rune(s[2])<<8 | rune(s[3])}
		}
	case csGB18030:
		return decoded(simplifiedchinese.GB18030, s)
	case csGBRow:
		if len(s) == 2 {
			return decoded(simplifiedchinese.GB18030, []byte{s[0] | 0x80, s[1] | 0x80})
		}
	case csBig5:
		return decoded(traditionalchinese.Big5, s)
	case csShiftJIS:
		return decoded(japanese.ShiftJIS, s)
	}
	return nil
}

func decoded(e encoding.Encoding, s []byte) []rune {
	out, err := e.NewDecoder().Bytes(s)
	if err != nil {
		return nil
	}
	if r, n := utf8.DecodeRune(out); n == len(out) && r != utf8.RuneError {
		return []rune{r}
	}
	return nil
}
