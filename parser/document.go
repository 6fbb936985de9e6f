// Package parser turns the bytes of a notice, in whatever format it was
// published, into a Document: its clean text, style runs and the outline of
// numbered units. It knows formats and numbering and nothing of policy.
package parser

import (
	"unicode/utf8"
	"unsafe"

	"yaodian/parser/format"
)

// Span is a half-open range of code points into Document.Text.
type Span = format.Span

// Warning is a remark on the reading, tied to the text where it can be.
type Warning = format.Warning

// Source describes the file that was read.
type Source struct {
	Name      string  `json:"name"`
	Size      int64   `json:"size"` // bytes
	SHA256    string  `json:"sha256"`
	MediaType string  `json:"media_type"`
	Charset   *string `json:"charset"`
	Pages     *int    `json:"pages"`
}

// Document is a notice as a reader sees it.
type Document struct {
	Source Source
	// Runes is the clean text: paragraphs joined by '\n', rows of tables as
	// cells joined by tabs, page furniture removed. All spans point into it.
	Runes []rune
	// Folded is Runes with full-width forms, CJK radicals and punctuation
	// variants folded to one form each, one rune for one rune, so that an
	// offset means the same in both. Match in it, slice from Runes.
	Folded []rune
	// Paragraphs partition the text, the '\n' between them excepted.
	Paragraphs []Paragraph
	// Outline lists every numbered unit in document order.
	Outline []Unit
	// Zones are the stretches of paragraphs that are no body text, in order.
	Zones []Zone
	// Facts are statements of the container (meta tags, properties).
	Facts    map[format.Fact]string
	Warnings []Warning

	// What Read has read is at hand as one string, of which every text that is
	// sliced is a part.
	text    string
	offsets []int32 // of each rune in text, and of the end
}

// Text returns the clean text.
func (d *Document) Text() string {
	if d.offsets == nil {
		return string(d.Runes)
	}
	return d.text
}

// Slice returns the text of a span as printed.
func (d *Document) Slice(s Span) string {
	if d.offsets == nil {
		return string(d.Runes[s.Start:s.End])
	}
	return d.text[d.offsets[s.Start]:d.offsets[s.End]]
}

// typeset sets text and offsets.
func (d *Document) typeset() {
	b := make([]byte, 0, 3*len(d.Runes)) // what a Han takes
	d.offsets = make([]int32, len(d.Runes)+1)
	for i, r := range d.Runes {
		if r >= 0x4E00 && r <= 0x9FFF {
			b = append(b, byte(0xE0|r>>12), byte(0x80|r>>6&0x3F), byte(0x80|r&0x3F))
		} else {
			b = utf8.AppendRune(b, r)
		}
		d.offsets[i+1] = int32(len(b))
	}
	d.text = unsafe.String(unsafe.SliceData(b), len(b)) // nothing else holds b
}

// Paragraph is one block of the text.
type Paragraph struct {
	Span     Span
	Bold     []Span // ranges into Document.Runes
	Carried  []Span // parts of a row that repeat a cell merged with the row above
	Row      bool   // a table row: cells joined by tabs
	Table    int    // number of its table, 0 outside tables
	Level    int    // level of its heading style, 0 for body text
	Centered bool
}

// Unit is one numbered unit of the outline: 一、 （一） 1. (1) ① 第一章 第一条,
// or one row of a task table.
type Unit struct {
	ID      string // path of ordinals, "2/7"; "~2" appended to a repeated path
	Parent  int    // index into Outline, -1 at the top
	Level   int    // 1 is the outermost
	Label   string // as printed: "（二）"
	Ordinal int
	Scheme  Scheme
	// LabelSpan covers Label; Span runs from the label to the end of the
	// unit, sub-units included; Own ends where the first sub-unit starts.
	LabelSpan, Span, Own Span
	// Row reports that the unit is a row of a task table.
	Row bool
}
