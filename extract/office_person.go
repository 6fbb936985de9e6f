package extract

import "yaodian/extract/lexicon"

// member is one name of a list, with the role that a bracket after it notes.
type member struct {
	span Span
	note Role
}

// members splits a list into its names, without the persons among them.
func (f *officeFinder) members(s Span) []member {
	var all []member
	f.split(s, func(n Span, note Role) { all = append(all, member{f.withoutName(n), note}) })
	out := all[:0]
	places := f.namesPlace(all)
	for _, m := range all {
		if places || !f.isPerson(m.span) {
			out = append(out, m)
		}
	}
	return out
}

// isPerson reports the name of a person: two or three characters, the first a common
// surname, which end as names of offices and places do not.
func (f *officeFinder) isPerson(s Span) bool {
	s = trim(f.t, s)
	e := lexicon.Surnames().At(f.t[:s.End], s.Start)
	if e == nil {
		return false
	}
	for i := s.Start; i < s.End; i++ {
		if !isHan(f.t[i]) && !isBlank(f.t[i]) {
			return false
		}
	}
	given := 0
	for i := s.Start + e.Len(); i < s.End; i++ {
		if !isBlank(f.t[i]) {
			given++
		}
	}
	const longest = 2
	return given >= 1 && given <= longest && !f.isOffice(s) && !f.isCollective(s) && !f.endsAsRegion(s) &&
		lexicon.NounEnds().Part("village").Before(f.t[:s.End], s.End) == nil
}

// endsAsRegion reports a name that ends in a level of government: 曹县.
func (f *officeFinder) endsAsRegion(s Span) bool {
	e := lexicon.Regions().Before(f.t[:s.End], s.End)
	return e != nil && (e.Class == "rank" || e.Class == "listed") && e.Len() < s.Len()
}

// withoutName cuts the person whom print puts behind an office: 教育局 王一, 教育局（王一）.
func (f *officeFinder) withoutName(s Span) Span {
	if w := f.withoutBracket(s); w.End < s.End {
		if f.isOffice(w) && f.isPerson(Span{Start: w.End + 1, End: s.End - 1}) {
			return w
		}
		return s
	}
	for i := s.Start + 1; i < s.End; i++ {
		if isBlank(f.t[i]) && f.isPerson(Span{Start: i, End: s.End}) && f.isOffice(Span{Start: s.Start, End: i}) {
			return trim(f.t, Span{Start: s.Start, End: i})
		}
	}
	return s
}

// namesPlace reports a place among the names of a list: short names beside it are
// places as well (石桥、马集镇).
func (f *officeFinder) namesPlace(list []member) bool {
	for _, m := range list {
		if f.ofPlace(m.span) {
			return true
		}
	}
	return false
}

// ofPlace reports a place, or its government, by its name: 云溪镇, 云溪开发区管委会.
func (f *officeFinder) ofPlace(s Span) bool {
	const shortest = 2 // the name before the level
	for i := s.Start + shortest; i < s.End; i++ {
		e := lexicon.Regions().At(f.t[:s.End], i)
		if e == nil || e.Class != "rank" && e.Class != "listed" {
			continue
		}
		end := i + e.Len()
		if end == s.End {
			return true
		}
		if b := lexicon.Regions().At(f.t[:s.End], end); b != nil && (b.Class == "body" || b.Class == "organ") && end+b.Len() == s.End {
			return true
		}
	}
	return false
}

// joined makes one name of places that share the ending of the last: 临溪、石桥开发区管委会
// is named like 各州、市人民政府, whose parts name no office by themselves.
func (f *officeFinder) joined(list []member) []member {
	out := list[:0]
	for i := 0; i < len(list); i++ {
		m := list[i]
		for k := i; k < len(list) && (f.isBare(list[k].span) || f.ofPlace(list[k].span)); k++ {
			if f.ofPlace(list[k].span) {
				m = member{Span{Start: m.span.Start, End: list[k].span.End}, list[k].note}
				i = k
				break
			}
		}
		out = append(out, m)
	}
	return out
}

// isBare reports a short name that ends as no office does.
func (f *officeFinder) isBare(s Span) bool {
	const longest = 4
	for i := s.Start; i < s.End; i++ {
		if !isHan(f.t[i]) {
			return false
		}
	}
	return s.Len() >= 2 && s.Len() <= longest && !f.isOffice(s) && !f.isCollective(s) && !f.region(s)
}
