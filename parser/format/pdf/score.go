package pdf

import "unicode"

// quality measures how much a text layer looks like text. Good pages have no
// bad characters and most of their ideographs are common ones; layers with
// wrong maps have plenty of bad ones or rare ideographs (facts: ≥ 22 % bad,
// common share 0; good: 0 and about 0.72 of all characters).
type quality struct {
	chars  int // blanks left out
	bad    int // controls, private use, U+FFFD, unassigned
	han    int
	common int // ideographs among the most frequent
	odd    int // accented Latin and symbols that mis-decoded GBK yields
}

func (q *quality) add(r rune) {
	if r == ' ' || r == '\t' || r == 0x3000 || r == 0xA0 {
		return
	}
	q.chars++
	switch {
	case r < 0x20 || r == unknown || r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 || r >= 0x80 && r < 0xA0:
		q.bad++
	case unicode.Is(unicode.Han, r):
		q.han++
		if commonHan(r) {
			q.common++
		}
	case r >= 0xA1 && r < 0x250 && r != 0xB7 && r != 0xB0 && r != 0xD7 && r != 0xB1:
		q.odd++
	}
}

// poor reports garbage: text that another engine, or nobody, should read.
func (q quality) poor() bool {
	if q.chars == 0 {
		return false
	}
	n := float64(q.chars)
	if float64(q.bad) > 0.02*n || float64(q.odd) > 0.2*n {
		return true
	}
	return q.han > 20 && float64(q.common) < 0.4*float64(q.han)
}

// score orders two readings of one page; higher is better.
func (q quality) score() float64 {
	if q.chars == 0 {
		return 0
	}
	return float64(q.chars-3*q.bad-2*q.odd) - 1.5*float64(q.han-q.common)
}

func judge(p *pageText) (q quality) {
	for i := range p.glyphs {
		q.add(p.glyphs[i].r)
	}
	return q
}
