package words

import (
	"math"
	"slices"
	"sync"
	"unicode"

	"github.com/go-ego/gse"
)

// A symbol is what gse treats as one character: a code point or, numbered
// beyond them, a run of Latin letters and digits in lower case. noSymbol is a
// run that no word holds.
const (
	symbolBits = 22
	firstRun   = unicode.MaxRune + 1
	noSymbol   = 1<<symbolBits - 1
)

// nodeBits is the width of a node's number, so that an edge fits 64 bits.
const nodeBits = 21

// trie is gse's dictionary by symbols instead of bytes.
type trie struct {
	root  []uint32 // the child of node 0 by code point, for the first 65,536
	edges []uint64 // open hash table: parent, symbol, child; 0 is free
	shift int      // 64 − log2(len(edges))
	nodes []node
	runs  map[string]uint32 // symbols of Latin runs longer than a character
	long  int               // bytes of the longest such run
	tags  []string          // parts of speech by Tag
}

// node is a prefix of words.
type node struct {
	distance float32 // of the word that ends here, as gse has it; 0 is none
	tag      Tag
	// next tells which symbols longer words go on with: bit s mod 64 is set for
	// each symbol s. It answers most questions for a child that is not there
	// without a look into the table of edges, which is not in the cache.
	next uint64
}

// index is the trie of the embedded dictionary, made at the first use (about a
// tenth of a second, nearly all of it gse's loading) and never changed.
var index = sync.OnceValue(func() *trie { return newTrie(load().Dict) })

func newTrie(d *gse.Dictionary) *trie {
	t := &trie{root: make([]uint32, 1<<16), edges: make([]uint64, 1<<18), shift: 64 - 18,
		nodes: make([]node, 1, 2*len(d.Tokens)), runs: map[string]uint32{}, tags: []string{unknownPos}}
	tags := map[string]Tag{unknownPos: 0}
	total := float32(math.Log2(d.TotalFreq()))
	var w walk
	// Frequent words get their nodes first: what is asked for most lies together
	// in few lines of the processor's cache.
	order := make([]uint64, len(d.Tokens))
	for i := range d.Tokens {
		order[i] = uint64(math.MaxUint32-uint32(d.Tokens[i].Freq()))<<32 | uint64(i)
	}
	slices.Sort(order)
	for _, rank := range order {
		token := &d.Tokens[uint32(rank)]
		w.line = w.line[:0]
		for _, r := range token.Text() {
			w.line = append(w.line, r)
		}
		w.split(w.line, t.addRun)
		at := uint32(0)
		for _, s := range w.symbol {
			at = t.grow(at, s)
		}
		tag, ok := tags[token.Pos()]
		if !ok {
			tag = Tag(len(t.tags))
			tags[token.Pos()] = tag
			t.tags = append(t.tags, token.Pos())
		}
		// gse's own arithmetic (CalcToken), so that ties end as they do there.
		t.nodes[at].distance, t.nodes[at].tag = total-float32(math.Log2(token.Freq())), tag
	}
	return t
}

func (t *trie) slot(parent, symbol uint32) int {
	return int((uint64(parent)<<symbolBits | uint64(symbol)) * 0x9E3779B97F4A7C15 >> t.shift)
}

// first returns the node of a symbol that a word begins with, 0 when there is
// none.
func (t *trie) first(symbol uint32) uint32 {
	if symbol < uint32(len(t.root)) {
		return t.root[symbol]
	}
	return t.child(0, symbol)
}

// child returns the node under a symbol, 0 when there is none. Of node 0, first
// does.
func (t *trie) child(parent, symbol uint32) uint32 {
	if t.nodes[parent].next>>(symbol%64)&1 == 0 {
		return 0
	}
	key := uint64(parent)<<symbolBits | uint64(symbol)
	for at := t.slot(parent, symbol); t.edges[at] != 0; at = (at + 1) & (len(t.edges) - 1) {
		if t.edges[at]>>nodeBits == key {
			return uint32(t.edges[at] & (1<<nodeBits - 1))
		}
	}
	return 0
}

// grow returns the node under a symbol, making it where there is none.
func (t *trie) grow(parent, symbol uint32) uint32 {
	inRoot := parent == 0 && symbol < uint32(len(t.root))
	c := uint32(0)
	if inRoot {
		c = t.root[symbol]
	} else {
		c = t.child(parent, symbol)
	}
	if c != 0 {
		return c
	}
	c = uint32(len(t.nodes))
	t.nodes = append(t.nodes, node{})
	t.nodes[parent].next |= 1 << (symbol % 64)
	if inRoot {
		t.root[symbol] = c
		return c
	}
	if len(t.nodes)*2 > len(t.edges) { // at most half full
		old := t.edges
		t.edges, t.shift = make([]uint64, 2*len(old)), t.shift-1
		for _, e := range old {
			if e != 0 {
				t.put(uint32(e>>(nodeBits+symbolBits)), uint32(e>>nodeBits)&(1<<symbolBits-1), uint32(e&(1<<nodeBits-1)))
			}
		}
	}
	t.put(parent, symbol, c)
	return c
}

func (t *trie) put(parent, symbol, child uint32) {
	at := t.slot(parent, symbol)
	for t.edges[at] != 0 {
		at = (at + 1) & (len(t.edges) - 1)
	}
	t.edges[at] = (uint64(parent)<<symbolBits|uint64(symbol))<<nodeBits | uint64(child)
}

// addRun numbers a Latin run of the dictionary.
func (t *trie) addRun(run []byte) uint32 {
	s, ok := t.runs[string(run)]
	if !ok {
		s = uint32(firstRun + len(t.runs))
		t.runs[string(run)] = s
		t.long = max(t.long, len(run))
	}
	return s
}

// run is the symbol of a Latin run of a text, noSymbol when no word holds it.
func (t *trie) run(run []byte) uint32 {
	if len(run) <= t.long {
		if s, ok := t.runs[string(run)]; ok {
			return s
		}
	}
	return noSymbol
}
