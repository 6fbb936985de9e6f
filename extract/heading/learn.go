package heading

import (
	"cmp"
	"io"
	"slices"

	"yaodian/extract/words"
)

// Options of Train.
type Options struct {
	Epochs int
	Folds  int       // of the cross-validation inside and outside
	Log    io.Writer // misses of the cross-validation; may be nil
	// Part of the folds that Validate tests: all of them, those for development
	// (all but the last, which is then not learned from either), or the last
	// alone, held out while features were chosen.
	Part Part
	// Judge tells which groups of texts Validate counts; nil counts all.
	Judge func(group string) bool
}

// Part of the folds.
type Part string

const (
	All         Part = "all"
	Development Part = "development"
	HeldOut     Part = "held-out"
)

// corpusOf prepares texts for several rounds of training.
type corpusOf struct {
	texts []Text
	words [][][]words.Word
	fold  []int
}

func gather(texts []Text, folds int) *corpusOf {
	c := &corpusOf{texts: slices.Clone(texts), words: make([][][]words.Word, len(texts)), fold: make([]int, len(texts))}
	unite(c.texts)
	groups := map[string]int{}
	var names []string
	for _, t := range c.texts {
		if _, ok := groups[t.Group]; !ok {
			groups[t.Group] = 0
			names = append(names, t.Group)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(hashString(a), hashString(b)), cmp.Compare(a, b)) })
	for i, n := range names {
		groups[n] = i % folds
	}
	for i, t := range c.texts {
		c.fold[i] = groups[t.Group]
		for _, p := range t.Doc.Paragraphs {
			c.words[i] = append(c.words[i], words.Segment(string(t.Doc.Folded[p.Span.Start:p.Span.End])))
		}
	}
	return c
}

// Texts that share so many paragraphs of such length, in code points, are
// copies or years of one plan under different names.
const (
	sharedParagraphs = 3
	sharedLength     = 40
)

// unite puts texts that share paragraphs into one group.
func unite(texts []Text) {
	seen := map[string][]int{}
	for i, t := range texts {
		for _, p := range t.Doc.Paragraphs {
			if p.Span.Len() >= sharedLength {
				s := t.Doc.Slice(p.Span)
				if k := seen[s]; len(k) == 0 || k[len(k)-1] != i {
					seen[s] = append(k, i)
				}
			}
		}
	}
	shared := map[[2]int]int{}
	for _, is := range seen {
		for k := 1; k < len(is); k++ {
			shared[[2]int{is[0], is[k]}]++
		}
	}
	parent := make([]int, len(texts))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	first := map[string]int{}
	for i, t := range texts {
		if k, ok := first[t.Group]; ok {
			parent[root(i)] = root(k)
		} else {
			first[t.Group] = i
		}
	}
	for k, n := range shared {
		if a, b := root(k[0]), root(k[1]); n >= sharedParagraphs && a != b {
			parent[max(a, b)] = min(a, b)
		}
	}
	for i := range texts {
		texts[i].Group = texts[root(i)].Group
	}
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
			for _, s := range asides(i, c.texts[i].Doc) {
				s.weight = c.weight(i)
				aside = append(aside, s)
			}
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
	fitDense(m, unseen, 10)
	fitGroup(m, unseen, 400)
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
	r := &Report{kinds: map[string]*tally{}}
	test, last := every(opt.Folds), opt.Folds-1
	switch opt.Part {
	case Development:
		test = test[:last]
	case HeldOut:
		test = test[last:]
	}
	for _, f := range test {
		m := c.learn(func(k int) bool { return k != f && (k != last || opt.Part != Development) }, opt, every(opt.Folds))
		var held []sample
		for i := range c.texts {
			if c.fold[i] == f && (opt.Judge == nil || opt.Judge(c.texts[i].Group)) {
				held = append(held, c.samples(i)...)
			}
		}
		prepare(m, held)
		infer(m, held)
		judge(m, held, r, opt.Log)
	}
	return r
}

func (c *corpusOf) weight(i int) float64 {
	if w := c.texts[i].Weight; w > 0 {
		return w
	}
	return 1
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
		ss[k].name, ss[k].weight = c.texts[i].Group, c.weight(i)
	}
	return ss
}
