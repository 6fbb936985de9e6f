package words

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// unknown is the distance that gse gives to a character outside the dictionary,
// unknownPos its part of speech.
const (
	unknown    = 32
	unknownPos = "x"
)

// step is the best way to a unit of a line.
type step struct {
	distance float32 // from the start; 0 is not reached
	size     int32   // units of the word that ends here
	entry    uint32  // its node, 0 when the dictionary lacks it
}

// walk is the working memory of one line.
type walk struct {
	line   []rune
	low    []byte // a run in lower case
	symbol []uint32
	end    []int32 // of each unit, in code points
	best   []step
	back   []int32
	pieces []Piece
}

var walks = sync.Pool{New: func() any { return new(walk) }}

// split parts a line into symbols as gse does: a run of letters or digits of
// at most two bytes each is one in lower case, any other character one.
func (w *walk) split(line []rune, run func([]byte) uint32) {
	w.symbol, w.end = w.symbol[:0], w.end[:0]
	for i := 0; i < len(line); {
		start := i
		if r := line[i]; !latin(r) {
			i++
			if uint32(r) > unicode.MaxRune {
				r = utf8.RuneError
			}
			w.symbol, w.end = append(w.symbol, uint32(r)), append(w.end, int32(i))
			continue
		}
		for i++; i < len(line) && latin(line[i]); i++ {
		}
		if i == start+1 {
			w.symbol, w.end = append(w.symbol, uint32(lower(line[start]))), append(w.end, int32(i))
			continue
		}
		w.low = w.low[:0]
		for _, r := range line[start:i] {
			w.low = utf8.AppendRune(w.low, lower(r))
		}
		w.symbol, w.end = append(w.symbol, run(w.low)), append(w.end, int32(i))
	}
}

// latin reports a letter or number that UTF-8 writes in at most two bytes.
func latin(r rune) bool {
	switch {
	case r >= 0x800:
		return false
	case r < utf8.RuneSelf:
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// find appends the words of one piece of a line, which starts at code point
// at: the shortest path, summed and compared in float32 and in gse's order, so
// that ties end as they do there.
func (w *walk) find(t *trie, line []rune, at int, out []Piece) []Piece {
	w.split(line, t.run)
	n := len(w.symbol)
	if cap(w.best) < n {
		w.best = make([]step, n+n/2)
	}
	best := w.best[:n]
	clear(best)
	base := float32(0) // the way to unit i
	for i, symbol := range w.symbol {
		at := t.first(symbol)
		if t.nodes[at].distance == 0 {
			reach(&best[i], base+unknown, 1, 0)
		}
		for k := i; at != 0; {
			x := &t.nodes[at]
			if x.distance != 0 {
				reach(&best[k], base+x.distance, k-i+1, at)
			}
			if k++; k == n {
				break
			}
			at = t.child(at, w.symbol[k])
		}
		base = best[i].distance
	}
	w.back = w.back[:0]
	for i := n - 1; i >= 0; i -= int(best[i].size) {
		w.back = append(w.back, int32(i))
	}
	from := int32(0)
	for k := len(w.back) - 1; k >= 0; k-- {
		i := w.back[k]
		out = append(out, Piece{Start: int32(at) + from, End: int32(at) + w.end[i], Entry: best[i].entry, Tag: t.nodes[best[i].entry].tag})
		from = w.end[i]
	}
	return out
}

func reach(s *step, distance float32, size int, entry uint32) {
	if s.distance == 0 || s.distance > distance {
		s.distance, s.size, s.entry = distance, int32(size), entry
	}
}

// all finds the words of a line of any length.
func (w *walk) all(line []rune, out []Piece) []Piece {
	t := index()
	for at := 0; at < len(line); {
		n := feed(line[at:])
		out = w.find(t, line[at:at+n], at, out)
		at += n
	}
	return out
}

// feed is how much of a line to walk at once: up to the last boundary of
// clauses within maxFeed.
func feed(line []rune) int {
	if len(line) <= maxFeed {
		return len(line)
	}
	for i := maxFeed; i > maxFeed/2; i-- {
		switch line[i-1] {
		case '，', '。', '；', '、', '\n':
			return i
		}
	}
	return maxFeed
}
