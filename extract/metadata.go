package extract

import (
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/parser"
	"yaodian/parser/format"
)

// maxHead is how many paragraphs from the top are searched for what stands at
// the head of a notice; maxScan for the printed title of a forwarded one.
const (
	maxHead = 120
	maxScan = 4000
)

// head is the view that the metadata rules share: the folded lines of the
// text, and where its parts begin.
type head struct {
	d     *parser.Document
	lines [][]rune // folded, without blanks around; nil for table rows
	body  int      // paragraph of the first unit, or maxHead
	zone  []parser.ZoneKind
}

// metadata fills the plan's title, kind, issuer, number, dates and years.
//
// Each is taken from the first source that has it:
//
//	title     the text: the forwarded document where the notice forwards one,
//	          as printed at its head, else as the notice quotes it; the title
//	          of the notice; the container's statement; a heading of level 1
//	issuer    signature; the speaker of a report (我代表…), with the place where
//	          the document prints it; letterhead or 令; title (…关于…); a press
//	          dispatch (X印发了《…》); adoption by a congress; an order (X令第6号
//	          公布); the container's 发文机关
//	number    a line of its own at the head; the container's 发文字号; 令 and its
//	          number on two lines
//	issued_on signature; the container's 成文日期; the date under the title, or
//	          behind it on the same line (报告——2025年1月5日在…会议上);
//	          never the date of publication
//	year      title; title of the notice; for kinds that plan one year: the
//	          headings and the first sentence of the text, then issued_on
func metadata(d *parser.Document, p *Plan) {
	h := newHead(d)
	h.titles(p)
	h.kind(p)
	p.Issuer = NullString(h.issuer(p))
	p.DocumentNumber = NullString(h.number())
	p.IssuedOn = NullString(h.issued())
	h.years(p)
	p.Recipients = h.recipients()
	p.Attachments = h.attachments()
	h.warn(p)
}

func newHead(d *parser.Document) *head {
	h := &head{d: d}
	n := min(len(d.Paragraphs), maxScan)
	h.lines = make([][]rune, n)
	h.zone = make([]parser.ZoneKind, n)
	for i := range h.lines {
		if par := d.Paragraphs[i]; !par.Row {
			h.lines[i] = trimmed(d.Folded[par.Span.Start:par.Span.End])
		}
	}
	for _, z := range d.Zones {
		for i := z.From; i < z.To && i < n; i++ {
			h.zone[i] = z.Kind
		}
	}
	h.body = min(n, maxHead)
	if len(d.Outline) > 0 {
		at := d.Outline[0].LabelSpan.Start
		for i := 0; i < h.body; i++ {
			if d.Paragraphs[i].Span.End > at {
				h.body = i
				break
			}
		}
	}
	return h
}

func trimmed(l []rune) []rune {
	for len(l) > 0 && blank(l[0]) {
		l = l[1:]
	}
	for len(l) > 0 && blank(l[len(l)-1]) {
		l = l[:len(l)-1]
	}
	return l
}

func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// printed is line i as the author wrote it, letter-spacing undone.
func (h *head) printed(i int) string {
	return unspaced(h.d.Slice(h.d.Paragraphs[i].Span))
}

// unspaced joins what is spaced out by letters (工 作 规 则) and leaves one
// blank between words.
func unspaced(s string) string {
	f := strings.Fields(s)
	var b strings.Builder
	for i, w := range f {
		if i > 0 && !(single(f[i-1]) || single(w)) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

func single(w string) bool {
	r := []rune(w)
	return len(r) == 1 && r[0] >= 0x4E00
}

// squeeze drops blanks and the marks that differ between one printing of a
// title and another.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = parser.Fold(r); r {
		case ' ', '\t', '\n', '_', '《', '》', '〈', '〉', '<', '>', '“', '”', '"', '\'', '‘', '’', ',', '、', '·', '*':
			return -1
		case '—', '~', '～':
			return '-'
		}
		return r
	}, s)
}

func (h *head) kind(p *Plan) {
	for _, t := range []string{string(p.Title), string(p.NoticeTitle)} {
		if k := kindOf(t); k != nil {
			p.Kind = NullString(k.Class)
			return
		}
	}
	if p.Title == "" && h.speaker() != "" {
		p.Kind = "政府工作报告"
	}
}

// kindOf is the entry of the genre that a title ends in, nil when none.
func kindOf(title string) *lexicon.Entry {
	return kindOfLine(parser.FoldAll([]rune(strings.Join(strings.Fields(title), ""))))
}

// kindOfLine is kindOf of a folded title without blanks.
func kindOfLine(l []rune) *lexicon.Entry {
	l = withoutBrackets(l)
	for len(l) > 0 && (l[len(l)-1] == '》' || l[len(l)-1] == '”' || l[len(l)-1] == '"') {
		l = withoutBrackets(l[:len(l)-1])
	}
	return lexicon.Kinds().Before(l, len(l))
}

// withoutBrackets drops the brackets that end a title: （试行）, （2021-2023年）.
func withoutBrackets(l []rune) []rune {
	for len(l) > 0 && l[len(l)-1] == ')' {
		i := len(l) - 1
		for i > 0 && l[i] != '(' {
			i--
		}
		if i == 0 {
			break
		}
		l = trimmed(l[:i])
	}
	return l
}

