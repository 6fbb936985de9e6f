package pdf

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// bad reports a ToUnicode entry that tells nothing: none, NUL, U+FFFD, or a
// private-use character.
func bad(text []rune) bool {
	if len(text) == 0 {
		return true
	}
	r := text[0]
	return len(text) == 1 && (r == 0 || r == unknown || r >= 0xE000 && r <= 0xF8FF)
}

func (f *font) ownText(c, cid uint32, s []byte) []rune {
	if f.composite {
		if f.cs > csIdentity && f.enc == nil {
			return f.cs.text(s)
		}
		if r := cidText(f.collection, cid); r != 0 {
			return []rune{r}
		}
		if f.enc != nil && f.cs > csIdentity {
			return f.cs.text(s)
		}
		if r := f.program.text(cid); r != 0 {
			return []rune{r}
		}
		return nil
	}
	if f.cs > csIdentity {
		return f.cs.text(s)
	}
	if t := f.base[c&0xFF]; t != nil {
		return t
	}
	if r := f.program.symbol(c); r != 0 {
		return []rune{r}
	}
	if r := charmap.Windows1252.DecodeByte(byte(c)); f.toUnicode == nil && c >= 0x20 && r != unknown {
		return []rune{r} // a symbolic font may still be of letters
	}
	return nil
}

// dingbats are the marks of Wingdings that lists begin with, by code; all
// others of such fonts read as a bullet.
var dingbats = map[byte]rune{0x20: ' ', 0x6C: '●', 0x6E: '■', 0x75: '◆', 0x71: '❑', 0x6F: '□', 0xA8: '□', 0xD8: '➢', 0xFC: '✓', 0xFE: '☑', 0xFD: '☒', 0xE0: '→'}

// dingbat reads a font of marks: its codes, or the private-use characters
// U+F020–F0FF that producers write for them.
func (f *font) dingbat(c uint32, text []rune) []rune {
	low := strings.ToLower(f.name)
	if !strings.Contains(low, "wingdings") && !strings.Contains(low, "webdings") {
		return nil
	}
	if len(text) == 1 && text[0] >= 0xF020 && text[0] <= 0xF0FF {
		c = uint32(text[0])
	} else if f.composite || f.toUnicode != nil {
		return nil
	}
	if r, ok := dingbats[byte(c)]; ok {
		return []rune{r}
	}
	return []rune{'•'}
}
