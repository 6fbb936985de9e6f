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
	// Weight is how much the text counts beside a real one; 0 stands for 1.
	Weight float64
}

// sample is a group of siblings whose headings are known.
type sample struct {
	kind     string // what the group shows: "printed", "glued", "mixed", "bare", "bodies", "colon"
	text     int    // index of the Text
	weight   float64
	name     string // its group
	scheme   int
	level    int
	rest     *concordance // of the document
	glossary bool
	ms       []member
	gold     []int // end in ms[i].text; 0 none; -1 not to be scored
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

// drawn is a group of siblings whose headings print shows beyond doubt, or that
// has none.
type drawn struct {
	scheme   parser.Scheme
	level    int
	heads    []parser.Span // empty ones where there is no heading
	bodies   []parser.Span
	sure     []form
	sub      []bool
	byPeriod bool
	byColon  bool
	bare     bool
	glossary bool
}

// draw lists the groups of a document to learn from.
func draw(d *parser.Document) (out []drawn) {
	units := lookAll(d)
	for _, g := range siblings(d.Outline) {
		if d.Outline[g[0]].Row {
			continue
		}
		periods, colons, lines, doubtful, mean, n := 0, 0, 0, 0, 0, 0
		for _, i := range g {
			u := &units[i]
			if u.line.Len() == 0 || d.Folded[u.line.Start] == '(' {
				continue // (范围) after 第一条 needs no learning
			}
			n++
			switch {
			case u.ends[formBold] > 0 || u.ends[formLine] > 0:
				lines++
			case u.ends[formColon] > 0:
				colons++
			case u.ends[formPhrase] > 0 || u.ends[formBlank] > 0:
				doubtful++
			case u.ends[formPeriod] > 0 && u.ends[formPeriod]-u.line.Start <= sureLength:
				periods++
				mean += u.ends[formPeriod] - u.line.Start
			}
		}
		if n == 0 {
			continue
		}
		x := drawn{scheme: d.Outline[g[0]].Scheme, level: d.Outline[g[0]].Level}
		x.byPeriod = n >= 2 && float64(periods) >= sureShare*float64(n-lines) && periods > 0 && mean <= sureMean*periods
		x.glossary = glossary(d, g[0])
		x.byColon = x.glossary && n >= 3 && float64(colons) >= sureShare*float64(n)
		bare := n >= 2 && lines == 0 && doubtful == 0 && colons == 0 && !x.glossary && float64(periods) <= bareShare*float64(n)
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
			case x.byPeriod && u.ends[formPeriod] > 0 && u.ends[formPeriod]-u.line.Start <= sureLength:
				end, f = u.ends[formPeriod], formPeriod
			case x.byColon && u.ends[formColon] > 0 && u.ends[formLabel] == 0:
				end, f = u.ends[formColon], formColon
			case bare && u.ends[formPeriod] == 0:
				x.bare = true
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
			x.heads = append(x.heads, parser.Span{Start: u.line.Start, End: end})
			x.bodies = append(x.bodies, body)
			x.sure = append(x.sure, f)
			x.sub = append(x.sub, u.sub)
		}
		if len(x.heads) > 0 && (x.bare || total(x.heads) <= sureMean*len(x.heads)) {
			out = append(out, x)
		}
	}
	return out
}

