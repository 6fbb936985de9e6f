package pdf

import (
	"regexp"
	"unicode/utf8"

	"yaodian/parser/format"
)

// Where tracked changes show, LibreOffice prints the number that a paragraph
// has without them and, in brackets, the one that it has with them: "3.[4.]",
// or "[3.]" alone where the paragraph is new. A reader wants one number: the
// bracketed, which counts every paragraph that is printed.
var (
	twoLabels = regexp.MustCompile(`^((?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、])\[((?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、])\]`)
	newLabel  = regexp.MustCompile(`^()\[((?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、])\]`)
)

// singleLabels undoes double numbers. Only a document that has one is touched.
func singleLabels(blocks []format.Block) {
	found := false
	for i := range blocks {
		found = found || twoLabels.MatchString(blocks[i].Text)
	}
	if !found {
		return
	}
	for i := range blocks {
		b := &blocks[i]
		m := twoLabels.FindStringSubmatch(b.Text)
		if m == nil {
			if m = newLabel.FindStringSubmatch(b.Text); m == nil {
				continue
			}
		}
		cut := utf8.RuneCountInString(m[0]) - utf8.RuneCountInString(m[2])
		b.Text = m[2] + b.Text[len(m[0]):]
		bold := b.Bold[:0:0]
		for _, s := range b.Bold {
			if s = (format.Span{Start: max(0, s.Start-cut), End: s.End - cut}); s.End > s.Start {
				bold = append(bold, s)
			}
		}
		b.Bold = bold
	}
}
