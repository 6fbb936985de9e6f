package doc

import (
	"context"
	"unicode/utf16"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
)

// Characters with a meaning of their own ([MS-DOC] 2.4.1).
const (
	chCell        = 0x07
	chDrawing     = 0x08
	chTab         = 0x09
	chLine        = 0x0B
	chPage        = 0x0C
	chPara        = 0x0D
	chColumn      = 0x0E
	chFieldBegin  = 0x13
	chFieldSep    = 0x14
	chFieldEnd    = 0x15
	chHyphen      = 0x1E
	chSoftHyphen  = 0x1F
	chSymbolPlace = 0x28
)

// document is a DOC being read.
type document struct {
	ctx  context.Context
	lim  format.Limits
	fib  *fib
	data []byte // the Data stream

	pieces   []piece
	runs     []run // of characters
	paras    []run
	runHint  int
	paraHint int
	styles   stylesheet
	lists    []list
	counters map[int]*listlabel.Counter
	boxes    *boxes

	fields  flow.Fields
	pending []flow.Segment // of paragraphs whose mark is deleted
	tocLost bool
	tables  int
	spent   int
}

func (d *document) read() ([]format.Block, error) {
	var err error
	if d.pieces, err = readPieces(d.fib); err != nil {
		return nil, err
	}
	d.runs = d.readRuns(fcPlcfBteChpx, false)
	d.paras = d.readRuns(fcPlcfBtePapx, true)
	d.readStyles()
	d.readLists()
	d.boxes = d.readBoxes()
	out, err := d.story(0, d.fib.text)
	if err != nil {
		return nil, err
	}
	left, err := d.boxes.rest(d)
	if err != nil {
		return nil, err
	}
	out = append(out, left...)
	if d.tocLost {
		out = flow.DropContentsTitle(out)
	}
	return out, nil
}

// spend charges n code points to the limit on text.
func (d *document) spend(n int) error {
	if d.spent += n; d.spent > d.lim.TextRunes {
		return tooLarge("the document holds more text than the limit allows")
	}
	return nil
}

