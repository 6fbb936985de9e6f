package heading

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"yaodian/extract/words"
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
func samples(index int, d *parser.Document) []sample {
	units := lookAll(d)
	var out []sample
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

// learnLexis counts words in running text, headings' marks and all.
func learnLexis(texts []Text, skip func(group string) bool, cache [][][]words.Word) Lexis {
	l := newLexis()
	type pair struct{ a, b uint32 }
	count, open, shut := map[uint32]float64{}, map[uint32]float64{}, map[uint32]float64{}
	pairs, open2, shut2 := map[pair]float64{}, map[pair]float64{}, map[pair]float64{}
	var total, opens, shuts float64
	for i := range texts {
		if skip(texts[i].Group) {
			continue
		}
		for _, line := range cache[i] {
			prev, prev2, start, second := uint32(0), uint32(0), true, false
			for k, w := range line {
				h, class := wordHash(w)
				if class == 'x' {
					r := []rune(w.Text)[0]
					if strings.ContainsRune("。;!?,:", r) && prev != 0 {
						shut[prev]++
						shuts++
						if prev2 != 0 {
							shut2[pair{prev2, prev}]++
						}
					}
					if strings.ContainsRune("。;!?", r) {
						start = true
					}
					prev, prev2, second = 0, 0, false
					continue
				}
				count[h]++
				total++
				if prev != 0 {
					pairs[pair{prev, h}]++
					if second {
						open2[pair{prev, h}]++
					}
				}
				second = start && k > 0
				if second {
					open[h]++
					opens++
				}
				start = false
				prev, prev2 = h, prev
			}
		}
	}
	l.Total = float32(total)
	po, ps := opens/total, shuts/total
	for h, c := range count {
		k := h & (1<<wordBits - 1)
		v := uint8(min(math.Round(8*math.Log2(1+c)), 255))
		if v >= l.Count[k] { // the commoner word wins a collision
			l.Count[k] = v
			l.Open[k] = quarter((open[h] + 3*po) / (c + 3) / po)
			l.Close[k] = quarter((shut[h] + 3*ps) / (c + 3) / ps)
		}
	}
	strength := map[uint32]float64{}
	for p, c := range pairs {
		if c < 2 {
			continue
		}
		k := pairHash(p.a, p.b)
		if c < strength[k] {
			continue
		}
		strength[k] = c
		v := quarter((c + 0.3) / (count[p.a]*count[p.b]/total + 0.3))
		if v >= 0 {
			v = min(v, 126) + 1
		}
		l.Pair[k] = v
		l.Open2[k] = quarter((open2[p] + 2*po) / (c + 2) / po)
		l.Shut2[k] = quarter((shut2[p] + 2*ps) / (c + 2) / ps)
	}
	return l
}

func wordHash(w words.Word) (uint32, byte) {
	r := []rune(w.Text)[0]
	switch {
	case r >= '0' && r <= '9':
		return hashString("#"), 'm'
	case (w.Pos == "" || w.Pos[0] == 'x') && !isLetter(r):
		return 0, 'x'
	}
	return hashString(w.Text), 'w'
}

func isLetter(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

func quarter(ratio float64) int8 { return int8(clamp(int(math.Round(4*math.Log(ratio))), -127, 126)) }

// fit learns the first step's weights by maximum entropy over the candidates
// of each unit, with AdaGrad. The order of units is shuffled by a fixed seed.
func fit(m *Model, ss []sample, epochs int) {
	fitQuestion(m, ss, epochs, existence)
	fitQuestion(m, ss, epochs, place)
}

const sentenceWeight = 0.1

// prune is the least weight kept, in 127ths of the greatest.
const prune = 4

func fitQuestion(m *Model, ss []sample, epochs, question int) {
	type unitOf struct{ s, u int }
	var order []unitOf
	for si := range ss {
		for ui := range ss[si].ms {
			if (ss[si].kind == "aside" || ss[si].kind == "sentence") && question == existence {
				continue
			}
			if k := goldIndex(&ss[si], ui); k > 0 || k == 0 && question == existence {
				order = append(order, unitOf{si, ui})
			}
		}
	}
	const size = 1 << weightBits
	w, g2 := make([]float64, size), make([]float64, size)
	rng := rand.New(rand.NewPCG(1, 2))
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, o := range order {
			cs := ss[o.s].ms[o.u].cands
			gold := goldIndex(&ss[o.s], o.u)
			if question == place {
				cs = cs[1:]
				gold--
			}
			prob := make([]float64, len(cs))
			best := math.Inf(-1)
			for k := range cs {
				for _, f := range cs[k].features {
					prob[k] += w[f&(size-1)]
				}
				best = max(best, prob[k])
			}
			sum := 0.0
			for k := range prob {
				prob[k] = math.Exp(prob[k] - best)
				sum += prob[k]
			}
			weight := 1.0
			switch ss[o.s].kind {
			case "bodies", "aside":
				weight = 0.5
			case "sentence":
				weight = sentenceWeight
			}
			for k := range cs {
				g := -prob[k] / sum
				if k == gold {
					g++
				}
				if math.Abs(g) < 1e-4 {
					continue
				}
				g *= weight
				for _, f := range cs[k].features {
					f &= size - 1
					d := g - 2e-3*w[f]
					g2[f] += d * d
					w[f] += 0.12 * d / (math.Sqrt(g2[f]) + 1e-3)
				}
			}
		}
	}
	top := 0.0
	for _, x := range w {
		top = max(top, math.Abs(x))
	}
	m.Scale[question] = float32(top / 127)
	for i, x := range w {
		// Weights that hardly move a decision only swell the file.
		if q := math.Round(x / float64(m.Scale[question])); math.Abs(q) >= prune {
			m.Weights[i][question] = int8(q)
		}
	}
}

// goldIndex is the candidate that is right, -1 when none of them is.
func goldIndex(s *sample, u int) int {
	if s.gold[u] < 0 {
		return -1
	}
	return slices.IndexFunc(s.ms[u].cands, func(c candidate) bool { return c.end == s.gold[u] })
}

// prepare builds the candidates of all samples under the model's statistics.
func prepare(m *Model, ss []sample) {
	for i := range ss {
		at := situate(ss[i].ms, ss[i].scheme)
		for k := range ss[i].ms {
			b := builder{m: m, keep: true}
			ss[i].ms[k].cands = b.candidates(ss[i].ms[k].text, at)
		}
	}
}

func infer(m *Model, ss []sample) {
	for i := range ss {
		for k := range ss[i].ms {
			u := &ss[i].ms[k]
			u.weigh(m)
		}
	}
}

// fitDense learns the second step on samples whose prob is filled by a model
// that did not see them.
func fitDense(m *Model, ss []sample, epochs int) {
	var w, g2 [dense]float64
	w[0] = 1
	for range epochs {
		for si := range ss {
			s := &ss[si]
			all := survey(s.ms)
			for ui := range s.ms {
				gold := goldIndex(s, ui)
				if gold <= 0 || len(s.ms[ui].cands) < 2 {
					continue
				}
				u := &s.ms[ui]
				all.count(u, -1)
				fs := make([][dense]float32, len(u.cands))
				prob := make([]float64, len(u.cands))
				best := math.Inf(-1)
				prob[0] = math.Inf(-1)
				for k := 1; k < len(u.cands); k++ {
					fs[k] = all.compare(&u.cands[k], u.prob[k])
					for j := range fs[k] {
						prob[k] += float64(fs[k][j]) * w[j]
					}
					best = max(best, prob[k])
				}
				all.count(u, 1)
				sum := 0.0
				for k := range prob {
					prob[k] = math.Exp(prob[k] - best)
					sum += prob[k]
				}
				var grad [dense]float64
				for k := range fs {
					g := -prob[k] / sum
					if k == gold {
						g++
					}
					for j := range fs[k] {
						grad[j] += g * float64(fs[k][j])
					}
				}
				for j := range grad {
					g2[j] += grad[j] * grad[j]
					w[j] += 0.1 * grad[j] / (math.Sqrt(g2[j]) + 1e-3)
				}
			}
		}
	}
	for j := range w {
		m.Dense[j] = float32(w[j])
	}
}

// fitGroup learns whether a group has headings at all, on the same samples.
func fitGroup(m *Model, ss []sample, epochs int) {
	var w, g2 [grouped]float64
	fs := make([][grouped]float32, len(ss))
	for i, c := range cousinsOf(ss) {
		fs[i] = headed(weighAll(ss[i].ms), c)
	}
	for range epochs {
		for si := range ss {
			f := fs[si]
			var z float64
			for j := range f {
				z += w[j] * float64(f[j])
			}
			y := 0.0
			if slices.ContainsFunc(ss[si].gold, func(g int) bool { return g > 0 }) {
				y = 1
			}
			e := (y - 1/(1+math.Exp(-z))) * math.Sqrt(float64(len(ss[si].ms)))
			for j := range f {
				d := e * float64(f[j])
				g2[j] += d * d
				w[j] += 0.1 * d / (math.Sqrt(g2[j]) + 1e-3)
			}
		}
	}
	for j := range w {
		m.Group[j] = float32(w[j])
	}
}

// cousinsOf sums up the evidence of the other groups of the same numbering and
// level in each sample's document. Groups without headings keep company with
// those whose headings are glued, as they do in documents.
func cousinsOf(ss []sample) []evidence {
	type key struct {
		text, scheme, level int
		kind                string
	}
	sums := map[key]evidence{}
	own := make([]evidence, len(ss))
	for i := range ss {
		s := &ss[i]
		own[i] = weighAll(s.ms)
		kinds := []string{s.kind}
		if s.kind == "bare" {
			kinds = []string{"bare", "printed", "glued", "mixed", "bodies"}
		}
		for _, k := range kinds {
			q := key{s.text, s.scheme, s.level, k}
			sums[q] = sums[q].plus(own[i], 1)
		}
	}
	out := make([]evidence, len(ss))
	for i := range ss {
		s := &ss[i]
		kind := s.kind
		if kind == "bare" {
			kind = "glued"
		}
		out[i] = sums[key{s.text, s.scheme, s.level, kind}].plus(own[i], -1)
	}
	return out
}

// Report counts right decisions by kind of sample.
type Report struct {
	Right, All, Alone, Reach map[string]int
}

func (r *Report) String() string {
	var b strings.Builder
	keys := slices.Sorted(func(yield func(string) bool) {
		for k := range r.All {
			if !yield(k) {
				return
			}
		}
	})
	for _, k := range keys {
		n := float64(r.All[k])
		fmt.Fprintf(&b, "%-8s %5d units  alone %.3f  with siblings %.3f  within reach %.3f\n", k, r.All[k], float64(r.Alone[k])/n, float64(r.Right[k])/n, float64(r.Reach[k])/n)
	}
	return b.String()
}

func newReport() *Report {
	return &Report{Right: map[string]int{}, All: map[string]int{}, Alone: map[string]int{}, Reach: map[string]int{}}
}

// judge adds the decisions on samples; misses are written to log when set.
func judge(m *Model, ss []sample, r *Report, log io.Writer) {
	cousins := cousinsOf(ss)
	for si := range ss {
		s := &ss[si]
		choice := settle(m, s.ms, cousins[si])
		for ui := range s.ms {
			if s.gold[ui] < 0 {
				continue
			}
			u := &s.ms[ui]
			r.All[s.kind]++
			if goldIndex(s, ui) >= 0 {
				r.Reach[s.kind]++
			}
			alone := 0
			for k := range u.prob {
				if u.prob[k] > u.prob[alone] {
					alone = k
				}
			}
			if u.cands[alone].end == s.gold[ui] && (alone > 0) == (u.none < 0.5) || s.gold[ui] == 0 && u.none >= 0.5 {
				r.Alone[s.kind]++
			}
			if end := u.cands[choice[ui]].end; end == s.gold[ui] {
				r.Right[s.kind]++
				if log != nil {
					fmt.Fprintf(log, "ok %s\t%s\n", s.kind, s.name)
				}
			} else if log != nil {
				fmt.Fprintf(log, "%s\t%s\twant %s\tgot %s\t%s\n", s.kind, s.name, string(u.text[:s.gold[ui]]), string(u.text[:end]), strings.ReplaceAll(string(u.text[:min(len(u.text), 50)]), "\n", "/"))
			}
		}
	}
}

// Options of Train.
type Options struct {
	Epochs int
	Folds  int       // of the cross-validation inside and outside
	Log    io.Writer // misses of the cross-validation; may be nil
}

// corpusOf prepares texts for several rounds of training.
type corpusOf struct {
	texts []Text
	words [][][]words.Word
	fold  []int
}

func gather(texts []Text, folds int) *corpusOf {
	c := &corpusOf{texts: texts, words: make([][][]words.Word, len(texts)), fold: make([]int, len(texts))}
	groups := map[string]int{}
	var names []string
	for _, t := range texts {
		if _, ok := groups[t.Group]; !ok {
			groups[t.Group] = 0
			names = append(names, t.Group)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(hashString(a), hashString(b)), cmp.Compare(a, b)) })
	for i, n := range names {
		groups[n] = i % folds
	}
	for i, t := range texts {
		c.fold[i] = groups[t.Group]
		for _, p := range t.Doc.Paragraphs {
			c.words[i] = append(c.words[i], words.Segment(string(t.Doc.Folded[p.Span.Start:p.Span.End])))
		}
	}
	return c
}

