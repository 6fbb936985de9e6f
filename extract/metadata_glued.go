package extract

import (
	"strings"

	"yaodian/extract/lexicon"
)

// glued is the title at the start of a text without line breaks: the document
// number follows at once, or the first words of a text; "" when there is none.
func (h *head) glued() string {
	if t, n := h.gluedNumber(); n.End > 0 {
		return strings.TrimSpace(h.d.Slice(t))
	}
	l, start := h.firstLong()
	const longest = 60
	for i := 4; i < min(len(l), longest); i++ {
		if l[i-1] == '。' || l[i-1] == ';' {
			break
		}
		if titleEnd(l[:i]) && opensText(l[i:]) {
			return strings.TrimSpace(h.d.Slice(Span{Start: start, End: start + i}))
		}
	}
	return ""
}

// opensText reports that a text begins: with a unit, a year or one of the words
// that texts begin with.
func opensText(l []rune) bool {
	_, _, year := yearAt(l, 0)
	return year || labelled(l) || lexicon.TitleWords().Part("start").At(l, 0) != nil
}

// firstLong is the first paragraph, and where it starts, when it is no title by
// itself, too long or a sentence: a text without line breaks.
func (h *head) firstLong() (l []rune, start int) {
	if len(h.lines) == 0 {
		return nil, 0
	}
	if l = h.lines[0]; len(l) <= 80 && (len(l) == 0 || l[len(l)-1] != '。') {
		return nil, 0
	}
	start = h.d.Paragraphs[0].Span.Start
	for h.d.Folded[start] == ' ' {
		start++
	}
	return h.lines[0], start
}

// gluedNumber finds title and document number at the start of a long first
// paragraph; empty spans when they are not there.
func (h *head) gluedNumber() (title, number Span) {
	l, start := h.firstLong()
	l = l[:min(len(l), 160)]
	for i, r := range l {
		if r != '号' {
			continue
		}
		mark := numberTail(l[:i+1])
		for b := mark - 2; mark > 0 && b > 4 && b > mark-14; b-- {
			if titleEnd(l[:b]) {
				return Span{Start: start, End: start + b}, Span{Start: start + b, End: start + i + 1}
			}
		}
	}
	return
}
