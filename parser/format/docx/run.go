package docx

import (
	"regexp"
	"strconv"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// field is an open complex field.
type field struct {
	code   strings.Builder
	result bool // its separator has been passed
	toc    bool
}

// maxFields bounds the nesting of fields; more are ignored.
const maxFields = 64

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
		if isTOCCode(t.Attr("instr")) {
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
		if b.shown() && !b.hiddenRun(p, rp) {
			kind := t.Attr("type")
			p.done = append(p.done, segment{Line: p.line, page: kind == "page" || kind == "column"})
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
		b.fieldChar(t.Attr("fldCharType"), p, rp)
	case "instrText":
		code, err := b.r.InnerText()
		if n := len(b.fields); n > 0 && !b.fields[n-1].result && b.fields[n-1].code.Len() < 4096 {
			b.fields[n-1].code.WriteString(code)
		}
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

var flat = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\u00ad", "", "\ufffc", "")

// add appends text that shows: not a field's code, not hidden.
func (b *body) add(p *para, rp *runProps, s string) error {
	if s == "" || !b.shown() || b.hiddenRun(p, rp) {
		return nil
	}
	if rp == nil {
		rp = &runProps{}
	}
	s = listlabel.Symbol("", flat.Replace(s))
	p.line.Add(s, b.styles.runBold(&p.paragraph, *rp))
	return b.spend(len(s)/3 + 1)
}

func (b *body) hiddenRun(p *para, rp *runProps) bool {
	return rp != nil && b.styles.runHidden(&p.paragraph, *rp)
}

// shown reports that no open field hides what comes: it does while its code is
// being read.
func (b *body) shown() bool {
	for i := range b.fields {
		if !b.fields[i].result {
			return false
		}
	}
	return true
}

func (b *body) inTOC() bool {
	for i := range b.fields {
		if b.fields[i].toc {
			return true
		}
	}
	return false
}

func (b *body) fieldChar(kind string, p *para, rp *runProps) {
	n := len(b.fields)
	switch {
	case kind == "begin":
		if n < maxFields {
			b.fields = append(b.fields, field{})
		}
	case n == 0:
	case kind == "separate":
		f := &b.fields[n-1]
		f.result = true
		if f.toc = isTOCCode(f.code.String()); f.toc {
			p.toc = true
		}
	case kind == "end":
		f := &b.fields[n-1]
		code, bare := f.code.String(), !f.result
		b.fields = b.fields[:n-1]
		if bare {
			_ = b.add(p, rp, enclosed(code))
		}
	}
}

// endParagraphFields gives up on fields whose code does not end in their
// paragraph, lest a broken one swallow the rest of the document.
func (b *body) endParagraphFields() {
	for n := len(b.fields); n > 0 && !b.fields[n-1].result; n-- {
		b.fields = b.fields[:n-1]
	}
}

func isTOCCode(code string) bool {
	f := strings.Fields(code)
	return len(f) > 0 && strings.EqualFold(f[0], "TOC")
}

var eqOverlay = regexp.MustCompile(`(?i)^\s*eq\s*\\o\s*(?:\\a[a-z])?\s*\(\s*([^,;]+)[,;]\s*(.+?)\s*\)\s*$`)

// enclosed shows what Word draws for 带圈字符, an EQ field without a result
// that lays a circle over a character: EQ \o\ac(○,1) is ①.
func enclosed(code string) string {
	m := eqOverlay.FindStringSubmatch(code)
	if m == nil {
		return ""
	}
	circle, inner := strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
	if strings.Contains("○〇◯OＯ", inner) {
		circle, inner = inner, circle
	}
	if n, err := strconv.Atoi(inner); err == nil && strings.Contains("○〇◯OＯ", circle) {
		return listlabel.Circled(n)
	}
	return inner
}
