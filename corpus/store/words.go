package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"yaodian/extract"
	"yaodian/extract/words"
)

// terms are the words of a text as the index holds them: gse's words, widths
// and case folded, blanks and punctuation left out. A text and a query pass
// through the same function, so both stores find the same. at is the word's
// place in the text in code points.
func terms(text string, f func(term string, at extract.Span)) {
	line := 0
	for l := range strings.Lines(text) {
		end := 0
		words.Each(strings.Map(narrow, l), func(w string, from, to int) {
			if t := fold(w); t != "" {
				f(t, extract.Span{Start: line + from, End: line + to})
			}
			end = to
		})
		line += end
	}
}

// subwords are the shorter dictionary words inside a word, so that 教育 finds
// 义务教育, which gse keeps whole. Words of the text that the dictionary does
// not hold come in single characters and have none.
func subwords(w string) (out []string) {
	n := utf8.RuneCountInString(w)
	if n < 3 || n > 8 || w[0] < utf8.RuneSelf {
		return nil
	}
	r := []rune(w)
	for size := 2; size < n; size++ {
		for i := 0; i+size <= n; i++ {
			sub := string(r[i : i+size])
			if ws := words.Segment(sub); len(ws) == 1 && ws[0].Pos != "x" {
				out = append(out, sub)
			}
		}
	}
	return out
}

// narrow turns full-width forms into ASCII, one rune for one.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// fold brings a word to the index's one form, "" when it holds no letter or
// digit.
func fold(w string) string {
	keep, changed := false, false
	for _, r := range w {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			keep = true
		} else {
			changed = true
		}
		if 'A' <= r && r <= 'Z' || r >= 0xFF01 && r <= 0xFF5E {
			changed = true
		}
	}
	if !keep {
		return ""
	}
	if !changed {
		return w
	}
	return strings.Map(foldRune, w)
}

// foldRune is fold for one code point; -1 when it is neither letter nor digit.
func foldRune(r rune) rune {
	switch r = narrow(r); {
	case r >= 0x4E00 && r <= 0x9FFF, 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return r
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return unicode.ToLower(r)
	}
	return -1
}

// An indexer makes the index's terms of one item after another. It remembers
// what stands in the index for each word that it has met; the vocabulary of
// notices is small. Use one at a time; indexers keeps some.
type indexer struct {
	entries []met           // by words.Piece.Entry
	others  map[string]*met // words that the dictionary lacks
	item    uint32
	line    []rune
	pieces  []words.Piece
	word    []byte
	out     []byte
}

// met is a word that an indexer has met.
type met struct {
	terms string // its form and the words inside it, each after a blank
	item  uint32 // the last that holds it; 0 for none yet
}

// maxOthers bounds what an indexer remembers of numbers and Latin words, which
// have no end.
const maxOthers = 20_000

var indexers = sync.Pool{New: func() any { return &indexer{others: make(map[string]*met)} }}

// index returns what an item is found by, separated by blanks: the terms of its
// heading and body, the words inside them, and its facets. How often a term
// occurs is not kept: items are short, and ranking looks at their headings
// (see rankMatches).
func (x *indexer) index(title, body, facets string) string {
	if x.entries == nil { // not sooner: it loads the dictionary
		x.entries = make([]met, words.Entries())
	}
	if len(x.others) > maxOthers {
		clear(x.others)
	}
	if x.item++; x.item == 0 { // after four thousand million
		clear(x.entries)
		clear(x.others)
		x.item = 1
	}
	x.out = append(x.out[:0], facets...)
	for _, text := range []string{title, body} {
		for l := range strings.Lines(text) {
			x.add(l)
		}
	}
	return string(bytes.TrimSpace(x.out))
}

// row is an item's row of the index: its key, its terms, and what ranks it.
func (x *indexer) row(key int64, title, body, facets string) []any {
	return []any{key, x.index(title, body, facets), title, int32(len(body))}
}

