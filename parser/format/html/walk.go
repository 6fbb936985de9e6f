package html

import (
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

// line is a printed line in the making.
type line struct {
	text  []byte
	runes int
	bold  []format.Span
	auto  int
}

// walker turns elements into lines. Blanks collapse as browsers do it; a
// source line break between two full-width characters leaves nothing.
type walker struct {
	lines    []text.Styled
	cur      line
	gap      int  // <br> on end
	fresh    bool // the next line starts a block
	space    bool // a blank is due before the next character
	newline  bool // the blank holds a line break
	last     rune // last character of cur
	bold     int  // depth of bold elements
	centered int
	level    int
	pre      int
	tables   int
	left     int   // characters that cells may still hold
	err      error // why the reading cannot go on
	skip     func(*xhtml.Node) bool
	auto     string // label to put before the next text, "1."
}

func newWalker(lim format.Limits) *walker { return &walker{fresh: true, left: lim.TextRunes} }

func (w *walker) char(r rune) {
	switch r {
	case ' ', '\t', '\f', '\r':
		w.space = true
		return
	case '\n':
		if w.pre > 0 {
			w.br()
			return
		}
		w.space, w.newline = true, true
		return
	case '\u200b', '\ufeff', '\u00ad', 0, '\u2060':
		return
	}
	if w.auto != "" {
		a := w.auto
		w.auto, w.cur.auto = "", utf8.RuneCountInString(a)
		for _, r := range a {
			w.put(r)
		}
	}
	if w.space {
		if w.cur.runes > 0 && !(w.newline && wide(w.last) && wide(r)) {
			w.put(' ')
		}
		w.space, w.newline = false, false
	}
	w.put(r)
}

func (w *walker) put(r rune) {
	at := w.cur.runes
	w.cur.text = utf8.AppendRune(w.cur.text, r)
	w.cur.runes++
	w.last = r
	if w.bold > 0 {
		if n := len(w.cur.bold); n > 0 && w.cur.bold[n-1].End == at {
			w.cur.bold[n-1].End++
		} else {
			w.cur.bold = append(w.cur.bold, format.Span{Start: at, End: at + 1})
		}
	}
}

func wide(r rune) bool { return r >= 0x2E80 || r >= 0x2010 && r <= 0x2027 }

// br ends a line within a block.
func (w *walker) br() {
	if !w.end() {
		w.gap++
	}
}

// flush ends a block.
func (w *walker) flush() {
	w.end()
	w.fresh, w.gap = true, 0
}

// end stores the current line and reports whether it held anything.
func (w *walker) end() bool {
	w.space, w.newline = false, false
	l := text.Styled{Text: string(w.cur.text), Bold: w.cur.bold, Auto: w.cur.auto}
	w.cur = line{text: w.cur.text[:0]}
	if !l.Trim() {
		return false
	}
	l.Break, l.Gap, l.Centered, l.Level = w.fresh, w.gap, w.centered > 0, w.level
	w.fresh, w.gap = false, 0
	w.lines = append(w.lines, l)
	return true
}

func (w *walker) walk(n *xhtml.Node) {
	switch n.Type {
	case xhtml.TextNode:
		for _, r := range n.Data {
			w.char(r)
		}
		return
	case xhtml.ElementNode:
		w.element(n)
		return
	}
	w.children(n)
}

func (w *walker) children(n *xhtml.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
}

func (w *walker) element(n *xhtml.Node) {
	if invisible(n) {
		return
	}
	st := styleOf(n)
	if w.skip != nil && w.skip(n) {
		return
	}
	bold, centered, level := w.bold, w.centered, w.level
	block := blocks[n.DataAtom]
	if block {
		w.flush()
	}
	switch {
	case n.DataAtom == atom.B || n.DataAtom == atom.Strong || st.bold:
		w.bold++
	}
	if st.light {
		w.bold = 0
	}
	if block && (st.centered || n.DataAtom == atom.Center) {
		w.centered = 1
	} else if block && st.aligned {
		w.centered = 0
	}
	if h := headings[n.DataAtom]; h > 0 {
		w.level = h
	}
	switch n.DataAtom {
	case atom.Br:
		w.br()
	case atom.Pre, atom.Textarea:
		w.pre++
		w.children(n)
		w.pre--
	case atom.Table:
		w.table(n)
	case atom.Ol:
		w.ordered(n)
	default:
		w.children(n)
	}
	if block {
		w.flush()
	}
	w.bold, w.centered, w.level = bold, centered, level
}

// ordered numbers the items of a list as browsers print them, unless the
// author typed numbers as well.
func (w *walker) ordered(n *xhtml.Node) {
	next := 1
	if s := attr(n, "start"); s != "" {
		next = atoi(s)
	}
	numbered := (attr(n, "type") == "" || attr(n, "type") == "1") && !strings.Contains(attr(n, "style"), "none")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if numbered && c.DataAtom == atom.Li {
			if !text.OpensUnit(strings.TrimSpace(firstText(c))) {
				w.auto = itoa(next) + "."
			}
			next++
		}
		w.walk(c)
		w.auto = ""
	}
}

// finish joins the lines that breaks part for layout only and returns blocks.
func (w *walker) finish() []format.Block { return text.Assemble(w.lines) }

func firstText(n *xhtml.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xhtml.TextNode && strings.TrimSpace(c.Data) != "" {
			return c.Data
		}
		if s := firstText(c); s != "" {
			return s
		}
	}
	return ""
}
