package heading

import (
	"math"
	"math/rand/v2"
	"slices"
)

// fit learns the first step's weights by maximum entropy over the candidates
// of each unit, with AdaGrad. The order of units is shuffled by a fixed seed.
func fit(m *Model, ss []sample, epochs int) {
	fitQuestion(m, ss, epochs, glance)
	// The other questions are only asked of ends that stood the first look.
	for i := range ss {
		for k := range ss[i].ms {
			m.look(&ss[i].ms[k])
		}
	}
	fitQuestion(m, ss, epochs, existence)
	fitQuestion(m, ss, epochs, place)
}

const sentenceWeight = 0.1

// leastWeight is the least weight kept, in 127ths of the greatest.
const leastWeight = 4

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
	w, g2, mean := make([]float64, size), make([]float64, size), make([]float64, size)
	rng := rand.New(rand.NewPCG(1, 2))
	for e := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, o := range order {
			cs := ss[o.s].ms[o.u].cands
			gold := goldIndex(&ss[o.s], o.u)
			if question != existence {
				cs = cs[1:]
				gold--
			}
			prob := make([]float64, len(cs))
			best := math.Inf(-1)
			for k := range cs {
				for _, f := range asked(&cs[k], question) {
					prob[k] += w[f&(size-1)]
				}
				best = max(best, prob[k])
			}
			sum := 0.0
			for k := range prob {
				prob[k] = math.Exp(prob[k] - best)
				sum += prob[k]
			}
			weight := ss[o.s].weight
			switch ss[o.s].kind {
			case "bodies", "aside":
				weight *= 0.5
			case "sentence":
				weight *= sentenceWeight
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
				for _, f := range asked(&cs[k], question) {
					f &= size - 1
					d := g - 2e-3*w[f]
					g2[f] += d * d
					w[f] += 0.12 * d / (math.Sqrt(g2[f]) + 1e-3)
				}
			}
		}
		// The mean over the later passes is steadier than the last.
		if later := epochs - epochs/2; e >= epochs/2 {
			for f := range w {
				mean[f] += w[f] / float64(later)
			}
		}
	}
	w = mean
	top := 0.0
	for _, x := range w {
		top = max(top, math.Abs(x))
	}
	m.Scale[question] = float32(top / 127)
	for i, x := range w {
		// Weights that hardly move a decision only swell the file.
		if q := math.Round(x / float64(m.Scale[question])); math.Abs(q) >= leastWeight {
			m.Weights[i][question] = int8(q)
		}
	}
}

