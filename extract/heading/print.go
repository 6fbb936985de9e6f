package heading

import (
	"strings"
	"unicode"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// look finds the ends that the print of unit i offers.
func look(d *parser.Document, i int, p *parser.Paragraph) unit {
	o := &d.Outline[i]
	u := unit{index: i, sub: o.Own.End < o.Span.End && i+1 < len(d.Outline) && d.Outline[i+1].Parent == i}
	end := min(p.Span.End, o.Own.End)
	u.line = trim(d.Folded, parser.Span{Start: min(o.LabelSpan.End, end), End: end})
	if o.Row {
		u.line = parser.Span{}
		return u
	}
	if u.line.Len() == 0 {
		return u
	}
	rest := trim(d.Folded, parser.Span{Start: end, End: max(end, o.Own.End)})
	u.more, u.own = rest.Len() > 0, max(end, o.Own.End)
	u.ends[formBold] = boldEnd(d, &u, p)
	t := d.Folded[u.line.Start:u.line.End]
	period, colon := markEnds(t)
	for _, e := range [...]struct {
		form form
		end  int
	}{{formPeriod, period}, {formColon, colon}, {formBlank, blankEnd(t)}, {formLabel, labelStart(t)}} {
		if e.end > 0 {
			u.ends[e.form] = u.line.Start + e.end
		}
	}
	u.ends[formLine], u.ends[formPhrase] = lineEnds(d.Folded, &u)
	u.bare = !u.sub && bare(d.Folded, &u)
	return u
}

// boldEnd returns the end of a bold start of the line that stops inside it.
// Bold text without a stop before the body's end is emphasis of the whole.
func boldEnd(d *parser.Document, u *unit, p *parser.Paragraph) int {
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

// Bold starts of one length without a mark, fewerBold of them or more and
// sameBold of all, come from a program that styles so many characters: people
// stop where the heading ends, and headings differ.
const (
	fewerBold = 3
	sameBold  = 0.8
)

// distrustBold drops bold ends that a program set at one length; the words
// decide for their units.
func distrustBold(d *parser.Document, units []unit) {
	bare := func(u *unit) int {
		e := u.ends[formBold]
		if e == 0 || e >= u.line.End || isBlank(d.Folded[e]) || strings.ContainsRune("。:;,", d.Folded[e]) {
			return 0
		}
		return e - u.line.Start
	}
	count, total := map[int]int{}, 0
	for i := range units {
		if n := bare(&units[i]); n > 0 {
			count[n]++
			total++
		}
	}
	for n, c := range count {
		if c < fewerBold || float64(c) < sameBold*float64(total) {
			continue
		}
		for i := range units {
			if bare(&units[i]) == n {
				units[i].ends[formBold] = 0
			}
		}
	}
}

// closeOff drops the marks that close a heading from [start, end).
func closeOff(t []rune, start, end int) int {
	for end > start && (isBlank(t[end-1]) || t[end-1] == '。' || t[end-1] == ':' || t[end-1] == ';' || t[end-1] == ',') {
		end--
	}
	return end
}

// markEnds finds where the first 。 and the first ： would end a heading that
// is followed by text on the same line; 0 where they would not. Marks inside
// quotes and brackets belong to what they enclose.
func markEnds(t []rune) (period, colon int) {
	depth, broken := 0, false
	for i := 0; i < min(len(t), maxRunIn+1); i++ {
		last := i+1 >= len(t)
		switch r := t[i]; {
		case r == '(' || r == '“' || r == '《' || r == '【' || r == '‘' || r == '[':
			depth++
		case r == ')' || r == '”' || r == '》' || r == '】' || r == '’' || r == ']':
			depth = max(depth-1, 0)
		case depth > 0:
		case r == '。':
			if i >= minEnd && !last {
				period = i
			}
			return
		case r == ';' || r == '!' || r == '?' || r == '\n':
			return
		case r == ',':
			broken = true
		case r == ':':
			if i >= minEnd && i <= maxColon && !last && !broken && colon == 0 && !unicode.IsDigit(t[i-1]) {
				colon = i
			}
		}
	}
	return
}

// labelStart finds where a body that opens with a label of its own, or with the
// offices that see to the task, begins: 稳定和扩大就业|年度目标：… 改造管网|由水务局牵头…
func labelStart(t []rune) int {
	broken := false
	for i := 0; i < min(len(t), maxRunIn); i++ {
		switch t[i] {
		case '。', ';', '\n':
			return 0
		case ',':
			broken = true
		case '由':
			if i >= shortestBefore && !broken && namesOffice(t[i+1:]) {
				return i
			}
		case ':':
			for _, table := range []*lexicon.Table{lexicon.Headings(), lexicon.OfficeLabels()} {
				if e := table.Before(t, i); e != nil && (e.Class == "whole" || e.Class == "other") && i-e.Len() > shortestBefore {
					return i - e.Len()
				}
			}
			return 0
		}
	}
	return 0
}

// shortestBefore is how short a heading before a label may be.
const shortestBefore = 4

// namesOffice reports that t opens with an office and what it does: 水务局牵头.
func namesOffice(t []rune) bool {
	for i := 2; i < min(len(t), maxRunIn); i++ {
		switch t[i] {
		case '。', ',', ';', ':', '\n':
			return false
		}
		e := lexicon.OfficeVerbs().At(t, i)
		if suffix := lexicon.OfficeSuffixes().Before(t, i); e != nil && suffix != nil && suffix.Class != "not" {
			return true
		}
	}
	return false
}

// glossary reports that the line before unit i announces a list of terms and
// what they mean.
func glossary(d *parser.Document, i int) bool {
	end := d.Outline[i].LabelSpan.Start
	for end > 0 && isBlank(d.Folded[end-1]) {
		end--
	}
	start := end
	for start > 0 && d.Folded[start-1] != '\n' {
		start--
	}
	if end-start > maxPhrase {
		return false
	}
	for t := d.Folded[start:end]; len(t) > 0; t = t[1:] {
		if e := lexicon.Headings().At(t, 0); e != nil && e.Class == "glossary" {
			return true
		}
	}
	return false
}

// blankEnd finds a blank in the line that sets a heading off: 标题　正文. One before
// figures or Latin letters only keeps them apart (建设 12 所学校).
func blankEnd(t []rune) int {
	for i := 0; i < min(len(t), maxRunIn+1); i++ {
		switch r := t[i]; {
		case r == '。' || r == ';' || r == ':' || r == '!' || r == '?' || r == '\n':
			return 0
		case isBlank(r):
			apart := i+1 < len(t) && t[i+1] < unicode.MaxASCII && !isBlank(t[i+1])
			if i >= 4 && len(t)-i > 8 && unicode.Is(unicode.Han, t[i-1]) && !apart {
				return i
			}
		}
	}
	return 0
}

// maxLeadIn is the length up to which a line that ends in ： may be a heading; a
// longer one leads in to what follows: 申请补助的企业应当同时符合下列条件：
const maxLeadIn = 12

// lineEnds decides whether the whole first line can be a heading: on a line of
// its own with text or sub-units after it, or as a phrase that is all there is.
func lineEnds(t []rune, u *unit) (line, phrase int) {
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
		if t[u.line.End-1] == ':' && n > maxLeadIn {
			return 0, 0
		}
		if !closed || n <= maxClosedLine {
			line = end
		}
	} else if !closed && n <= maxPhrase {
		phrase = end
	}
	return
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\u200b' || r == '\ufeff'
}

// trim cuts blanks off both ends of s.
func trim(t []rune, s parser.Span) parser.Span {
	for s.Start < s.End && isBlank(t[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isBlank(t[s.End-1]) {
		s.End--
	}
	return s
}
