package words

import (
	"math"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Each calls f for the words of a line, exactly those that Segment returns,
// with their code points. It is for bulk, such as indexing whole corpora:
// gse's shortest path over gse's dictionary, but on a trie of code points
// and without allocations, about eight times as fast. A test holds the two
// together.
func Each(line string, f func(word string, start, end int)) {
	t := index()
	w := pool.Get().(*walk)
	defer pool.Put(w)
	at := 0
	for line != "" {
		n := len(line)
		if n > maxFeed {
			n = cut(line)
		}
		at = w.each(t, line[:n], at, f)
		line = line[n:]
	}
}

// trie maps prefixes of dictionary words to nodes. Edges stand in one open
// hash table keyed by node and symbol.
type trie struct {
	keys     []uint64 // node<<symbolBits | symbol, plus 1; 0 is free
	next     []uint32
	distance []float32         // of the word that ends at a node, as gse has it; 0 is none
	runs     map[string]uint32 // symbols of Latin runs longer than a character
	longest  int               // bytes of the longest such run
}

// A symbol is a code point, or beyond them a run of Latin letters or digits,
// which gse treats as one character. noSymbol is a run that no word holds.
const (
	symbolBits = 22
	firstRun   = unicode.MaxRune + 1
	noSymbol   = 1<<symbolBits - 1
)

// unknown is the distance that gse gives to a character outside the dictionary.
const unknown = 32

var index = sync.OnceValue(func() *trie {
	d := segmenter().Dict
	t := &trie{keys: make([]uint64, 1<<19), next: make([]uint32, 1<<19), distance: []float32{0}, runs: make(map[string]uint32)}
	total := float32(math.Log2(d.TotalFreq()))
	w := new(walk)
	for i := range d.Tokens {
		token := &d.Tokens[i]
		text := token.Text()
		w.units(text, func(run string) uint32 {
			s, ok := t.runs[run]
			if !ok {
				s = uint32(firstRun + len(t.runs))
				t.runs[run] = s
				t.longest = max(t.longest, len(run))
			}
			return s
		})
		node := uint32(0)
		for _, s := range w.symbol {
			node = t.grow(node, s)
		}
		t.distance[node] = total - float32(math.Log2(token.Freq()))
	}
	return t
})

func (t *trie) slot(node, symbol uint32) (at int, found bool) {
	key := uint64(node)<<symbolBits | uint64(symbol) + 1
	mask := len(t.keys) - 1
	for at = int(key*0x9E3779B97F4A7C15>>40) & mask; t.keys[at] != 0; at = (at + 1) & mask {
		if t.keys[at] == key {
			return at, true
		}
	}
	return at, false
}

// grow returns the node under a symbol, making it where there is none.
func (t *trie) grow(node, symbol uint32) uint32 {
	at, ok := t.slot(node, symbol)
	if ok {
		return t.next[at]
	}
	child := uint32(len(t.distance))
	t.distance = append(t.distance, 0)
	t.keys[at], t.next[at] = uint64(node)<<symbolBits|uint64(symbol)+1, child
	if len(t.distance)*2 > len(t.keys) { // keep the table at most half full
		old := *t
		t.keys, t.next = make([]uint64, 2*len(old.keys)), make([]uint32, 2*len(old.keys))
		for i, k := range old.keys {
			if k != 0 {
				at, _ := t.slot(uint32((k-1)>>symbolBits), uint32((k-1)&(1<<symbolBits-1)))
				t.keys[at], t.next[at] = k, old.next[i]
			}
		}
	}
	return child
}

// run is the symbol of a Latin run, noSymbol when no word holds it.
func (t *trie) run(s string) uint32 {
	if len(s) > t.longest {
		return noSymbol
	}
	if r, ok := t.runs[s]; ok {
		return r
	}
	return noSymbol
}

// walk is the working memory of one line.
type walk struct {
	symbol []uint32
	end    []int32 // of each unit, in bytes
	runes  []int32 // of each unit, in code points from the start
	best   []float32
	size   []int32 // units of the word on the shortest path that ends here
	back   []int32
}

var pool = sync.Pool{New: func() any { return new(walk) }}

// units splits a line as gse does: a run of letters or digits of at most two
// bytes each is one unit in lower case, any other character one of its own.
func (w *walk) units(line string, run func(string) uint32) {
	w.symbol, w.end, w.runes = w.symbol[:0], w.end[:0], w.runes[:0]
	var low [64]byte
	for i, n := 0, int32(0); i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		n++
		if size > 2 || !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			i += size
			w.symbol, w.end, w.runes = append(w.symbol, uint32(r)), append(w.end, int32(i)), append(w.runes, n)
			continue
		}
		start := i
		buf := low[:0]
		for {
			for _, c := range []byte(line[i : i+size]) {
				if 'A' <= c && c <= 'Z' {
					c += 'a' - 'A'
				}
				buf = append(buf, c)
			}
			if i += size; i == len(line) {
				break
			}
			r, size = utf8.DecodeRuneInString(line[i:])
			if size > 2 || !unicode.IsLetter(r) && !unicode.IsNumber(r) {
				break
			}
			n++
		}
		s := symbolOf(buf, i-start, run)
		w.symbol, w.end, w.runes = append(w.symbol, s), append(w.end, int32(i)), append(w.runes, n)
	}
}

// symbolOf names a unit: a lone character by itself, a run by its text.
func symbolOf(low []byte, size int, run func(string) uint32) uint32 {
	if r, n := utf8.DecodeRune(low); n == size {
		return uint32(r)
	}
	return run(string(low))
}

// each finds the shortest path through one piece of a line, which starts at
// code point at, and returns where it ends.
func (w *walk) each(t *trie, line string, at int, f func(word string, start, end int)) int {
	w.units(line, t.run)
	n := len(w.symbol)
	w.best, w.size = append(w.best[:0], make([]float32, n)...), append(w.size[:0], make([]int32, n)...)
	// Sums and comparisons are gse's, in float32 and in its order, so that
	// ties end as they do there.
	reach := func(end int, d float32, size int) {
		if w.best[end] == 0 || w.best[end] > d {
			w.best[end], w.size[end] = d, int32(size)
		}
	}
	for i := range n {
		base := float32(0)
		if i > 0 {
			base = w.best[i-1]
		}
		node, alone := uint32(0), false
		for k := i; k < n; k++ {
			slot, ok := t.slot(node, w.symbol[k])
			if !ok {
				break
			}
			node = t.next[slot]
			if d := t.distance[node]; d != 0 {
				reach(k, base+d, k-i+1)
				alone = alone || k == i
			}
		}
		if !alone {
			reach(i, base+unknown, 1)
		}
	}
	w.back = w.back[:0]
	for i := n - 1; i >= 0; i -= int(w.size[i]) {
		w.back = append(w.back, int32(i))
	}
	from, start := int32(0), 0
	for k := len(w.back) - 1; k >= 0; k-- {
		i := w.back[k]
		f(line[from:w.end[i]], at+start, at+int(w.runes[i]))
		from, start = w.end[i], int(w.runes[i])
	}
	return at + start
}
