package markdown

import (
	"html"
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
)

// splitBreaks parts s at <br>.
func splitBreaks(s string) []string {
	if !strings.Contains(s, "<") {
		return []string{s}
	}
	var out []string
	for rest := s; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return append(out, s)
		}
		name, end := tag(rest[i:])
		if end == 0 {
			rest = rest[i+1:]
			continue
		}
		if strings.EqualFold(name, "br") {
			cut := len(s) - len(rest) + i
			out = append(out, s[:cut])
			s = s[cut+end:]
			rest = s
			continue
		}
		rest = rest[i+end:]
	}
}

// tag parses an HTML tag, its name without the slash and its length in bytes;
// the length is 0 for anything that is none, such as <通知>.
func tag(s string) (name string, end int) {
	i := 1
	if i < len(s) && s[i] == '/' {
		i++
	}
	from := i
	for i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || i > from && s[i] >= '0' && s[i] <= '9') {
		i++
	}
	if i == from || i == len(s) || !tags[strings.ToLower(s[from:i])] {
		return "", 0
	}
	const longest = 1000
	k := strings.IndexByte(s[i:min(len(s), i+longest)], '>')
	if k < 0 {
		return "", 0
	}
	return s[from:i], i + k + 1
}

// tags are the elements that occur in Markdown from tools.
var tags = map[string]bool{
	"br": true, "b": true, "strong": true, "i": true, "em": true, "u": true, "s": true, "del": true, "ins": true, "sub": true, "sup": true,
	"p": true, "div": true, "span": true, "font": true, "center": true, "a": true, "img": true, "hr": true, "mark": true, "small": true, "big": true,
	"details": true, "summary": true, "table": true, "tr": true, "td": true, "th": true, "tbody": true, "thead": true, "ul": true, "ol": true, "li": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "html": true, "body": true, "blockquote": true, "code": true, "pre": true, "figure": true, "section": true,
}

// spans takes the inline marks out of s: emphasis, links, code, escapes, tags
// and entities. Bold ranges are in code points of the text returned.
func spans(s string) (plain string, bold []format.Span, centered bool) {
	if !strings.ContainsAny(s, "*_`[]\\<&~$!") {
		return s, nil, false
	}
	p := inliner{}
	p.run(s, 0)
	return p.b.String(), p.bold, p.centered
}

type inliner struct {
	b        strings.Builder
	runes    int
	bold     []format.Span
	deep     int // open bold marks
	centered bool
}

func (p *inliner) put(s string) {
	n := utf8.RuneCountInString(s)
	if p.deep > 0 && n > 0 {
		if k := len(p.bold); k > 0 && p.bold[k-1].End == p.runes {
			p.bold[k-1].End += n
		} else {
			p.bold = append(p.bold, format.Span{Start: p.runes, End: p.runes + n})
		}
	}
	p.b.WriteString(s)
	p.runes += n
}

// deepest nesting of links and emphasis that is followed.
const deepest = 8

func (p *inliner) run(s string, depth int) {
	if depth > deepest {
		p.put(s)
		return
	}
	for len(s) > 0 {
		i := strings.IndexAny(s, "*_`[\\<&~$!")
		if i < 0 {
			p.put(s)
			return
		}
		before := s[:i]
		p.put(before)
		s = s[i:]
		n := 0
		switch s[0] {
		case '\\':
			if len(s) > 1 && isPunct(s[1]) {
				p.put(s[1:2])
				n = 2
			}
		case '*', '_':
			n = p.emphasis(s, before, depth)
		case '~':
			if strings.HasPrefix(s, "~~") {
				if k := strings.Index(s[2:], "~~"); k > 0 {
					p.run(s[2:2+k], depth+1)
					n = 2 + k + 2
				}
			}
		case '`':
			if k := strings.IndexByte(s[1:], '`'); k > 0 {
				p.put(s[1 : 1+k])
				n = k + 2
			}
		case '!':
			if strings.HasPrefix(s, "![") {
				if _, _, k := link(s[1:]); k > 0 {
					n = 1 + k
				}
			}
		case '[':
			if label, _, k := link(s); k > 0 {
				p.run(label, depth+1)
				n = k
			}
		case '<':
			n = p.angle(s)
		case '&':
			if k := strings.IndexByte(s[:min(len(s), 12)], ';'); k > 0 {
				if t := html.UnescapeString(s[:k+1]); t != s[:k+1] {
					p.put(t)
					n = k + 1
				}
			}
		case '$':
			if t, k := formula(s); k > 0 {
				p.put(t)
				n = k
			}
		}
		if n == 0 {
			p.put(s[:1])
			n = 1
		}
		s = s[n:]
	}
}

