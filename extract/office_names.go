package extract

import (
	"strings"

	"yaodian/extract/lexicon"
)

// named adds the offices of a labelled list. A verb in the list outranks the
// label: 责任单位：A牵头，B配合.
func (f *officeFinder) named(s Span, l label, rule string) {
	first := len(f.out)
	for _, seg := range f.segments(s) {
		if f.remarks(seg) {
			break
		}
		role, names := l.role, seg
		if v := f.verbStart(seg); v.at > seg.Start && v.role != "" {
			names.End = v.at
			if v.role != Responsible {
				role = v.role
			}
		}
		if saysFirstLeads(f.t[seg.Start:seg.End]) {
			l.firstLeads = true
			continue
		}
		if e := lexicon.OfficeWords().At(f.t[:seg.End], f.skipBlank(seg.Start, seg.End)); role == Lead && e.Is("with") {
			role = Support // 牵头单位：A，会同B
		}
		for _, m := range f.members(names) {
			n := m.span
			if l.kind == labelMixed {
				n = f.withoutPerson(n)
			}
			if n.Len() == 0 || !f.plausible(n) {
				continue
			}
			r := role
			if m.note != "" {
				r = m.note
			}
			f.add(n, r, false, rule)
		}
	}
	added := f.out[first:]
	if l.split && len(added) > 1 {
		for i := 1; i < len(added); i++ {
			added[i].Role = Support
		}
	}
	if (l.firstLeads || f.firstLeads && l.role == Responsible) && len(added) > 1 {
		added[0].Role = Lead
	}
}

// withoutPerson cuts the person that a label of both puts behind an office
// (县教育局　王一, 县教育局（王一）); the span is empty when no office is left.
func (f *officeFinder) withoutPerson(s Span) Span {
	if w := f.withoutBracket(s); w.End < s.End && !f.isOffice(trim(f.t, Span{Start: w.End + 1, End: s.End - 1})) && f.isOffice(w) {
		return w
	}
	for e := s.End; e > s.Start; e-- {
		if n := trim(f.t, Span{Start: s.Start, End: e}); (e == s.End || isBlank(f.t[e])) && (f.isOffice(n) || f.isCollective(n)) {
			return n
		}
	}
	return Span{}
}

// segments splits a list at the marks that separate groups of offices.
func (f *officeFinder) segments(s Span) []Span {
	var out []Span
	start, depth := s.Start, 0
	for i := s.Start; i < s.End; i++ {
		switch f.t[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		case ',', ';', '。', '、':
			if depth == 0 && (f.t[i] != '、' || f.closesGroup(Span{Start: start, End: i})) {
				out = append(out, Span{Start: start, End: i})
				start = i + 1
			}
		}
	}
	return append(out, Span{Start: start, End: s.End})
}

// closesGroup reports that s ends in a verb that gives the offices before it a role
// of their own: 规划科牵头、各科室配合.
func (f *officeFinder) closesGroup(s Span) bool {
	e := lexicon.OfficeVerbs().Before(f.t[:s.End], s.End)
	return e != nil && e.Class == "verb" && e.Len() < s.Len() && (Role(e.Attr) == Lead || Role(e.Attr) == Support)
}

// split calls add for each name of a list, with the role that a bracket after
// it notes (教务股（牵头）). Separators inside brackets are the name's own:
// 各县（市、区）人民政府.
func (f *officeFinder) split(s Span, add func(n Span, note Role)) {
	start, depth := s.Start, 0
	for i := s.Start; i <= s.End; i++ {
		cut, width := i == s.End, 1
		if !cut {
			switch r := f.t[i]; {
			case r == '(' || r == '[' || r == '“' || r == '《':
				depth++
			case r == ')' || r == ']' || r == '”' || r == '》':
				depth = max(depth-1, 0)
			case depth > 0:
			case r == '、' && f.regions(start, s.End) > i:
				// 各州、市人民政府 is one name.
			case r == '、' && f.goesOnBare(Span{Start: start, End: i}, s.End):
				// 市直有关部门、单位 is one name.
			case r == '、' || r == '/' || r == ',' || r == ';':
				cut = true
			case isBlank(r):
				cut = f.isOffice(trim(f.t, Span{Start: start, End: i})) && (r == '\n' || f.isOffice(f.upToSeparator(i+1, s.End)))
			default:
				if w := f.conjunction(start, i, s.End); w > 0 {
					cut, width = true, w
				}
			}
		}
		if cut {
			f.name(Span{Start: start, End: i}, add)
			start = i + width
			i += width - 1
		}
	}
}

