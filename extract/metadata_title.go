package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yaodian/extract/lexicon"
	"yaodian/parser"
	"yaodian/parser/format"
)

// block is a title in the text, of one line or several.
type block struct {
	from, to int
	text     string // as printed, lines joined
}

// titles finds the title of the notice and of the plan that it forwards.
func (h *head) titles(p *Plan) {
	fact := cleanTitle(h.fact(format.FactTitle))
	var outer string
	blocks := h.blocks()
	first, early := block{}, false // early: before the text of a notice begins
	if len(blocks) > 0 {
		first = blocks[0]
		early = !h.begun(first.from)
		// A page's heading may leave out the office that the document's own
		// title begins with.
		for _, b := range blocks[1:] {
			if rest, ok := strings.CutSuffix(squeeze(b.text), squeeze(first.text)); ok && isOrg([]rune(rest)) {
				first = b
				break
			}
			if f := forwarded(b.text); len(f) > 0 && !h.begun(b.from) && squeeze(f[0]) == squeeze(first.text) {
				first = b
				break
			}
		}
	}
	switch {
	case early && (fact == "" || !strings.Contains(squeeze(fact), squeeze(first.text)) || squeeze(fact) == squeeze(first.text)):
		outer = first.text
	case fact != "" && (kindOf(fact) != nil || len(blocks) == 0):
		outer = fact
		if b, ok := h.find(fact, 0); ok {
			outer = b.text
		}
	case early:
		outer = first.text
	case fact != "":
		if b, ok := h.find(fact, 0); ok && b.from < first.from {
			outer = b.text // a heading within the text is not its title
		}
	}
	if outer == "" {
		outer = h.glued()
	}
	inner := forwarded(outer)
	if len(inner) == 0 {
		if t := republished(outer); t != "" {
			if _, ok := h.find(t, 1); ok {
				inner = []string{t}
			}
		}
	}
	if outer == "" {
		inner = h.quoted()
	}
	if _, t := h.dispatch(); t != "" && len(inner) == 0 {
		p.Title = NullString(t) // the page's own heading is the paper's
		return
	}
	if len(inner) == 0 {
		if outer == "" && len(blocks) > 0 {
			outer = first.text
		}
		if outer == "" {
			outer = h.heading()
		}
		p.Title = NullString(outer)
		return
	}
	title := inner[0]
	if b, ok := h.find(title, 1); ok {
		title = b.text
	} else if b, ok := h.later(blocks, title); ok {
		title = b.text
	}
	p.Title = NullString(title)
	if squeeze(outer) != squeeze(title) {
		p.NoticeTitle = NullString(outer)
	}
}

// unmarked takes the mark of reposting off a title.
func unmarked(s string) string {
	r := []rune(s)
	if e := lexicon.TitleWords().Part("repost").At(parser.FoldAll(r), 0); e != nil {
		return string(r[e.Len():])
	}
	return s
}

// cleanTitle takes site names and marks of reposting off a container's title.
func cleanTitle(s string) string {
	s = unmarked(s)
	for _, sep := range []string{"_", "-", "—", "|"} {
		if a, b, ok := strings.Cut(s, sep); ok && kindOf(a) != nil && kindOf(b) == nil && !strings.ContainsAny(b, "0123456789年》") {
			s = a
		}
	}
	return strings.TrimSpace(s)
}

// begun reports that the text of a notice stands before line i: a line of
// recipients, a signature or a long paragraph.
func (h *head) begun(i int) bool {
	for k := 0; k < i && k < len(h.lines); k++ {
		l := h.lines[k]
		if h.zone[k] == parser.ZoneSignature || len(l) > 0 && l[len(l)-1] == ':' && addressed(l[:len(l)-1]) {
			return true
		}
		if len(l) > 60 && l[len(l)-1] == '。' {
			return true
		}
	}
	return false
}

// titleEnd reports that a line can end a title.
func titleEnd(l []rune) bool {
	if len(l) < 4 || len(l) > 80 {
		return false
	}
	kind := kindOfLine(l)
	if slices.ContainsFunc(l, unicode.IsSpace) {
		kind = kindOf(string(l))
	}
	return kind != nil && titlePart(l)
}

// titlePart reports that a line can be part of a title: no label, no mark of
// a sentence, no words of site furniture.
func titlePart(l []rune) bool {
	if len(l) < 2 || len(l) > 80 || labelled(l) || tableTitle(l) {
		return false
	}
	quote := 0
	for _, r := range l {
		switch r {
		case '《', '“', '(':
			quote++
		case '》', '”', ')':
			quote--
		case '。', ';', '?', '!', '>', '|':
			return false
		case ',', ':':
			if quote <= 0 {
				return false
			}
		}
	}
	if e, _ := lexicon.TitleWords().Part("furniture").In(l, 0, len(l)); e != nil {
		return false
	}
	return !isDateLine(l) && !isNumberLine(l)
}

// saysInTitle reports a word of that class of lexicon.TitleWords in s.
func saysInTitle(s, class string) bool { return lexicon.TitleWords().Part(class).Within(s) }

// labelled reports that a line begins as a numbered unit does.
func labelled(l []rune) bool {
	if len(l) < 3 {
		return false
	}
	i := 0
	for i < len(l) && i < 3 && strings.ContainsRune("一二三四五六七八九十0123456789", l[i]) {
		i++
	}
	return i > 0 && i < len(l) && strings.ContainsRune("、.", l[i]) && (l[i] == '、' || i+1 < len(l) && (l[i+1] < '0' || l[i+1] > '9')) ||
		l[0] == '(' && strings.ContainsRune("一二三四五六七八九十123456789", l[1]) && (l[2] == ')' || len(l) > 3 && l[3] == ')')
}

