package store

import (
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

// parts caches subwords by word; gse's dictionary bounds what it can hold.
var parts sync.Map // string → []string

// subwords are the shorter dictionary words inside a word, so that 教育 finds
// 义务教育, which gse keeps whole. Words of the text that the dictionary does
// not hold come in single characters and have none.
func subwords(w string) []string {
	n := utf8.RuneCountInString(w)
	if n < 3 || n > 8 || w[0] < utf8.RuneSelf {
		return nil
	}
	if v, ok := parts.Load(w); ok {
		return v.([]string)
	}
	var out []string
	r := []rune(w)
	for size := 2; size < n; size++ {
		for i := 0; i+size <= n; i++ {
			sub := string(r[i : i+size])
			if ws := words.Segment(sub); len(ws) == 1 && ws[0].Pos != "x" {
				out = append(out, sub)
			}
		}
	}
	parts.Store(w, out)
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

// indexText is the text's terms separated by blanks.
func indexText(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	add := func(t string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	terms(text, func(t string, _ extract.Span) {
		add(t)
		for _, sub := range subwords(t) {
			add(sub)
		}
	})
	return b.String()
}

// facet is the term that stands for a filter value. The leading 0 keeps facets
// apart from words also where both share one list; the hash keeps any value a
// single word.
func facet(kind byte, value string) string {
	h := sha256.Sum256([]byte(value))
	return "0" + string(kind) + hex.EncodeToString(h[:6])
}

func yearFacet(year int) string { return "0y" + strconv.Itoa(year) }

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

// insertWords adds rows of key, title terms, body terms and facets to the word
// index.
func insertWords(ctx context.Context, tx *Tx, rows [][]any) error {
	if tx.dialect() == sqlite {
		return tx.insert(ctx, "item_words", []string{"rowid", "title", "body", "facets"}, rows)
	}
	for len(rows) > 0 {
		part := rows[:min(vectorRows, len(rows))]
		rows = rows[len(part):]
		keys, vectors := make([]int64, len(part)), make([]string, len(part))
		for i, r := range part {
			keys[i], vectors[i] = r[0].(int64), tsvector(r[1].(string), r[2].(string), r[3].(string))
		}
		if _, err := tx.exec(ctx, `INSERT INTO item_words (item, words) SELECT unnest($1::bigint[]), unnest($2::text[])::tsvector`, keys, vectors); err != nil {
			return err
		}
	}
	return nil
}

// tsvector writes PostgreSQL's literal of a vector: 'word':1A. A lexeme holds
// at most 256 positions and positions end at 16,383; the server folds what is
// beyond into the last.
func tsvector(title, body, facets string) string {
	var b strings.Builder
	n := 0
	add := func(list string, weight string) {
		for t := range strings.FieldsSeq(list) {
			n++
			if len(t) > 2000 { // a lexeme may hold 2,046 bytes
				continue
			}
			b.WriteString("'" + t + "':" + strconv.Itoa(min(n, 16383)) + weight + " ")
		}
	}
	add(title, "A")
	add(body, "B")
	add(facets, "")
	return b.String()
}