// emphasis reads *x*, **x**, ***x*** and the same with _. Chinese text sets
// the marks against each other without blanks, so only what surely is none is
// let stand: 3*4*5, snake_case, a mark without a partner.
func (p *inliner) emphasis(s, before string, depth int) int {
	c := s[0]
	n := 1
	for n < len(s) && n < 3 && s[n] == c {
		n++
	}
	mark := s[:n]
	end := strings.Index(s[n:], mark)
	if end <= 0 || n == 1 && end > 600 {
		if n > 1 && end == 0 { // **** : empty emphasis
			return 2 * n
		}
		return p.literal(mark)
	}
	inner := s[n : n+end]
	after := s[n+end+n:]
	if n == 1 && (strings.TrimSpace(inner) != inner || ascii(before, true) && ascii(after, false)) {
		return p.literal(mark)
	}
	if c == '_' && (ascii(before, true) || ascii(after, false) || strings.Trim(inner, "_ ") == "") {
		return p.literal(mark)
	}
	if n > 1 {
		p.deep++
	}
	p.run(inner, depth+1)
	if n > 1 {
		p.deep--
	}
	return 2*n + end
}

func (p *inliner) literal(mark string) int {
	p.put(mark)
	return len(mark)
}

// ascii reports a letter or digit at the end or start of s.
func ascii(s string, end bool) bool {
	if s == "" {
		return false
	}
	c := s[0]
	if end {
		c = s[len(s)-1]
	}
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !ascii(string(c), false)
}

// link parses [label](target); n is 0 for what is none, such as 〔…〕 written
// [2025] before a remark in brackets.
func link(s string) (label, target string, n int) {
	depth, i := 0, 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			depth--
		}
		if depth == 0 || i > 2000 {
			break
		}
	}
	if i+1 >= len(s) || depth != 0 || s[i+1] != '(' {
		return "", "", 0
	}
	depth = 0
	for k := i + 1; k < len(s) && k < i+4000; k++ {
		switch s[k] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			target = strings.TrimSpace(s[i+2 : k])
			if !isTarget(target) {
				return "", "", 0
			}
			return s[1:i], target, k + 1
		}
	}
	return "", "", 0
}

func isTarget(s string) bool {
	if s == "" {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(s); r >= utf8.RuneSelf {
		return strings.Contains(s, ".") && !strings.Contains(s, "。")
	}
	return strings.ContainsAny(s, "./#:")
}

// angle reads <http://…> and HTML tags.
func (p *inliner) angle(s string) int {
	if strings.HasPrefix(s, "<!--") {
		if k := strings.Index(s, "-->"); k > 0 {
			return k + 3
		}
		return len(s)
	}
	if strings.HasPrefix(s, "<http") {
		if k := strings.IndexAny(s, "> "); k > 0 && s[k] == '>' {
			p.put(s[1:k])
			return k + 1
		}
	}
	name, end := tag(s)
	if end == 0 {
		return 0
	}
	switch strings.ToLower(name) {
	case "b", "strong":
		if s[1] == '/' {
			p.deep = max(0, p.deep-1)
		} else {
			p.deep++
		}
	case "center":
		p.centered = true
	case "p", "div", "h1", "h2", "h3":
		t := strings.ToLower(s[:end])
		p.centered = p.centered || strings.Contains(t, "center")
	}
	return end
}

// formula reads the inline formulas that OCR tools write numbers in: $95\%$.
func formula(s string) (plain string, n int) {
	k := strings.IndexByte(s[1:min(len(s), 40)], '$')
	if k <= 0 {
		return "", 0
	}
	inner := s[1 : 1+k]
	plain = formulaMarks.Replace(inner)
	if strings.Trim(plain, "0123456789.,%~+-—×/=<>≥≤±") != "" || strings.Trim(plain, ".,~+-") == "" {
		return "", 0
	}
	return plain, k + 2
}

var formulaMarks = strings.NewReplacer(`\%`, "%", `\sim`, "~", `\times`, "×", `\geq`, "≥", `\leq`, "≤", `\ge`, "≥", `\le`, "≤", `\pm`, "±", " ", "", "{", "", "}", "", "~", "~")
