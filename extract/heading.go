package extract

import (
	"yaodian/extract/heading"
	"yaodian/parser"
)

// headings fills Title, TitleSpan, BodySpan and TitleRule. items correspond
// to d.Outline one by one.
func headings(d *parser.Document, items []Item) {
	for i, h := range heading.Find(d) {
		it := &items[i]
		if h.Span.Len() > 0 {
			s := h.Span
			it.Title, it.TitleSpan, it.TitleRule = NullString(d.Slice(s)), &s, NullString(h.Rule)
		}
		bodySpan(d, &d.Outline[i], it)
	}
}

// bodySpan sets the unit's own text after its heading; nil when there is none.
func bodySpan(d *parser.Document, u *parser.Unit, it *Item) {
	start := u.LabelSpan.End
	if it.TitleSpan != nil {
		start = skipClosing(d.Folded, it.TitleSpan.End, u.Own.End)
	}
	body := trim(d.Folded, Span{Start: start, End: u.Own.End})
	if body.Start < body.End {
		it.BodySpan = &body
	}
}

// skipClosing passes the mark that closes a heading. It takes one mark only:
// what follows is body.
func skipClosing(t []rune, i, end int) int {
	for i < end && isBlank(t[i]) {
		i++
	}
	if i < end && (t[i] == '。' || t[i] == ':' || t[i] == '.' || t[i] == ';') {
		i++
	}
	return i
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\u200b' || r == '\ufeff'
}

// trim cuts blanks off both ends of s.
func trim(t []rune, s Span) Span {
	for s.Start < s.End && isBlank(t[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isBlank(t[s.End-1]) {
		s.End--
	}
	return s
}
