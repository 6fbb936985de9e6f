package pdf

import (
	"math"
	"slices"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

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
		if math.Abs(a.xs[i]-b.xs[i]) > 6 {
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
