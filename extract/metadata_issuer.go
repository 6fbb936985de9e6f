package extract

import (
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/parser"
	"yaodian/parser/format"
)

// isOrg reports that a line, folded, is the name of an office or of several.
func isOrg(l []rune) bool {
	l = trimmed(l)
	if len(l) < 2 || len(l) > 40 {
		return false
	}
	for _, r := range l {
		switch r {
		case '。', ',', ';', ':', '《', '》', '?', '!', '>', '/':
			return false
		}
	}
	l = withoutBrackets(l)
	e := lexicon.Issuers().Before(l, len(l))
	return e != nil && (e.Len() < len(l) || e.Len() > 2)
}

// issuer finds the office that issues the document, in the order that
// metadata documents.
func (h *head) issuer(p *Plan) string {
	if s := h.signed(p.NoticeTitle != ""); s != "" {
		return s
	}
	if s := h.speaker(); s != "" {
		return s
	}
	if s := h.letterhead(); s != "" {
		return s
	}
	for _, t := range []string{string(p.NoticeTitle), string(p.Title)} {
		if s := fromTitle(t); s != "" {
			return s
		}
	}
	if s := h.signed(false); s != "" {
		return s
	}
	if s, _ := h.dispatch(); s != "" {
		return s
	}
	if s := h.congress(); s != "" {
		return s
	}
	if s := h.decreed(); s != "" {
		return s
	}
	if s := h.fact(format.FactIssuer); isOrg(parser.FoldAll([]rune(s))) {
		return joint(s)
	}
	return ""
}

// signed reads the offices of the first signature that names one. In a notice
// that forwards a document, own admits the notice's own signature only: the
// next is that of the document's authors.
func (h *head) signed(own bool) string {
	for _, z := range h.d.Zones {
		if z.Kind != parser.ZoneSignature || z.From >= len(h.lines) {
			continue
		}
		var names []string
		for i := z.From; i < z.To && i < len(h.lines); i++ {
			for _, part := range columns(h.printedRunes(i)) {
				f := trimmed(parser.FoldAll(part))
				if at := dateStart(f); at >= 0 {
					f = trimmed(f[:at])
					part = trimLike(part, len(f))
				}
				if isOrg(f) && !strings.ContainsRune(string(f), '“') {
					names = append(names, joint(string(part)))
				}
			}
		}
		if len(names) > 0 {
			return strings.Join(names, "、")
		}
		if own && h.begun(z.From) {
			return ""
		}
	}
	return ""
}

// joint writes a line of offices as one name: those that sign jointly joined
// by 、, the blanks inside a name dropped. The Central Committee and the State
// Council keep the blank that custom puts between them.
func joint(s string) string {
	fields := strings.Fields(s)
	for _, f := range fields {
		if !isOrg(parser.FoldAll([]rune(f))) {
			return strings.Join(fields, "")
		}
	}
	if len(fields) == 2 && fields[0] == "中共中央" {
		return strings.Join(fields, " ")
	}
	return strings.Join(fields, "、")
}

func (h *head) printedRunes(i int) []rune {
	s := h.d.Paragraphs[i].Span
	return h.d.Runes[s.Start:s.End]
}

// trimLike cuts leading blanks off part and then all but n runes.
func trimLike(part []rune, n int) []rune {
	for len(part) > 0 && blank(parser.Fold(part[0])) {
		part = part[1:]
	}
	return part[:min(n, len(part))]
}

// columns splits a line at gaps of two or more blanks: offices that sign
// jointly stand side by side.
func columns(l []rune) [][]rune {
	var out [][]rune
	from, gap := 0, 0
	for i, r := range l {
		if blank(parser.Fold(r)) {
			gap++
			continue
		}
		if gap >= 2 && i-gap > from {
			out = append(out, l[from:i-gap])
			from = i
		}
		gap = 0
	}
	return append(out, l[from:])
}

// letterhead reads 云溪市教育局文件 and 云溪市人民政府令.
func (h *head) letterhead() string {
	for i := 0; i < h.body && i < 30; i++ {
		s := strings.ReplaceAll(string(h.lines[i]), " ", "")
		if e := lexicon.TitleWords().Part("letterhead").Ends(s); e != nil {
			if name := strings.TrimSuffix(s, e.Term); isOrg([]rune(name)) {
				return stateCouncil(name)
			}
		}
	}
	return ""
}

