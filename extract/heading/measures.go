package heading

import (
	"unicode"

	"yaodian/extract/lexicon"
)

// What a candidate's surroundings measure, each in a few steps.

func bucketLength(n int) int {
	switch {
	case n <= 16:
		return n
	case n <= 24:
		return 16 + (n-16)/2
	}
	return min(20+(n-24)/4, 32)
}

// clauseRest buckets the length of the clause that starts at i.
func clauseRest(t []rune, i int) int {
	for j := i; j < len(t); j++ {
		switch t[j] {
		case ',', '。', ';', ':', '\n', '!':
			return min(j-i, 24)
		case '、':
			if j-i < 8 {
				return 30 + j - i
			}
		}
	}
	return 25
}

// pairs tells for each place of a text where the pair of characters that
// starts there occurs first.
type pairs [window]int8

func findPairs(t []rune, first *pairs) {
	var at [2 * window]int8 // by hash of a pair: where it occurs first, plus one
	for i := 0; i+1 < len(t); i++ {
		h := pairSlot(t[i], t[i+1]) % uint32(len(at))
		for at[h] != 0 && (t[at[h]-1] != t[i] || t[at[h]] != t[i+1]) {
			h = (h + 1) % uint32(len(at))
		}
		if at[h] == 0 {
			at[h] = int8(i + 1)
		}
		first[i] = at[h] - 1
	}
}

// repeats counts pairs of characters of the heading, which ends at end, that
// come again right after it, from start on: bodies take up the topic.
func repeats(t []rune, first *pairs, end, start int) int {
	n := 0
	for i := start; i+1 < min(start+16, len(t)); i++ {
		if int(first[i])+1 < end && isHan(t[i]) {
			n++
		}
	}
	return min(n, 4)
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || unicode.Is(unicode.Han, r)
}

// labelAhead is the length of a short label with a colon that starts at i
// (年度目标：), 0 for none: bodies open with one.
func labelAhead(t []rune, i int) int {
	for j := i; j < min(len(t), i+8); j++ {
		switch t[j] {
		case ':':
			return j - i
		case ',', '。', '、', ';':
			return 0
		}
	}
	return 0
}

// standardEnd is where a heading that all plans share ends, 0 when the text
// does not start with one.
func standardEnd(t []rune) int {
	if e := lexicon.Headings().At(t, 0); e != nil {
		return e.Len()
	}
	return 0
}

// standard tells whether a heading that all plans share ends at end (2), goes
// on past it (1) or neither (0).
func standard(shared, end int) int {
	switch {
	case end > shared:
		return 0
	case end == shared:
		return 2
	}
	return 1
}

// topic tells how the word after the end relates to the words before it: 1 it
// repeats the first, 2 the last, 3 another, 0 none.
func topic(ts []token, j, b int) int {
	if b >= len(ts) || ts[b].class == 'x' {
		return 0
	}
	w := ts[b].word
	switch {
	case ts[0].word == w:
		return 1
	case ts[j-1].word == w:
		return 2
	}
	for k := 1; k < j-1; k++ {
		if ts[k].word == w {
			return 3
		}
	}
	return 0
}

// parallel describes the parts of a heading between commas: 0 none, else how
// far the lengths of the last two differ.
func parallel(t []rune) int {
	last, n, prev := 0, 0, 0
	for i, r := range t {
		if r == ',' {
			prev = i - last
			last = i + 1
			n++
		}
	}
	if n == 0 {
		return 0
	}
	d := len(t) - last - prev
	return 4 + clamp(d, -3, 3)
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func clamp(x, lo, hi int) int { return max(lo, min(hi, x)) }
