package flow

import (
	"slices"

	"yaodian/parser/format"
)

// CellDef is a cell as a row's definition gives it, by its borders' distance
// from the margin in twentieths of a point.
type CellDef struct {
	Left, Right int
	Down        Down
}

// Rows gathers a table in formats where it is a sequence of paragraphs with
// marks at the ends of cells and rows. The zero value is ready.
type Rows struct {
	rows  []row
	cells [][]format.Block // of the row being read
	cur   []format.Block   // of the cell being read
	open  bool
}

type row struct {
	cells [][]format.Block
	defs  []CellDef
}

// Open reports that something was added since the last Close.
func (t *Rows) Open() bool { return t.open }

// Add puts blocks into the current cell.
func (t *Rows) Add(blocks []format.Block) {
	t.open = true
	t.cur = append(t.cur, blocks...)
}

// EndCell ends the current cell.
func (t *Rows) EndCell() {
	t.open = true
	t.cells = append(t.cells, t.cur)
	t.cur = nil
}

// EndRow ends the current row; defs may be nil.
func (t *Rows) EndRow(defs []CellDef) {
	t.open = true
	if len(t.cur) > 0 {
		t.cells = append(t.cells, t.cur)
	}
	t.rows = append(t.rows, row{t.cells, defs})
	t.cells, t.cur = nil, nil
}

// Close lays the table down as Lay does and leaves t empty.
func (t *Rows) Close(number int, spend func(int) error) ([]format.Block, error) {
	if len(t.cells) > 0 || len(t.cur) > 0 {
		t.EndRow(nil)
	}
	rows, widths := t.grid()
	*t = Rows{}
	return Lay(rows, widths, number, spend)
}

// grid numbers the borders of all rows from the left, which gives the grid
// columns that such formats do not name.
func (t *Rows) grid() ([][]Cell, []int) {
	var borders []int
	for _, r := range t.rows {
		for _, c := range r.defs {
			borders = append(borders, c.Left, c.Right)
		}
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	widths := make([]int, max(len(borders)-1, 0))
	for i := range widths {
		widths[i] = borders[i+1] - borders[i]
	}
	rows := make([][]Cell, 0, len(t.rows))
	for _, r := range t.rows {
		cells := make([]Cell, 0, len(r.cells))
		for i, blocks := range r.cells {
			c := Cell{Start: i, Span: 1, Blocks: blocks}
			if len(r.defs) >= len(r.cells) {
				c.Start, _ = slices.BinarySearch(borders, r.defs[i].Left)
				c.Down = r.defs[i].Down
			}
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	return rows, widths
}
