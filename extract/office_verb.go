package extract

import (
	"strings"

	"yaodian/extract/lexicon"
)

// closing verbs of one segment: where they start and the role they give.
type segmentVerb struct {
	at   int
	role Role
}

// verbStart finds the words that close segment s (…牵头, …按职责分工负责落实).
// They must reach its end, so that 负责人 or 落实政策 close nothing.
func (f *officeFinder) verbStart(s Span) segmentVerb {
	s = trim(f.t, s)
	words := lexicon.OfficeVerbs()
	at, role := s.End, Role("")
	for at > s.Start {
		e := words.Before(f.t[:at], at)
		if e == nil || at-e.Len() < s.Start {
			break
		}
		at -= e.Len()
		if e.Class == "verb" {
			// The first verb decides, but 负责 after 牵头 does not.
			role = Role(e.Attr)
		}
	}
	if role == "" {
		return segmentVerb{at: s.End}
	}
	return segmentVerb{at: at, role: role}
}

// verbs reads a bracket without labels as lists closed by verbs. It adds
// nothing unless every list consists of names that look like offices, since
// any remark may end in 负责.
func (f *officeFinder) verbs(s Span) bool {
	type group struct {
		s    Span
		role Role
	}
	var groups, pending []group
	first := f.firstLeads
segments:
	for _, seg := range f.segments(s) {
		seg = trim(f.t, seg)
		switch {
		case seg.Len() == 0:
			continue
		case saysFirstLeads(f.t[seg.Start:seg.End]):
			first = true
			continue
		case string(f.t[seg.Start:seg.End]) == "下同":
			continue
		case f.remarks(seg):
			break segments
		}
		v := f.verbStart(seg)
		g := group{Span{Start: seg.Start, End: v.at}, v.role}
		if i := f.leadInside(g.s); i > 0 && v.role != "" {
			// A牵头会同B负责
			groups = append(groups, group{Span{Start: g.s.Start, End: i}, Lead})
			g.s.Start = i + 2
			if g.role == Lead {
				g.role = Support
			}
		}
		if v.role == "" {
			pending = append(pending, g)
			continue
		}
		for _, p := range pending {
			p.role = v.role
			groups = append(groups, p)
		}
		pending = nil
		groups = append(groups, g)
	}
	if len(groups) == 0 {
		if !first || f.firstLeads && len(pending) == 0 || !saysFirstLeads(f.t[s.Start:s.End]) {
			return false
		}
		for _, p := range pending { // （A、B，列第一位的为牵头单位）
			p.role = Responsible
			groups = append(groups, p)
		}
	}
	n, good := 0, true
	mark := len(f.out)
	for _, g := range groups {
		for _, m := range f.joined(f.members(g.s)) {
			n++
			good = good && (f.isOffice(m.span) || f.isCollective(m.span) || f.region(m.span))
			role := g.role
			if m.note != "" {
				role = m.note
			}
			f.add(m.span, role, false, ruleOfficeVerb)
		}
	}
	if n == 0 || !good {
		f.out = f.out[:mark]
		return false
	}
	if first && n > 1 && f.out[mark].Role == Responsible {
		f.out[mark].Role = Lead
	}
	return true
}

// remarks reports a segment that begins a remark on other tags: 以下均需各县落实,
// 不再列出. What follows in its tag belongs to it.
func (f *officeFinder) remarks(s Span) bool {
	return lexicon.OfficeWords().Part("remark").At(f.t[:s.End], f.skipBlank(s.Start, s.End)) != nil
}

// leadInside finds 牵头 in the middle of a list, before 会同 or a name.
func (f *officeFinder) leadInside(s Span) int {
	for i := s.Start + 2; i+2 < s.End; i++ {
		if f.t[i] == '牵' && f.t[i+1] == '头' {
			return i
		}
	}
	return 0
}

