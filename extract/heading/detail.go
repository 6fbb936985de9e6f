package heading

import "unicode"

// detail adds to an end whatever the first look left out.
func (b *builder) detail(c *candidate) {
	ts, t, p := b.p.tokens, b.p.text, &c.at
	j, n := p.before, p.after
	a3, a2, a1, b1, b2, b3, w0 := b.token(j-3), b.token(j-2), b.token(j-1), b.token(n), b.token(n+1), b.token(n+2), &ts[0]
	c.shape = b.shapeOf(j, c.end)
	c.shape.traits[traitNext], c.shape.traits[traitAfter] = b1.word, b1.pos
	tail, mark := mix(uint32(t[c.end-1]), uint32(t[c.end-2])), uint32(c.mark)
	length := uint32(bucketLength(c.end))
	gap := uint32(clauseRest(t, b1.start))
	open, shut, tie := step(p.opens, -8, 12), step(p.closes, -8, 12), step(p.tie/2, -10, 10)
	open2 := step(b.m.Lex.tie(b1.word, b2.word)/3, -5, 7)
	b.add2(3, a1.word, b1.word)
	b.add2(5, b1.word, b2.word)
	b.add2(6, a2.word, a1.word)
	b.add2(11, length, a1.pos)
	b.add2(12, uint32(min(p.commas, 3)), length)
	b.add3(13, w0.pos, a1.pos, b1.pos)
	b.add2(14, flag(w0.word == b1.word), flag(w0.word == b2.word))
	taken := 0
	if n < len(ts) {
		taken = repeats(t, &b.first, c.end, b1.start)
	}
	b.add(15, uint32(taken))
	b.add2(19, open, shut)
	b.add(20, gap)
	b.add2(21, gap, b1.pos)
	b.add3(24, mark, uint32(b.at.period), uint32(b.at.first))
	b.add2(25, w0.pos, uint32(min(p.verbs, 4)))
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
	b.add2(39, mark, length)
	b.add2(40, a1.pos, b1.word)
	parts := uint32(parallel(t[:c.end]))
	b.add(41, parts)
	b.add(54, uint32(labelAhead(t, b1.start)))
	b.add2(49, uint32(topic(ts, j, n)), b1.pos)
	seam, first, last := step(p.seam/4, -12, 12), step(p.opens2/2, -6, 10), step(p.closes2/2, -6, 10)
	b.add(43, first)
	b.add(44, last)
	b.add3(45, seam, a1.pos, b1.pos)
	b.add2(46, first, last)
	b.add2(47, seam, length)
	lead := step(p.lead/4, -8, 8)
	b.add(50, uint32(min(p.place, 6)))
	b.add(51, lead)
	b.add3(52, uint32(min(p.place, 3)), a1.pos, b1.pos)
	b.add2(53, lead, uint32(bucketLength(c.end)/3))

	// The last part, after a comma or from the start on: how many words it has
	// and how far from its end its first verb stands.
	words, verb := 0, 0
	for k := j - 1; k >= 0 && ts[k].first != ','; k-- {
		words++
		if ts[k].class == 'v' {
			verb = j - k
		}
	}
	part := uint32(min(words, 5))
	b.add3(92, part, a1.pos, flag(p.commas > 0))
	b.add3(93, part, a2.pos, a1.pos)
	b.add2(94, parts, a1.pos)
	b.add3(95, b1.pos, b2.pos, b3.pos)
	b.add3(96, a3.pos, a2.pos, a1.pos)
	b.add3(97, uint32(min(verb, 6)), part, a1.pos)
	b.add2(98, tail, uint32(b1.first))
	b.add2(99, uint32(b1.first), uint32(t[min(b1.start+1, len(t)-1)]))
	b.context(c, t, b1.start, a1.pos, b1.pos)
}

// context adds what the rest of the document says about the break.
func (b *builder) context(c *candidate, t []rune, start int, a, z uint32) {
	s := b.rest.around(t, c.end, start, b.from, b.from+len(t)+1)
	left := mix(uint32(few(s.left)), uint32(few(s.leftStop)))
	right := mix(uint32(few(s.right)), uint32(few(s.rightStop)))
	b.add(80, left)
	b.add(81, right)
	b.add2(82, left, right)
	b.add2(83, uint32(few(s.bridged)), uint32(s.bridge))
	b.add2(84, uint32(s.bridge), z)
	b.add2(85, uint32(s.leftMost), uint32(s.rightMost))
	b.add2(86, uint32(s.leftMost), uint32(s.bridge))
	b.add2(87, uint32(s.rightMost), uint32(s.bridge))
	b.add2(88, left, a)
	b.add2(89, right, z)
	if b.at.glossary {
		b.add(100, z)
		b.add(101, mix(uint32(few(s.left)), uint32(few(s.right))))
		b.add(102, uint32(clamp(c.end-b.again, -8, 8)+8))
		b.add(103, a)
		b.add(104, uint32(t[c.end-1]))
		b.add(105, uint32(t[start]))
	}
	if b.again >= 3 {
		off := clamp(c.end-b.again, -8, 8)
		b.add(90, uint32(off+8))
		b.add2(91, uint32(off+8), uint32(bucketLength(b.again)/2))
	}
}

// few puts a count into one of five steps.
func few(n int) int {
	switch {
	case n < 3:
		return n
	case n < 8:
		return 3
	}
	return 4
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
	b.add2(78, flag(b.sub), uint32(at.scheme))
	b.add(77, flag(at.glossary))
	b.add(75, uint32(bucketLength(b.again)))
	b.add2(76, uint32(bucketLength(b.again)), uint32(bucketLength(comma)/3))
}
