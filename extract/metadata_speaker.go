package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yaodian/extract/lexicon"
)

// speaker reads who gives a report: 现在，我代表云溪市人民政府，向大会报告工作.
func (h *head) speaker() string {
	for i := 0; i < len(h.lines) && i < maxHead; i++ {
		l := h.lines[i]
		if len(l) > 400 || !slices.Contains(l, '我') {
			continue
		}
		s := string(l)
		at := strings.Index(s, "我代表")
		if at < 0 {
			continue
		}
		from := utf8.RuneCountInString(s[:at]) + 3
		to := from
		for to < len(l) && l[to] != ',' && l[to] != '向' && l[to] != '。' {
			to++
		}
		if isOrg(l[from:to]) {
			return h.inFull(strings.TrimSpace(string(l[from:to])))
		}
	}
	return ""
}

// inFull gives the full name of the office that a speaker names without its
// place (我代表区政府), as the document prints it: in its title, at its head
// (海拉尔区人民政府区长) or where it is spoken of again; the name as spoken
// when none is printed.
func (h *head) inFull(spoken string) string {
	rank := lexicon.Regions().Part("rank").Begins(spoken)
	if rank == nil {
		return spoken
	}
	rest := strings.TrimPrefix(spoken, rank.Term)
	body := lexicon.Regions().Part("body").Begins(rest)
	if body == nil || body.Term != rest {
		return spoken
	}
	forms := []string{spoken}
	if rest == "政府" {
		forms = []string{rank.Term + "人民政府", spoken}
	}
	for _, form := range forms {
		if name := h.placed(form, rank.Term); name != "" {
			return name
		}
	}
	return spoken
}

// placed looks for form with its place before it: at the head, then wherever
// the text says on whose behalf it is spoken.
func (h *head) placed(form, rank string) string {
	for i, l := range h.lines {
		s := string(l)
		if i >= h.body && !strings.Contains(s, "代表") {
			continue
		}
		for at := 0; ; {
			k := strings.Index(s[at:], form)
			if k < 0 {
				break
			}
			k += at
			at = k + len(form)
			place := ownPlace([]rune(s[:k]))
			if n := len([]rune(place)); n >= 2 && n <= 14 && lexicon.Regions().Part("rank").Ends(place) == nil && (i < h.body || strings.HasSuffix(s[:k-len(place)], "代表")) && !(rank == "区" && strings.HasSuffix(place, "自治")) {
				return place + form
			}
		}
	}
	return ""
}

// ownPlace is the name that ends l: ideographs back to a mark or to a word
// that stands before names.
func ownPlace(l []rune) string {
	k := len(l)
	for k > 0 && l[k-1] >= 0x4E00 && l[k-1] <= 0x9FFF {
		k--
	}
	place := string(l[k:])
	for end := len(l); end > k; end-- {
		if lexicon.TitleWords().Part("before").Before(l[k:end], end-k) != nil {
			place = string(l[end:])
			break
		}
	}
	if lexicon.TitleWords().Part("large").Ends(place) != nil {
		return ""
	}
	return place
}

// delivered reads a line that says when and where a report was given, as a
// rule between dashes and the name of the speaker, with or without the title
// before it: 政府工作报告——2025年1月5日在…会议上 市长 李明. title is where the
// title ends, 0 when none stands there; iso is "" when the line is none.
func delivered(l []rune) (title int, iso string) {
	if len(l) < 12 || len(l) > 140 {
		return 0, ""
	}
	iso, at := firstDate(l)
	if at < 0 {
		return 0, ""
	}
	_, end, _ := dateAt(l, at)
	title = at
	for title > 0 && strings.ContainsRune("—-( ", l[title-1]) {
		title--
	}
	marked := title < at && l[title:at][0] != ' '
	in := strings.IndexRune(string(l[end:min(len(l), end+12)]), '在')
	place := string(l[end:])
	switch {
	case in < 0, in > 1 && !marked, strings.ContainsRune(string(l), '。'):
		return 0, ""
	case !strings.Contains(place, "会") && !(strings.Contains(place, "第") && strings.Contains(place, "届")):
		return 0, ""
	case title == 0:
		return 0, iso
	case !titleEnd(l[:title]) || !strings.Contains(string(l[:title]), "报告"):
		return 0, ""
	}
	return title, iso
}

