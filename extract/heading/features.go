package heading

import (
	"strings"
	"unicode"

	"yaodian/extract/lexicon"
	"yaodian/extract/words"
)

// window is how much of a unit's text the model looks at, in code points.
const window = 64

// minEnd is the shortest heading the model may cut.
const minEnd = 2

// token is a word of the window with its hashes.
type token struct {
	start, end int
	word, pos  uint32
	class      byte // first letter of the part of speech, 'x' for marks
	first      rune
	last       rune
}

// phrase is a unit's text as the model sees it.
type phrase struct {
	text   []rune // folded, at most window code points
	tokens []token
}

// segment splits the first window of text into tokens. Blanks and line breaks
// are marks like others.
func segment(text []rune) phrase {
	if len(text) > window {
		text = text[:window]
	}
	p := phrase{text: text}
	ws := words.SegmentRunes(text)
	p.tokens = make([]token, 0, len(ws))
	for _, w := range ws {
		t := token{start: w.Start, end: w.End, word: hashString(w.Text), class: 'x', first: text[w.Start], last: text[w.End-1]}
		if w.Pos != "" {
			t.class = w.Pos[0]
		}
		pos := w.Pos
		if len(pos) > 2 {
			pos = pos[:2]
		}
		switch {
		case unicode.IsDigit(t.first):
			t.class, pos, t.word = 'm', "#", hashString("#")
		case t.class == 'x' && !unicode.IsLetter(t.first):
			pos = string(t.first)
		}
		t.pos = hashString(pos)
		p.tokens = append(p.tokens, t)
	}
	return p
}

// candidate is one possible end: after end code points of the window, or no
// heading at all (end 0).
type candidate struct {
	end      int
	mark     rune // the mark printed at the end, 0 for none
	features []uint32
	// seam is how much likelier than running on a break is here, by the
	// statistics of words alone, in quarters of ln.
	seam  int
	posAB uint32
	// What siblings compare: shape of the heading that ends here.
	shape shape
}

// shape describes a heading to its siblings.
type shape struct {
	length      int
	commas      int
	first, last uint32 // parts of speech of the first and the last word
	word, tail  uint32 // the first word; the last two characters
	next, after uint32 // the word after the end and its part of speech
}

// situation is what the whole group looks like in print.
type situation struct {
	size   int
	period int // tenths of the units with an early 。 followed by text
	colon  int
	line   int
	first  int // mean length of the first sentence, in steps of 8
	scheme int
}

// sink collects hashed features.
type sink []uint32

func (s *sink) add(template uint32, parts ...uint32) {
	h := template * 0x9E3779B1
	for _, p := range parts {
		h = mix(h, p)
	}
	*s = append(*s, h)
}

// candidates lists the possible ends of p with their features.
func candidates(p phrase, lex *Lexis, at situation) []candidate {
	out := []candidate{none(p, at)}
	depth, commas, verbs := 0, 0, 0
	ts := p.tokens
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
			return rank(out)
		}
		if prev.class == 'v' {
			verbs++
		}
		end := ts[j].start
		if end < minEnd || depth > 0 {
			continue
		}
		if end > maxRunIn {
			break
		}
		if c, ok := candidateAt(p, lex, at, j, commas, verbs); ok {
			out = append(out, c)
		}
	}
	return rank(out)
}

// rank adds to each candidate how its seam compares with those of the others.
func rank(cs []candidate) []candidate {
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
		lead := clamp((c.seam-best)/4, -8, 8) + 8
		f := sink(c.features)
		f.add(50, uint32(min(place, 6)))
		f.add(51, uint32(lead))
		f.add(52, uint32(min(place, 3)), c.posAB)
		f.add(53, uint32(lead), uint32(bucketLength(c.end)/3))
		c.features = f
	}
	return cs
}

