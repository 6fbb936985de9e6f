package heading

import (
	"math"
	"sync"
)

// minEnd is the shortest heading the model may cut.
const minEnd = 2

// candidate is one possible end: after end code points of the window, or no
// heading at all (end 0).
type candidate struct {
	end  int
	mark rune // the mark printed at the end, 0 for none
	// score answers the questions of the first step, in units of Model.Scale.
	score [questions]int32
	// features are kept for training only.
	features []uint32
	look     int // how many of them are those of the first look
	at       boundary
	shape    shape
}

// boundary is where among the tokens a candidate stands, and what the
// statistics of words say about it, in quarters of ln.
type boundary struct {
	before, after int // the heading ends before one token, the body starts with the other
	commas, verbs int // of the heading
	opens, closes int // how much likelier than others the words beside it open a sentence, close a clause
	opens2        int // … two words together
	closes2       int
	tie           int // how much likelier than chance they stand together
	seam          int // how much likelier than running on a break is
	place, lead   int // how many seams of the unit are greater, and by how much it leads the others
}

// situation is what the whole group looks like in print.
type situation struct {
	size     int
	period   int // tenths of the units with an early 。 followed by text
	colon    int
	line     int
	first    int // mean length of the first sentence, in steps of 8
	scheme   int
	glossary bool // a list of terms and what they mean
}

// builder makes candidates. It scores their features on the way, or keeps them
// where keep is set.
type builder struct {
	m    *Model
	keep bool

	tokens []token
	cands  []candidate // of all units so far
	c      *candidate  // the one that features go to
	p      phrase
	at     situation
	shared int // standardEnd
	first  pairs
	rest   *concordance
	from   int // where the unit's text starts in rest
	again  int // rest.repeated
	sub    bool
}

// builders are those of the embedded model.
var builders = sync.Pool{New: func() any { return &builder{m: load(), rest: &concordance{}} }}

// free gives b back; its candidates are lost.
func (b *builder) free() {
	b.cands, b.c, b.p, b.rest.text = b.cands[:0], nil, phrase{}, nil
	builders.Put(b)
}

// put adds a hashed feature to the candidate at hand.
func (b *builder) put(h uint32) {
	h &= 1<<weightBits - 1
	if b.keep {
		b.c.features = append(b.c.features, h)
		return
	}
	w := &b.m.Weights[h]
	b.c.score[glance] += int32(w[glance])
	b.c.score[existence] += int32(w[existence])
	b.c.score[place] += int32(w[place])
}

// The features of a template: hashes of its number and its parts.

func (b *builder) add0(template uint32)          { b.put(template * 0x9E3779B1) }
func (b *builder) add(template uint32, x uint32) { b.put(mix(template*0x9E3779B1, x)) }
func (b *builder) add2(template uint32, x, y uint32) {
	b.put(mix(mix(template*0x9E3779B1, x), y))
}
func (b *builder) add3(template uint32, x, y, z uint32) {
	b.put(mix(mix(mix(template*0x9E3779B1, x), y), z))
}

func (b *builder) add4(template uint32, x, y, z, u uint32) {
	b.put(mix(mix(mix(mix(template*0x9E3779B1, x), y), z), u))
}

// candidates lists the possible ends of a unit's text, the first of them none.
// They stay good until the builder is reset.
func (b *builder) candidates(u *member, at situation) []candidate {
	b.p = segment(u.text, b.tokens)
	b.tokens = b.p.tokens
	b.at = at
	b.from, b.sub = u.from, u.sub
	b.again = b.rest.repeated(b.p.text, b.from, b.from+len(b.p.text))
	b.shared = standardEnd(b.p.text)
	findPairs(b.p.text, &b.first)
	start := len(b.cands)
	b.none()
	b.ends()
	rank(b.cands[start+1:])
	if !b.keep {
		b.cands = b.m.prune(b.cands, start+1)
	}
	out := b.cands[start:len(b.cands):len(b.cands)]
	for i := 1; i < len(out); i++ {
		b.c = &out[i]
		b.detail(b.c)
	}
	return out
}

// How many ends of a unit are worth more than a first look, and by how much, in
// ln of odds, they may look worse than the best.
const (
	kept   = 8
	behind = 4.5
)

