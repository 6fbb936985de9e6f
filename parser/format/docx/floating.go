package docx

import (
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/zipxml"
)

// floating reads a drawing or VML picture for the text in it: text boxes
// become paragraphs of their own beside the one that anchors them, above it
// when they are placed there.
func (b *body) floating(p *para) error {
	var boxes []format.Block
	above := false
	var visit func(t *zipxml.Token) (bool, error)
	visit = func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "txbxContent"):
			return true, b.box(&boxes)
		case t.Space == "mc" && t.Local == "AlternateContent":
			return true, b.alternate(func() (int, error) {
				before := len(boxes)
				err := b.r.Children(visit)
				return len(boxes) - before, err
			})
		case t.Is("v", "textpath"):
			// WordArt, as some letterheads are.
			var l format.Line
			l.Add(flow.Flat(t.Attr("string")), false)
			if blk, ok := l.Block(); ok {
				boxes = append(boxes, blk)
				if err := b.spend(l.Len()); err != nil {
					return false, err
				}
			}
		case t.Is("v", "shape"), t.Is("v", "rect"), t.Is("v", "roundrect"):
			above = above || strings.Contains(strings.ReplaceAll(t.Attr("style"), " ", ""), "margin-top:-")
		case t.Local == "positionV":
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				if t.Local != "posOffset" {
					return false, nil
				}
				s, err := b.r.InnerText()
				above = above || strings.HasPrefix(strings.TrimSpace(s), "-")
				return true, err
			})
		}
		return true, b.r.Children(visit)
	}
	if err := b.r.Children(visit); err != nil {
		return err
	}
	if !b.fields.Shown() {
		return nil
	}
	if above {
		p.before = append(p.before, boxes...)
	} else {
		p.after = append(p.after, boxes...)
	}
	return nil
}

// box reads the paragraphs of a text box. Fields and merged paragraphs do not
// reach across its border.
func (b *body) box(out sink) error {
	fields, pending := b.fields, b.pending
	b.fields, b.pending = flow.Fields{}, nil
	err := b.content(out)
	b.flushPending(out)
	b.fields, b.pending = fields, pending
	return err
}