// dispatch reads a press report that prints a document in full or in the main:
// 新华社北京12月14日电　近日，X印发了《Y》; the text then follows. issuer is as
// printed, "" when it is no office.
func (h *head) dispatch() (issuer, title string) {
	for i := 0; i < h.body && i < 20; i++ {
		s := string(h.lines[i])
		at := strings.Index(s, "印发")
		if at < 0 || len(h.lines[i]) > 400 || !press(s[:at]) || !h.follows(i) {
			continue
		}
		rest := strings.TrimPrefix(s[at+len("印发"):], "了")
		if !strings.HasPrefix(rest, "《") {
			continue
		}
		names := between(h.printed(i))
		if len(names) == 0 {
			continue
		}
		by := s[:at]
		if k := strings.LastIndexAny(by, ", "); k >= 0 {
			by = by[k+1:]
		}
		for _, one := range strings.Split(by, "、") {
			if !isOrg([]rune(one)) {
				by = ""
			}
		}
		return by, names[0]
	}
	return "", ""
}

// press reports the opening of a dispatch.
func press(s string) bool {
	e := lexicon.TitleWords().Part("press").Begins(s)
	return e != nil
}

// follows reports that a line at or after i announces the text itself:
// 全文如下, 主要内容如下.
func (h *head) follows(i int) bool {
	for k := i; k < len(h.lines) && k < i+4; k++ {
		s := string(h.lines[k])
		if strings.Contains(s, "如下") && (strings.Contains(s, "全文") || strings.Contains(s, "内容")) {
			return true
		}
	}
	return false
}

// decreed reads who promulgated a regulation by order: 2021年7月27日云溪市
// 人民政府令第6号公布.
func (h *head) decreed() string {
	for i := 0; i < h.body; i++ {
		s := string(h.lines[i])
		if len(h.lines[i]) > 300 || !strings.Contains(s, "令第") || !passed(s) {
			continue
		}
		var names []string
		for rest := s; ; {
			k := strings.Index(rest, "令第")
			if k < 0 {
				break
			}
			from := 0
			for _, w := range []string{" ", "(", ",", "、", "日"} {
				if d := strings.LastIndex(rest[:k], w); d >= 0 {
					from = max(from, d+len(w))
				}
			}
			if isOrg([]rune(rest[from:k])) {
				names = append(names, stateCouncil(rest[from:k]))
			}
			rest = rest[k+len("令第"):]
		}
		if len(names) > 0 {
			return strings.Join(names, "、")
		}
	}
	return ""
}

// order is the number of an order, whose letterhead and number stand on lines
// of their own: 云溪市人民政府令, 第6号.
func (h *head) order() string {
	for i := 0; i+1 < h.body && i < 30; i++ {
		s := strings.ReplaceAll(string(h.lines[i]), " ", "")
		name, ok := strings.CutSuffix(s, "令")
		n := []rune(strings.ReplaceAll(strings.Trim(string(h.lines[i+1]), "()"), " ", ""))
		if ok && isOrg([]rune(name)) && len(n) >= 3 && len(n) <= 7 && n[0] == '第' && n[len(n)-1] == '号' && digits(n[1:len(n)-1]) {
			return s + string(n)
		}
	}
	return ""
}

// signedBy reports the line of an official who signs an order: 市　长：李明.
func signedBy(l []rune) bool {
	s := strings.ReplaceAll(string(l), " ", "")
	if len([]rune(s)) > 16 {
		return false
	}
	return lexicon.TitleWords().Part("official").Begins(s) != nil
}

// tableTitle reports the caption of a table or a figure: 表7.6 用地指标.
func tableTitle(l []rune) bool {
	return len(l) > 2 && (l[0] == '表' || l[0] == '图') && l[1] >= '0' && l[1] <= '9'
}

// fitting takes the note marks off the end of a title.
func fitting(s string) string { return strings.TrimRight(unmarked(s), "*＊") }