// regions returns the end of a list of regions with or without their
// government that starts at i with 各 (各省、自治区、直辖市人民政府), 0 for none.
func (f *officeFinder) regions(i, end int) int {
	i = f.skipBlank(i, end)
	if i >= end || f.t[i] != '各' {
		return 0
	}
	n := 0
	for i++; i < end; {
		e := lexicon.Regions().At(f.t[:end], i)
		if e == nil || e.Class != "rank" && e.Class != "listed" {
			return 0
		}
		n++
		i += e.Len()
		if i < end && (f.t[i] == '(' || f.t[i] == '[') {
			for i < end && f.t[i] != ')' && f.t[i] != ']' {
				i++
			}
			i++
		}
		if e := lexicon.Regions().At(f.t[:end], i); e != nil && (e.Class == "body" || e.Class == "organ") {
			i += e.Len()
		} else if i < end && f.t[i] == '、' {
			i++
			continue
		}
		break
	}
	if n < 2 || i < end && !strings.ContainsRune("、,;。)负和及按配参", f.t[i]) && !isBlank(f.t[i]) {
		return 0
	}
	return i
}

// conjunction returns the length of a conjunction at i that joins the office
// that ends there with another one, else 0. 人力资源和社会保障局 is one name,
// because 人力资源 is none.
func (f *officeFinder) conjunction(start, i, end int) int {
	e := lexicon.OfficeWords().Part("join").At(f.t[:end], i)
	if e == nil || i == start || i+e.Len() >= end {
		return 0
	}
	left := f.withoutEtc(trim(f.t, Span{Start: start, End: i}))
	right := f.upToSeparator(i+e.Len(), end)
	if e.Is("with") && right.Len() > 1 && left.Len() > 1 {
		return e.Len()
	}
	if f.isOffice(left) && (f.isOffice(right) || f.isCollective(right)) && !f.bare(right) {
		return e.Len()
	}
	return 0
}

// upToSeparator is the stretch from i to the next sure separator.
func (f *officeFinder) upToSeparator(i, end int) Span {
	j, depth := i, 0
	for ; j < end; j++ {
		r := f.t[j]
		if r == '(' || r == '[' {
			depth++
		} else if r == ')' || r == ']' {
			depth--
		} else if depth <= 0 && (r == '、' || r == ',' || r == ';' || r == '。' || isBlank(r)) {
			break
		}
	}
	return trim(f.t, Span{Start: i, End: j})
}

// name cleans one member of a list and adds it: 等 after it goes, a note of
// its role in brackets is read, 等有关部门 is a name of its own.
func (f *officeFinder) name(s Span, add func(Span, Role)) {
	s = f.trimName(s)
	var note Role
	if s.Len() > 2 && f.t[s.End-1] == ')' {
		if i := f.opening(s.End - 1); i > s.Start {
			if l := classify(f.t, i+1, s.End-1); l.kind == labelOffice || l.role != "" {
				note = l.role
				s = f.trimName(Span{Start: s.Start, End: i})
			} else if l.kind == labelPerson {
				s = f.trimName(Span{Start: s.Start, End: i})
			}
		}
	}
	for i := s.Start + 2; i < s.End-1; i++ {
		if f.t[i] != '等' {
			continue
		}
		head, tail := Span{Start: s.Start, End: i}, trim(f.t, Span{Start: i + 1, End: s.End})
		if !f.isOffice(head) {
			continue
		}
		add(head, note)
		if f.isCollective(tail) {
			add(tail, note)
		}
		return
	}
	if s = f.withoutEtc(s); s.Len() >= 2 {
		add(s, note)
	}
}

// opening returns the offset of the bracket that the one at i closes, or -1.
func (f *officeFinder) opening(i int) int {
	depth := 0
	shut, open := f.t[i], '('
	if shut == ']' {
		open = '['
	}
	for j := i; j >= 0 && i-j < 60; j-- {
		switch f.t[j] {
		case shut:
			depth++
		case open:
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}

func (f *officeFinder) withoutEtc(s Span) Span {
	if s.Len() > 1 && f.t[s.End-1] == '等' {
		s.End--
	}
	return trim(f.t, s)
}

// trimName cuts the marks and joining words that lists leave on a name.
func (f *officeFinder) trimName(s Span) Span {
	for {
		n := s
		s = trim(f.t, s)
		for s.Len() > 0 && strings.ContainsRune("、,;:。.·—“\"", f.t[s.Start]) {
			s.Start++
		}
		for s.Len() > 0 && strings.ContainsRune("、,;:。.”\"", f.t[s.End-1]) {
			s.End--
		}
		e := lexicon.OfficeWords().At(f.t[:s.End], s.Start)
		if e.Is("head") && s.Len() > e.Len()+1 || e.Is("office") && s.Len() > 2 && f.isOffice(Span{Start: s.Start + e.Len(), End: s.End}) {
			s.Start += e.Len()
		}
		if s == n {
			return s
		}
	}
}

// maxName is the longest name of an office.
const maxName = 36
