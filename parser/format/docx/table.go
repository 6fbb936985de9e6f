package docx

import (
	"slices"
	"strings"
	"unicode"

	"yaodian/parser/format"
	"yaodian/parser/format/zipxml"
)

// A table's rows become blocks whose text is the cells joined by tabs. Cells
// are laid on the columns that the table as a whole uses, so that a cell
// spanning several leaves the others empty and the nth field of every row is
// of the same column; empty cells at a row's end are left out. A cell merged
// downwards is repeated in each row it spans (Block.Carried says where): an
// office that answers for three tasks stands in all three. A table of a
// single column is a frame around paragraphs and is read as those.

// cell is one w:tc.
type cell struct {
	start, span int // in grid columns
	blocks      []format.Block
	down        string // w:vMerge: "", restart or continue
}

// Limits of Word: 63 columns. Anything beyond maxSpan is nonsense.
const maxSpan = 128

func (b *body) table(out sink) error {
	b.inTable++
	defer func() { b.inTable-- }()
	var grid []int
	var rows [][]cell
	var read func(t *zipxml.Token) (bool, error)
	read = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "tblGrid"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				if t.Is("w", "gridCol") && len(grid) < 4*maxSpan {
					grid = append(grid, atoi(t.Attr("w"), 0))
				}
				return false, nil
			})
		case t.Is("w", "tr"):
			row, err := b.row()
			if row != nil {
				rows = append(rows, row)
			}
			return true, err
		case t.Is("w", "sdt"):
			return true, b.control(func() error { return b.r.Children(read) })
		case t.Is("w", "ins"), t.Is("w", "customXml"), t.Is("w", "moveTo"), t.Is("w", "smartTag"):
			return true, b.r.Children(read)
		}
		return false, nil
	}
	if err := b.r.Children(read); err != nil {
		return err
	}
	columns := layColumns(grid, rows)
	if columns.count <= 1 {
		for _, row := range rows {
			for _, c := range row {
				*out = append(*out, c.blocks...)
			}
		}
		return nil
	}
	if b.inTable == 1 {
		b.tables++
	}
	return b.layRows(rows, columns, out)
}

// row reads w:tr; nil when it is struck in a tracked change.
func (b *body) row() ([]cell, error) {
	row := []cell{}
	at, deleted := 0, false
	var read func(t *zipxml.Token) (bool, error)
	read = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "trPr"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "gridBefore"):
					at = min(max(atoi(t.Attr("val"), 0), 0), maxSpan)
				case t.Is("w", "del"):
					deleted = true
				}
				return false, nil
			})
		case t.Is("w", "tc"):
			c, joined, err := b.cell(at)
			switch {
			case err != nil:
				return true, err
			case joined && len(row) > 0:
				row[len(row)-1].span += c.span
			default:
				row = append(row, c)
			}
			at += c.span
			return true, nil
		case t.Is("w", "sdt"):
			return true, b.control(func() error { return b.r.Children(read) })
		case t.Is("w", "ins"), t.Is("w", "customXml"), t.Is("w", "moveTo"), t.Is("w", "smartTag"):
			return true, b.r.Children(read)
		}
		return false, nil
	}
	if err := b.r.Children(read); err != nil || deleted {
		return nil, err
	}
	return row, nil
}

// cell reads w:tc; joined says that it continues the cell to its left, in the
// old way of merging.
func (b *body) cell(at int) (c cell, joined bool, err error) {
	c = cell{start: at, span: 1}
	pending := b.pending
	b.pending = nil
	err = b.r.Children(func(t *zipxml.Token) (bool, error) {
		if !t.Is("w", "tcPr") {
			return b.block(t, &c.blocks)
		}
		return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
			switch {
			case t.Is("w", "gridSpan"):
				c.span = min(max(atoi(t.Attr("val"), 1), 1), maxSpan)
			case t.Is("w", "vMerge"):
				if c.down = t.Attr("val"); c.down == "" {
					c.down = "continue"
				}
			case t.Is("w", "hMerge"):
				joined = t.Attr("val") != "restart"
			}
			return false, nil
		})
	})
	b.flushPending(&c.blocks)
	b.pending = pending
	return c, joined, err
}

// columns maps a grid column to the column of the table that starts there.
type columns struct {
	of    map[int]int
	count int
}

// sliver is the width in twentieths of a point under which two borders that no
// row needs both are one border drawn carelessly: about 4 mm.
const sliver = 240

// layColumns finds the columns that cells start at. Grids drawn by hand hold
// borders that miss each other by a hair; such are taken for one.
func layColumns(grid []int, rows [][]cell) columns {
	starts := map[int]bool{}
	for _, row := range rows {
		for _, c := range row {
			starts[c.start] = true
		}
	}
	sorted := make([]int, 0, len(starts))
	for s := range starts {
		sorted = append(sorted, s)
	}
	slices.Sort(sorted)
	x := func(col int) int {
		sum := 0
		for i := 0; i < col && i < len(grid); i++ {
			sum += grid[i]
		}
		return sum
	}
	cols := columns{of: make(map[int]int, len(sorted)), count: 0}
	for i, s := range sorted {
		if i > 0 && s < len(grid) && x(s)-x(sorted[i-1]) < sliver && grid[sorted[i-1]] > 0 && !bothStart(rows, sorted[i-1], s) {
			cols.of[s] = cols.count - 1
			continue
		}
		cols.of[s] = cols.count
		cols.count++
	}
	return cols
}

func bothStart(rows [][]cell, a, b int) bool {
	for _, row := range rows {
		n := 0
		for _, c := range row {
			if c.start == a || c.start == b {
				n++
			}
		}
		if n > 1 {
			return true
		}
	}
	return false
}

func (b *body) layRows(rows [][]cell, cols columns, out sink) error {
	above := make([]format.Line, cols.count)
	for _, row := range rows {
		var line format.Line
		var carried []format.Span
		at, auto := 0, 0
		for _, c := range row {
			col := cols.of[c.start]
			text := cellLine(c.blocks)
			repeated := c.down == "continue" && text.Blank()
			switch {
			case repeated:
				text = above[col]
			case c.down == "restart":
				above[col] = text
			default:
				above[col] = format.Line{}
			}
			for ; at < col; at++ {
				line.Add("\t", false)
			}
			start := line.Len()
			if err := b.spend(text.Len() + 1); err != nil {
				return err
			}
			line.Append(text)
			if repeated && line.Len() > start {
				carried = append(carried, format.Span{Start: start, End: line.Len()})
			}
			if start == 0 && len(c.blocks) > 0 && !repeated {
				auto = c.blocks[0].AutoLabel
			}
		}
		if line.Blank() {
			continue
		}
		blk := format.Block{Kind: format.Row, Text: strings.TrimRight(line.Text(), "\t "), Bold: line.Bold(), Table: b.tables, Carried: carried, AutoLabel: auto}
		*out = append(*out, blk)
	}
	return nil
}

// cellLine joins a cell's paragraphs: with a space, since they may be entries
// of a list, but without one where a short heading is set on two lines.
func cellLine(blocks []format.Block) format.Line {
	var l format.Line
	total := 0
	for i := range blocks {
		total += len([]rune(blocks[i].Text))
	}
	for i, blk := range blocks {
		if i > 0 && (total > 6 || !allHan(blk.Text)) {
			l.Add(" ", false)
		}
		l.Append(format.LineOf(blk))
	}
	return l
}

func allHan(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}