// prune takes out of cs, from start on, all but the ends that look best at first.
func (m *Model) prune(cs []candidate, start int) []candidate {
	var best [kept]int32
	for i := range best {
		best[i] = math.MinInt32
	}
	for i := start; i < len(cs); i++ {
		s := cs[i].score[glance]
		for k := range best {
			if s > best[k] {
				s, best[k] = best[k], s
			}
		}
	}
	least := max(best[kept-1], best[0]-int32(behind/m.Scale[glance]))
	n := start
	for i := start; i < len(cs); i++ {
		if cs[i].score[glance] >= least {
			cs[n] = cs[i]
			n++
		}
	}
	return cs[:n]
}

// open starts a candidate.
func (b *builder) open(end int) *candidate {
	b.cands = append(b.cands, candidate{end: end})
	b.c = &b.cands[len(b.cands)-1]
	return b.c
}

// ends opens a candidate at each boundary of words where a heading may end.
func (b *builder) ends() {
	depth, commas, verbs := 0, 0, 0
	ts := b.p.tokens
	for j := 1; j < len(ts); j++ {
		prev := &ts[j-1]
		switch prev.first {
		case '(', '“', '《', '【', '‘', '"', '[':
			if prev.first == '"' && depth > 0 {
				depth--
			} else {
				depth++
			}
		case ')', '”', '》', '】', '’', ']':
			depth = max(depth-1, 0)
		case ',':
			commas++
		case '。', ';', '!', '?', '\n':
			return
		}
		if prev.class == 'v' {
			verbs++
		}
		end := ts[j].start
		if end < minEnd || depth > 0 {
			continue
		}
		if end > maxRunIn {
			return
		}
		b.end(j, commas, verbs)
	}
}

// token returns token k, or the edge of the text.
func (b *builder) token(k int) *token {
	if k < 0 || k >= len(b.p.tokens) {
		return &edge
	}
	return &b.p.tokens[k]
}

// end opens the candidate between tokens j-1 and j where print allows one, and
// takes a first look at it.
func (b *builder) end(j, commas, verbs int) {
	ts, t := b.p.tokens, b.p.text
	a1, n := &ts[j-1], j
	switch a1.first {
	case '、', ',', ':', '(', '“', '《', '\n', ' ', '。', ';', '—', '-':
		return
	}
	mark := rune(0)
	switch r := ts[j].first; r {
	case '。', ':', ' ', '\n', '\t':
		mark = r
		for n = j + 1; n < len(ts) && isBlank(ts[n].first); n++ {
		}
	case '、', ',', ')', '”', '》', '】', ';', '!', '?', '的', '-', '%':
		return
	}
	if n >= len(ts) && mark != '。' {
		return
	}
	c := b.open(ts[j].start)
	c.mark = mark
	a2, b1, b2 := b.token(j-2), b.token(n), b.token(n+1)
	lex := &b.m.Lex
	p := &c.at
	*p = boundary{before: j, after: n, commas: commas, verbs: verbs, opens: lex.opens(b1.word), closes: lex.closes(a1.word), tie: lex.tie(a1.word, b1.word)}
	p.opens2, p.closes2 = lex.opens2(b1.word, b2.word), lex.closes2(a2.word, a1.word)
	p.seam = p.opens + p.closes + p.opens2/2 + p.closes2/2 - p.tie
	b.add(1, a1.word)
	b.add(2, b1.word)
	b.add2(4, a1.pos, b1.pos)
	b.add4(7, a2.pos, a1.pos, b1.pos, b2.pos)
	b.add(8, uint32(t[c.end-1]))
	b.add(9, uint32(b1.first))
	b.add(10, uint32(bucketLength(c.end)))
	b.add(16, step(p.opens, -8, 12))
	b.add(17, step(p.closes, -8, 12))
	b.add(18, step(p.tie/2, -10, 10))
	b.add(22, uint32(mark))
	b.add2(23, uint32(mark), uint32(b.at.period))
	b.add(42, step(p.seam/4, -12, 12))
	b.add(48, uint32(standard(b.shared, c.end)))
	c.look = len(c.features)
}

// step numbers the whole numbers from lo to hi, to which x is held.
func step(x, lo, hi int) uint32 { return uint32(clamp(x, lo, hi) - lo) }

// rank sets how the seam of each candidate compares with those of the others.
func rank(cs []candidate) {
	first, second := -1<<30, -1<<30
	for i := range cs {
		if s := cs[i].at.seam; s > first {
			first, second = s, first
		} else if s > second {
			second = s
		}
	}
	for i := range cs {
		p := &cs[i].at
		for k := range cs {
			if cs[k].at.seam > p.seam {
				p.place++
			}
		}
		best := first
		if p.seam == first {
			best = second
		}
		p.lead = p.seam - best
	}
}
