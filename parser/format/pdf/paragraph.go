package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// element is a line or a table in reading order.
type element struct {
	line  *line
	table *table
}

// writer joins lines into paragraphs and collects the blocks.
type writer struct {
	blocks []format.Block
	cur    []rune
	bold   []bool
	center bool
	tables int
	body   float64 // size of the body's letters, points
	prev   *line
	heads  bool // heading faces count as bold

	open *table // the last page's part of the table being gathered
	rows [][]flow.Cell
	room int // runes that tables may still write
	err  error
}

// label is the look of a numbered unit's start; only a hint, and only where a
// sentence just ended: it tells paragraphs apart that have no indent.
var label = regexp.MustCompile(`^(?:[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,3}[、．]|\d{1,3}\.(?:[^\d]|$)|[（(]\d{1,3}[）)]|第[一二三四五六七八九十百\d]{1,4}[章节条篇]|[①-⑳]|附件|附表)`)

const (
	closers = "。！？；：，、）》】”’〕］｝」』,.;:!?)]}%‰℃…—"
	openers = "（《【“‘〔［｛「『([{"
	ends    = "。！？；：】）”.;:!?"
)

func has(set string, r rune) bool { return strings.ContainsRune(set, r) }

// paragraphs turns the elements of a whole document into blocks.
func paragraphs(els []element, heads bool, lim format.Limits) ([]format.Block, error) {
	w := &writer{heads: heads, body: bodySize(els), room: lim.TextRunes}
	lead := leading(els)
	for i, e := range els {
		if e.table != nil {
			w.flush()
			w.table(e.table)
			continue
		}
		w.endTable()
		if w.prev != nil && !w.continues(els, i, lead) {
			w.flush()
		}
		w.add(e.line)
	}
	w.flush()
	w.endTable()
	return w.blocks, w.err
}

// bodySize is the em size that most text has.
func bodySize(els []element) float64 {
	count := map[int]int{}
	for _, e := range els {
		if e.line != nil {
			count[int(e.line.size*2+0.5)] += len(e.line.text)
		}
	}
	best, n := 24, 0
	for s, c := range count {
		if c > n || c == n && s < best {
			best, n = s, c
		}
	}
	return float64(best) / 2
}

// leading is the usual distance of baselines in em.
func leading(els []element) float64 {
	var d []float64
	for i := 1; i < len(els); i++ {
		a, b := els[i-1].line, els[i].line
		if a != nil && b != nil && a.colID == b.colID && math.Abs(a.size-b.size) < 0.1*a.size && a.y > b.y {
			d = append(d, (a.y-b.y)/a.size)
		}
	}
	if len(d) == 0 {
		return 1.8
	}
	slices.Sort(d)
	return d[len(d)/2]
}

// centred reports a line set in the middle of its column with air on both
// sides that no indent explains.
func (w *writer) centred(l *line) bool {
	left, right := l.x0-l.column.x0, l.column.x1-l.x1
	width := l.column.x1 - l.column.x0
	if width <= 0 || left < 0.9*l.size || right < 0.9*l.size || math.Abs(left-right) > max(0.6*l.size, 0.03*width) {
		return false
	}
	if left > 1.6*l.size && left < 2.4*l.size && l.size < 1.1*w.body {
		return false // the indent of a first line
	}
	return true
}

// chunk is the width of what must stay together at the start of a line: one
// ideograph, or a word or number, with its closing marks.
func chunk(l *line) float64 {
	g := l.glyphs
	end := g[0].x + g[0].w
	for i := 1; i < len(g) && i < 24; i++ {
		a, b := g[i-1].r, g[i].r
		if has(openers, a) || has(closers, b) || ascii(a) && ascii(b) {
			end = g[i].x + g[i].w
			continue
		}
		break
	}
	return end - g[0].x
}

func ascii(r rune) bool { return r > ' ' && r < 0x7F }

// continues decides whether element i goes on with the paragraph of the line
// before it. The evidence, strongest first: size and centring; a line that
// ended early; the indent of a first line; distance; a label after a
// sentence's end.
func (w *writer) continues(els []element, i int, lead float64) bool {
	a, b := w.prev, els[i].line
	same := a.colID == b.colID
	em := max(a.size, b.size)
	if math.Abs(a.size-b.size) > 0.12*em {
		return false
	}
	ca, cb := w.centred(a), w.centred(b)
	if cb && same && (ca || w.titleLike(a)) {
		return w.titleGoesOn(a, b, lead)
	}
	if ca || cb {
		return false
	}
	if same && (a.y-b.y) > 1.45*lead*em && lead > 0 {
		return false
	}
	slack := a.column.x1 - a.x1
	room := 0.55 * em
	if !endsSentence(a.text) && b.x0-b.column.x0 < 0.3*em && a.x0-a.column.x0 > em {
		room = 1.4 * em // a first line in mid-sentence, and what follows is flush
	}
	if slack >= chunk(b)+room {
		return false
	}
	if w.indented(els, i) && !w.hanging(els, i) {
		return false
	}
	if label.MatchString(string(b.text)) && endsSentence(a.text) {
		return false
	}
	return true
}

// titleLike reports a line in larger letters that fills its column, so that
// nothing shows it to be centred.
func (w *writer) titleLike(l *line) bool {
	return l.size > 1.12*w.body && l.x1-l.x0 > 0.75*(l.column.x1-l.column.x0) || w.center
}