// asked are the features that answer a question.
func asked(c *candidate, question int) []uint32 {
	if question == glance {
		return c.features[:c.look]
	}
	return c.features
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
		at := situate(ss[i].ms, ss[i].scheme, ss[i].glossary)
		for k := range ss[i].ms {
			b := builder{m: m, keep: true, rest: ss[i].rest}
			ss[i].ms[k].cands = b.candidates(&ss[i].ms[k], at)
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

// fitDense learns the second step, round by round, on samples whose prob is
// filled by a model that did not see them.
func fitDense(m *Model, ss []sample, epochs int) {
	families := familiesOf(ss)
	for _, f := range families {
		for _, ms := range f.groups {
			for i := range ms {
				ms[i].belief = ms[i].prob
			}
		}
	}
	for r := range m.Dense {
		fitRound(&m.Dense[r], ss, families, epochs)
		for _, f := range families {
			conferRound(&m.Dense[r], f.groups)
		}
	}
}

func fitRound(out *[dense]float32, ss []sample, families []family, epochs int) {
	type unit struct {
		fs     [][dense]float32
		gold   int
		weight float64
	}
	var units []unit
	for _, fam := range families {
		golds, weight := map[*member]int{}, ss[fam.of[0]].weight
		for _, si := range fam.of {
			for ui := range ss[si].ms {
				golds[&ss[si].ms[ui]] = goldIndex(&ss[si], ui)
			}
		}
		visit(fam.groups, func(*member) bool { return true }, func(u *member, own, kin, all *consensus) {
			gold := golds[u]
			if gold <= 0 || u.prob[gold] < hopeless {
				return
			}
			x := unit{gold: -1, weight: weight}
			for k := 1; k < len(u.cands); k++ {
				if u.prob[k] < hopeless {
					continue
				}
				if k == gold {
					x.gold = len(x.fs)
				}
				x.fs = append(x.fs, beside(&u.cands[k], u.prob[k], own, kin, all))
			}
			units = append(units, x)
		})
	}
	var w, g2 [dense]float64
	w[0] = 1
	for range epochs {
		for _, u := range units {
			prob := make([]float64, len(u.fs))
			best := math.Inf(-1)
			for k := range prob {
				for j := range u.fs[k] {
					prob[k] += float64(u.fs[k][j]) * w[j]
				}
				best = max(best, prob[k])
			}
			sum := 0.0
			for k := range prob {
				prob[k] = math.Exp(prob[k] - best)
				sum += prob[k]
			}
			var grad [dense]float64
			for k := range prob {
				g := -prob[k] / sum
				if k == u.gold {
					g++
				}
				for j := range grad {
					grad[j] += u.weight * g * float64(u.fs[k][j])
				}
			}
			for j := range grad {
				g2[j] += grad[j] * grad[j]
				w[j] += 0.1 * grad[j] / (math.Sqrt(g2[j]) + 1e-3)
			}
		}
	}
	for j := range w {
		out[j] = float32(w[j])
	}
}

// family is the samples of one numbering and level of a document that stand
// beside each other: groups without headings with those whose marks are all
// taken out.
type family struct {
	of     []int
	groups [][]member
}

func familiesOf(ss []sample) []family {
	type key struct {
		text, scheme, level int
		kind                string
	}
	at := map[key]int{}
	var out []family
	for i := range ss {
		s := &ss[i]
		k := key{s.text, s.scheme, s.level, s.kind}
		if s.kind == "bare" {
			k.kind = "glued"
		}
		f, ok := at[k]
		if !ok {
			f = len(out)
			at[k] = f
			out = append(out, family{})
		}
		out[f].of = append(out[f].of, i)
		out[f].groups = append(out[f].groups, s.ms)
	}
	return out
}

// fitGroup learns whether a group has headings at all, on the same samples:
// logistic regression, a group counting as the root of its members.
func fitGroup(m *Model, ss []sample, epochs int) {
	var w, g2 [grouped]float64
	fs := make([][grouped]float32, len(ss))
	weight := make([]float64, len(ss))
	all := 0.0
	for i, c := range cousinsOf(ss) {
		fs[i] = headed(weighAll(ss[i].ms), c)
		weight[i] = ss[i].weight * math.Sqrt(float64(len(ss[i].ms)))
		switch ss[i].kind {
		case "printed", "mixed":
			weight[i] *= closedWeight
		case "bodies":
			weight[i] *= bodiesWeight
		}
		all += weight[i]
	}
	for range epochs {
		var grad [grouped]float64
		for si := range ss {
			f := &fs[si]
			z := 0.0
			for j := range f {
				z += w[j] * float64(f[j])
			}
			y := 0.0
			if slices.ContainsFunc(ss[si].gold, func(g int) bool { return g > 0 }) {
				y = 1
			}
			e := (y - 1/(1+math.Exp(-z))) * weight[si] / all
			for j := range f {
				grad[j] += e * float64(f[j])
			}
		}
		for j := range w {
			d := grad[j] - groupPull*w[j]
			g2[j] += d * d
			w[j] += 0.1 * d / (math.Sqrt(g2[j]) + 1e-9)
		}
	}
	for j := range w {
		m.Group[j] = float32(w[j])
	}
}

// How much groups with marks, and those that are none in truth, count where the
// decision on groups without marks is learned, and how strongly weights are
// pulled towards nothing.
const (
	bodiesWeight = 0.5
	closedWeight = 0.2
	groupPull    = 1e-3
)

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
