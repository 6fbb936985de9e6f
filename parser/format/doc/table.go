package doc

import (
	"slices"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// table gathers rows until a paragraph outside ends them. A nested table's
// paragraphs count as the outer cell's.
type table struct {
	open  bool
	rows  []tableRow
	cells [][]format.Block // of the row being read
	cur   []format.Block   // of the cell being read
}

type tableRow struct {
	cells [][]format.Block
	defs  []cellDef
}

// add takes the blocks of one paragraph; mark says that a cell mark ended it.
func (t *table) add(blocks []format.Block, mark bool, p *paraProps) {
	t.open = true
	if p.rowEnd && mark {
		if len(t.cur) > 0 {
			t.cells = append(t.cells, t.cur)
		}
		t.rows = append(t.rows, tableRow{t.cells, p.cells})
		t.cells, t.cur = nil, nil
		return
	}
	t.cur = append(t.cur, blocks...)
	if mark {
		t.cells = append(t.cells, t.cur)
		t.cur = nil
	}
}

// close lays the table down and leaves t empty.
func (t *table) close(d *document) ([]format.Block, error) {
	if len(t.cells) > 0 || len(t.cur) > 0 {
		t.rows = append(t.rows, tableRow{append(t.cells, t.cur), nil})
	}
	rows, widths := t.grid()
	*t = table{}
	blocks, err := flow.Lay(rows, widths, d.tables+1, d.spend)
	if len(blocks) > 0 && blocks[0].Kind == format.Row {
		d.tables++
	}
	return blocks, err
}

// grid numbers the borders of all rows from the left, which gives the grid
// columns that the format itself does not name.
func (t *table) grid() ([][]flow.Cell, []int) {
	var borders []int
	for _, r := range t.rows {
		for _, c := range r.defs {
			borders = append(borders, c.left, c.right)
		}
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	widths := make([]int, max(len(borders)-1, 0))
	for i := range widths {
		widths[i] = borders[i+1] - borders[i]
	}
	rows := make([][]flow.Cell, 0, len(t.rows))
	for _, r := range t.rows {
		row := make([]flow.Cell, 0, len(r.cells))
		for i, blocks := range r.cells {
			c := flow.Cell{Start: i, Span: 1, Blocks: blocks}
			if len(r.defs) >= len(r.cells) {
				c.Start, _ = slices.BinarySearch(borders, r.defs[i].left)
				switch r.defs[i].down {
				case 1:
					c.Down = flow.DownContinue
				case 2, 3:
					c.Down = flow.DownRestart
				}
			}
			row = append(row, c)
		}
		rows = append(rows, row)
	}
	return rows, widths
}
