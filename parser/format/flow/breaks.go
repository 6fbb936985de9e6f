// Package flow holds what the formats of word processors share beyond their
// bytes: paragraphs with breaks inside, fields, and tables of merged cells.
package flow

import (
	"strings"
	"unicode"

	"yaodian/parser/format"
)

// Segment is a stretch of a paragraph up to a break.
type Segment struct {
	format.Line
	Page bool // a page or column break follows, not a line break
}

// wrapped is the length in code points from which a line without a stop at its
// end is taken for one that was wrapped by hand.
const wrapped = 20

// Join decides which breaks of a paragraph a reader sees as its end. Page
// breaks always are. A line break is, unless the line before it is unfinished
// and long, or the whole is a title set on several lines.
func Join(segments []Segment, title bool) []format.Line {
	if len(segments) == 0 {
		return nil
	}
	var out []format.Line
	cur := segments[0].Line
	for i := 1; i < len(segments); i++ {
		next := segments[i].Line
		last := cur.Last()
		unfinished := last != 0 && !strings.ContainsRune("。；;：:！!？?…”）)】》", last)
		if !segments[i-1].Page && !next.Blank() && unfinished && (title || cur.Len() >= wrapped) {
			cur.Trim()
			next.Trim()
			if isLatin(last) && isLatin([]rune(next.Text())[0]) {
				cur.Add(" ", false)
			}
			cur.Append(next)
			continue
		}
		out = append(out, cur)
		cur = next
	}
	return append(out, cur)
}

func isLatin(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// Blank reports that no segment holds anything but space.
func Blank(segments []Segment) bool {
	for i := range segments {
		if !segments[i].Blank() {
			return false
		}
	}
	return true
}

// IsContentsEntry tells a line of a table of contents, given a paragraph in
// the style of one, from text that only wears the style: an entry ends in its
// page number or holds the tab before it.
func IsContentsEntry(segments []Segment, tab bool) bool {
	last := rune(0)
	var b strings.Builder
	for i := range segments {
		if r := segments[i].Last(); r != 0 {
			last = r
		}
		b.WriteString(segments[i].Text())
	}
	return tab || unicode.IsDigit(last) || isContentsTitle(b.String()) || last == 0
}

func isContentsTitle(s string) bool {
	switch strings.Join(strings.Fields(s), "") {
	case "目录", "目錄", "目次":
		return true
	}
	return false
}

// DropContentsTitle removes the first line 目录, for use when its entries were
// left out as navigation.
func DropContentsTitle(blocks []format.Block) []format.Block {
	for i := range blocks {
		if isContentsTitle(blocks[i].Text) {
			return append(blocks[:i], blocks[i+1:]...)
		}
	}
	return blocks
}

var flat = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\v", " ", "\f", " ",
	"\u00ad", "", "\ufffc", "", "\ufeff", "", "\u200b", "", "\x00", "")

// Flat returns s with white space of every kind as plain spaces and without
// what has no shape: soft hyphens, object marks, NULs.
func Flat(s string) string { return flat.Replace(s) }
