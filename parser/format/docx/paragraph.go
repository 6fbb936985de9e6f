package docx

import (
	"strings"
	"unicode"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// para is the paragraph being read.
type para struct {
	paragraph
	mark    runProps
	printed string         // label of Word 2003 XML
	done    []flow.Segment // before the last break
	line    format.Line
	before  []format.Block // text boxes that float above it
	after   []format.Block
	tab     bool // it holds a tab, as entries of contents do
	toc     bool // it lies in the result of a TOC field
}

func (b *body) paragraph(out sink) error {
	p := &para{paragraph: b.styles.resolve(newParaProps(), &b.numbering), toc: b.fields.InTOC()}
	p.done, b.pending = b.pending, nil
	if n := len(p.done); n > 0 {
		p.line, p.done = p.done[n-1].Line, p.done[:n-1]
	}
	err := b.r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Is("w", "pPr") {
			props, err := readParaProps(b.r)
			if err != nil {
				return true, err
			}
			p.paragraph = b.styles.resolve(props, &b.numbering)
			p.mark, p.printed = props.mark, props.printed
			return true, nil
		}
		return b.inline(t, p, nil)
	})
	if err != nil {
		return err
	}
	b.fields.EndParagraph()
	*out = append(*out, p.before...)
	if p.mark.deleted {
		b.pending = append(p.done, flow.Segment{Line: p.line})
	} else if err := b.finish(p, out); err != nil {
		return err
	}
	*out = append(*out, p.after...)
	return nil
}

// flushPending lays down what waits for a paragraph that never came.
func (b *body) flushPending(out sink) {
	if len(b.pending) > 0 {
		p := &para{done: b.pending}
		b.pending = nil
		_ = b.finish(p, out)
	}
}

// finish counts the paragraph's label and lays it down as blocks.
func (b *body) finish(p *para, out sink) error {
	segments := append(p.done, flow.Segment{Line: p.line})
	blank := flow.Blank(segments)
	if hidden := p.mark.hidden != nil && *p.mark.hidden; blank && hidden {
		return nil
	}
	if p.toc || p.paragraph.toc && flow.IsContentsEntry(segments, p.tab) {
		b.tocLost = b.tocLost || !blank
		return nil
	}
	fp := flow.Paragraph{Segments: segments, Level: p.level, Centered: p.centered, InTable: b.inTable > 0}
	if p.numID != "" {
		var def *listlabel.Level
		fp.Label, fp.Gap, def = b.label(p.numID, p.ilvl)
		fp.LabelBold = b.styles.runBold(&p.paragraph, p.mark)
		if def != nil {
			fp.Bullet = def.Style == "bullet"
			if def.Bold != nil {
				fp.LabelBold = *def.Bold
			}
		}
	}
	if fp.Label == "" && p.printed != "" {
		fp.Label = listlabel.Symbol("", p.printed)
		fp.Gap = listlabel.Gap(fp.Label, listlabel.SuffixTab)
		fp.LabelBold = b.styles.runBold(&p.paragraph, p.mark)
		fp.Bullet = !strings.ContainsFunc(fp.Label, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	}
	*out = append(*out, fp.Blocks()...)
	return b.spend(len(fp.Label) + flow.BlockCost)
}