// learn trains a model on the texts for which use is true.
func (c *corpusOf) learn(use func(fold int) bool, opt Options, folds []int) *Model {
	m := NewModel()
	var texts []Text
	var ws [][][]words.Word
	var ss, aside []sample
	for i := range c.texts {
		if use(c.fold[i]) {
			texts = append(texts, c.texts[i])
			ws = append(ws, c.words[i])
			ss = append(ss, c.samples(i)...)
			aside = append(aside, asides(i, c.texts[i].Doc)...)
		}
	}
	m.Lex = learnLexis(texts, func(string) bool { return false }, ws)
	// The second step learns from first steps that did not see the unit.
	var unseen []sample
	for _, f := range folds {
		if !use(f) {
			continue
		}
		part := NewModel()
		part.Lex = m.Lex
		var in, held []sample
		for i := range ss {
			if c.fold[ss[i].text] == f {
				held = append(held, ss[i])
			} else {
				in = append(in, ss[i])
			}
		}
		for i := range aside {
			if c.fold[aside[i].text] != f {
				in = append(in, aside[i])
			}
		}
		prepare(part, in)
		fit(part, in, opt.Epochs)
		prepare(part, held)
		infer(part, held)
		for i := range held {
			held[i].ms = slices.Clone(held[i].ms)
		}
		unseen = append(unseen, held...)
	}
	fitGroup(m, unseen, 20)
	fitDense(m, unseen, 6)
	ss = append(ss, aside...)
	prepare(m, ss)
	fit(m, ss, opt.Epochs)
	return m
}

// Train learns a model from texts. The same texts in the same order give the
// same model.
func Train(texts []Text, opt Options) *Model {
	c := gather(texts, opt.Folds)
	return c.learn(func(int) bool { return true }, opt, every(opt.Folds))
}

// Validate trains on all groups of texts but one fold's and tests on that,
// for every fold.
func Validate(texts []Text, opt Options) *Report {
	c := gather(texts, opt.Folds)
	r := newReport()
	for f := range opt.Folds {
		m := c.learn(func(k int) bool { return k != f }, opt, every(opt.Folds))
		var held []sample
		for i := range c.texts {
			if c.fold[i] == f {
				held = append(held, c.samples(i)...)
			}
		}
		prepare(m, held)
		infer(m, held)
		judge(m, held, r, opt.Log)
	}
	return r
}

func every(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func (c *corpusOf) samples(i int) []sample {
	ss := samples(i, c.texts[i].Doc)
	for k := range ss {
		ss[k].name = c.texts[i].Group
	}
	return ss
}