// blocks lists the titles before the first unit, in order.
func (h *head) blocks() []block {
	var out []block
	for i := 0; i < h.body; i++ {
		if n, _ := delivered(h.lines[i]); n > 0 {
			out = append(out, block{i, i + 1, unspaced(string(trimLike(h.printedRunes(i), n)))})
			continue
		}
		if h.zone[i] != 0 || !titleEnd(h.lines[i]) {
			continue
		}
		from := i
		for from > 0 && i-from < 4 && h.zone[from-1] == 0 && (len(out) == 0 || from-1 >= out[len(out)-1].to) && h.joins(from-1, from, i) {
			from--
		}
		to := i + 1
		if to < len(h.lines) && h.zone[to] == 0 && subtitle(h.lines[to]) {
			to++
		}
		out = append(out, block{from, to, fitting(h.join(from, to))})
		i = to - 1
	}
	return out
}

func (h *head) join(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		b.WriteString(h.printed(i))
	}
	return b.String()
}

// subtitle reports the brackets that go on with a title on a line of their
// own: （2021—2023年）, （试行）; a full date in brackets is the date of issue, and
// a number the document's.
func subtitle(l []rune) bool {
	return !isNumberLine(l) && len(l) >= 3 && len(l) <= 24 && l[0] == '(' && l[len(l)-1] == ')' && !isDateLine(l[1:len(l)-1]) && !strings.ContainsAny(string(l), "过开件删")
}

// joins reports that line a is the beginning of the title that goes on at
// line b and ends at line z.
func (h *head) joins(a, b, z int) bool {
	p, c := h.lines[a], h.lines[b]
	if !titlePart(p) || len(p) > 44 || titleEnd(p) && !dangling(p) {
		return false
	}
	ps, cs := string(p), string(c)
	switch {
	case dangling(p):
		return true
	case strings.HasPrefix(cs, "的"), strings.HasPrefix(cs, "、"):
		return true
	case strings.HasPrefix(cs, "关于"):
		return isOrg(p)
	case yearFirst(c) && len(c) < 30:
		return len(p) <= 24 && (isOrg(p) || strings.HasSuffix(ps, "系统") || lexicon.NounEnds().Part("region").Before(p, len(p)) != nil)
	}
	rest := h.join(b, z+1)
	if saysInTitle(ps, "about") && !strings.Contains(rest, "关于") && !strings.Contains(rest, "印发") {
		return true
	}
	x, y := h.d.Paragraphs[a], h.d.Paragraphs[b]
	return x.Centered && y.Centered && x.Level == y.Level && !isOrg(p)
}

// dangling reports a line that cannot end a title: an open quotation, or a
// last word that wants another.
func dangling(l []rune) bool {
	open := 0
	for _, r := range l {
		switch r {
		case '《', '“', '(':
			open++
		case '》', '”', ')':
			open--
		}
	}
	if open > 0 {
		return true
	}
	return lexicon.TitleWords().Part("dangling").Before(l, len(l)) != nil
}

func yearFirst(l []rune) bool {
	_, _, ok := yearAt(l, 0)
	return ok
}

// find looks for the lines from paragraph lo on that print a known title.
func (h *head) find(title string, lo int) (block, bool) {
	want := squeeze(title)
	if want == "" {
		return block{}, false
	}
	first, _ := utf8.DecodeRuneInString(want)
	best := block{from: -1}
	for i := lo; i < len(h.lines); i++ {
		if l := h.lines[i]; len(l) > 0 && isHan(l[0]) && l[0] != first {
			continue
		}
		got := ""
		for k := i; k < len(h.lines) && k < i+5 && len(h.lines[k]) > 0 && len(h.lines[k]) <= 100 && (h.zone[k] == 0 || k == i); k++ {
			s := squeeze(string(h.lines[k]))
			got += s
			if got == want {
				to := k + 1
				if to < len(h.lines) && subtitle(h.lines[to]) && yearIn(h.lines[to]) {
					to++
				}
				best = block{i, to, h.join(i, to)}
				break
			}
			if !strings.HasPrefix(want, got) {
				break
			}
		}
		if best.from >= 0 {
			return best, true
		}
	}
	return best, false
}

func yearIn(l []rune) bool {
	for i := range l {
		if _, _, ok := yearAt(l, i); ok {
			return true
		}
	}
	return false
}

// heading is the first heading or centred line of the text, for titles that
// name no genre, else a first line with a text below it; "" when there is none.
func (h *head) heading() string {
	for i := 0; i < h.body && i < 20; i++ {
		par := h.d.Paragraphs[i]
		if l := h.lines[i]; (par.Level == 1 || par.Centered && ideographs(l)*4 > len(l)*3) && len(l) >= 4 && len(l) <= 60 && h.zone[i] == 0 && !isNumberLine(l) && !isDateLine(l) {
			return fitting(h.printed(i))
		}
	}
	const shortest, longest = 6, 50
	for i := 0; i < h.body && i+1 < len(h.lines); i++ {
		l := h.lines[i]
		if len(l) == 0 {
			continue
		}
		if h.zone[i] == 0 && len(l) >= shortest && len(l) <= longest && titlePart(l) && l[0] != '—' && !isOrg(l) && ideographs(l)*4 > len(l)*3 {
			return fitting(h.printed(i))
		}
		break
	}
	return ""
}

func ideographs(l []rune) int {
	n := 0
	for _, r := range l {
		if r >= 0x4E00 && r <= 0x9FFF {
			n++
		}
	}
	return n
}