// samples draws the groups of one document, as printed, with all closing
// marks taken out, and with some of them taken out.
func samples(index int, d *parser.Document) (out []sample) {
	groups := draw(d)
	texts := map[string]*joinedText{}
	for _, kind := range []string{"printed", "glued", "mixed"} {
		texts[kind] = join(d, groups, func(k int) bool { return glues(kind, k, index) })
	}
	for _, g := range groups {
		variants := []string{"glued"}
		switch {
		case g.bare:
			variants = []string{"bare"}
		case g.byColon:
			variants = []string{"colon"}
		case g.byPeriod:
			variants = []string{"printed", "glued", "mixed"}
		}
		if !g.bare && !g.glossary {
			variants = append(variants, "bodies")
		}
		for _, v := range variants {
			s := sample{kind: v, text: index, scheme: int(g.scheme), level: g.level, glossary: g.glossary}
			all := texts[v]
			if v == "colon" {
				all = texts["glued"]
			}
			if all == nil {
				all = texts["printed"]
			}
			s.rest = all.rest
			for k, head := range g.heads {
				body := g.bodies[k]
				if v == "bodies" {
					// The bodies alone look as units without headings do. A
					// short first sentence may be a heading of its own.
					if p, c := markEnds(d.Folded[body.Start:body.End]); p > 0 && p <= bodyHead || c > 0 || g.sub[k] {
						continue
					}
					s.ms = append(s.ms, member{text: d.Folded[body.Start:min(body.End, body.Start+2*window)], from: body.Start, known: -1})
					s.gold = append(s.gold, 0)
					continue
				}
				glue := glues(v, k, index) || g.sure[k] == formNone
				s.ms = append(s.ms, member{text: joined(d, head, body, glue), from: all.at(head.Start), sub: g.sub[k], known: -1})
				s.gold = append(s.gold, head.Len())
			}
			if len(s.ms) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// glues tells whether member k of a group has lost its mark in a kind of sample.
func glues(kind string, k, index int) bool {
	return kind == "glued" || kind == "colon" || kind == "mixed" && int(mix(uint32(index), uint32(k))%4) <= index%3
}

// joinedText is a document's text with some headings run into their bodies.
type joinedText struct {
	cuts []parser.Span // what was taken out, in order
	rest *concordance
}

func join(d *parser.Document, groups []drawn, glue func(k int) bool) *joinedText {
	j := &joinedText{rest: &concordance{}}
	for _, g := range groups {
		for k := range g.heads {
			if g.sure[k] != formNone && glue(k) {
				j.cuts = append(j.cuts, parser.Span{Start: g.heads[k].End, End: g.bodies[k].Start})
			}
		}
	}
	slices.SortFunc(j.cuts, func(a, b parser.Span) int { return a.Start - b.Start })
	t, at := make([]rune, 0, len(d.Folded)), 0
	for _, c := range j.cuts {
		t = append(t, d.Folded[at:c.Start]...)
		at = c.End
	}
	j.rest.read(append(t, d.Folded[at:]...))
	return j
}

// at tells where place i of the document went.
func (j *joinedText) at(i int) int {
	n := i
	for _, c := range j.cuts {
		if c.Start >= i {
			break
		}
		n -= c.Len()
	}
	return n
}

// asides draws short sentences with what follows them, from running text: they
// read as headings do (持续优化产业结构。…) and teach where phrases end, not
// whether a unit has a heading.
func asides(index int, d *parser.Document) []sample {
	var out []sample
	rest := &concordance{}
	rest.read(d.Folded)
	// A heading with nothing but sub-units under it reads on in the first.
	units := lookAll(d)
	for i := range units {
		u := &units[i]
		if !u.sub || u.more || u.ends[formLine] == 0 || i+1 >= len(units) {
			continue
		}
		head, next := parser.Span{Start: u.line.Start, End: u.ends[formLine]}, &units[i+1]
		if head.Len() > sureLength || head.Len() < 4 || d.Outline[i+1].Row {
			continue
		}
		body := trim(d.Folded, parser.Span{Start: next.line.Start, End: d.Outline[i+1].Own.End})
		if e := max(next.ends[formLine], next.ends[formBold]); e > 0 && d.Outline[i+1].Own.End > e+20 {
			body = trim(d.Folded, parser.Span{Start: e, End: d.Outline[i+1].Own.End})
			for body.Start < body.End && strings.ContainsRune("。:; \n\t", d.Folded[body.Start]) {
				body.Start++
			}
		}
		if body.Len() < 20 {
			continue
		}
		m := member{text: joined(d, head, body, true), from: head.Start, known: -1}
		out = append(out, sample{kind: "aside", text: index, rest: rest, ms: []member{m}, gold: []int{head.Len()}})
	}
	labels := map[int]bool{}
	for i := range d.Outline {
		labels[d.Outline[i].LabelSpan.Start] = true
	}
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
				m := member{text: joined(d, parser.Span{Start: at, End: at + end}, parser.Span{Start: at + end + 1, End: s.End}, true), from: at, known: -1}
				kind := "sentence"
				if start {
					kind = "aside"
				}
				out = append(out, sample{kind: kind, text: index, rest: rest, ms: []member{m}, gold: []int{end}})
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
func joined(d *parser.Document, head, body parser.Span, glue bool) []rune {
	t := slices.Clone(d.Folded[head.Start:head.End])
	if !glue {
		t = append(t, '。')
	}
	return append(t, d.Folded[body.Start:min(body.End, body.Start+2*window)]...)
}
