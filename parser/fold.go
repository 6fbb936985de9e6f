package parser

import "yaodian/parser/format"

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
	case r >= 0x4E00 && r <= 0x9FFF:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r >= 0x2E80 && r <= 0x2FDF:
		return format.FoldRadical(r)
	case r >= 0x2000 && r <= 0x200A:
		return ' '
	}
	switch r {
	case 0x3000, 0xA0, 0x1680, 0x202F, 0x205F:
		return ' '
	case '﹪':
		return '%'
	case '〔', '﹝':
		return '['
	case '〕', '﹞':
		return ']'
	case '﹙':
		return '('
	case '﹚':
		return ')'
	case '﹕', '∶', '︰':
		return ':'
	case '﹔':
		return ';'
	case '﹐':
		return ','
	case '–', '―', '─', '━':
		return '—'
	case '•', '‧', '・', '∙':
		return '·'
	}
	return r
}

// FoldAll folds every rune of text into a new slice of the same length.
func FoldAll(text []rune) []rune {
	out := make([]rune, len(text))
	for i, r := range text {
		if r < 0x4E00 || r > 0x9FFF { // most are Han, which stay
			r = Fold(r)
		}
		out[i] = r
	}
	return out
}
