package extract

import (
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// forwarded lists the titles of the documents that a notice forwards, as its
// own title quotes them; none when it forwards nothing.
func forwarded(title string) []string {
	r := []rune(title)
	verb, at := lexicon.TitleWords().Part("forward").In(r, 0, len(r))
	if verb == nil {
		return nil
	}
	rest := string(r[at+verb.Len():])
	end := strings.LastIndex(rest, "的通知")
	if end < 0 {
		end = strings.LastIndex(rest, "的函")
	}
	if names := between(rest); len(names) > 0 && !quotesInside(rest, end) {
		return names
	}
	if verb.Is("quoted") || end <= 0 || kindOf(title) == nil {
		return nil
	}
	rest = strings.TrimSpace(rest[:end])
	// 转发国家地震局关于…的报告: the office that wrote it is not its title.
	if i := strings.Index(rest, "关于"); i > 0 && verb.Is("others") && isOrg(parser.FoldAll([]rune(rest[:i]))) {
		rest = rest[i:]
	}
	if kindOf(rest) == nil && !strings.HasSuffix(rest, "规定") {
		return nil
	}
	return []string{rest}
}

// quotesInside reports that what stands in 《》 before end only belongs to the
// name of what is forwarded: 2025年《政府工作报告》重点任务分工方案的通知.
func quotesInside(rest string, end int) bool {
	if end <= 0 {
		return false
	}
	name := withoutBrackets(parser.FoldAll([]rune(rest[:end])))
	return len(name) > 0 && name[len(name)-1] != '》' && kindOf(string(name)) != nil
}

// republished is the document named without 《》 in 关于重新发布…办法的通知; it
// counts only where the text prints it.
func republished(title string) string {
	r := []rune(title)
	verb, at := lexicon.TitleWords().Part("again").In(r, 0, len(r))
	if verb == nil {
		return ""
	}
	if name, ok := strings.CutSuffix(string(r[at+verb.Len():]), "的通知"); ok && kindOf(name) != nil {
		return strings.TrimSpace(name)
	}
	return ""
}

// between lists what stands in 《》; a name within a name stays part of it.
func between(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch r {
		case '《':
			if depth == 0 {
				from = i + len("《")
			}
			depth++
		case '》':
			if depth--; depth == 0 && i > from {
				out = append(out, strings.TrimSpace(s[from:i]))
			}
			depth = max(depth, 0)
		}
	}
	return out
}

// quoted finds the forwarded title in the text of a notice that has no title
// of its own: 现将《…》印发给你们, 《…》已经…同意，现印发.
func (h *head) quoted() []string {
	for i := 0; i < h.body; i++ {
		s := string(h.lines[i])
		if len(h.lines[i]) > 400 || !saysInTitle(s, "send") {
			continue
		}
		if strings.HasPrefix(s, "现将《") || strings.HasPrefix(s, "《") {
			if names := between(h.printed(i)); len(names) > 0 {
				return names[:1]
			}
		}
	}
	return nil
}

// later finds the printed title that differs from the quoted one by a few
// characters only, or adds the office or place before it: the first such among
// the titles after the notice's text.
func (h *head) later(blocks []block, title string) (block, bool) {
	want := squeeze(title)
	for _, b := range blocks {
		if !h.begun(b.from) {
			continue
		}
		got := squeeze(b.text)
		if owner, ok := strings.CutSuffix(got, want); ok && ownsTitle([]rune(owner)) || alike(got, want) {
			return b, true
		}
	}
	return block{}, false
}

// ownsTitle reports an office or a place.
func ownsTitle(l []rune) bool {
	return isOrg(l) || lexicon.NounEnds().Part("region").Before(l, len(l)) != nil
}

// alike reports that nine tenths of the longer text stand in the other in
// the same order, read greedily.
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < len(y) {
		x, y = y, x
	}
	i, same := 0, 0
	for _, r := range y {
		for k := i; k < len(x) && k < i+6; k++ {
			if x[k] == r {
				i = k + 1
				same++
				break
			}
		}
	}
	return same*10 >= len(x)*9
}