// add adds the terms of a line that the item does not have yet.
func (x *indexer) add(line string) {
	x.line = x.line[:0]
	for _, r := range line {
		x.line = append(x.line, narrow(r))
	}
	x.pieces = words.Pieces(x.line, x.pieces[:0])
	for _, p := range x.pieces {
		w := x.line[p.Start:p.End]
		var m *met
		if p.Entry != 0 {
			m = &x.entries[p.Entry]
		} else if m = x.other(w); m == nil {
			continue
		}
		if m.item == x.item {
			continue
		}
		if m.item == 0 {
			m.terms = indexed(string(w))
		}
		m.item = x.item
		x.out = append(x.out, m.terms...)
	}
}

// other returns a word that the dictionary lacks, nil for a mark, which is never
// in the index.
func (x *indexer) other(w []rune) *met {
	if len(w) == 1 && foldRune(w[0]) < 0 {
		return nil
	}
	x.word = x.word[:0]
	for _, r := range w {
		x.word = utf8.AppendRune(x.word, r)
	}
	m := x.others[string(x.word)]
	if m == nil {
		m = new(met)
		x.others[string(x.word)] = m
	}
	return m
}

// indexed is what stands in the index for a word: its form and the words inside
// it, each after a blank; "" for one without letters or digits.
func indexed(word string) string {
	form := fold(word)
	if form == "" {
		return ""
	}
	out := " " + form
	for _, sub := range subwords(form) {
		out += " " + sub
	}
	return out
}

// facet is the term that stands for a filter value. No word begins with @, so
// that facets stand apart in the list that they share; the hash keeps any value
// a single word.
func facet(kind byte, value string) string {
	h := sha256.Sum256([]byte(value))
	return "@" + string(kind) + hex.EncodeToString(h[:6])
}

func yearFacet(year int) string { return "@y" + strconv.Itoa(year) }

// documentFacets are the facets that all items of a plan share. A plan over
// several years is found under each, up to a bound against nonsense.
func documentFacets(p *extract.Plan) string {
	var f []string
	if p.Issuer != "" {
		f = append(f, facet('i', clean(string(p.Issuer))))
	}
	if p.Kind != "" {
		f = append(f, facet('k', string(p.Kind)))
	}
	if p.Year != 0 {
		f = append(f, yearFacet(int(p.Year)))
		for y := int(p.Year) + 1; y <= int(p.YearEnd) && y < int(p.Year)+20; y++ {
			f = append(f, yearFacet(y))
		}
	}
	return strings.Join(f, " ")
}

func itemFacets(shared string, it extract.Item) string {
	for _, o := range it.Offices {
		shared += " " + facet('o', clean(o.Name))
	}
	return strings.TrimSpace(shared)
}

// wordKey is the column of item_words that holds the item's key.
var wordKey = map[dialect]string{sqlite: "rowid", postgres: "item"}

// vectorRows is how many rows travel to PostgreSQL at once.
const vectorRows = 256

// insertWords adds rows to the word index, as indexer.row makes them.
func insertWords(ctx context.Context, tx *Tx, rows [][]any) error {
	if tx.dialect() == sqlite {
		for _, r := range rows {
			if _, err := tx.exec(ctx, wordsInsert, r[:2]...); err != nil {
				return err
			}
		}
		return nil
	}
	for len(rows) > 0 {
		part := rows[:min(vectorRows, len(rows))]
		rows = rows[len(part):]
		n := len(part)
		keys, vectors, titles, sizes := make([]int64, n), make([]string, n), make([]string, n), make([]int32, n)
		for i, r := range part {
			keys[i], vectors[i], titles[i], sizes[i] = r[0].(int64), tsvector(r[1].(string)), r[2].(string), r[3].(int32)
		}
		if _, err := tx.exec(ctx, vectorsInsert, keys, vectors, titles, sizes); err != nil {
			return err
		}
	}
	return nil
}

const vectorsInsert = `INSERT INTO item_words (item, words, title, size)
	SELECT unnest($1::bigint[]), unnest($2::text[])::tsvector, unnest($3::text[]), unnest($4::integer[])`

// tsvector writes PostgreSQL's literal of a vector, without positions, which
// would only make it larger.
func tsvector(terms string) string {
	var b strings.Builder
	b.Grow(len(terms) + len(terms)/2)
	for t := range strings.FieldsSeq(terms) {
		if len(t) <= 2000 { // a lexeme may hold 2,046 bytes
			b.WriteString("'" + t + "' ")
		}
	}
	return b.String()
}
