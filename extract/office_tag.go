package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yaodian/extract/lexicon"
)

// labelKind says what a label opens.
type labelKind uint8

const (
	labelNone   labelKind = iota
	labelOffice           // offices in a role
	labelPerson           // persons: their names are no offices
	labelMixed            // offices and persons together: 责任单位及责任人
	labelOther            // a deadline, a telephone number …
)

// label is what the words before a colon say.
type label struct {
	kind       labelKind
	role       Role
	split      bool // 牵头及配合单位: the first has the role, the others support
	firstLeads bool // 责任单位（列第一位的为牵头单位）
}

// maxLabel is the longest label, a bracketed remark in it apart.
const maxLabel = 16

// classify reads text[start:end], which a colon or a column's edge closes, as
// a label. A label is made of the words of office_labels.tsv and nothing else.
func classify(t []rune, start, end int) label {
	var l label
	stems := 0
	organ, person, alone := false, false, false
	words := lexicon.OfficeLabels()
	for i := start; i < end; {
		if isBlank(t[i]) {
			i++
			continue
		}
		if t[i] == '(' {
			j := i
			for j < end && t[j] != ')' {
				j++
			}
			l.firstLeads = l.firstLeads || saysFirstLeads(t[i:j])
			i = j + 1
			continue
		}
		e := words.At(t[:end], i)
		n := 0
		if e != nil {
			n = e.Len()
		} else if e, n = spaced(t[:end], i); e == nil {
			return label{}
		}
		switch e.Class {
		case "other":
			return label{kind: labelOther}
		case "stem", "alone":
			stems++
			alone = e.Class == "alone"
			l.role, l.split = joinRoles(l.role, Role(e.Attr), t[start:i])
		case "organ":
			organ = true
		case "person":
			person = true
		}
		i += n
	}
	switch {
	case person && organ && stems > 0:
		l.kind = labelMixed
	case person:
		l.kind = labelPerson
	case stems > 0 && (organ || alone):
		l.kind = labelOffice
	}
	return l
}

// spaced finds a two-character word that print has stretched or broken: 责 任.
func spaced(t []rune, i int) (*lexicon.Entry, int) {
	j := i + 1
	for j < len(t) && isBlank(t[j]) {
		j++
	}
	if j >= len(t) || j == i+1 {
		return nil, 0
	}
	pair := []rune{t[i], t[j]}
	if e := lexicon.OfficeLabels().At(pair, 0); e != nil && e.Len() == 2 {
		return e, j + 1 - i
	}
	return nil, 0
}

// joinRoles combines the stems of one label: 牵头责任单位 leads, 配合责任单位
// supports, 牵头及配合单位 and 责任单位/配合单位 name both.
func joinRoles(have, next Role, before []rune) (Role, bool) {
	switch {
	case next == Support && (have == Lead || have == Responsible) && slices.ContainsFunc(before, func(r rune) bool { return strings.ContainsRune("及和、/与", r) }):
		return have, true
	case have == "" || have == Responsible:
		return next, false
	}
	return have, false
}

// saysFirstLeads recognises 列第一位的为牵头单位, 排首位的部门牵头, 第一个为牵头单位.
func saysFirstLeads(t []rune) bool {
	e, _ := lexicon.OfficeWords().Part("first").In(t, 0, len(t))
	return e != nil && strings.Contains(string(t), "牵头")
}

// announcesLead recognises a sentence of a notice that says so of all tags of what
// it forwards: 列第一位的责任单位为牵头单位; but 主要负责人是第一责任人，…牵头.
func announcesLead(t []rune) bool {
	first := lexicon.OfficeWords().Part("first")
	for s := range sentencesOf(t, Span{End: len(t)}) {
		e, at := first.In(t[:s.End], s.Start, s.End)
		if e == nil {
			continue
		}
		end := at + e.Len()
		place := t[end-1] == '位' || end < s.End && (t[end] == '位' || t[end] == '个')
		if place && strings.Contains(string(t[end:s.End]), "牵头") {
			return true
		}
	}
	return false
}

// labelAt reads a label with its colon at i and returns the offset after it.
// In front of names without a colon (责任单位　教务股) a blank will do when
// loose.
func labelAt(t []rune, i, end int, loose bool) (label, int) {
	n, depth := 0, 0
	for j := i; j < end && n <= maxLabel; j++ {
		switch r := t[j]; {
		case r == '(':
			depth++
		case r == ')':
			if depth--; depth < 0 {
				return label{}, 0
			}
		case depth > 0:
			if j-i > 60 {
				return label{}, 0
			}
		case r == ':':
			if l := classify(t, i, j); l.kind != labelNone {
				return l, j + 1
			}
			// Any short word before a colon opens a part of its own, unless it is
			// the last of several: 责任股室:办公室 配合股室:….
			if n > 0 && n <= 8 && !wordsApart(t[i:j]) {
				return label{kind: labelOther}, j + 1
			}
			return label{}, 0
		case (r == '为' || r == '是') && n >= 4:
			// 牵头单位为县教育局: what follows counts only if it is an office.
			if l := classify(t, i, j); l.kind == labelOffice && i+n == j {
				l.kind = labelMixed
				return l, j + 1
			}
			n++
		case r == ' ' || r == '\t':
			if loose && n >= 4 {
				if l := classify(t, i, j); l.kind == labelOffice || l.kind == labelMixed {
					return l, j + 1
				}
			}
		case r == '\n' && !loose && n > 0 && j+1 < end && t[j+1] != '\n' && n < maxLabel/2:
			// A line break inside a bracketed label is layout.
		case r == '\n', r == '。', r == ',', r == ';', r == '、' && n > 6:
			return label{}, 0
		default:
			n++
		}
	}
	return label{}, 0
}

