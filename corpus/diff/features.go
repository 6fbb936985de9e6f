package diff

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"yaodian/extract/words"
)

// gram is a hashed feature of a text: a pair of neighbouring characters, or a
// whole number. 64 bits make collisions a non-event at these sizes.
type gram uint64

// bag is a multiset of grams, sorted by gram.
type bag []count

type count struct {
	g gram
	n float64
	w float64 // weight of one occurrence, once rarity has weighed the bag
}

// bagOf counts the grams of folded text. Punctuation breaks a pair: clauses
// that are only reordered keep their grams. Numbers count as wholes, so that
// 788 and 820 share nothing, and a year counts by its distance from the
// plan's own, so that 2025年 in the plan of 2025 equals 2026年 in that of 2026.
func bagOf(norm string, year int) bag {
	rs := []rune(norm)
	gs := make([]gram, 0, len(rs)+8)
	var prev rune
	for i := 0; i < len(rs); {
		r := rs[i]
		if asciiDigit(r) {
			j := i
			for j < len(rs) && (asciiDigit(rs[j]) || rs[j] == '.' && j+1 < len(rs) && asciiDigit(rs[j+1])) {
				j++
			}
			gs = append(gs, numberGram(rs[i:j], year))
			prev, i = '#', j
			continue
		}
		i++
		if !wordRune(r) {
			prev = 0
			continue
		}
		if prev != 0 {
			gs = append(gs, gram(uint64(prev)<<32|uint64(r)))
		}
		prev = r
	}
	return bagged(gs)
}

func bagged(gs []gram) bag {
	slices.Sort(gs)
	var b bag
	for i := 0; i < len(gs); {
		j := i
		for j < len(gs) && gs[j] == gs[i] {
			j++
		}
		b = append(b, count{g: gs[i], n: float64(j - i)})
		i = j
	}
	return b
}

func asciiDigit(r rune) bool { return r >= '0' && r <= '9' }

// wordRune reports letters, digits and ideographs.
func wordRune(r rune) bool {
	return r >= 0x3400 && r <= 0x9FFF || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || asciiDigit(r) || r >= 0x20000 && r <= 0x3FFFF || r == '〇'
}

func numberGram(digits []rune, year int) gram {
	if y, ok := yearOf(digits); ok && year > 0 {
		return gram(1<<60 | uint64(1000+y-year))
	}
	h := fnv.New64a()
	for _, r := range digits {
		h.Write([]byte{byte(r)})
	}
	return gram(h.Sum64() | 1<<61)
}

// yearOf reads four digits that can be a year of our time.
func yearOf(digits []rune) (int, bool) {
	if len(digits) != 4 {
		return 0, false
	}
	y := 0
	for _, r := range digits {
		if !asciiDigit(r) {
			return 0, false
		}
		y = y*10 + int(r-'0')
	}
	return y, y >= 1978 && y <= 2099
}

// rarity weighs grams by how few of the units of both plans hold them.
type rarity struct{ units float64 }

// weigh sets the weights of all grams in the bags of both plans.
func weigh(bags ...[]bag) rarity {
	var r rarity
	df := map[gram]int32{}
	for _, bs := range bags {
		for _, b := range bs {
			r.units++
			for _, c := range b {
				df[c.g]++
			}
		}
	}
	weights := make([]float64, 1, 64) // by df
	for _, bs := range bags {
		for _, b := range bs {
			for k := range b {
				n := df[b[k].g]
				for int(n) >= len(weights) {
					weights = append(weights, r.of(len(weights)))
				}
				b[k].w = weights[n]
			}
		}
	}
	return r
}

// of is the weight of a gram that df units hold. A gram of both versions of
// one item has df 2 and full weight; one that stands everywhere has nearly
// none. The square keeps the phrases of a genre, which most items share, from
// outweighing the words of a topic by their number.
func (r rarity) of(df int) float64 {
	w := max(0, math.Log(1+r.units/float64(max(2, df)))-math.Log(2))
	return w*w + 0.02
}

// mass is the weight of a whole bag.
func mass(b bag) float64 {
	s := 0.0
	for _, c := range b {
		s += c.n * c.w
	}
	return s
}

// meet adds f over the grams that two bags share.
func meet(a, b bag, f func(x, y count) float64) float64 {
	s := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].g < b[j].g:
			i++
		case a[i].g > b[j].g:
			j++
		default:
			s += f(a[i], b[j])
			i++
			j++
		}
	}
	return s
}

// shared is the weight of what two bags have in common.
func shared(a, b bag) float64 {
	return meet(a, b, func(x, y count) float64 { return min(x.n, y.n) * x.w })
}

// sum adds two bags.
func sum(a, b bag) bag {
	out := make(bag, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i].g < b[j].g:
			out = append(out, a[i])
			i++
		case i == len(a) || a[i].g > b[j].g:
			out = append(out, b[j])
			j++
		default:
			out = append(out, count{a[i].g, a[i].n + b[j].n, a[i].w})
			i++
			j++
		}
	}
	return out
}

// dice is twice the common weight over the weight of both, 0..1.
func dice(shared, a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * shared / (a + b)
}

// wordBag counts the words of a text, numerals and single characters aside.
func wordBag(norm string) bag {
	var gs []gram
	for _, w := range words.Segment(norm) {
		if w.End-w.Start < 2 || strings.HasPrefix(w.Pos, "m") {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w.Text); !wordRune(r) || asciiDigit(r) {
			continue
		}
		h := fnv.New64a()
		h.Write([]byte(w.Text))
		gs = append(gs, gram(h.Sum64()))
	}
	b := bagged(gs)
	if b == nil {
		b = bag{}
	}
	return b
}

// damped is the weight of a count in a cosine: the tenth occurrence says less
// than the first.
func damped(c count) float64 { return (1 + math.Log(c.n)) * c.w }

func norms(bs []bag) []float64 {
	out := make([]float64, len(bs))
	for i, b := range bs {
		s := 0.0
		for _, c := range b {
			w := damped(c)
			s += w * w
		}
		out[i] = math.Sqrt(s)
	}
	return out
}

// cosine is that of two bags whose norms are na and nb.
func cosine(a, b bag, na, nb float64) float64 {
	if na*nb == 0 {
		return 0
	}
	return meet(a, b, func(x, y count) float64 { return damped(x) * damped(y) }) / (na * nb)
}
