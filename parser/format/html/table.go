package html

import (
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

const (
	maxColumns = 100  // colspan is cut there
	maxRowspan = 1000 // so is rowspan
	proseCell  = 600  // bytes: a table with cells above that places prose, unless it has many rows
)

// table reads a table of data as rows, and walks one that serves layout.
func (w *walker) table(n *xhtml.Node) {
	rows := rowsOf(n)
	if !isData(n, rows) {
		w.children(n)
		return
	}
	w.flush()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Caption {
			w.walk(c)
			w.flush()
		}
	}
	w.tables++
	var span []int // rows that the cell above still covers, by column
	for _, r := range rows {
		l, left := w.row(r, span)
		span = left
		if l.runes > 0 {
			w.lines = append(w.lines, text.Styled{Text: string(l.text), Bold: l.bold, Row: true, Table: w.tables})
		}
	}
	w.fresh = true
}

// rowsOf lists the rows of a table, not those of tables within.
func rowsOf(n *xhtml.Node) (rows []*xhtml.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, c)
		case atom.Tbody, atom.Thead, atom.Tfoot:
			rows = append(rows, rowsOf(c)...)
		}
	}
	return rows
}

// isData tells a table of data from one that places things on the page: at
// least two columns and rows, no table within, cells that are no pages.
func isData(n *xhtml.Node, rows []*xhtml.Node) bool {
	if strings.EqualFold(attr(n, "role"), "presentation") {
		return false
	}
	wide, long, cells := 0, 0, 0
	for _, r := range rows {
		k := 0
		for c := r.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			k++
			cells++
			size, nested := cellSize(c)
			if nested {
				return false
			}
			if size > proseCell {
				long++
			}
		}
		if k >= 2 {
			wide++
		}
	}
	return wide >= 2 && long*3 <= cells || wide == 1 && len(rows) >= 2 && long == 0
}

func cellSize(n *xhtml.Node) (bytes int, table bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Table {
			return bytes, true
		}
		if c.Type == xhtml.TextNode {
			bytes += len(strings.TrimSpace(c.Data))
			continue
		}
		k, t := cellSize(c)
		if t {
			return bytes, true
		}
		bytes += k
	}
	return bytes, false
}

// row lays the cells of a row out on the columns. A cell that spans columns or
// rows stands in the first of them; the others are empty.
func (w *walker) row(r *xhtml.Node, covered []int) (l line, left []int) {
	var cols []line
	place := func(c line, n int) {
		cols = append(cols, c)
		for ; n > 1 && len(cols) < maxColumns; n-- {
			cols = append(cols, line{})
		}
	}
	take := func() {
		for len(cols) < len(covered) && covered[len(cols)] > 0 {
			left = append(left, covered[len(cols)]-1)
			cols = append(cols, line{})
		}
	}
	filled := 0
	for c := r.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		take()
		if len(cols) >= maxColumns {
			break
		}
		cell := w.cell(c)
		if cell.runes > 0 {
			filled++
		}
		place(cell, min(max(atoi(attr(c, "colspan")), 1), maxColumns))
		for len(left) < len(cols) {
			left = append(left, min(max(atoi(attr(c, "rowspan")), 1), maxRowspan)-1)
		}
	}
	take()
	if filled == 0 {
		return line{}, left
	}
	if filled == 1 && len(cols) > 1 && cols[0].runes > 0 && maxSpan(r) >= len(cols) {
		cols = cols[:1] // a heading across the table
	}
	for i, c := range cols {
		if i > 0 {
			l.text = append(l.text, '\t')
			l.runes++
		}
		for _, s := range c.bold {
			l.bold = append(l.bold, format.Span{Start: s.Start + l.runes, End: s.End + l.runes})
		}
		l.text, l.runes = append(l.text, c.text...), l.runes+c.runes
	}
	return l, left
}

func maxSpan(r *xhtml.Node) int {
	n := 1
	for c := r.FirstChild; c != nil; c = c.NextSibling {
		n = max(n, atoi(attr(c, "colspan")))
	}
	return n
}

// cell reads a cell as one line: its paragraphs are parted by a blank, except
// where the break is mere layout.
func (w *walker) cell(n *xhtml.Node) (l line) {
	in := walker{fresh: true, skip: w.skip, tables: w.tables}
	if n.DataAtom == atom.Th || styleOf(n).bold {
		in.bold = 1
	}
	in.children(n)
	in.flush()
	for _, k := range in.lines {
		if l.runes > 0 && !text.CellBreak(string(l.text), k.Text) {
			l.text, l.runes = append(l.text, ' '), l.runes+1
		}
		for _, s := range k.Bold {
			l.bold = append(l.bold, format.Span{Start: s.Start + l.runes, End: s.End + l.runes})
		}
		l.text, l.runes = append(l.text, k.Text...), l.runes+utf8.RuneCountInString(k.Text)
	}
	for i, c := range l.text { // tabs part cells
		if c == '\t' {
			l.text[i] = ' '
		}
	}
	return l
}
