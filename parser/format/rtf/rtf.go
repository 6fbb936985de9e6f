// Package rtf reads the Rich Text Format (Microsoft's specification 1.9.1):
// code pages and Unicode, bold, automatic labels as the writer left them in
// \listtext and \pntext, tables with merged cells, results of fields, text
// boxes; out of the text are tracked deletions, hidden text, notes, headers
// and footers, pictures and everything marked \*.
package rtf

import (
	"bytes"
	"context"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// MediaType is the registered type of an RTF file.
const MediaType = "application/rtf"

// Read reads an RTF file.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	if int64(len(data)) > lim.Bytes {
		return nil, tooLarge("the file is larger than the limit on uploads; split it or raise the limit")
	}
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n\x00")
	if !bytes.HasPrefix(data, []byte(`{\rtf`)) {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the file does not begin as RTF does; save it again"}
	}
	r := &reader{ctx: ctx, lim: lim, data: data, fonts: map[int]font{}, styles: map[int]string{}}
	r.state = state{uc: 1, font: -1, outline: 9}
	r.story = &story{}
	if err := r.run(); err != nil {
		return nil, err
	}
	blocks := r.story.out
	if r.tocLost {
		blocks = flow.DropContentsTitle(blocks)
	}
	if len(blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the RTF file holds no text; if it holds pictures of pages, a text version is needed"}
	}
	c := &format.Content{MediaType: MediaType, Blocks: blocks}
	if r.cut {
		c.Warnings = append(c.Warnings, format.Warning{Code: "rtf_cut_off", Message: "the RTF file ends in the middle; its end may be missing"})
	}
	return c, nil
}

func tooLarge(msg string) error { return &format.Error{Code: format.CodeTooLarge, Message: msg} }

// dest is what the text of a group is for.
type dest uint8

const (
	destText dest = iota
	destSkip
	destFonts
	destStyles
	destLabel // \listtext, \pntext
	destCode  // a field's code
)

// state is what a group inherits and gives back.
type state struct {
	dest    dest
	hard    bool // skipped with everything inside
	uc      int  // characters that stand in for a \u
	font    int
	dbFont  int // of double-byte text; kept apart by Word
	bold    bool
	dbBold  bool // LibreOffice marks bold Han as \dbch\ab
	hidden  bool
	deleted bool
	rtl     bool // properties now speak of right-to-left text
	db      bool // … of double-byte text

	// Paragraph properties; \pard sets them back.
	style    int
	outline  int
	centered bool
	inTable  bool

	field bool // the group is a \field
	box   bool // the group is a text box
}

type font struct {
	charset int
	page    int
}

// story is a stream of paragraphs: the body, or a text box.
type story struct {
	up    *story
	out   []format.Block
	after []format.Block // text boxes anchored in the current paragraph
	line  format.Line
	done  []flow.Segment
	label format.Line
	tab   bool
	toc   bool

	table flow.Rows
	defs  []flow.CellDef
	down  flow.Down // of the cell being defined
}

type reader struct {
	ctx  context.Context
	lim  format.Limits
	data []byte
	at   int

	state
	stack  []state
	star   bool // \* was just read
	skip   int  // characters still standing in for a \u
	bytes  []byte
	units  []uint16
	fonts  map[int]font
	curFnt int
	page   int // \ansicpg
	styles map[int]string
	// A style's definition being read.
	styleID   int
	styleName strings.Builder

	story   *story
	fields  flow.Fields
	tables  int
	spent   int
	tocLost bool
	cut     bool
}

// run walks the file. It keeps its own stack of groups, so that nesting costs
// no stack of the program's.
func (r *reader) run() error {
	for n := 0; r.at < len(r.data); n++ {
		if n&0xffff == 0 && r.ctx.Err() != nil {
			return &format.Error{Code: format.CodeTimeout, Message: "reading took longer than allowed", Err: r.ctx.Err()}
		}
		c := r.data[r.at]
		r.at++
		var err error
		switch c {
		case '{':
			err = r.push()
		case '}':
			if len(r.stack) == 0 {
				r.at = len(r.data) // what follows the document is not of it
				break
			}
			if err = r.pop(); err == nil && len(r.stack) == 0 {
				r.at = len(r.data)
			}
		case '\\':
			err = r.control()
		case '\r', '\n', 0:
		default:
			r.byte(c)
		}
		if err != nil {
			return err
		}
	}
	for r.cut = len(r.stack) > 0; len(r.stack) > 0; {
		if err := r.pop(); err != nil {
			return err
		}
	}
	return r.endStory()
}

// maxStyles and maxFonts bound the tables of the header.
const (
	maxStyles = 10_000
	maxFonts  = 10_000
)

func (r *reader) push() error {
	if err := r.flush(); err != nil {
		return err
	}
	r.skip = 0
	if len(r.stack) >= r.lim.Depth {
		return tooLarge("the RTF file nests groups deeper than any honest document does")
	}
	r.stack = append(r.stack, r.state)
	r.field, r.box, r.star = false, false, false
	return nil
}

func (r *reader) pop() error {
	if err := r.flush(); err != nil {
		return err
	}
	r.skip, r.star = 0, false
	if r.dest == destStyles {
		r.endStyle()
	}
	left := r.state
	n := len(r.stack) - 1
	r.state = r.stack[n]
	r.stack = r.stack[:n]
	if left.field {
		if s := r.fields.End(); s != "" && r.dest == destText {
			if err := r.add(s); err != nil {
				return err
			}
		}
	}
	if left.box {
		return r.endBox()
	}
	return nil
}

func (r *reader) endStyle() {
	name, _, ok := strings.Cut(r.styleName.String(), ";")
	if ok && len(r.styles) < maxStyles {
		r.styles[r.styleID] = strings.TrimSpace(name)
	}
	r.styleName.Reset()
	r.styleID = 0
}
