package heading

import (
	"sync"
	"unicode"
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
	// seam is how much likelier than running on a break is here, by the
	// statistics of words alone, in quarters of ln.
	seam  int
	posAB uint32
	shape shape
}

// shape describes the heading that ends at a candidate to its siblings.
type shape struct {
	length int
	commas int
	traits [traits]uint32
}

// What siblings share.
const (
	traitFirst = iota // part of speech of the first word
	traitLast         // … of the last word
	traitWord         // the first word
	traitTail         // the last two characters
	traitNext         // the word after the end
	traitAfter        // its part of speech
	traits
)

// situation is what the whole group looks like in print.
type situation struct {
	size   int
	period int // tenths of the units with an early 。 followed by text
	colon  int
	line   int
	first  int // mean length of the first sentence, in steps of 8
	scheme int
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
}

// builders are those of the embedded model.
var builders = sync.Pool{New: func() any { return &builder{m: load()} }}

// free gives b back; its candidates are lost.
func (b *builder) free() {
	b.cands, b.c, b.p = b.cands[:0], nil, phrase{}
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
func (b *builder) candidates(text []rune, at situation) []candidate {
	b.p = segment(text, b.tokens)
	b.tokens = b.p.tokens
	b.at = at
	b.shared = standardEnd(b.p.text)
	findPairs(b.p.text, &b.first)
	start := len(b.cands)
	b.none()
	b.ends()
	out := b.cands[start:len(b.cands):len(b.cands)]
	b.rank(out)
	return out
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

// rank adds to each candidate how its seam compares with those of the others.
func (b *builder) rank(cs []candidate) {
	for i := range cs {
		c := &cs[i]
		if c.end == 0 {
			continue
		}
		place, best := 0, -1<<30
		for k := range cs {
			if cs[k].end > 0 && k != i {
				best = max(best, cs[k].seam)
				if cs[k].seam > c.seam {
					place++
				}
			}
		}
		lead := uint32(clamp((c.seam-best)/4, -8, 8) + 8)
		b.c = c
		b.add(50, uint32(min(place, 6)))
		b.add(51, lead)
		b.add2(52, uint32(min(place, 3)), c.posAB)
		b.add2(53, lead, uint32(bucketLength(c.end)/3))
	}
}

// token returns token k, or the edge of the text.
func (b *builder) token(k int) *token {
	if k < 0 || k >= len(b.p.tokens) {
		return &edge
	}
	return &b.p.tokens[k]
}

// end opens the candidate between tokens j-1 and j where print allows one.
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
	lex := &b.m.Lex
	c := b.open(ts[j].start)
	c.mark = mark
	a2, b1, b2, w0 := b.token(j-2), b.token(n), b.token(n+1), &ts[0]
	tail := mix(uint32(t[c.end-1]), uint32(t[c.end-2]))
	c.shape = shape{length: c.end, commas: commas, traits: [traits]uint32{w0.pos, a1.pos, w0.word, tail, b1.word, b1.pos}}
	length := uint32(bucketLength(c.end))
	gap := uint32(clauseRest(t, b1.start))
	opens, closes, between := lex.opens(b1.word), lex.closes(a1.word), lex.tie(a1.word, b1.word)
	open, shut, tie := uint32(clamp(opens, -8, 12)+8), uint32(clamp(closes, -8, 12)+8), uint32(clamp(between/2, -10, 10)+10)
	open2 := uint32(clamp(lex.tie(b1.word, b2.word)/3, -5, 7) + 8)
	b.add(1, a1.word)
	b.add(2, b1.word)
	b.add2(3, a1.word, b1.word)
	b.add2(4, a1.pos, b1.pos)
	b.add2(5, b1.word, b2.word)
	b.add2(6, a2.word, a1.word)
	b.add4(7, a2.pos, a1.pos, b1.pos, b2.pos)
	b.add(8, uint32(t[c.end-1]))
	b.add(9, uint32(b1.first))
	b.add(10, length)
	b.add2(11, length, a1.pos)
	b.add2(12, uint32(min(commas, 3)), length)
	b.add3(13, w0.pos, a1.pos, b1.pos)
	b.add2(14, flag(w0.word == b1.word), flag(w0.word == b2.word))
	taken := 0
	if n < len(ts) {
		taken = repeats(t, &b.first, c.end, b1.start)
	}
	b.add(15, uint32(taken))
	b.add(16, open)
	b.add(17, shut)
	b.add(18, tie)
	b.add2(19, open, shut)
	b.add(20, gap)
	b.add2(21, gap, b1.pos)
	b.add(22, uint32(mark))
	b.add2(23, uint32(mark), uint32(b.at.period))
	b.add3(24, uint32(mark), uint32(b.at.period), uint32(b.at.first))
	b.add2(25, w0.pos, uint32(min(verbs, 4)))
	b.add2(26, w0.word, a1.word)
	b.add3(27, tie, a1.pos, b1.pos)
	b.add2(28, open, b1.pos)
	b.add2(29, shut, a1.pos)
	b.add2(30, b1.pos, b2.pos)
	b.add2(31, a2.pos, a1.pos)
	b.add(32, tail)
	b.add2(33, b1.word, b2.pos)
	b.add2(34, a1.word, b1.pos)
	b.add3(35, open2, b1.pos, b2.pos)
	b.add2(36, tie, open)
	b.add2(37, tie, shut)
	b.add2(38, uint32(b1.end-b1.start), b1.pos)
	b.add2(39, uint32(mark), length)
	b.add2(40, a1.pos, b1.word)
	b.add(41, uint32(parallel(t[:c.end])))
	o2, s2 := lex.opens2(b1.word, b2.word), lex.closes2(a2.word, a1.word)
	c.seam = opens + closes + o2/2 + s2/2 - between
	c.posAB = mix(a1.pos, b1.pos)
	b.add(54, uint32(labelAhead(t, b1.start)))
	b.add(48, uint32(standard(b.shared, c.end)))
	b.add2(49, uint32(topic(ts, j, n)), b1.pos)
	seam := uint32(clamp(c.seam/4, -12, 12) + 12)
	first, last := uint32(clamp(o2/2, -6, 10)+6), uint32(clamp(s2/2, -6, 10)+6)
	b.add(42, seam)
	b.add(43, first)
	b.add(44, last)
	b.add3(45, seam, a1.pos, b1.pos)
	b.add2(46, first, last)
	b.add2(47, seam, length)
}

// none opens the candidate of a unit without heading.
func (b *builder) none() {
	comma, stop, digits := len(b.p.text), len(b.p.text), 0
	for i, r := range b.p.text {
		if r == ',' || r == ':' {
			comma = min(comma, i)
		}
		if r == '。' || r == ';' || r == '\n' {
			stop = i
			break
		}
		if unicode.IsDigit(r) {
			digits = 1
		}
	}
	b.open(0)
	w0, w1 := b.token(0), b.token(1)
	at := &b.at
	b.add0(60)
	b.add2(61, uint32(at.period), uint32(min(at.size, 4)))
	b.add(62, w0.word)
	b.add2(63, w0.pos, w1.pos)
	b.add(64, uint32(bucketLength(stop)))
	b.add(65, uint32(bucketLength(comma)))
	b.add(66, uint32(digits))
	b.add(67, uint32(at.scheme))
	b.add2(68, w0.word, w1.word)
	b.add2(69, uint32(at.first), uint32(at.period))
	b.add(70, uint32(at.colon))
	b.add(71, uint32(at.line))
	b.add(72, w0.pos)
	b.add(73, w1.word)
	b.add2(74, uint32(bucketLength(comma)), w0.pos)
}
