package heading

import (
	"math"
	"math/rand/v2"
	"slices"
)

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
