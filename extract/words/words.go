// Package words splits Chinese text into words with parts of speech.
//
// Dictionary and method are those of go-ego/gse: gse loads a trimmed
// dictionary of simplified Chinese, and its shortest path is walked here over
// a trie of code points, with the same words as gse's Segment in a tenth of
// the time and without garbage. Tests, fuzzing among them, hold the two
// together on the whole dictionary and on any text.
//
// Segmentation is for what needs words: where a heading ends, the noun phrase
// around a number, terms of a search. It is never asked about numbers, since
// every segmenter splits 1,200万元 at the comma.
package words

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-ego/gse"
)

//go:generate go run ./gen -o dict.txt.gz

//go:embed dict.txt.gz
var dict []byte

// Word is one word of a line.
type Word struct {
	// Text is as printed in the line.
	Text string
	// Start and End are code points from the start of the line, half-open.
	Start, End int
	// Pos is the part of speech in the ICTCLAS tag set that gse's dictionary
	// uses: n noun, v verb, vn nominal verb, a adjective, d adverb, p
	// preposition, c conjunction, u particle, m numeral, q measure … "x" marks
	// what the dictionary does not hold (punctuation, Latin, rare characters).
	Pos string
}

// Piece is a word by its place alone, in code points from the start of the
// line, half-open.
type Piece struct {
	Start, End int32
	// Entry is the word's number in the dictionary, below Entries and the same
	// as long as the process runs; 0 when the dictionary lacks it. Latin letters
	// count as small ones: GPU and gpu are one entry.
	Entry uint32
	Tag   Tag
}

// Entries bounds Piece.Entry, for callers that keep something for each word.
func Entries() int { return len(index().nodes) }

// Tag is a part of speech; String gives it as Word.Pos does.
type Tag uint8

func (t Tag) String() string { return index().tags[t] }

// Tags lists the parts of speech, each at the index that is its Tag.
func Tags() []string { return index().tags }

// maxFeed bounds what is walked at once, in code points: distances are summed
// in float32, so lines of a million would drift.
const maxFeed = 1024

// load has gse read the embedded dictionary. The distances of its tokens,
// which CalcToken would fill in, are for the caller.
func load() *gse.Segmenter {
	s := &gse.Segmenter{SkipLog: true, NotLoadHMM: true, Dict: gse.NewDict()}
	z, err := gzip.NewReader(bytes.NewReader(dict))
	if err != nil {
		panic("words: embedded dictionary: " + err.Error())
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		panic("words: embedded dictionary: " + err.Error())
	}
	s.Dict.Tokens = make([]gse.Token, 0, bytes.Count(raw, []byte("\n")))
	for line := range strings.Lines(string(raw)) {
		w, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		count, pos, _ := strings.Cut(rest, " ")
		freq, err := strconv.ParseFloat(count, 64)
		if err != nil {
			panic("words: embedded dictionary: " + err.Error())
		}
		if utf8.RuneCountInString(w) == 1 {
			freq = 2 // gse's own rule: single characters are the last resort
		}
		if err := s.Dict.AddToken(s.ToToken(w, freq, pos)); err != nil {
			panic("words: embedded dictionary: " + err.Error())
		}
	}
	return s
}

// Load loads the dictionary now, for programs that would rather pay at their
// start than at the first request.
func Load() { index() }

// Segment returns the words of a line, which partition it: punctuation, runs
// of Latin letters or digits and blanks come as words of their own. The line
// may be of any length and need not be valid UTF-8.
func Segment(line string) []Word {
	out := make([]Word, 0, len(line)/5+1)
	each(line, func(text string, p Piece) {
		out = append(out, Word{Text: text, Start: int(p.Start), End: int(p.End), Pos: p.Tag.String()})
	})
	return out
}

// Each calls f for the words of a line as Segment returns them, for bulk such
// as indexing whole corpora.
func Each(line string, f func(word string, start, end int)) {
	each(line, func(text string, p Piece) { f(text, int(p.Start), int(p.End)) })
}

func each(line string, f func(text string, p Piece)) {
	w := walks.Get().(*walk)
	defer walks.Put(w)
	w.line = w.line[:0]
	for _, r := range line {
		w.line = append(w.line, r)
	}
	w.pieces = w.pieces[:0]
	w.pieces = w.all(w.line, w.pieces)
	for _, p := range w.pieces {
		n := 0
		for range p.End - p.Start {
			_, size := utf8.DecodeRuneInString(line[n:])
			n += size
		}
		f(line[:n], p)
		line = line[n:]
	}
}

// Pieces appends the words of a line at hand as code points to out, without
// their texts.
func Pieces(line []rune, out []Piece) []Piece {
	w := walks.Get().(*walk)
	out = w.all(line, out)
	walks.Put(w)
	return out
}
