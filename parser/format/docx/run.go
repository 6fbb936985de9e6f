package docx

import (
	"strconv"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// inline reads a child of a paragraph or of something inside one. rp is nil
// outside runs.
func (b *body) inline(t *zipxml.Token, p *para, rp *runProps) (bool, error) {
	each := func(t *zipxml.Token) (bool, error) { return b.inline(t, p, rp) }
	switch t.Space {
	case "mc":
		if t.Local == "AlternateContent" {
			return true, b.alternate(func() (int, error) {
				before := p.size()
				err := b.r.Children(each)
				return p.size() - before, err
			})
		}
		return false, nil
	case "m":
		if t.Local == "t" {
			return true, b.text(t, p, rp)
		}
		return true, b.r.Children(each)
	case "w":
	default:
		return false, nil
	}
	switch t.Local {
	case "r":
		rp := &runProps{}
		return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
			if t.Is("w", "rPr") {
				var err error
				*rp, err = readRunProps(b.r)
				return true, err
			}
			return b.inline(t, p, rp)
		})
	case "hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdtContent", "dir", "bdo", "rubyBase":
		return true, b.r.Children(each)
	case "fldSimple":
		if flow.IsTOC(t.Attr("instr")) {
			b.tocLost = true
			return false, nil
		}
		return true, b.r.Children(each)
	case "sdt":
		return true, b.control(func() error { return b.r.Children(each) })
	case "ruby":
		// The reading above the characters (w:rt) is no text of its own.
		return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
			if t.Is("w", "rubyBase") {
				return true, b.r.Children(each)
			}
			return false, nil
		})
	case "t":
		return true, b.text(t, p, rp)
	case "tab", "ptab":
		p.tab = true
		return false, b.add(p, rp, " ")
	case "br", "cr":
		if b.fields.Shown() && !b.hiddenRun(p, rp) {
			kind := t.Attr("type")
			p.done = append(p.done, flow.Segment{Line: p.line, Page: kind == "page" || kind == "column"})
			p.line = format.Line{}
			return false, b.spend(1)
		}
	case "noBreakHyphen":
		return false, b.add(p, rp, "-")
	case "sym":
		if n, err := strconv.ParseUint(t.Attr("char"), 16, 16); err == nil && n > 0 {
			return false, b.add(p, rp, listlabel.Symbol(t.Attr("font"), string(rune(n))))
		}
	case "fldChar":
		return false, b.fieldChar(t.Attr("fldCharType"), p, rp)
	case "instrText":
		code, err := b.r.InnerText()
		b.fields.Code(code)
		return true, err
	case "drawing", "pict", "object":
		return true, b.floating(p)
	}
	return false, nil
}

func (p *para) size() int {
	n := p.line.Len() + len(p.before) + len(p.after)
	for i := range p.done {
		n += p.done[i].Len() + 1
	}
	return n
}

// text reads w:t or m:t. White space at its ends counts only when the file
// asks to preserve it, as in Word.
func (b *body) text(t *zipxml.Token, p *para, rp *runProps) error {
	keep := t.Attr("space") == "preserve"
	s, err := b.r.InnerText()
	if err != nil {
		return err
	}
	if !keep {
		s = strings.Trim(s, " \t\r\n")
	}
	return b.add(p, rp, s)
}

// add appends text that shows: not a field's code, not hidden.
func (b *body) add(p *para, rp *runProps, s string) error {
	if s == "" || !b.fields.Shown() || b.hiddenRun(p, rp) {
		return nil
	}
	if rp == nil {
		rp = &runProps{}
	}
	s = listlabel.Symbol("", flow.Flat(s))
	p.line.Add(s, b.styles.runBold(&p.paragraph, *rp))
	return b.spend(len(s)/3 + 1)
}

func (b *body) hiddenRun(p *para, rp *runProps) bool {
	return rp != nil && b.styles.runHidden(&p.paragraph, *rp)
}

func (b *body) fieldChar(kind string, p *para, rp *runProps) error {
	switch kind {
	case "begin":
		b.fields.Begin()
	case "separate":
		b.fields.Separate()
		p.toc = p.toc || b.fields.InTOC()
	case "end":
		return b.add(p, rp, b.fields.End())
	}
	return nil
}
