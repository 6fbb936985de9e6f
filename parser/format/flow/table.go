package flow

import (
	"slices"
	"strings"
	"unicode"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

// Down says how a cell takes part in a merge across rows.
type Down uint8

const (
	DownNone     Down = iota
	DownRestart       // the first cell of the merge, which holds the text
	DownContinue      // a cell below it
)

// Cell is one cell of a table.
type Cell struct {
	Start, Span int // in grid columns
	Blocks      []format.Block
	Down        Down
}

// MaxSpan is the greatest column number and span taken seriously; Word allows
// 63 columns.
const MaxSpan = 128

// Sliver is the distance, in twentieths of a point, under which two borders
// that no row needs both are one border drawn carelessly: about 4 mm.
const Sliver = 240

// Lay turns a table into blocks. widths are those of the grid columns in
// twentieths of a point, nil when unknown; number is the table's.
//
// Its rows become blocks whose text is the cells joined by tabs. Cells are
// laid on the columns that the table as a whole uses, so that a cell spanning
// several leaves the others empty and the nth field of every row is of the
// same column; empty cells at a row's end are left out. A cell merged
// downwards is repeated in each row it spans (Block.Carried says where): an
// office that answers for three tasks stands in all three. A table of a single
// column is a frame around paragraphs and is laid down as those.
//
// spend is called with the code points of each cell before they are written;
// its error ends the laying.
func Lay(rows [][]Cell, widths []int, number int, spend func(int) error) ([]format.Block, error) {
	var out []format.Block
	cols := layColumns(widths, rows)
	if cols.count <= 1 {
		for _, row := range rows {
			for _, c := range row {
				out = append(out, c.Blocks...)
			}
		}
		return out, nil
	}
	above := make([]format.Line, cols.count)
	for _, row := range rows {
		var line format.Line
		var carried []format.Span
		at, auto := 0, 0
		for _, c := range row {
			col := cols.of[c.Start]
			text := cellLine(c.Blocks)
			repeated := c.Down == DownContinue && text.Blank()
			switch {
			case repeated:
				text = above[col]
			case c.Down == DownRestart:
				above[col] = text
			case c.Down == DownNone:
				above[col] = format.Line{}
			}
			for ; at < col; at++ {
				line.Add("\t", false)
			}
			start := line.Len()
			if err := spend(text.Len() + 4); err != nil {
				return nil, err
			}
			line.Append(text)
			if repeated && line.Len() > start {
				carried = append(carried, format.Span{Start: start, End: line.Len()})
			}
			if start == 0 && len(c.Blocks) > 0 && !repeated {
				auto = c.Blocks[0].AutoLabel
			}
		}
		if line.Blank() {
			continue
		}
		out = append(out, format.Block{
			Kind: format.Row, Text: strings.TrimRight(line.Text(), "\t "), Bold: line.Bold(),
			Table: number, Carried: carried, AutoLabel: auto,
		})
	}
	return out, nil
}

// columns maps a grid column to the column of the table that starts there.
type columns struct {
	of    map[int]int
	count int
}

// layColumns finds the columns that cells start at. Grids drawn by hand hold
// borders that miss each other by a hair; such are taken for one.
func layColumns(grid []int, rows [][]Cell) columns {
	starts := map[int]bool{}
	for _, row := range rows {
		for _, c := range row {
			starts[c.Start] = true
		}
	}
	sorted := make([]int, 0, len(starts))
	for s := range starts {
		sorted = append(sorted, s)
	}
	slices.Sort(sorted)
	x := make([]int, len(grid)+1)
	for i, w := range grid {
		x[i+1] = x[i] + w
	}
	cols := columns{of: make(map[int]int, len(sorted))}
	for i, s := range sorted {
		if i > 0 && s < len(grid) && grid[sorted[i-1]] > 0 && x[s]-x[sorted[i-1]] < Sliver && !bothStart(rows, sorted[i-1], s) {
			cols.of[s] = cols.count - 1
			continue
		}
		cols.of[s] = cols.count
		cols.count++
	}
	return cols
}

func bothStart(rows [][]Cell, a, b int) bool {
	for _, row := range rows {
		n := 0
		for _, c := range row {
			if c.Start == a || c.Start == b {
				n++
			}
		}
		if n > 1 {
			return true
		}
	}
	return false
}

// shortHeading is the length in code points up to which a cell of several
// paragraphs of Han is one word set on lines of its own (责任 over 单位).
const shortHeading = 4

// cellLine joins a cell's paragraphs: with a space, since they may be entries
// of a list, but without one where the break only keeps the cell narrow.
func cellLine(blocks []format.Block) format.Line {
	var l format.Line
	total := 0
	for i := range blocks {
		total += len([]rune(blocks[i].Text))
	}
	for i, blk := range blocks {
		if i > 0 && (total > shortHeading || !allHan(blk.Text)) && !text.CellBreak(l.Text(), blk.Text) {
			l.Add(" ", false)
		}
		l.Append(format.LineOf(blk))
	}
	return l
}

func allHan(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}
