package parser

// Fold maps a rune to the form that tables and rules are written in:
// full-width ASCII to ASCII, ideographic space and other blanks to ' ', and
// the CJK radicals that PDF producers write for ideographs (U+2E80–2FDF) to
// those ideographs. It maps one rune to one rune, so offsets survive.
// Chinese punctuation without an ASCII twin (、。《》“”【】) stays.
func Fold(r rune) rune {
	switch {
	case r < 0x80:
		if r == '\u000b' || r == '\u000c' || r == '\r' {
			return ' '
		}
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0xA0 || r == 0x2003 || r == 0x2002 || r == 0x2009:
		return ' '
	case r == '﹪':
		return '%'
	case r == '〔' || r == '［':
		return '['
	case r == '〕' || r == '］':
		return ']'
	case r == '–' || r == '―' || r == '－' || r == '─':
		return '—'
	}
	return r
}

// FoldAll folds every rune of text into a new slice of the same length.
func FoldAll(text []rune) []rune {
	out := make([]rune, len(text))
	for i, r := range text {
		out[i] = Fold(r)
	}
	return out
}
