package html

import (
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/text"
)

const (
	maxRowspan = 1000 // rowspan is cut there
	proseCell  = 600  // bytes: a table with cells above that places prose, unless it has many rows
)

// table reads a table of data as rows, laid out as flow.Lay does it for all
// formats, and walks one that serves layout.
func (w *walker) table(n *xhtml.Node) {
	rows := rowsOf(n)
	if w.err != nil || !isData(n, rows) {
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
	blocks, err := flow.Lay(w.grid(rows), nil, w.tables, w.spend)
	if err != nil {
		w.err = err
		return
	}
	for _, b := range blocks {
		w.lines = append(w.lines, text.Styled{Text: b.Text, Bold: b.Bold, Break: true, Row: b.Kind == format.Row, Table: b.Table, Carried: b.Carried, Auto: b.AutoLabel})
	}
	w.fresh = true
}

// spend counts the characters of cells, since merged ones are repeated.
func (w *walker) spend(n int) error {
	if w.left -= n; w.left < 0 {
		return &format.Error{Code: format.CodeTooLarge, Message: "the tables of the page hold more text than the limit; split the page"}
	}
	return nil
}

// grid puts the cells of rows on columns. A cell that goes on from the row
// above is there again as DownContinue.
func (w *walker) grid(rows []*xhtml.Node) [][]flow.Cell {
	type open struct{ span, rows int } // a cell from above: its columns, the rows it still covers
	above := map[int]open{}
	out := make([][]flow.Cell, 0, len(rows))
	for _, r := range rows {
		var cells []flow.Cell
		at := 0
		take := func() {
			for at < flow.MaxSpan && above[at].rows > 0 {
				o := above[at]
				cells = append(cells, flow.Cell{Start: at, Span: o.span, Down: flow.DownContinue})
				above[at] = open{o.span, o.rows - 1}
				at += o.span
			}
		}
		for c := r.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			if take(); at >= flow.MaxSpan {
				break
			}
			span := min(max(atoi(attr(c, "colspan")), 1), flow.MaxSpan-at)
			cell := flow.Cell{Start: at, Span: span, Blocks: w.cell(c)}
			if n := min(atoi(attr(c, "rowspan")), maxRowspan); n > 1 {
				cell.Down = flow.DownRestart
				above[at] = open{span, n - 1}
			}
			cells = append(cells, cell)
			at += span
		}
		take()
		out = append(out, cells)
	}
	return out
}

// cell reads the paragraphs of a cell.
func (w *walker) cell(n *xhtml.Node) []format.Block {
	in := walker{fresh: true, skip: w.skip, tables: w.tables}
	if n.DataAtom == atom.Th || styleOf(n).bold {
		in.bold = 1
	}
	in.children(n)
	in.flush()
	return in.finish()
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
