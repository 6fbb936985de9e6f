package docx

import (
	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/zipxml"
)

func (b *body) table(out sink) error {
	b.inTable++
	defer func() { b.inTable-- }()
	var grid []int
	var rows [][]flow.Cell
	var read func(t *zipxml.Token) (bool, error)
	read = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "tblGrid"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				if t.Is("w", "gridCol") && len(grid) < 4*flow.MaxSpan {
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
		case transparent(t):
			return true, b.r.Children(read)
		}
		return false, nil
	}
	if err := b.r.Children(read); err != nil {
		return err
	}
	number := 0
	if b.inTable == 1 {
		number = b.tables + 1
	}
	blocks, err := flow.Lay(rows, grid, number, b.spend)
	if len(blocks) > 0 && blocks[0].Kind == format.Row && b.inTable == 1 {
		b.tables++
	}
	*out = append(*out, blocks...)
	return err
}

// transparent holds for elements around rows and cells that show as if they
// were not there.
func transparent(t *zipxml.Token) bool {
	return t.Space == "w" && (t.Local == "ins" || t.Local == "customXml" || t.Local == "moveTo" || t.Local == "smartTag")
}

// row reads w:tr; nil when it is struck in a tracked change.
func (b *body) row() ([]flow.Cell, error) {
	row := []flow.Cell{}
	at, deleted := 0, false
	var read func(t *zipxml.Token) (bool, error)
	read = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "trPr"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "gridBefore"):
					at = min(max(atoi(t.Attr("val"), 0), 0), flow.MaxSpan)
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
				row[len(row)-1].Span += c.Span
			default:
				row = append(row, c)
			}
			at += c.Span
			return true, nil
		case t.Is("w", "sdt"):
			return true, b.control(func() error { return b.r.Children(read) })
		case transparent(t):
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
func (b *body) cell(at int) (c flow.Cell, joined bool, err error) {
	c = flow.Cell{Start: at, Span: 1}
	pending := b.pending
	b.pending = nil
	err = b.r.Children(func(t *zipxml.Token) (bool, error) {
		if !t.Is("w", "tcPr") {
			return b.block(t, &c.Blocks)
		}
		return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
			switch {
			case t.Is("w", "gridSpan"):
				c.Span = min(max(atoi(t.Attr("val"), 1), 1), flow.MaxSpan)
			case t.Is("w", "vMerge"):
				if c.Down = flow.DownContinue; t.Attr("val") == "restart" {
					c.Down = flow.DownRestart
				}
			case t.Is("w", "hMerge"):
				joined = t.Attr("val") != "restart"
			}
			return false, nil
		})
	})
	b.flushPending(&c.Blocks)
	b.pending = pending
	return c, joined, err
}
