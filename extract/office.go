package extract

import (
	"cmp"
	"slices"
	"strings"

	"yaodian/parser"
)

// Rules that find offices, by the dress of the tag.
const (
	ruleOfficeLabel   = "office.label"   // 责任单位：A、B, in brackets or not
	ruleOfficeVerb    = "office.verb"    // （A牵头，B按职责分工负责）
	ruleOfficeList    = "office.list"    // （各有关单位）
	ruleOfficeText    = "office.text"    // 由A牵头，B配合, in running text
	ruleOfficeColumn  = "office.column"  // a column headed 牵头单位
	ruleOfficeSection = "office.section" // a tag that covers the section it closes
)

// officeFinder looks through the text of one document.
type officeFinder struct {
	d *parser.Document
	t []rune // d.Folded
	// firstLeads is set where the text before the units, or a tag for itself and
	// those below it (下同), says that the office named first takes the lead.
	firstLeads bool
	out        []Office
}

// offices fills Item.Offices. items correspond to d.Outline one by one.
func offices(d *parser.Document, items []Item) {
	f := &officeFinder{d: d, t: d.Folded}
	if len(d.Outline) > 0 {
		f.firstLeads = announcesLead(d.Folded[:d.Outline[0].Span.Start])
	}
	columns := roleColumns(d)
	for i := range d.Outline {
		u := &d.Outline[i]
		f.out = nil
		if u.Row {
			f.row(u, columns)
		} else {
			f.scan(Span{Start: u.LabelSpan.End, End: u.Own.End})
		}
		items[i].Offices = unique(f.out)
	}
	liftSectionTags(d, items)
}

// officesIn finds the offices of a stretch of text that is no unit's own.
func officesIn(d *parser.Document, s Span) []Office {
	f := &officeFinder{d: d, t: d.Folded}
	f.scan(s)
	return unique(f.out)
}

// unique keeps the first mention of an office in a role, in text order.
func unique(in []Office) []Office {
	slices.SortStableFunc(in, func(a, b Office) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	out := []Office{}
	for _, o := range in {
		if !slices.ContainsFunc(out, func(p Office) bool { return p.Name == o.Name && p.Role == o.Role }) {
			out = append(out, o)
		}
	}
	return out
}

// maxTag bounds what one pair of brackets may hold and still be a tag.
const maxTag = 600

// scan finds the tags in s.
func (f *officeFinder) scan(s Span) {
	fresh := true // at the start of a sentence, line or bracket's aftermath
	for i := s.Start; i < s.End; {
		r := f.t[i]
		switch {
		case closer(r) != 0:
			if end := f.closing(i, s.End); end > 0 {
				found := f.bracket(Span{Start: i, End: end + 1}, s)
				if found {
					i = end + 1
					fresh = true
					continue
				}
			}
			fresh = true
		case r == '由':
			if end := f.running(i, s.End); end > 0 {
				i = end
				continue
			}
			fresh = false
		case isBlank(r):
			// A blank ends nothing, but after one a label may stand.
			if j := f.skipBlank(i, s.End); j < s.End && !fresh {
				if end := f.labelled(j, s.End, r == '\n'); end > 0 {
					i = end
					continue
				}
			}
			fresh = fresh || r == '\n'
		case r == '。' || r == ';' || r == '!' || isCloser(r):
			fresh = true
		default:
			if fresh {
				if end := f.labelled(i, s.End, f.lineStart(i)); end > 0 {
					i = end
					continue
				}
			}
			fresh = fresh && bullet(r)
		}
		i++
	}
}

func closer(open rune) rune {
	switch open {
	case '(':
		return ')'
	case '【':
		return '】'
	case '[':
		return ']'
	case '〖':
		return '〗'
	case '「':
		return '」'
	case '『':
		return '』'
	case '〈':
		return '〉'
	case '{':
		return '}'
	case '<':
		return '>'
	}
	return 0
}

func isCloser(r rune) bool {
	switch r {
	case ')', '】', ']', '〗', '」', '』', '〉', '}', '>', '”':
		return true
	}
	return false
}

// bullet reports a mark that may stand before a tag on a line of its own.
func bullet(r rune) bool {
	return strings.ContainsRune("—-*·●○■□◆◇★☆▲△※→►►", r)
}

// closing returns the offset of the bracket that closes the one at i, or -1.
func (f *officeFinder) closing(i, end int) int {
	depth := 0
	open, shut := f.t[i], closer(f.t[i])
	for j := i; j < min(end, i+maxTag); j++ {
		switch f.t[j] {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}

func (f *officeFinder) skipBlank(i, end int) int {
	for i < end && isBlank(f.t[i]) {
		i++
	}
	return i
}

// lineStart reports that only blanks stand between i and the line's start.
func (f *officeFinder) lineStart(i int) bool {
	for i > 0 && f.t[i-1] != '\n' {
		i--
		if !isBlank(f.t[i]) {
			return false
		}
	}
	return true
}

// lineEnd returns the end of the line that holds i, at most end.
func (f *officeFinder) lineEnd(i, end int) int {
	for i < end && f.t[i] != '\n' {
		i++
	}
	return i
}

func (f *officeFinder) add(s Span, role Role, inferred bool, rule string) {
	f.out = append(f.out, Office{Name: f.printed(s), Role: role, Inferred: inferred, Span: s, Rule: rule})
}

// printed is the name as printed, without the line breaks that layout put
// into it.
func (f *officeFinder) printed(s Span) string {
	r := f.d.Runes[s.Start:s.End]
	if slices.Contains(r, '\n') {
		r = slices.DeleteFunc(slices.Clone(r), isBlank)
	}
	return string(r)
}