// candidateAt builds the candidate between tokens j-1 and j.
func candidateAt(p phrase, lex *Lexis, at situation, j, commas, verbs int) (candidate, bool) {
	ts := p.tokens
	a1, b := &ts[j-1], j
	if strings.ContainsRune("、,:(“《\n 。;—-", a1.first) {
		return candidate{}, false
	}
	c := candidate{end: ts[j].start}
	switch r := ts[j].first; {
	case r == '。' || r == ':' || r == ' ' || r == '\n' || r == '\t':
		c.mark = r
		for b = j + 1; b < len(ts) && (isBlank(ts[b].first)); b++ {
		}
	case strings.ContainsRune("、,)”》】;!?的-%", r):
		return candidate{}, false
	}
	if b >= len(ts) && c.mark != '。' {
		return candidate{}, false
	}
	get := func(k int) *token {
		if k < 0 || k >= len(ts) {
			return &edge
		}
		return &ts[k]
	}
	a2, b1, b2, w0 := get(j-2), get(b), get(b+1), &ts[0]
	if j < 2 {
		a2 = &edge
	}
	c.shape = shape{length: c.end, commas: commas, first: w0.pos, last: a1.pos, word: w0.word, tail: mix(uint32(p.text[c.end-1]), uint32(p.text[c.end-2])), next: b1.word, after: b1.pos}
	length := uint32(bucketLength(c.end))
	gap := uint32(clauseRest(p.text, b1.start))
	open, shut, tie := uint32(clamp(lex.opens(b1.word), -8, 12)+8), uint32(clamp(lex.closes(a1.word), -8, 12)+8), uint32(clamp(lex.tie(a1.word, b1.word)/2, -10, 10)+10)
	open2 := uint32(clamp(lex.tie(b1.word, b2.word)/3, -5, 7) + 8)
	f := sink(make([]uint32, 0, 56))
	f.add(1, a1.word)
	f.add(2, b1.word)
	f.add(3, a1.word, b1.word)
	f.add(4, a1.pos, b1.pos)
	f.add(5, b1.word, b2.word)
	f.add(6, a2.word, a1.word)
	f.add(7, a2.pos, a1.pos, b1.pos, b2.pos)
	f.add(8, uint32(p.text[c.end-1]))
	f.add(9, uint32(b1.first))
	f.add(10, length)
	f.add(11, length, a1.pos)
	f.add(12, uint32(min(commas, 3)), length)
	f.add(13, w0.pos, a1.pos, b1.pos)
	f.add(14, flag(w0.word == b1.word), flag(w0.word == b2.word))
	f.add(15, uint32(repeats(p, j, b)))
	f.add(16, open)
	f.add(17, shut)
	f.add(18, tie)
	f.add(19, open, shut)
	f.add(20, gap)
	f.add(21, gap, b1.pos)
	f.add(22, uint32(c.mark))
	f.add(23, uint32(c.mark), uint32(at.period))
	f.add(24, uint32(c.mark), uint32(at.period), uint32(at.first))
	f.add(25, w0.pos, uint32(min(verbs, 4)))
	f.add(26, w0.word, a1.word)
	f.add(27, tie, a1.pos, b1.pos)
	f.add(28, open, b1.pos)
	f.add(29, shut, a1.pos)
	f.add(30, b1.pos, b2.pos)
	f.add(31, a2.pos, a1.pos)
	f.add(32, c.shape.tail)
	f.add(33, b1.word, b2.pos)
	f.add(34, a1.word, b1.pos)
	f.add(35, open2, b1.pos, b2.pos)
	f.add(36, tie, open)
	f.add(37, tie, shut)
	f.add(38, uint32(b1.end-b1.start), b1.pos)
	f.add(39, uint32(c.mark), length)
	f.add(40, a1.pos, b1.word)
	f.add(41, uint32(parallel(p.text[:c.end])))
	o2, s2 := lex.opens2(b1.word, b2.word), lex.closes2(a2.word, a1.word)
	c.seam = lex.opens(b1.word) + lex.closes(a1.word) + o2/2 + s2/2 - lex.tie(a1.word, b1.word)
	c.posAB = mix(a1.pos, b1.pos)
	f.add(54, uint32(labelAhead(p.text, b1.start)))
	f.add(48, uint32(standard(p.text, c.end)))
	f.add(49, uint32(topic(ts, j, b)), b1.pos)
	seam := uint32(clamp(c.seam/4, -12, 12) + 12)
	f.add(42, seam)
	f.add(43, uint32(clamp(o2/2, -6, 10)+6))
	f.add(44, uint32(clamp(s2/2, -6, 10)+6))
	f.add(45, seam, a1.pos, b1.pos)
	f.add(46, uint32(clamp(o2/2, -6, 10)+6), uint32(clamp(s2/2, -6, 10)+6))
	f.add(47, seam, length)
	c.features = f
	return c, true
}