func endsSentence(t []rune) bool { return len(t) > 0 && has(ends, t[len(t)-1]) }

// titleGoesOn joins the lines of a title: of one size and weight, close
// together, larger than the body or broken where the line was full.
func (w *writer) titleGoesOn(a, b *line, lead float64) bool {
	if math.Abs(a.size-b.size) > 0.05*a.size || w.allBold(a) != w.allBold(b) || a.y-b.y > max(1.3*lead, 2.2)*a.size {
		return false
	}
	if has("（(", b.text[0]) || endsSentence(a.text) && !has("”", a.text[len(a.text)-1]) {
		return false
	}
	if open(a.text) {
		return true
	}
	width := a.column.x1 - a.column.x0
	return a.size > 1.12*w.body || a.x1-a.x0 > 0.8*width
}

// open reports an unclosed 《 or “.
func open(t []rune) bool {
	depth := 0
	for _, r := range t {
		switch r {
		case '《', '“':
			depth++
		case '》', '”':
			depth--
		}
	}
	return depth > 0
}

// indented reports that line i starts further right than lines around it.
func (w *writer) indented(els []element, i int) bool {
	b := els[i].line
	left := b.x0
	look := func(j int) bool {
		if j < 0 || j >= len(els) || els[j].line == nil {
			return false
		}
		l := els[j].line
		// Columns are compared by their own left edge.
		left = min(left, l.x0-l.column.x0+b.column.x0)
		return true
	}
	for d := 1; d <= 8 && look(i+d); d++ {
	}
	for d := 1; d <= 8 && look(i-d); d++ {
	}
	return b.x0-left > 0.9*b.size
}

// hanging reports that line i belongs to a paragraph whose first line alone
// stands out to the left: it starts where the text after the label starts,
// and the next line does too.
func (w *writer) hanging(els []element, i int) bool {
	a, b := w.prev, els[i].line
	if math.Abs(a.x0-b.x0) < 0.3*b.size && a.colID == b.colID {
		// Same indent as the line before: its continuation where that line
		// was one already or where the block as a whole is set in.
		return i >= 2 && els[i-2].line != nil && math.Abs(els[i-2].line.x0-b.x0) < 0.3*b.size && !w.first(els, i-1)
	}
	m := label.FindString(string(a.text))
	if m == "" || a.x0 >= b.x0 {
		return false
	}
	n := len([]rune(m))
	for _, g := range a.glyphs {
		if n--; n < -2 {
			break
		}
		if n < 2 && math.Abs(g.x-b.x0) < 0.35*b.size {
			next := i + 1
			return next < len(els) && els[next].line != nil && math.Abs(els[next].line.x0-b.x0) < 0.3*b.size && !endsSentence(a.text)
		}
	}
	return false
}

// first reports that line j began the current paragraph.
func (w *writer) first(els []element, j int) bool {
	return len(w.cur) == len(trim(els[j].line.text))
}

func trim(t []rune) []rune {
	for len(t) > 0 && blank(t[len(t)-1]) {
		t = t[:len(t)-1]
	}
	for len(t) > 0 && blank(t[0]) {
		t = t[1:]
	}
	return t
}

// add appends a line to the current paragraph. Between words of letters the
// line break stood for a blank.
func (w *writer) add(l *line) {
	t, m := l.text, l.marks
	for len(t) > 0 && blank(t[len(t)-1]) {
		t, m = t[:len(t)-1], m[:len(t)-1]
	}
	for len(t) > 0 && blank(t[0]) {
		t, m = t[1:], m[1:]
	}
	if len(t) == 0 {
		return
	}
	if n := len(w.cur); n > 0 {
		a, b := w.cur[n-1], t[0]
		if letter(a) && (letter(b) || b == '(') || (a == ',' || a == ';' || a == '.') && letter(b) && n > 1 && letter(w.cur[n-2]) {
			w.cur, w.bold = append(w.cur, ' '), append(w.bold, w.bold[n-1])
		}
	} else {
		w.center = false
	}
	w.center = w.center || w.centred(l)
	for i, r := range t {
		w.cur = append(w.cur, r)
		w.bold = append(w.bold, m[i].bold || w.heads && m[i].head)
	}
	w.prev = l
}

func letter(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0 && r < 0x250
}

func (w *writer) allBold(l *line) bool {
	for _, g := range l.marks {
		if !g.bold && !blank(g.r) {
			return false
		}
	}
	return true
}

func (w *writer) flush() {
	if len(w.cur) > 0 {
		w.blocks = append(w.blocks, format.Block{Text: string(w.cur), Bold: boldSpans(w.bold), Centered: w.center})
	}
	w.cur, w.bold, w.prev, w.center = w.cur[:0], w.bold[:0], nil, false
}

func boldSpans(b []bool) []format.Span {
	var out []format.Span
	for i := 0; i < len(b); i++ {
		if !b[i] {
			continue
		}
		j := i
		for j < len(b) && b[j] {
			j++
		}
		out = append(out, format.Span{Start: i, End: j})
		i = j
	}
	return out
}

// spend counts the text of tables, which repeated cells can multiply.
func (w *writer) spend(n int) error {
	if w.room -= n; w.room < 0 {
		return errBudget
	}
	return nil
}
