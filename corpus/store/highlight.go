package store

import (
	"slices"
	"strings"

	"yaodian/extract"
)

// matches finds where the terms stand in a text: at words, and inside words
// that hold one, in code points, ascending and disjoint.
func matches(text string, ts []string) []extract.Span {
	out := []extract.Span{}
	words, folded := runesOf(ts), foldAll(text)
	for i := 0; i < len(folded); {
		n := 0
		for _, w := range words {
			if len(w) > n && standsAt(folded, i, w) {
				n = len(w)
			}
		}
		if n == 0 {
			i++
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].End == i {
			out[last].End = i + n
		} else {
			out = append(out, extract.Span{Start: i, End: i + n})
		}
		i += n
	}
	return out
}

// holds reports whether a folded text holds a word.
func holds(folded, w []rune) bool {
	for i := range folded {
		if standsAt(folded, i, w) {
			return true
		}
	}
	return false
}

// standsAt reports whether a word stands at a place of a folded text. A Latin
// word or number begins where a run of such characters does, and a number ends
// with it: 5 does not stand in 50.
func standsAt(folded []rune, i int, w []rune) bool {
	if folded[i] != w[0] || len(w) > len(folded)-i || !slices.Equal(folded[i:i+len(w)], w) {
		return false
	}
	if !latin(w[0]) {
		return true
	}
	end := i + len(w)
	return (i == 0 || !latin(folded[i-1])) && (prefixed(string(w)) || end == len(folded) || !latin(folded[end]))
}

func latin(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

func runesOf(ts []string) [][]rune {
	out := make([][]rune, len(ts))
	for i, t := range ts {
		out[i] = []rune(t)
	}
	return out
}

// foldAll brings a text to the index's form, one rune for one; -1 stands for
// what is neither letter nor digit.
func foldAll(text string) []rune {
	out := []rune(text)
	for i, r := range out {
		out[i] = foldRune(r)
	}
	return out
}

// snippet cuts the passage of a body that holds the most matches, and starts
// it at a clause where one is near.
func snippet(body string, ts []string) Snippet {
	runes := []rune(body)
	found := matches(body, ts)
	best, most := 0, 0
	for i, m := range found {
		n := 0
		for _, k := range found[i:] {
			if k.End <= m.Start+snippetRunes {
				n++
			}
		}
		if n > most {
			best, most = m.Start, n
		}
	}
	start := max(0, best-20)
	for i := best; i > start; i-- {
		if strings.ContainsRune("。；，\n", runes[i-1]) {
			start = i
			break
		}
	}
	end := min(len(runes), start+snippetRunes)
	s := Snippet{Text: string(runes[start:end]), Matches: []extract.Span{}}
	shift := -start
	if start > 0 {
		s.Text = "…" + s.Text
		shift++
	}
	if end < len(runes) {
		s.Text += "…"
	}
	for _, m := range found {
		if m.Start >= start && m.End <= end {
			s.Matches = append(s.Matches, extract.Span{Start: m.Start + shift, End: m.End + shift})
		}
	}
	return s
}
