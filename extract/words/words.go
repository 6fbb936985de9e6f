// Package words splits Chinese text into words with parts of speech, by
// go-ego/gse over a trimmed dictionary of its own.
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
	"sync"
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

// maxFeed bounds what is handed to gse at once: it sums distances in float32,
// so single calls of megabytes drift, and its working memory grows with them.
const maxFeed = 4096 // bytes

// segmenter loads the dictionary at the first use (about a tenth of a second)
// and never changes it afterwards, so that concurrent reads are safe.
var segmenter = sync.OnceValue(load)

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
	s.CalcToken()
	return s
}

// Load loads the dictionary now, for programs that would rather pay at their
// start than at the first request.
func Load() { segmenter() }

// Segment returns the words of a line, which partition it: punctuation, runs
// of Latin letters or digits and blanks come as words of their own. The line
// may be of any length and need not be valid UTF-8.
func Segment(line string) []Word {
	s := segmenter()
	out := make([]Word, 0, len(line)/5+1)
	at := 0
	for line != "" {
		n := len(line)
		if n > maxFeed {
			n = cut(line)
		}
		part := line[:n]
		line = line[n:]
		for _, g := range s.Segment([]byte(part)) {
			w := part[g.Start():g.End()]
			end := at + utf8.RuneCountInString(w)
			out = append(out, Word{Text: w, Start: at, End: end, Pos: g.Token().Pos()})
			at = end
		}
	}
	return out
}

// SegmentRunes is Segment for text at hand as code points.
func SegmentRunes(line []rune) []Word { return Segment(string(line)) }

// cut finds the last boundary of clauses within maxFeed, else of characters.
func cut(s string) int {
	if i := strings.LastIndexAny(s[:maxFeed], "，。；、\n"); i > maxFeed/2 {
		_, n := utf8.DecodeRuneInString(s[i:])
		return i + n
	}
	n := maxFeed
	for n > maxFeed-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
