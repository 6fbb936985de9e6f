package odt

import (
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// text gathers the inside of one paragraph.
type text struct {
	b     *body
	line  format.Line
	done  []flow.Segment
	boxes []format.Block
	tab   bool
	space bool // the last thing added was white space, which further white space joins
}

// children reads the inside of an element with mixed content.
func (x *text) children(l look) error {
	for {
		t, err := x.b.r.Next()
		if err != nil {
			return zipxml.AsError(err)
		}
		switch t.Kind {
		case zipxml.End:
			return nil
		case zipxml.Text:
			if err := x.add(string(t.Text), l); err != nil {
				return err
			}
		case zipxml.Start:
			used, err := x.element(&t, l)
			if err != nil {
				return err
			}
			if !used {
				if err := x.b.r.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

func (x *text) element(t *zipxml.Token, l look) (bool, error) {
	switch t.Space {
	case "draw":
		return x.b.shape(t, &x.boxes)
	case "text", "loext":
	default:
		return false, nil
	}
	switch t.Local {
	case "span":
		return true, x.children(x.b.styles.over(l, "text", t.Attr("style-name")))
	case "s":
		n := 1
		if v, ok := t.Lookup("c"); ok {
			n = min(max(atoi(v), 0), 1000)
		}
		if !l.hidden {
			x.line.Add(strings.Repeat(" ", n), l.isBold())
		}
		return false, x.b.spend(n)
	case "tab":
		x.tab = true
		return false, x.add("\t", l)
	case "line-break":
		if !l.hidden {
			x.done = append(x.done, flow.Segment{Line: x.line})
			x.line, x.space = format.Line{}, false
		}
		return false, x.b.spend(1)
	case "ruby":
		return true, x.b.r.Children(func(t *zipxml.Token) (bool, error) {
			if t.Is("text", "ruby-base") {
				return true, x.children(l)
			}
			return false, nil
		})
	case "note", "note-ref", "hidden-text", "hidden-paragraph", "script", "toc-mark", "toc-mark-start", "toc-mark-end",
		"alphabetical-index-mark", "user-index-mark", "bookmark", "tracked-changes":
		return false, nil
	}
	// Links, fields with what they show, marks, controls.
	return true, x.children(l)
}

// add appends characters; white space of the XML is one space at most, and
// none at the paragraph's start (ODF 6.1.2).
func (x *text) add(s string, l look) error {
	if l.hidden {
		return nil
	}
	var b strings.Builder
	for _, r := range s {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			if !x.space {
				b.WriteByte(' ')
			}
			x.space = true
			continue
		}
		x.space = false
		b.WriteRune(r)
	}
	out := listlabel.Symbol("", flow.Flat(b.String()))
	x.line.Add(out, l.isBold())
	return x.b.spend(len(out)/3 + 1)
}

// shape reads a frame or shape for the paragraphs in it.
func (b *body) shape(t *zipxml.Token, out sink) (bool, error) {
	switch t.Local {
	case "frame", "a", "g", "text-box", "custom-shape", "rect", "ellipse", "line", "polygon", "caption", "path", "polyline", "connector":
		return true, b.content(out, nil)
	}
	return false, nil
}

// maxRepeat bounds the copies of a cell or column that one element may ask
// for.
const maxRepeat = flow.MaxSpan

func (b *body) table(out sink) error {
	b.inTable++
	defer func() { b.inTable-- }()
	var widths []int
	var rows [][]flow.Cell
	down := map[int]int{} // rows that a merge still covers, by column
	var read func(t *zipxml.Token) (bool, error)
	read = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("table", "table-columns"), t.Is("table", "table-column-group"), t.Is("table", "table-header-columns"),
			t.Is("table", "table-rows"), t.Is("table", "table-row-group"), t.Is("table", "table-header-rows"):
			return true, b.r.Children(read)
		case t.Is("table", "table-column"):
			width := 0
			if st := b.styles.byKey["table-column/"+t.Attr("style-name")]; st != nil {
				width = st.width
			}
			for range min(max(atoi(t.Attr("number-columns-repeated")), 1), maxRepeat) {
				if len(widths) < 4*flow.MaxSpan {
					widths = append(widths, width)
				}
			}
			return false, nil
		case t.Is("table", "table-row"):
			row, err := b.row(down)
			rows = append(rows, row)
			return true, err
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
	blocks, err := flow.Lay(rows, widths, number, b.spend)
	if len(blocks) > 0 && blocks[0].Kind == format.Row && b.inTable == 1 {
		b.tables++
	}
	*out = append(*out, blocks...)
	return err
}

func (b *body) row(down map[int]int) ([]flow.Cell, error) {
	var row []flow.Cell
	at, covered := 0, 0 // covered: cells to come that the last one spans
	err := b.r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Space != "table" || t.Local != "table-cell" && t.Local != "covered-table-cell" {
			return false, nil
		}
		repeat := min(max(atoi(t.Attr("number-columns-repeated")), 1), maxRepeat)
		if t.Local == "covered-table-cell" {
			for range repeat {
				if covered > 0 {
					covered--
				} else if down[at] > 0 {
					down[at]--
					row = append(row, flow.Cell{Start: at, Span: 1, Down: flow.DownContinue})
				}
				at++
			}
			return false, nil
		}
		c := flow.Cell{Start: at, Span: min(max(atoi(t.Attr("number-columns-spanned")), 1), flow.MaxSpan)}
		if n := atoi(t.Attr("number-rows-spanned")); n > 1 {
			c.Down = flow.DownRestart
			down[at] = n - 1
		}
		err := b.content(&c.Blocks, nil)
		covered = c.Span - 1
		for range repeat {
			row = append(row, c)
			at++
			c.Start = at
		}
		return true, err
	})
	return row, err
}