// region reports a district's organs in brief: 浦东新区等相关区政府 are offices
// by their suffix, 云溪区 alone is named as one in lists.
func (f *officeFinder) region(s Span) bool {
	return s.Len() >= 2 && s.Len() <= 10 && lexicon.NounEnds().Part("region").Before(f.t[:s.End], s.End) != nil && !strings.ContainsRune("全本我该每", f.t[s.Start])
}

// list reads a bracket that is nothing but names: （各有关单位）.
func (f *officeFinder) list(s Span) {
	if s.Len() > 160 {
		return
	}
	mark := len(f.out)
	good := true
	f.split(s, func(n Span, note Role) {
		good = good && (f.isOffice(n) || f.isCollective(n))
		role := Responsible
		if note != "" {
			role = note
		}
		f.add(n, role, note == "", ruleOfficeList)
	})
	if !good {
		f.out = f.out[:mark]
		return
	}
	if f.firstLeads && len(f.out)-mark > 1 {
		f.out[mark].Role = Lead
	}
}

// alone reports 由 at i and what follows as a sentence of its own behind another:
// 更换管网。由热力公司负责。
func (f *officeFinder) alone(i int, seg Span, end int) bool {
	for i > 0 && isBlank(f.t[i-1]) && f.t[i-1] != '\n' {
		i--
	}
	return i > 0 && strings.ContainsRune("。;", f.t[i-1]) && (seg.End == end || strings.ContainsRune("。;\n", f.t[seg.End]))
}

// running reads 由A牵头，B配合 and 由A负责，B配合 in running text from 由 at i.
// It returns the offset after it, 0 when it is none. Every name must look like
// an office; 由A牵头的机制 tells of something that exists, and 由A负责 inside a
// sentence of a duty at large.
func (f *officeFinder) running(i, end int) int {
	stop := i + 1
	for stop < end && stop-i < 120 && !strings.ContainsRune("。;\n:", f.t[stop]) {
		stop++
	}
	first, names, after := Lead, Span{}, 0
	if at := f.leadInside(Span{Start: i + 1, End: stop + 1}); at > 0 && at+2 <= stop {
		names = Span{Start: i + 1, End: f.verbStart(Span{Start: i + 1, End: at + 2}).at}
		after = at + 2
		carry := lexicon.OfficeWords().Part("carry")
		for e := carry.At(f.t[:stop], after); e != nil; e = carry.At(f.t[:stop], after) {
			after += e.Len()
		}
		if after < end && !strings.ContainsRune(",。;\n", f.t[after]) && !(after+1 < end && strings.ContainsRune("会联", f.t[after])) {
			return 0
		}
	} else {
		seg := f.segments(Span{Start: i + 1, End: stop})
		v := f.verbStart(seg[0])
		if v.role != Responsible || !f.alone(i, seg[0], end) && (len(seg) < 2 || f.verbStart(seg[1]).role != Support) {
			return 0
		}
		first, names, after = Responsible, Span{Start: i + 1, End: v.at}, seg[0].End
	}
	mark := len(f.out)
	good := true
	take := func(s Span, role Role) {
		f.split(s, func(n Span, _ Role) {
			good = good && n.Len() <= 20 && (f.isOffice(n) || f.isCollective(n) || f.region(n))
			f.add(n, role, false, ruleOfficeText)
		})
	}
	take(names, first)
	if !good || len(f.out) == mark {
		f.out = f.out[:mark]
		return 0
	}
	// Clauses that follow may name who helps: ，B、C配合.
	for _, seg := range f.segments(Span{Start: after, End: stop}) {
		v := f.verbStart(seg)
		if v.role == "" || v.at <= seg.Start {
			if trim(f.t, seg).Len() > 0 {
				break
			}
			continue
		}
		kept := len(f.out)
		good = true
		take(Span{Start: seg.Start, End: v.at}, v.role)
		if !good {
			f.out = f.out[:kept]
			break
		}
		after = seg.End
	}
	return after
}
