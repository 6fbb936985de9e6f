// Package lexicon holds what yaodian knows of official Chinese as data: one
// tab-separated table a kind of knowledge, embedded, with an example beside
// each entry and a negative example where the entry can misfire. Engines in
// package extract read the tables; a new unit, verb or set phrase is a line.
//
// Columns: term, class, attr, example, negative. Lines that begin with # are
// comments. Terms are written in folded form (see parser.Fold). "-" stands
// for an empty attr; several are joined by commas.
package lexicon

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.tsv
var files embed.FS

// Entry is one line of a table.
type Entry struct {
	Term     string
	Class    string
	Attr     string
	Example  string // a text that holds the term in the meant sense
	Negative string // a text that holds the term and does not mean it; may be ""
	runes    []rune
	negative []rune
	attrs    []string
}

// Int is the attribute of entries that have a number there, else 0.
func (e *Entry) Int() int {
	n, _ := strconv.Atoi(e.Attr)
	return n
}

// Is reports that the entry has the attribute, among others. A nil entry has none.
func (e *Entry) Is(attr string) bool { return e != nil && slices.Contains(e.attrs, attr) }

// NegativeAt reports that the text around i, where the term stands, spells the
// entry's negative example.
func (e *Entry) NegativeAt(text []rune, i int) bool {
	for off := 0; off+len(e.runes) <= len(e.negative); off++ {
		if hasAt(e.negative, off, e.runes) && hasAt(text, i-off, e.negative) {
			return true
		}
	}
	return false
}

// Len is the number of runes of the term.
func (e *Entry) Len() int { return len(e.runes) }

// Table finds its terms in folded text.
type Table struct {
	Name    string
	Entries []Entry
	first   lists  // by first rune
	last    lists  // by last rune
	parts   []part // by class and attribute
}

// part is one part of a table. There are so few that a look at each beats a map.
type part struct {
	name string
	of   *Table
}

// Part is the table of those entries that have the class or the attribute; empty
// when none has.
func (t *Table) Part(name string) *Table {
	for i := range t.parts {
		if t.parts[i].name == name {
			return t.parts[i].of
		}
	}
	return &Table{Name: t.Name}
}

// Within reports that a term of the table stands somewhere in s.
func (t *Table) Within(s string) bool {
	text := []rune(s)
	e, _ := t.In(text, 0, len(text))
	return e != nil
}

// Begins returns the longest term that s begins with, or nil.
func (t *Table) Begins(s string) *Entry { return t.At([]rune(s), 0) }

// Ends returns the longest term that s ends with, or nil.
func (t *Table) Ends(s string) *Entry {
	text := []rune(s)
	return t.Before(text, len(text))
}

// At returns the longest term that starts at i, or nil.
func (t *Table) At(text []rune, i int) *Entry {
	if i < 0 || i >= len(text) {
		return nil
	}
	next := edge
	if i+1 < len(text) {
		next = text[i+1]
	}
	if !t.first.may(text[i], next) {
		return nil
	}
	for _, e := range t.first.of(text[i]) {
		if (e.beside == next || e.beside == 0) && hasAt(text, i, e.runes) {
			return e.Entry
		}
	}
	return nil
}

// Before returns the longest term that ends at end (exclusive), or nil.
func (t *Table) Before(text []rune, end int) *Entry {
	if end <= 0 || end > len(text) {
		return nil
	}
	next := edge
	if end > 1 {
		next = text[end-2]
	}
	if !t.last.may(text[end-1], next) {
		return nil
	}
	for _, e := range t.last.of(text[end-1]) {
		if (e.beside == next || e.beside == 0) && hasAt(text, end-len(e.runes), e.runes) {
			return e.Entry
		}
	}
	return nil
}

// In returns the first term found in text[start:end] and its offset, or nil.
func (t *Table) In(text []rune, start, end int) (*Entry, int) {
	for i := start; i < end; i++ {
		if e := t.At(text[:end], i); e != nil {
			return e, i
		}
	}
	return nil, -1
}

// edge stands beside the first and the last rune of a text.
const edge rune = -1

func hasAt(text []rune, i int, term []rune) bool {
	if i < 0 || i+len(term) > len(text) {
		return false
	}
	for k, r := range term {
		if text[i+k] != r {
			return false
		}
	}
	return true
}

// Parse reads a table. It fails on a line with a wrong number of columns, an
// empty term or a repeated term.
func Parse(name, data string) (*Table, error) {
	t := &Table{Name: name}
	seen := map[string]bool{}
	for n, line := range strings.Split(data, "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) < 4 || len(f) > 5 || f[0] == "" {
			return nil, fmt.Errorf("%s:%d: want term, class, attr, example[, negative], got %d columns", name, n+1, len(f))
		}
		if seen[f[0]] {
			return nil, fmt.Errorf("%s:%d: %s is there twice", name, n+1, f[0])
		}
		seen[f[0]] = true
		e := Entry{Term: f[0], Class: f[1], Attr: f[2], Example: f[3], runes: []rune(f[0])}
		if e.Attr == "-" {
			e.Attr = ""
		}
		e.attrs = strings.Split(e.Attr, ",")
		if len(f) == 5 {
			e.Negative, e.negative = f[4], []rune(f[4])
		}
		t.Entries = append(t.Entries, e)
	}
	for i := range t.Entries {
		e := &t.Entries[i]
		t.add(e)
		t.part(e.Class).add(e)
		for _, attr := range e.attrs {
			t.part(attr).add(e)
		}
	}
	return t, nil
}

// part is the part of that name to add to.
func (t *Table) part(name string) *Table {
	for _, p := range t.parts {
		if p.name == name {
			return p.of
		}
	}
	p := &Table{Name: t.Name}
	t.parts = append(t.parts, part{name, p})
	return p
}

func (t *Table) add(e *Entry) {
	n := len(e.runes)
	first, last := listed{Entry: e}, listed{Entry: e}
	if n > 1 {
		first.beside, last.beside = e.runes[1], e.runes[n-2]
	}
	t.first.add(e.runes[0], first)
	t.last.add(e.runes[n-1], last)
}

// table returns a loader of an embedded table. A broken table is a defect of
// the program that the package's test finds, so it panics.
func table(name string) func() *Table {
	return sync.OnceValue(func() *Table {
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		t, err := Parse(name, string(data))
		if err != nil {
			panic(err)
		}
		return t
	})
}
