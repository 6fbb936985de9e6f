package heading

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"yaodian/extract/words"
)

// window is how much of a unit's text the model looks at, in code points.
const window = 64

// token is a word of the window with its hashes.
type token struct {
	start, end int
	word, pos  uint32
	class      byte // first letter of the part of speech, 'x' for marks
	first      rune
}

// edge stands before the first token and after the last.
var edge = token{class: '$', pos: hashString("$"), word: hashString("$")}

// phrase is a unit's text as the model sees it.
type phrase struct {
	text   []rune // folded, at most window code points
	tokens []token
}

// segment splits the first window of text into tokens, written over those in
// ts. Blanks and line breaks are marks like others. The phrase is good until
// ts is used again.
func segment(text []rune, ts []token) phrase {
	if len(text) > window {
		text = text[:window]
	}
	var pieces [window]words.Piece
	ts = ts[:0]
	parts := tags()
	for _, w := range words.Pieces(text, pieces[:0]) {
		tag := &parts[w.Tag]
		t := token{start: int(w.Start), end: int(w.End), class: tag.class, pos: tag.hash, first: text[w.Start]}
		switch {
		case t.first >= 0x4E00 && t.first <= 0x9FFF: // a Han, as most are
			t.word = hashRunes(text[w.Start:w.End])
		case unicode.IsDigit(t.first):
			t.class, t.pos, t.word = 'm', number, number
		case t.class == 'x' && !unicode.IsLetter(t.first):
			t.pos = hashRunes(text[w.Start : w.Start+1])
			t.word = hashRunes(text[w.Start:w.End])
		default:
			t.word = hashRunes(text[w.Start:w.End])
		}
		ts = append(ts, t)
	}
	return phrase{text: text, tokens: ts}
}

// number is the one word that all numbers are.
var number = hashString("#")

// tags gives class and hash of each words.Tag, of which two letters count.
var tags = sync.OnceValue(func() []struct {
	class byte
	hash  uint32
} {
	all := words.Tags()
	out := make([]struct {
		class byte
		hash  uint32
	}, len(all))
	for i, pos := range all {
		out[i].class = 'x'
		if pos != "" {
			out[i].class = pos[0]
		}
		out[i].hash = hashString(pos[:min(len(pos), 2)])
	}
	return out
})

// hashString is FNV-1a, finished so that low bits are as good as high ones.
func hashString(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// hashRunes is hashString of the same text.
func hashRunes(text []rune) uint32 {
	h := uint32(2166136261)
	var buf [utf8.UTFMax]byte
	for _, r := range text {
		if r >= 0x800 && r < 0xD800 {
			h = (h ^ uint32(0xE0|r>>12)) * 16777619
			h = (h ^ uint32(0x80|r>>6&0x3F)) * 16777619
			h = (h ^ uint32(0x80|r&0x3F)) * 16777619
			continue
		}
		for _, c := range buf[:utf8.EncodeRune(buf[:], r)] {
			h = (h ^ uint32(c)) * 16777619
		}
	}
	return h ^ h>>15
}

// mix combines two hashes; the order matters.
func mix(a, b uint32) uint32 {
	h := (a ^ (b*0x9E3779B1 + 0x85EBCA6B + a<<6 + a>>2)) * 0xC2B2AE35
	return h ^ h>>15
}
