package docx

import (
	"context"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/zipxml"
)

// body walks document.xml.
type body struct {
	ctx       context.Context
	lim       format.Limits
	r         *zipxml.Reader
	styles    styleSheet
	numbering numbering
	counters  map[string]*counter

	blocks   []format.Block
	warnings []format.Warning
	tables   int
	runes    int // text taken so far, against lim.TextRunes
	inTable  int // nesting of tables

	fields  flow.Fields
	pending []flow.Segment // of paragraphs whose mark is deleted: they run into the next
	tocLost bool           // text was left out as part of a table of contents
}

// sink receives the blocks of the body, of a cell or of a text box.
type sink = *[]format.Block

func (b *body) read() error {
	if err := root(b.r); err != nil {
		return err
	}
	err := b.r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "body"):
			return true, b.content(&b.blocks)
		case t.Is("w", "styles"): // Word 2003 XML holds all in one part
			return true, b.styles.read(b.r)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	b.flushPending(&b.blocks)
	if b.tocLost {
		b.blocks = flow.DropContentsTitle(b.blocks)
	}
	return nil
}

// content reads the children of a container of blocks.
func (b *body) content(out sink) error {
	return b.r.Children(func(t *zipxml.Token) (bool, error) { return b.block(t, out) })
}

func (b *body) block(t *zipxml.Token, out sink) (bool, error) {
	if t.Is("mc", "AlternateContent") {
		return true, b.alternate(func() (int, error) {
			before := len(*out)
			err := b.content(out)
			return len(*out) - before, err
		})
	}
	if t.Space == "wx" {
		return true, b.content(out) // sections, in Word 2003 XML
	}
	if t.Space != "w" {
		return false, nil
	}
	switch t.Local {
	case "p":
		return true, b.paragraph(out)
	case "tbl":
		return true, b.table(out)
	case "sdt":
		return true, b.control(func() error { return b.content(out) })
	case "ins", "moveTo", "customXml", "smartTag", "sdtContent":
		return true, b.content(out)
	}
	return false, nil
}

// alternate reads mc:AlternateContent: the first choice that yields
// something; the Fallback repeats the same content for older programs.
func (b *body) alternate(read func() (int, error)) error {
	got := 0
	return b.r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Space != "mc" || got > 0 {
			return false, nil
		}
		n, err := read()
		got += n
		return true, err
	})
}

// control reads a content control. One that shows its prompt holds no text of
// the author; a gallery of contents is navigation.
func (b *body) control(read func() error) error {
	skip := false
	return b.r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "sdtPr"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "showingPlcHdr"):
					skip = on(t)
				case t.Is("w", "docPartObj"):
					return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
						if t.Is("w", "docPartGallery") && strings.EqualFold(t.Attr("val"), "Table of Contents") {
							skip, b.tocLost = true, true
						}
						return false, nil
					})
				}
				return false, nil
			})
		case t.Is("w", "sdtContent") && !skip:
			return true, read()
		}
		return false, nil
	})
}

// spend charges n code points to the limit on text.
func (b *body) spend(n int) error {
	if b.runes += n; b.runes > b.lim.TextRunes {
		return &format.Error{Code: format.CodeTooLarge, Message: "the document holds more text than the limit allows"}
	}
	return nil
}
