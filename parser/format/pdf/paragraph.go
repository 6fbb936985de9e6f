package pdf

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
		if a != nil && b != nil && a.colID == b.colID && abs(a.size-b.size) < 0.1*a.size && a.y > b.y {
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
	if width <= 0 || left < 0.9*l.size || right < 0.9*l.size || abs(left-right) > max(0.6*l.size, 0.03*width) {
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
	if abs(a.size-b.size) > 0.12*em {
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
	if abs(a.size-b.size) > 0.05*a.size || w.allBold(a) != w.allBold(b) || a.y-b.y > max(1.3*lead, 2.2)*a.size {
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
	if abs(a.x0-b.x0) < 0.3*b.size && a.colID == b.colID {
		// Same indent as the line before: its continuation where that line
		// was one already or where the block as a whole is set in.
		return i >= 2 && els[i-2].line != nil && abs(els[i-2].line.x0-b.x0) < 0.3*b.size && !w.first(els, i-1)
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
		if n < 2 && abs(g.x-b.x0) < 0.35*b.size {
			next := i + 1
			return next < len(els) && els[next].line != nil && abs(els[next].line.x0-b.x0) < 0.3*b.size && !endsSentence(a.text)
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

// table adds the rows of one page's table to the open one, or begins another.
func (w *writer) table(t *table) {
	rows := t.rows(w.heads)
	if w.open != nil && t.top && w.open.last && sameColumns(w.open, t) {
		w.rows = append(w.rows, w.carryOn(rows)...)
	} else {
		w.endTable()
		w.rows = rows
	}
	w.open = t
}

func sameColumns(a, b *table) bool {
	if len(a.xs) != len(b.xs) {
		return false
	}
	for i := range a.xs {
		if abs(a.xs[i]-b.xs[i]) > 6 {
			return false
		}
	}
	return true
}

// carryOn fits the rows of a continued table to those before: a repeated head
// is dropped, a cell merged downwards goes on below the break, and a row that
// the break cut through (it has no first cell) is put together again.
func (w *writer) carryOn(rows [][]flow.Cell) [][]flow.Cell {
	for n := 0; n < 3 && len(rows) > 1 && n < len(w.rows) && sameRow(w.rows[n], rows[0]); n++ {
		rows = rows[1:]
	}
	last := w.rows[len(w.rows)-1]
	first := rows[0]
	if len(last) != len(first) {
		return rows
	}
	cut := len(first) > 1 && len(first[0].Blocks) == 0 && len(last[0].Blocks) > 0
	for i := range first {
		if first[i].Start != last[i].Start || len(first[i].Blocks) > 0 && len(last[i].Blocks) == 0 && last[i].Down != flow.DownContinue {
			cut = false
		}
		if len(first[i].Blocks) == 0 && last[i].Down != flow.DownNone {
			first[i].Down = flow.DownContinue
			cut = false
		}
	}
	if !cut {
		return rows
	}
	for i := range first {
		last[i].Blocks = glue(last[i].Blocks, first[i].Blocks)
	}
	return rows[1:]
}

func sameRow(a, b []flow.Cell) bool {
	return slices.EqualFunc(a, b, func(x, y flow.Cell) bool {
		return x.Start == y.Start && slices.EqualFunc(x.Blocks, y.Blocks, func(p, q format.Block) bool { return p.Text == q.Text })
	})
}

// glue joins what a page break cut: in mid-sentence without a gap.
func glue(a, b []format.Block) []format.Block {
	if len(a) == 0 || len(b) == 0 || endsSentence([]rune(a[len(a)-1].Text)) {
		return append(a, b...)
	}
	out := slices.Clone(a)
	tail := &out[len(out)-1]
	n := utf8.RuneCountInString(tail.Text)
	tail.Bold = slices.Clone(tail.Bold)
	for _, s := range b[0].Bold {
		tail.Bold = append(tail.Bold, format.Span{Start: s.Start + n, End: s.End + n})
	}
	tail.Text += b[0].Text
	return append(out, b[1:]...)
}

// endTable lays the open table down.
func (w *writer) endTable() {
	if w.open == nil {
		return
	}
	w.tables++
	widths := make([]int, 0, len(w.open.xs))
	for i := 1; i < len(w.open.xs); i++ {
		widths = append(widths, int(20*(w.open.xs[i]-w.open.xs[i-1])))
	}
	blocks, err := flow.Lay(w.rows, widths, w.tables, w.spend)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.blocks = append(w.blocks, blocks...)
	w.open, w.rows = nil, nil
}

// spend counts the text of tables, which repeated cells can multiply.
func (w *writer) spend(n int) error {
	if w.room -= n; w.room < 0 {
		return errBudget
	}
	return nil
}
