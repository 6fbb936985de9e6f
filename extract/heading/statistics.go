package heading

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"yaodian/extract/words"
)

// learnLexis counts words in running text, headings' marks and all.
func learnLexis(texts []Text, skip func(group string) bool, cache [][][]words.Word) Lexis {
	l := newLexis()
	type pair struct{ a, b uint32 }
	count, open, shut := map[uint32]float64{}, map[uint32]float64{}, map[uint32]float64{}
	pairs, open2, shut2 := map[pair]float64{}, map[pair]float64{}, map[pair]float64{}
	var total, opens, shuts float64
	for i := range texts {
		if skip(texts[i].Group) {
			continue
		}
		for _, line := range cache[i] {
			prev, prev2, start, second := uint32(0), uint32(0), true, false
			for k, w := range line {
				h, class := wordHash(w)
				if class == 'x' {
					r := []rune(w.Text)[0]
					if strings.ContainsRune("。;!?,:", r) && prev != 0 {
						shut[prev]++
						shuts++
						if prev2 != 0 {
							shut2[pair{prev2, prev}]++
						}
					}
					if strings.ContainsRune("。;!?", r) {
						start = true
					}
					prev, prev2, second = 0, 0, false
					continue
				}
				count[h]++
				total++
				if prev != 0 {
					pairs[pair{prev, h}]++
					if second {
						open2[pair{prev, h}]++
					}
				}
				second = start && k > 0
				if second {
					open[h]++
					opens++
				}
				start = false
				prev, prev2 = h, prev
			}
		}
	}
	l.Total = float32(total)
	po, ps := opens/total, shuts/total
	for _, h := range slices.Sorted(maps.Keys(count)) { // in one order, so that collisions end alike
		c := count[h]
		k := h & (1<<wordBits - 1)
		v := uint8(min(math.Round(8*math.Log2(1+c)), 255))
		if v >= l.Count[k] { // the commoner word wins a collision
			l.Count[k] = v
			l.Open[k] = quarter((open[h] + 3*po) / (c + 3) / po)
			l.Close[k] = quarter((shut[h] + 3*ps) / (c + 3) / ps)
		}
	}
	strength := map[uint32]float64{}
	for _, p := range slices.SortedFunc(maps.Keys(pairs), func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }) {
		c := pairs[p]
		if c < 2 {
			continue
		}
		k := pairHash(p.a, p.b)
		if c < strength[k] {
			continue
		}
		strength[k] = c
		v := quarter((c + 0.3) / (count[p.a]*count[p.b]/total + 0.3))
		if v >= 0 {
			v = min(v, 126) + 1
		}
		l.Pair[k] = v
		l.Open2[k] = quarter((open2[p] + 2*po) / (c + 2) / po)
		l.Shut2[k] = quarter((shut2[p] + 2*ps) / (c + 2) / ps)
	}
	return l
}

func wordHash(w words.Word) (uint32, byte) {
	r := []rune(w.Text)[0]
	switch {
	case r >= '0' && r <= '9':
		return hashString("#"), 'm'
	case (w.Pos == "" || w.Pos[0] == 'x') && !isLetter(r):
		return 0, 'x'
	}
	return hashString(w.Text), 'w'
}

func isLetter(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

func quarter(ratio float64) int8 { return int8(clamp(int(math.Round(4*math.Log(ratio))), -127, 126)) }
