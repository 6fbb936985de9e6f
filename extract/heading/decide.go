package heading

import "yaodian/parser"

// decide settles the headings of one group of siblings.
func decide(d *parser.Document, units []unit, group []int, out []Heading) {
	ms := make([]member, 0, len(group))
	open := make([]int, 0, len(group))
	undecided := 0
	for _, i := range group {
		u := &units[i]
		if u.line.Len() == 0 {
			continue
		}
		own := d.Folded[u.line.Start:min(d.Outline[i].Own.End, u.line.Start+2*window)]
		m := member{text: own, known: -1}
		f := sure(d, u)
		if f != formNone {
			set(d, u, f, u.ends[f], &out[i])
			m.known = out[i].Span.Len()
		} else {
			undecided++
		}
		ms = append(ms, m)
		open = append(open, i)
	}
	if undecided == 0 {
		return
	}
	m := load()
	at := situate(ms, int(d.Outline[group[0]].Scheme))
	propose(m, ms, at)
	for k, c := range settle(m, ms) {
		if ms[k].known >= 0 {
			continue
		}
		x := &ms[k].cands[c]
		if x.end == 0 {
			continue
		}
		u := &units[open[k]]
		set(d, u, formOf(x.mark), u.line.Start+x.end, &out[open[k]])
	}
}

// sure returns the form that decides without a look at siblings.
func sure(d *parser.Document, u *unit) form {
	switch {
	case u.ends[formBold] > 0:
		return formBold
	case u.ends[formLine] > 0:
		return formLine
	case u.ends[formPhrase] > 0:
		return formPhrase
	case u.ends[formBlank] > 0:
		return formBlank
	}
	return formNone
}

func formOf(mark rune) form {
	switch mark {
	case '。':
		return formPeriod
	case ':':
		return formColon
	case ' ', '\t':
		return formBlank
	case '\n':
		return formLine
	}
	return formGlued
}

// set writes the heading of u that ends at end.
func set(d *parser.Document, u *unit, f form, end int, h *Heading) {
	s := trim(d.Folded, parser.Span{Start: u.line.Start, End: end})
	if s.Len() > 0 {
		*h = Heading{Span: s, Rule: rules[f]}
	}
}
