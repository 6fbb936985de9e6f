package heading

import (
	"slices"
	"strings"
	"unicode"

	"yaodian/parser"
)

// A Text is a document that training may learn from. Texts of one group
// (years of one plan) are never split between learning and testing.
type Text struct {
	Group string
	Doc   *parser.Document
}

// sample is a group of siblings whose headings are known.
type sample struct {
	kind   string // what the group shows: "printed", "glued", "mixed", "bare"
	text   int    // index of the Text
	name   string // its group
	scheme int
	level  int
	ms     []member
	gold   []int // end in ms[i].text; 0 none; -1 not to be scored
}

// Training keeps only ends that print leaves no doubt about: bold type, a
// line of its own, or 。 after a short phrase in nearly all siblings.
const (
	sureShare  = 0.8
	sureLength = 36
	sureMean   = 22
	bareShare  = 0.25
	bodyHead   = 30
	maxAside   = 20
)

// samples draws the groups of one document, as printed, with all closing
// marks taken out, and with half of them taken out.
func samples(index int, d *parser.Document) (out []sample) {
	units := lookAll(d)
	for _, g := range siblings(d.Outline) {
		if d.Outline[g[0]].Row {
			continue
		}
		var heads, bodies []parser.Span
		var sure []form
		periods, lines, doubtful, mean, n := 0, 0, 0, 0, 0
		for _, i := range g {
			u := &units[i]
			if u.line.Len() == 0 || d.Folded[u.line.Start] == '(' {
				continue // (范围) after 第一条 needs no learning
			}
			n++
			switch {
			case u.ends[formBold] > 0 || u.ends[formLine] > 0:
				lines++
			case u.ends[formPhrase] > 0 || u.ends[formBlank] > 0 || u.ends[formColon] > 0:
				doubtful++
			case u.ends[formPeriod] > 0 && u.ends[formPeriod]-u.line.Start <= sureLength:
				periods++
				mean += u.ends[formPeriod] - u.line.Start
			}
		}
		if n == 0 {
			continue
		}
		byPeriod := n >= 2 && float64(periods) >= sureShare*float64(n-lines) && periods > 0 && mean <= sureMean*periods
		bare := n >= 2 && lines == 0 && doubtful == 0 && float64(periods) <= bareShare*float64(n)
		kind := "printed"
		for _, i := range g {
			u := &units[i]
			end, f := 0, formNone
			switch {
			case u.line.Len() == 0 || d.Folded[u.line.Start] == '(':
				continue
			case u.ends[formBold] > 0:
				end, f = u.ends[formBold], formBold
			case u.ends[formLine] > 0:
				end, f = u.ends[formLine], formLine
			case byPeriod && u.ends[formPeriod] > 0 && u.ends[formPeriod]-u.line.Start <= sureLength:
				end, f = u.ends[formPeriod], formPeriod
			case bare && u.ends[formPeriod] == 0:
				kind = "bare"
				end = u.line.Start
			default:
				continue
			}
			body := trim(d.Folded, parser.Span{Start: end, End: d.Outline[i].Own.End})
			if f != formNone {
				for body.Start < body.End && strings.ContainsRune("。:; \n\t", d.Folded[body.Start]) {
					body.Start++
				}
			}
			if body.Len() < 8 {
				continue
			}
			heads = append(heads, parser.Span{Start: u.line.Start, End: end})
			bodies = append(bodies, body)
			sure = append(sure, f)
		}
		if len(heads) == 0 || kind != "bare" && total(heads) > sureMean*len(heads) {
			continue
		}
		variants := []string{"glued"}
		if kind == "bare" {
			variants = []string{"bare"}
		} else if byPeriod {
			variants = []string{"printed", "glued", "mixed"}
		}
		if kind != "bare" {
			variants = append(variants, "bodies")
		}
		for _, v := range variants {
			s := sample{kind: v, text: index, scheme: int(d.Outline[g[0]].Scheme), level: d.Outline[g[0]].Level}
			for k := range heads {
				if v == "bodies" {
					// The bodies alone look as units without headings do.
					b := bodies[k]
					// A short first sentence may be a heading of its own.
					if p, c := markEnds(d.Folded[b.Start:b.End]); p > 0 && p <= bodyHead || c > 0 {
						continue
					}
					s.ms = append(s.ms, member{text: d.Folded[b.Start:min(b.End, b.Start+2*window)], known: -1})
					s.gold = append(s.gold, 0)
					continue
				}
				glue := v == "glued" || v == "mixed" && (k*7+index)%2 == 0
				s.ms = append(s.ms, member{text: joined(d, heads[k], bodies[k], glue || sure[k] == formNone, sure[k]), known: -1})
				s.gold = append(s.gold, heads[k].Len())
			}
			if len(s.ms) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// asides draws short sentences with what follows them, from running text: they
// read as headings do (持续优化产业结构。…) and teach where phrases end, not
// whether a unit has a heading.
func asides(index int, d *parser.Document) []sample {
	labels := map[int]bool{}
	for i := range d.Outline {
		labels[d.Outline[i].LabelSpan.Start] = true
	}
	var out []sample
	for _, p := range d.Paragraphs {
		s := trim(d.Folded, p.Span)
		if p.Row || labels[s.Start] {
			continue
		}
		for at, start := s.Start, true; at < s.End; {
			t := d.Folded[at:s.End]
			end, colon := markEnds(t)
			limit := maxAside
			if start {
				limit = bodyHead
			}
			if end >= 6 && end <= limit && colon == 0 && len(t) >= end+20 && !slices.ContainsFunc(t[:end], unicode.IsDigit) && (start || !slices.Contains(t[:end], ',')) {
				m := member{text: joined(d, parser.Span{Start: at, End: at + end}, parser.Span{Start: at + end + 1, End: s.End}, true, formPeriod), known: -1}
				kind := "sentence"
				if start {
					kind = "aside"
				}
				out = append(out, sample{kind: kind, text: index, ms: []member{m}, gold: []int{end}})
			}
			start = false
			next := slices.Index(t, '。')
			if next < 0 {
				break
			}
			at += next + 1
		}
	}
	return out
}

func total(ss []parser.Span) int {
	n := 0
	for _, s := range ss {
		n += s.Len()
	}
	return n
}

// joined writes heading and body as one text, without the mark between them
// when glue is set.
func joined(d *parser.Document, head, body parser.Span, glue bool, f form) []rune {
	t := slices.Clone(d.Folded[head.Start:head.End])
	if !glue {
		t = append(t, '。')
	}
	return append(t, d.Folded[body.Start:min(body.End, body.Start+2*window)]...)
}