var edge = token{class: '$', pos: hashString("$"), word: hashString("$")}

// none is the candidate of a unit without heading.
func none(p phrase, at situation) candidate {
	f := sink(make([]uint32, 0, 16))
	comma, stop, digits := len(p.text), len(p.text), 0
	for i, r := range p.text {
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
	tok := func(k int) *token {
		if k < len(p.tokens) {
			return &p.tokens[k]
		}
		return &edge
	}
	w0, w1 := tok(0), tok(1)
	f.add(60)
	f.add(61, uint32(at.period), uint32(min(at.size, 4)))
	f.add(62, w0.word)
	f.add(63, w0.pos, w1.pos)
	f.add(64, uint32(bucketLength(stop)))
	f.add(65, uint32(bucketLength(comma)))
	f.add(66, uint32(digits))
	f.add(67, uint32(at.scheme))
	f.add(68, w0.word, w1.word)
	f.add(69, uint32(at.first), uint32(at.period))
	f.add(70, uint32(at.colon))
	f.add(71, uint32(at.line))
	f.add(72, w0.pos)
	f.add(73, w1.word)
	f.add(74, uint32(bucketLength(comma)), w0.pos)
	return candidate{features: f}
}

func bucketLength(n int) int {
	switch {
	case n <= 16:
		return n
	case n <= 24:
		return 16 + (n-16)/2
	}
	return min(20+(n-24)/4, 32)
}

// clauseRest buckets the length of the clause that starts at i.
func clauseRest(t []rune, i int) int {
	for j := i; j < len(t); j++ {
		switch t[j] {
		case ',', '。', ';', ':', '\n', '!':
			return min(j-i, 24)
		case '、':
			if j-i < 8 {
				return 30 + j - i
			}
		}
	}
	return 25
}

// repeats counts pairs of characters of the heading that come again right
// after it: bodies take up the topic.
func repeats(p phrase, j, b int) int {
	if b >= len(p.tokens) {
		return 0
	}
	head, from := p.text[:p.tokens[j].start], p.tokens[b].start
	body := p.text[from:min(from+16, len(p.text))]
	n := 0
	for i := 0; i+1 < len(body); i++ {
		for k := 0; k+1 < len(head); k++ {
			if body[i] == head[k] && body[i+1] == head[k+1] && unicode.Is(unicode.Han, body[i]) {
				n++
				break
			}
		}
	}
	return min(n, 4)
}

// labelAhead is the length of a short label with a colon that starts at i
// (年度目标：), 0 for none: bodies open with one.
func labelAhead(t []rune, i int) int {
	for j := i; j < min(len(t), i+8); j++ {
		switch t[j] {
		case ':':
			return j - i
		case ',', '。', '、', ';':
			return 0
		}
	}
	return 0
}

// standard tells whether a heading that all plans share ends at end (2), goes
// on past it (1) or neither (0).
func standard(t []rune, end int) int {
	e := lexicon.Headings().At(t, 0)
	switch {
	case e == nil || end > e.Len():
		return 0
	case end == e.Len():
		return 2
	}
	return 1
}

// topic tells how the word after the end relates to the words before it: 1 it
// repeats the first, 2 the last, 3 another, 0 none.
func topic(ts []token, j, b int) int {
	if b >= len(ts) || ts[b].class == 'x' {
		return 0
	}
	w := ts[b].word
	switch {
	case ts[0].word == w:
		return 1
	case ts[j-1].word == w:
		return 2
	}
	for k := 1; k < j-1; k++ {
		if ts[k].word == w {
			return 3
		}
	}
	return 0
}

// parallel describes the parts of a heading between commas: 0 none, else how
// far the lengths of the last two differ.
func parallel(t []rune) int {
	last, n, prev := 0, 0, 0
	for i, r := range t {
		if r == ',' {
			prev = i - last
			last = i + 1
			n++
		}
	}
	if n == 0 {
		return 0
	}
	d := len(t) - last - prev
	return 4 + clamp(d, -3, 3)
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func clamp(x, lo, hi int) int { return max(lo, min(hi, x)) }