// wordsApart reports that blanks part words of two characters or more, as
// they do not where print has stretched one word (责 任 单 位).
func wordsApart(t []rune) bool {
	for _, w := range strings.Fields(string(t)) {
		if n := utf8.RuneCountInString(w); n > 1 && n < len(t) {
			return true
		}
	}
	return false
}

// labelled reads a tag that stands without brackets, from its label at i to
// the end of its sentence or line. It returns the offset after it, 0 for none.
func (f *officeFinder) labelled(i, end int, line bool) int {
	l, after := labelAt(f.t, i, end, line)
	if l.kind != labelOffice && l.kind != labelMixed {
		return 0
	}
	stop := f.lineEnd(after, end)
	if strings.TrimSpace(string(f.t[after:stop])) == "" { // the names stand on the next line
		stop = f.lineEnd(min(f.skipBlank(after, end), end), end)
	}
	for stop < end && stop > after && f.t[stop-1] == '、' {
		stop = f.lineEnd(stop+1, end)
	}
	for j := after; j < stop; j++ {
		switch r := f.t[j]; {
		case r == '。':
			stop = j
		case closer(r) != 0:
			if c := f.closing(j, stop); c < 0 {
				stop = j
			} else {
				j = c
			}
		case isCloser(r) && r != '”':
			stop = j
		}
	}
	// In running text a label with much behind it is a sentence, not a tag.
	n := len(f.out)
	f.parts(Span{Start: i, End: stop}, ruleOfficeLabel, true)
	if len(f.out) == n {
		return 0
	}
	return stop
}

// bracket reads the bracketed stretch b, brackets included, as a tag.
func (f *officeFinder) bracket(b, within Span) bool {
	in := Span{Start: b.Start + 1, End: b.End - 1}
	n := len(f.out)
	if saysFirstLeads(f.t[in.Start:in.End]) && strings.Contains(string(f.t[in.Start:in.End]), "下同") {
		f.firstLeads = true
	}
	if f.hasLabel(in) {
		f.parts(in, ruleOfficeLabel, false)
		return len(f.out) > n
	}
	if f.verbs(in) {
		return true
	}
	if f.closesParagraph(b, within) {
		f.list(in)
	}
	return len(f.out) > n
}

// hasLabel reports that a label of offices stands somewhere in s.
func (f *officeFinder) hasLabel(s Span) bool {
	for i := s.Start; i < s.End; i++ {
		if i == s.Start || boundary(f.t[i-1]) {
			if l, after := labelAt(f.t, i, s.End, false); after > 0 && (l.kind == labelOffice || l.kind == labelMixed || l.kind == labelPerson) {
				return true
			}
		}
	}
	return false
}

// boundary reports that a new part of a tag may start after r.
func boundary(r rune) bool {
	return r == ';' || r == ',' || r == '。' || r == '、' || r == ':' || isBlank(r) || r == '(' || r == '【'
}

// parts reads a stretch with labels: each label governs what stands up to the
// next one. The first may lack its colon when loose.
func (f *officeFinder) parts(s Span, rule string, loose bool) {
	cur := label{}
	start := s.Start
	flush := func(end int) {
		if cur.kind == labelOffice || cur.kind == labelMixed {
			f.named(Span{Start: start, End: end}, cur, rule)
		}
	}
	for i := s.Start; i < s.End; i++ {
		if i > s.Start && !boundary(f.t[i-1]) {
			continue
		}
		if l, after := labelAt(f.t, i, s.End, loose && cur.kind == labelNone); after > 0 && l.kind != labelNone {
			flush(i)
			cur, start = l, after
			i = after - 1
		}
	}
	flush(s.End)
}

// closesParagraph reports that the bracket stands where tags stand: after a
// sentence and at the end of its paragraph, or on a line of its own.
func (f *officeFinder) closesParagraph(b, within Span) bool {
	j := b.End
	for j < within.End && (f.t[j] == ' ' || f.t[j] == '\t' || f.t[j] == '。') {
		j++
	}
	if j < within.End && f.t[j] != '\n' {
		return false
	}
	i := b.Start
	for i > within.Start && (f.t[i-1] == ' ' || f.t[i-1] == '\t') {
		i--
	}
	// At the unit's own start it is a heading: 第二条　（适用范围）.
	return i > within.Start && strings.ContainsRune("\n。;!”", f.t[i-1])
}
