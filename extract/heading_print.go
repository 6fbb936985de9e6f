package extract

import (
	"unicode"

	"yaodian/parser"
)

// look finds the ends that the print of unit i offers.
func look(d *parser.Document, i int, p *parser.Paragraph) headUnit {
	o := &d.Outline[i]
	u := headUnit{index: i, sub: o.Own.End < o.Span.End && i+1 < len(d.Outline) && d.Outline[i+1].Parent == i}
	end := min(p.Span.End, o.Own.End)
	u.line = trim(d.Folded, Span{Start: min(o.LabelSpan.End, end), End: end})
	if o.Row || u.line.Len() == 0 {
		return u
	}
	rest := trim(d.Folded, Span{Start: end, End: max(end, o.Own.End)})
	u.more = rest.Len() > 0
	u.ends[formBold] = boldEnd(d, &u, p)
	u.ends[formPeriod], u.ends[formColon], u.ends[formBlank] = markEnds(d.Folded, u.line)
	u.ends[formLine], u.ends[formPhrase] = lineEnds(d.Folded, &u)
	return u
}

// boldEnd returns the end of a bold start of the line that stops inside it.
// Bold text without a stop before the body's end is emphasis of the whole.
func boldEnd(d *parser.Document, u *headUnit, p *parser.Paragraph) int {
	for _, b := range p.Bold {
		if b.Start <= u.line.Start && u.line.Start < b.End {
			end := closeOff(d.Folded, u.line.Start, min(b.End, u.line.End))
			n := end - u.line.Start
			if b.End < u.line.End && n >= 2 && n <= maxHeading {
				return end
			}
			if b.End >= u.line.End && n >= 2 && n <= maxHeading && (u.more || u.sub) {
				return end
			}
		}
	}
	return 0
}

// closeOff drops the marks that close a heading from [start, end).
func closeOff(t []rune, start, end int) int {
	for end > start && (isBlank(t[end-1]) || t[end-1] == '。' || t[end-1] == ':' || t[end-1] == ';' || t[end-1] == ',') {
		end--
	}
	return end
}

// markEnds finds where the first 。, ： and blank would end a heading that is
// followed by text on the same line; 0 where they would not. Marks inside
// quotes and brackets belong to what they enclose.
func markEnds(t []rune, line Span) (period, colon, blank int) {
	limit := min(line.End, line.Start+maxRunIn+1)
	depth, broken := 0, false
	for i := line.Start; i < limit; i++ {
		n := i - line.Start
		last := i+1 >= line.End
		switch r := t[i]; {
		case r == '(' || r == '“' || r == '《' || r == '【' || r == '‘' || r == '[':
			depth++
		case r == ')' || r == '”' || r == '》' || r == '】' || r == '’' || r == ']':
			depth = max(depth-1, 0)
		case depth > 0:
		case r == '。':
			if n >= 2 && !last {
				period = i
			}
			return
		case r == ';' || r == '!' || r == '?':
			return
		case r == ',':
			broken = true
		case r == ':':
			if n >= 2 && n <= maxColon && !last && !broken && colon == 0 && !unicode.IsDigit(t[i-1]) {
				colon = i
			}
		case isBlank(r):
			if n >= 4 && blank == 0 && colon == 0 && unicode.Is(unicode.Han, t[i-1]) && line.End-i > 8 {
				blank = i
			}
		}
	}
	return
}

// lineEnds decides whether the whole first line can be a heading: on a line of
// its own with text or sub-units after it, or as a phrase that is all there is.
func lineEnds(t []rune, u *headUnit) (line, phrase int) {
	end := closeOff(t, u.line.Start, u.line.End)
	n := end - u.line.Start
	if n < 2 || n > maxHeading {
		return 0, 0
	}
	depth := 0
	for i := u.line.Start; i < end; i++ {
		switch t[i] {
		case '(', '“', '《', '【':
			depth++
		case ')', '”', '》', '】':
			depth--
		case '。', ';', '!', '?':
			if depth <= 0 {
				return 0, 0
			}
		}
	}
	closed := t[u.line.End-1] == '。' || t[u.line.End-1] == ';'
	if u.more || u.sub {
		if !closed || n <= maxClosedLine {
			line = end
		}
	} else if !closed && n <= maxPhrase {
		phrase = end
	}
	return
}