// recipients reads the line of 主送机关: offices before a colon, between the
// title and the text. Offices of one sort are joined by 、 and sorts by ，
// (GB/T 9704-2012 §7.3.2), so a comma parts names where there is one.
func (h *head) recipients() []string {
	for i := 0; i < h.body; i++ {
		l := h.lines[i]
		if h.zone[i] == parser.ZoneSignature {
			break
		}
		if h.zone[i] != 0 || len(l) < 3 || len(l) > 300 || l[len(l)-1] != ':' || !addressed(l[:len(l)-1]) {
			continue
		}
		s := []rune(strings.TrimSpace(h.d.Slice(h.d.Paragraphs[i].Span)))
		return splitNames(s[:len(s)-1])
	}
	return []string{}
}

// addressed reports that a line, its colon off, names recipients as the table
// of addressees says.
func addressed(l []rune) bool {
	if s := string(l); strings.ContainsAny(s, "。;:!?") || strings.HasPrefix(s, "附") {
		return false
	}
	words := lexicon.Addressees()
	for i := range l {
		if e := words.At(l, i); e != nil && e.Class == "prose" {
			return false
		}
	}
	l = trimmed(withoutBrackets(l))
	e := words.Before(l, len(l))
	return e != nil && e.Class == "tail"
}

func splitNames(s []rune) []string {
	cut := func(sep func(rune) bool) []string {
		var out []string
		depth, from := 0, 0
		for i, r := range s {
			switch parser.Fold(r) {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 && sep(parser.Fold(r)) {
				out = append(out, strings.TrimSpace(string(s[from:i])))
				from = i + 1
			}
		}
		out = append(out, strings.TrimSpace(string(s[from:])))
		names := out[:0]
		for _, n := range out {
			if n != "" {
				names = append(names, n)
			}
		}
		return names
	}
	if names := cut(func(r rune) bool { return r == ',' || r == ';' }); len(names) > 1 {
		return names
	}
	names := cut(func(r rune) bool { return r == '、' })
	for _, n := range names {
		if len([]rune(n)) < 3 {
			return []string{strings.TrimSpace(string(s))}
		}
	}
	return names
}

// attachments lists the names under 附件：, else the headings of the annexes.
func (h *head) attachments() []string {
	out := []string{}
	for _, z := range h.d.Zones {
		if z.Kind != parser.ZoneAttachments {
			continue
		}
		for i := z.From; i < z.To && i < len(h.lines); i++ {
			name := h.printed(i)
			if i == z.From {
				rest, ok := "", false
				if _, rest, ok = strings.Cut(strings.ReplaceAll(name, "：", ":"), ":"); !ok {
					rest = strings.TrimPrefix(name, "附件")
				}
				name = rest
			}
			if name = attachment(name); name != "" {
				out = append(out, name)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, z := range h.d.Zones {
		if z.Kind != parser.ZoneAnnex || z.From >= len(h.lines) || z.From == 0 {
			continue // at the very top 附件 says that the document is one itself
		}
		name := attachment(strings.TrimLeft(strings.TrimPrefix(h.printed(z.From), "附件"), "0123456789一二三四五六七八九十-—:： "))
		if name == "" && z.To < len(h.lines) && len(h.lines[z.To]) <= 60 && h.zone[z.To] == 0 {
			name = h.printed(z.To)
			if next := z.To + 1; next < len(h.lines) && kindOf(name) == nil && kindOf(string(h.lines[next])) != nil {
				name += h.printed(next)
			}
		}
		if name != "" && len([]rune(name)) <= 120 {
			out = append(out, name)
		}
	}
	return out
}

// attachment strips a name of its number and closing marks.
func attachment(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimLeft(s, "-*• ")
	if r := []rune(s); len(r) > 1 {
		i := 0
		for f := parser.FoldAll(r); i < len(f) && f[i] >= '0' && f[i] <= '9'; {
			i++
		}
		if i > 0 && i < 3 && i < len(r) && strings.ContainsRune(".．、,， ", r[i]) {
			s = string(r[i+1:])
		}
	}
	s = strings.TrimRight(strings.TrimSpace(s), "。；;，, ")
	if strings.HasPrefix(s, "《") && strings.HasSuffix(s, "》") && strings.Count(s, "《") == 1 {
		s = strings.TrimSuffix(strings.TrimPrefix(s, "《"), "》")
	}
	return s
}

// warn adds what a careful reader should know about the plan as a whole.
func (h *head) warn(p *Plan) {
	if len(h.d.Outline) == 0 {
		p.Warnings = append(p.Warnings, parser.Warning{Code: "no_items",
			Message: "the text has no numbered unit; its facts stand in item 0"})
	}
	if p.Title == "" {
		p.Warnings = append(p.Warnings, parser.Warning{Code: "no_title", Message: "no title was found"})
	}
}

// fact is a statement of the container, folded and without blanks around it.
func (h *head) fact(f format.Fact) string {
	return strings.Join(strings.Fields(h.d.Facts[f]), " ")
}
