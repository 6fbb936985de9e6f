package docx

import (
	"strings"
	"unicode"

	"yaodian/parser/format"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// segment is a stretch of a paragraph up to a break.
type segment struct {
	format.Line
	page bool // a page or column break follows, not a line break
}

// para is the paragraph being read.
type para struct {
	paragraph
	mark   runProps
	done   []segment // before the last break
	line   format.Line
	before []format.Block // text boxes that float above it
	after  []format.Block
	tab    bool // it holds a tab, as entries of contents do
	toc    bool // it lies in the result of a TOC field
}

func (b *body) paragraph(out sink) error {
	p := &para{paragraph: b.styles.resolve(newParaProps(), &b.numbering), toc: b.inTOC()}
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
			p.mark = props.mark
			return true, nil
		}
		return b.inline(t, p, nil)
	})
	if err != nil {
		return err
	}
	b.endParagraphFields()
	*out = append(*out, p.before...)
	if p.mark.deleted {
		b.pending = append(p.done, segment{Line: p.line})
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

// finish counts the paragraph's label and lays its lines down as blocks.
func (b *body) finish(p *para, out sink) error {
	segments := append(p.done, segment{Line: p.line})
	blank := true
	for i := range segments {
		blank = blank && segments[i].Blank()
	}
	hidden := p.mark.hidden != nil && *p.mark.hidden
	if blank && hidden {
		return nil
	}
	if isContentsEntry(p, segments) {
		b.tocLost = b.tocLost || !blank
		return nil
	}
	label, gap := "", ""
	var labelBold bool
	if p.numID != "" {
		var def *listlabel.Level
		label, gap, def = b.label(p.numID, p.ilvl)
		labelBold = b.styles.runBold(&p.paragraph, p.mark)
		if def != nil && def.Bold != nil {
			labelBold = *def.Bold
		}
		if def != nil && def.Style == "bullet" {
			// A bullet is seen, but it numbers nothing.
			defer func(at int) {
				for i := at; i < len(*out); i++ {
					(*out)[i].AutoLabel = 0
				}
			}(len(*out))
		}
	}
	if blank {
		// A cell of numbers alone (序号) prints them; elsewhere an empty
		// numbered paragraph is a slip of the author's.
		if b.inTable == 0 || label == "" {
			return nil
		}
		gap = ""
	}
	for _, l := range joinSegments(segments, p.centered || p.level > 0) {
		l.Trim()
		if l.Len() == 0 && !(blank && label != "") {
			continue
		}
		var whole format.Line
		whole.Add(label, labelBold)
		whole.Add(gap, labelBold)
		whole.Append(l)
		blk, ok := whole.Block()
		if !ok {
			continue
		}
		blk.AutoLabel = len([]rune(label))
		blk.Level, blk.Centered = p.level, p.centered
		if err := b.spend(len([]rune(label)) + 1); err != nil {
			return err
		}
		*out = append(*out, blk)
		label, gap = "", ""
	}
	return nil
}

// isContentsEntry tells the lines of a table of contents from text that only
// wears their style.
func isContentsEntry(p *para, segments []segment) bool {
	if p.toc {
		return true
	}
	if !p.paragraph.toc {
		return false
	}
	last := rune(0)
	text := ""
	for i := range segments {
		if r := segments[i].Last(); r != 0 {
			last = r
		}
		text += segments[i].Text()
	}
	text = strings.Join(strings.Fields(text), "")
	return p.tab || unicode.IsDigit(last) || text == "目录" || text == "目錄" || text == ""
}

// wrapped is the length in code points from which a line without a stop at its
// end is taken for one that was wrapped by hand.
const wrapped = 20

// joinSegments decides which line breaks a reader sees as the end of a
// paragraph. Page breaks always are. A line break is, unless the line before
// it is unfinished and long, or the whole is a title set on several lines.
func joinSegments(segments []segment, title bool) []format.Line {
	var out []format.Line
	cur := segments[0].Line
	for i := 1; i < len(segments); i++ {
		next := segments[i].Line
		last := cur.Last()
		unfinished := last != 0 && !strings.ContainsRune("。；;：:！!？?…”）)】》", last)
		if !segments[i-1].page && !next.Blank() && unfinished && (title || cur.Len() >= wrapped) {
			cur.Trim()
			next.Trim()
			first := []rune(next.Text())[0]
			if isLatin(last) && isLatin(first) {
				cur.Add(" ", false)
			}
			cur.Append(next)
			continue
		}
		out = append(out, cur)
		cur = next
	}
	return append(out, cur)
}

func isLatin(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
