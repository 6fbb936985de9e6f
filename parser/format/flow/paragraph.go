package flow

import "yaodian/parser/format"

// Paragraph is a paragraph as a word processor holds it, ready to be laid
// down as blocks.
type Paragraph struct {
	Segments []Segment
	// Label is the automatic label, Gap what parts it from the text.
	Label, Gap string
	LabelBold  bool
	// Bullet says that the label is a mark that numbers nothing.
	Bullet   bool
	Level    int // of the heading style, 0 for body text
	Centered bool
	InTable  bool
}

// Blocks lays the paragraph down: one block, or several where breaks end what
// a reader sees as a paragraph. The label stands before the first that has
// text. A paragraph without text yields nothing, save in a table, where cells
// may hold nothing but their automatic number (序号).
func (p *Paragraph) Blocks() []format.Block {
	blank := Blank(p.Segments)
	label, gap := p.Label, p.Gap
	if blank {
		if !p.InTable || label == "" {
			return nil
		}
		gap = ""
	}
	var out []format.Block
	for _, l := range Join(p.Segments, p.Centered || p.Level > 0) {
		l.Trim()
		if l.Len() == 0 && (!blank || label == "") {
			continue
		}
		var whole format.Line
		whole.Add(label, p.LabelBold)
		whole.Add(gap, p.LabelBold)
		whole.Append(l)
		b, ok := whole.Block()
		if !ok {
			continue
		}
		if !p.Bullet {
			b.AutoLabel = len([]rune(label))
		}
		b.Level, b.Centered = p.Level, p.Centered
		out = append(out, b)
		label, gap = "", ""
	}
	return out
}

// BlockCost is what a block costs beside its text, in code points of the limit
// on text: millions of paragraphs of a character each must not pass it.
const BlockCost = 16

// Size is what blocks cost of the limit on text.
func Size(blocks []format.Block) int {
	n := 0
	for i := range blocks {
		n += len([]rune(blocks[i].Text)) + BlockCost
	}
	return n
}
