package listlabel

import "strings"

// symbols maps the private codes of the symbol fonts that Word ships to the
// signs a reader sees; low byte of the code, by font.
var symbols = map[string]map[rune]rune{
	"wingdings": {
		0x6C: '●', 0x6D: '❍', 0x6E: '■', 0x6F: '□', 0x71: '❑', 0x72: '❒', 0x75: '◆', 0x76: '❖', 0x77: '⬥',
		0x9E: '·', 0x9F: '•', 0xA1: '○', 0xA7: '▪', 0xA8: '◻', 0xAB: '★', 0xB2: '✧',
		0xD8: '➢', 0xE0: '→', 0xE8: '➔', 0xF0: '⇨', 0xFC: '✓', 0xFB: '✗', 0xFD: '☒', 0xFE: '☑',
		0x81: '①', 0x82: '②', 0x83: '③', 0x84: '④', 0x85: '⑤', 0x86: '⑥', 0x87: '⑦', 0x88: '⑧', 0x89: '⑨', 0x8A: '⑩',
		0x80: '⓪', 0x8C: '❶', 0x8D: '❷', 0x8E: '❸', 0x8F: '❹', 0x90: '❺', 0x91: '❻', 0x92: '❼', 0x93: '❽', 0x94: '❾', 0x95: '❿',
	},
	"wingdings 2": {0x52: '☑', 0x50: '✓', 0x97: '●', 0xA3: '□', 0xA2: '■'},
	"symbol": {
		0xB7: '•', 0xA7: '■', 0xB4: '×', 0xB8: '÷', 0xB3: '≥', 0xA3: '≤', 0xB1: '±', 0xB0: '°', 0xAE: '→', 0xB9: '≠', 0xBB: '≈',
	},
}

// Symbol replaces the private-use codes of symbol fonts in s. Without the
// font's name Wingdings is tried first, then Symbol; what neither knows shows
// as a bullet.
func Symbol(font, s string) string {
	if !strings.ContainsFunc(s, private) {
		return s
	}
	try := []map[rune]rune{symbols[strings.ToLower(font)], symbols["wingdings"], symbols["symbol"]}
	return strings.Map(func(r rune) rune {
		if !private(r) {
			return r
		}
		for _, m := range try {
			if c, ok := m[r&0xFF]; ok {
				return c
			}
		}
		return '•'
	}, s)
}

func private(r rune) bool { return r >= 0xF000 && r <= 0xF0FF }