// stateCouncil gives the short name that the State Council issues under.
func stateCouncil(s string) string {
	if s == "中华人民共和国国务院" {
		return "国务院"
	}
	return s
}

// fromTitle reads the office before 关于, 印发 or the year in a title.
func fromTitle(title string) string {
	r := []rune(strings.TrimSpace(title))
	f := parser.FoldAll(r)
	for i := 2; i < len(f) && i <= 40; i++ {
		_, _, year := yearAt(f, i)
		if year || lexicon.TitleWords().Part("opening").At(f, i) != nil {
			if isOrg(f[:i]) {
				return joint(string(r[:i]))
			}
			if year {
				return ""
			}
		}
	}
	return ""
}

// congress reads who adopted a regulation: 云溪市第十届人民代表大会常务委员会
// 第三次会议通过.
func (h *head) congress() string {
	for i := 0; i < h.body; i++ {
		s := string(h.lines[i])
		if len(h.lines[i]) > 300 || !strings.Contains(s, "通过") {
			continue
		}
		for _, org := range []string{"人民代表大会常务委员会", "人民代表大会"} {
			to := strings.Index(s, org)
			if to < 0 {
				continue
			}
			name := []rune(s[:to])
			k := len(name)
			for k > 0 && name[k-1] != ' ' && name[k-1] != '(' && name[k-1] != '日' && name[k-1] != ',' {
				k--
			}
			place, _, _ := strings.Cut(string(name[k:]), "第")
			if place != "" && len([]rune(place)) <= 20 {
				return place + org
			}
		}
	}
	return ""
}

// number finds the document number (发文字号, GB/T 9704-2012 §7.2.5).
func (h *head) number() string {
	for i := 0; i < h.body; i++ {
		if isNumberLine(h.lines[i]) {
			return strings.Trim(strings.ReplaceAll(h.printed(i), " ", ""), "()（）")
		}
	}
	if _, n := h.gluedNumber(); n.End > 0 {
		return h.d.Slice(n)
	}
	s := strings.ReplaceAll(h.fact(format.FactNumber), " ", "")
	if isNumberLine(parser.FoldAll([]rune(s))) {
		return s
	}
	return h.order()
}

// isNumberLine reports that a folded line is a document number: 恩教[2025]12号,
// 国令第707号, (云政办[2025]41号).
func isNumberLine(l []rune) bool {
	if n := len(l); n > 2 && l[0] == '(' && l[n-1] == ')' {
		l = trimmed(l[1 : n-1])
	}
	if len(l) < 5 || len(l) > 40 {
		return false
	}
	at := numberTail(l)
	if at < 1 || at > 16 {
		return false
	}
	for _, r := range l[:at] {
		if (r < 0x4E00 || r > 0x9FFF) && r != ' ' && !(r >= 'A' && r <= 'Z') {
			return false
		}
	}
	return true
}

// numberTail is where the year and running number that end l start: [2025]12号,
// [2025]第12号, 令第12号; 0 when l does not end in them.
func numberTail(l []rune) int {
	i := len(l) - 1
	if i < 4 || l[i] != '号' {
		return 0
	}
	i = skipBack(l, i)
	d := i
	for d > 0 && l[d-1] >= '0' && l[d-1] <= '9' {
		d--
	}
	if d == i || i-d > 5 {
		return 0
	}
	if d = skipBack(l, d); d == 0 {
		return 0
	}
	ordinal := l[d-1] == '第'
	if ordinal {
		d = skipBack(l, d-1)
	}
	if d > 5 && strings.ContainsRune(")]】〉", l[d-1]) && strings.ContainsRune("([【〈", l[d-6]) && digits(l[d-5:d-1]) {
		return skipBack(l, d-6)
	}
	if ordinal && d > 1 && l[d-1] == '令' {
		return d
	}
	return 0
}

func skipBack(l []rune, i int) int {
	for i > 0 && l[i-1] == ' ' {
		i--
	}
	return i
}

func digits(l []rune) bool {
	for _, r := range l {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(l) > 0
}