// story reads characters [from, to): the main text, or a text box.
func (d *document) story(from, to int) ([]format.Block, error) {
	if n := len(d.pieces); n > 0 {
		to = min(to, d.pieces[n-1].end)
	}
	if from < 0 || from >= to {
		return nil, nil
	}
	if to-from > d.lim.TextRunes {
		return nil, tooLarge("the document holds more text than the limit allows")
	}
	chars := d.chars(from, to)
	var out []format.Block
	var t flow.Rows
	for start, n := 0, 0; start < len(chars); n++ {
		if n&0xff == 0 && d.ctx.Err() != nil {
			return nil, &format.Error{Code: format.CodeTimeout, Message: "reading took longer than allowed", Err: d.ctx.Err()}
		}
		end := d.paragraphEnd(chars, start)
		mark := chars[min(end, len(chars)-1)]
		props, style := d.paraAt(mark)
		inTable := props.inTable || mark.u == chCell
		if !inTable && t.Open() {
			blocks, err := d.closeTable(&t)
			if err != nil {
				return nil, err
			}
			out = append(out, blocks...)
		}
		blocks, boxes, err := d.paragraph(chars[start:min(end+1, len(chars))], from+start, props, style, inTable)
		if err != nil {
			return nil, err
		}
		start = end + 1
		if !inTable {
			out = append(out, blocks...)
			out = append(out, boxes...)
			continue
		}
		switch blocks = append(blocks, boxes...); {
		case mark.u == chCell && props.rowEnd:
			t.EndRow(props.cells)
		case mark.u == chCell:
			t.Add(blocks)
			t.EndCell()
		default:
			t.Add(blocks)
		}
	}
	if d.pending != nil {
		p := flow.Paragraph{Segments: d.pending}
		out, d.pending = append(out, p.Blocks()...), nil
	}
	if t.Open() {
		blocks, err := d.closeTable(&t)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return out, nil
}

// closeTable lays a table down. A nested table's paragraphs count as the outer
// cell's.
func (d *document) closeTable(t *flow.Rows) ([]format.Block, error) {
	blocks, err := t.Close(d.tables+1, d.spend)
	if len(blocks) > 0 && blocks[0].Kind == format.Row {
		d.tables++
	}
	return blocks, err
}

// paragraphEnd is the index of the mark that ends the paragraph at start; a
// section break ends one, a page break only where its properties end with it.
func (d *document) paragraphEnd(chars []char, start int) int {
	for i := start; i < len(chars); i++ {
		switch chars[i].u {
		case chPara, chCell:
			return i
		case chPage:
			r := find(d.paras, int(chars[i].fc), &d.paraHint)
			if r == nil || r.end <= int(chars[i].fc)+2 {
				return i
			}
		}
	}
	return len(chars)
}

func (d *document) paraAt(c char) (paraProps, *styleDef) {
	r := find(d.paras, int(c.fc), &d.paraHint)
	if r == nil {
		r = &run{}
	}
	style := d.styles.para(r.style)
	p := style.para
	p.style, p.inTable, p.rowEnd, p.cells = r.style, false, false, nil
	d.applyPara(&p, r.props)
	d.applyPara(&p, d.pieces[c.piece].props)
	return p, style
}

// runAt returns the properties of a character and the offset up to which they
// hold.
func (d *document) runAt(c char, style *styleDef) (runProps, int) {
	fc := int(c.fc)
	p := style.run
	end := fc + 1
	if r := find(d.runs, fc, &d.runHint); r != nil {
		d.applyRun(&p, style.run, r.props)
		end = r.end
	}
	pc := &d.pieces[c.piece]
	d.applyRun(&p, style.run, pc.props)
	return p, min(end, pc.fc+(pc.end-pc.cp)*pc.width())
}

// paragraph reads one paragraph, its mark included; boxes are the text boxes
// anchored in it.
func (d *document) paragraph(chars []char, cp int, props paraProps, style *styleDef, inTable bool) (blocks, boxes []format.Block, err error) {
	segments := d.pending
	d.pending = nil
	var line format.Line
	if n := len(segments); n > 0 {
		line, segments = segments[n-1].Line, segments[:n-1]
	}
	toc, tab := d.fields.InTOC(), false
	var run runProps
	runFrom, runEnd := 0, 0
	var units []uint16
	flush := func() {
		if len(units) > 0 {
			line.Add(listlabel.Symbol("", flow.Flat(string(utf16.Decode(units)))), run.bold)
			units = units[:0]
		}
	}
	markGone := false
	for i, c := range chars {
		if fc := int(c.fc); fc < runFrom || fc >= runEnd {
			next, end := d.runAt(c, style)
			if next.bold != run.bold {
				flush()
			}
			run, runFrom, runEnd = next, fc, end
		}
		last := i == len(chars)-1 && (c.u == chPara || c.u == chCell || c.u == chPage)
		if last {
			markGone = run.deleted && c.u == chPara
			break
		}
		switch c.u {
		case chFieldBegin:
			d.fields.Begin()
			continue
		case chFieldSep:
			d.fields.Separate()
			toc = toc || d.fields.InTOC()
			continue
		case chFieldEnd:
			if s := d.fields.End(); s != "" && !run.deleted && !run.hidden {
				flush()
				line.Add(s, run.bold)
			}
			continue
		}
		if !d.fields.Shown() {
			d.fields.Code(string(rune(c.u)))
			continue
		}
		if run.deleted || run.hidden {
			continue
		}
		switch {
		case c.u == chLine, c.u == chPage, c.u == chColumn:
			flush()
			segments = append(segments, flow.Segment{Line: line, Page: c.u != chLine})
			line = format.Line{}
		case c.u == chTab:
			tab = true
			units = append(units, ' ')
		case c.u == chHyphen:
			units = append(units, '-')
		case c.u == chSymbolPlace && run.special && run.symbol != 0:
			units = append(units, []uint16(utf16.Encode([]rune(listlabel.Symbol("", string(run.symbol)))))...)
		case c.u == chDrawing && run.special:
			got, err := d.boxes.at(d, cp+i)
			if err != nil {
				return nil, nil, err
			}
			boxes = append(boxes, got...)
		case c.u < ' ', c.u == '(' && run.special:
		default:
			units = append(units, c.u)
		}
	}
	flush()
	d.fields.EndParagraph()
	segments = append(segments, flow.Segment{Line: line})
	if markGone && !inTable {
		d.pending = segments
		return nil, boxes, nil
	}
	blank := flow.Blank(segments)
	if props.rowEnd || blank && run.hidden {
		return nil, boxes, nil
	}
	if toc || style.isTOC() && flow.IsContentsEntry(segments, tab) {
		d.tocLost = d.tocLost || !blank
		return nil, boxes, nil
	}
	p := flow.Paragraph{Segments: segments, Level: style.level(&props), Centered: props.centered, InTable: inTable}
	if props.ilfo > 0 {
		var def *listlabel.Level
		p.Label, p.Gap, def = d.label(props.ilfo, props.ilvl)
		p.LabelBold = run.bold // the paragraph mark's
		if def != nil {
			p.Bullet = def.Style == "bullet"
			if def.Bold != nil {
				p.LabelBold = *def.Bold
			}
		}
	}
	blocks = p.Blocks()
	return blocks, boxes, d.spend(flow.Size(blocks))
}
