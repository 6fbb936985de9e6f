// Package format is the common tongue of the readers: each reader turns the
// bytes of one file format into Content, a flat list of blocks in reading
// order. Readers know their format and nothing of numbering or policy.
package format

import (
	"context"
	"encoding/json"
	"strconv"
)

// Span is a half-open range [Start, End) in Unicode code points. What it
// points into is said where it is used. In JSON it is [start,end].
type Span struct{ Start, End int }

// Len is the number of code points covered.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share a code point.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Clip returns the parts of spans within [from, to), counted from from.
func Clip(spans []Span, from, to int) []Span {
	var out []Span
	for _, s := range spans {
		s.Start, s.End = max(s.Start, from)-from, min(s.End, to)-from
		if s.Start < s.End {
			out = append(out, s)
		}
	}
	return out
}

// MarshalJSON writes [start,end].
func (s Span) MarshalJSON() ([]byte, error) {
	b := strconv.AppendInt(append(make([]byte, 0, 16), '['), int64(s.Start), 10)
	b = strconv.AppendInt(append(b, ','), int64(s.End), 10)
	return append(b, ']'), nil
}

// UnmarshalJSON reads [start,end].
func (s *Span) UnmarshalJSON(b []byte) error {
	var v [2]int
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	s.Start, s.End = v[0], v[1]
	return nil
}

// Kind says what a block is on the page.
type Kind uint8

const (
	Para Kind = iota // a paragraph
	Row              // a table row; Text holds its cells joined by tabs
)

// Block is one paragraph or table row as the author wrote it: layout line
// breaks are gone, spaces and character widths inside the line are kept.
type Block struct {
	Kind Kind
	Text string
	// Bold holds the ranges of Text set in bold, in code points, ascending
	// and disjoint. A format without typography leaves it empty.
	Bold []Span
	// AutoLabel is the number of leading code points of Text that the word
	// processor numbered by itself ("1." from w:numPr); 0 when typed.
	AutoLabel int
	// Level is the outline level of the paragraph's heading style (h1, 标题 1),
	// 1 the outermost; 0 for body text.
	Level int
	// Centered reports centred alignment, as titles have.
	Centered bool
	// Table is the 1-based number of the table a row belongs to; 0 otherwise.
	Table int
	// Carried holds the ranges of a row's Text that repeat a cell merged with
	// the row above: the page shows them once, but they belong to every row
	// the cell spans. Count what they say once, attribute it to each row.
	Carried []Span
}

// Fact names a statement that the container makes about the document, outside
// its text: a meta tag, a line of the 索引号 table, a document property.
type Fact string

const (
	FactTitle   Fact = "title"
	FactIssuer  Fact = "issuer"   // 发文机关; failing it the source below
	FactSource  Fact = "source"   // ContentSource, 来源, 发布机构: where the site has it from
	FactNumber  Fact = "number"   // 发文字号
	FactIssued  Fact = "issued"   // 成文日期
	FactPublish Fact = "publish"  // 发布日期, PubDate
	FactSite    Fact = "site"     // SiteName
	FactTopic   Fact = "topic"    // 主题分类, ColumnName
	FactIndex   Fact = "index_no" // 索引号
)

// Content is what a reader returns.
type Content struct {
	MediaType string          // as found by looking inside, e.g. application/pdf
	Charset   string          // e.g. "gb18030"; "" where the format fixes its own
	Pages     int             // 0 where the format has none
	Facts     map[Fact]string // nil when the container states nothing
	Blocks    []Block
	Warnings  []Warning
}

// Reader reads one file format. It keeps within lim, whose unset fields mean
// DefaultLimits', stops soon after ctx is done, and keeps no reference to data.
// A refusal is an *Error.
type Reader func(ctx context.Context, data []byte, lim Limits) (*Content, error)

// Warning is something that a careful reader should know about the result.
// Span points into the document's clean text; nil where it concerns the whole.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Span    *Span  `json:"span"`
}

// Code identifies a kind of failure; the set is closed and stable, and the
// HTTP interface maps each to one status.
type Code string

const (
	CodeEmpty       Code = "empty"         // no bytes, or no text in them
	CodeUnsupported Code = "unsupported"   // not a format that is read
	CodeDamaged     Code = "damaged"       // of the format, but broken
	CodePassword    Code = "password"      // needs a password to open
	CodeNoTextLayer Code = "no_text_layer" // a scan: images without text
	CodeUnreliable  Code = "unreliable"    // the text layer is garbage
	CodeTooLarge    Code = "too_large"     // over a limit on size or expansion
	CodeTimeout     Code = "timeout"       // over the limit on time
	CodeKilled      Code = "killed"        // the child process that read it died
)

// Error is a refusal to read. Message is safe to show: it says what is wrong
// and what to do, and holds no path or stack.
type Error struct {
	Code    Code
	Message string
	Err     error // the cause, for logs; may be nil
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }
func (e *Error) Unwrap() error { return e.Err }

// Limits bound what a reader may do with hostile input. The zero value of a
// field means DefaultLimits' value.
type Limits struct {
	Bytes     int64 // source size
	Expanded  int64 // bytes after decompression, all entries together
	Entries   int   // members of a zip container
	Depth     int   // nesting of elements
	TextRunes int   // code points of text
	Pages     int
}

// DefaultLimits fit official documents with a wide margin.
var DefaultLimits = Limits{
	Bytes: 64 << 20, Expanded: 256 << 20, Entries: 10_000, Depth: 256,
	TextRunes: 8_000_000, Pages: 5_000,
}

// OrDefault fills unset fields from DefaultLimits.
func (l Limits) OrDefault() Limits {
	d := DefaultLimits
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Expanded > 0 {
		d.Expanded = l.Expanded
	}
	if l.Entries > 0 {
		d.Entries = l.Entries
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.TextRunes > 0 {
		d.TextRunes = l.TextRunes
	}
	if l.Pages > 0 {
		d.Pages = l.Pages
	}
	return d
}
