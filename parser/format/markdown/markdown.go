// Package markdown reads Markdown as the text it stands for: headings become
// levels, ** becomes bold, tables become rows, and the marks themselves, links
// and front matter go. It is made for notices that tools turned into Markdown,
// where a line is a paragraph: CommonMark would join them.
package markdown

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/html"
	"yaodian/parser/format/text"
)

// Read reads Markdown. Text without any marks reads as plain text does.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	t, err := text.Decode(data, lim)
	if err != nil {
		return nil, err
	}
	c := &format.Content{MediaType: "text/markdown", Charset: t.Name, Warnings: text.Warnings(t)}
	r := reader{content: c, lines: text.Lines(t.String)}
	r.frontMatter()
	for n := 0; r.at < len(r.lines); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.next()
	}
	c.Blocks = text.Assemble(r.out)
	return c, nil
}

type reader struct {
	content *format.Content
	lines   []text.Line
	at      int
	out     []text.Styled
	fence   string // the mark that closes the code block; "" outside
	comment bool   // inside <!-- -->
	apart   bool   // a rule or the like stands above the next line
	tables  int
}

// frontMatter takes the block between --- and --- at the head as facts.
func (r *reader) frontMatter() {
	const most = 60
	if len(r.lines) < 3 || r.lines[0].Text != "---" {
		return
	}
	for i := 1; i < len(r.lines) && i < most; i++ {
		s := r.lines[i].Text
		if s == "---" || s == "..." {
			for _, l := range r.lines[1:i] {
				k, v, _ := strings.Cut(l.Text, ":")
				if f, ok := format.FactLabel(k); ok {
					r.content.SetFact(f, strings.Trim(v, ` "'`))
				}
			}
			r.at = i + 1
			return
		}
		if !strings.Contains(s, ":") && !strings.HasPrefix(s, "-") {
			return
		}
	}
}

// next reads the construct at the current line.
func (r *reader) next() {
	l := r.lines[r.at]
	s := l.Text
	switch {
	case r.fence != "":
		r.at++
		if strings.HasPrefix(s, r.fence) && strings.Trim(s, r.fence[:1]) == "" {
			r.fence = ""
			return
		}
		r.add(text.Styled{Text: s, Gap: l.Gap})
		return
	case r.comment:
		r.at++
		_, rest, ok := strings.Cut(s, "-->")
		if r.comment = !ok; ok {
			r.inline(strings.TrimSpace(rest), l.Gap, text.Styled{})
		}
		return
	case strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~"):
		r.at++
		r.fence, r.apart = s[:3], true
		return
	case strings.HasPrefix(s, "<!--") && !strings.Contains(s, "-->"):
		r.at++
		r.comment, r.apart = true, true
		return
	case isRule(s):
		r.at++
		r.underline(s, l.Gap)
		r.apart = true
		return
	case len(s) > 6 && strings.EqualFold(s[:6], "<table"):
		if r.htmlTable() {
			return
		}
	case strings.Contains(s, "|"):
		if r.table() {
			return
		}
	case isDefinition(s):
		r.at++
		return
	}
	r.at++
	for strings.HasPrefix(s, ">") {
		s = strings.TrimSpace(s[1:])
		l.Gap = max(l.Gap, 1)
	}
	if level, rest := heading(s); level > 0 {
		r.inline(rest, l.Gap, text.Styled{Level: level, Break: true})
		r.apart = true
		return
	}
	if rest, ok := bullet(s); ok {
		r.inline(rest, l.Gap, text.Styled{Break: true})
		return
	}
	r.inline(s, l.Gap, text.Styled{})
}

func (r *reader) add(l text.Styled) {
	if !l.Trim() {
		return
	}
	l.Break = l.Break || r.apart
	r.apart = false
	r.out = append(r.out, l)
}

// inline takes the marks out of s and adds its lines, one for each <br>.
func (r *reader) inline(s string, gap int, like text.Styled) {
	for i, part := range splitBreaks(s) {
		l := like
		if i > 0 {
			l.Gap, l.Break = 0, false
		} else {
			l.Gap = gap
		}
		l.Text, l.Bold, l.Centered = spans(part)
		r.add(l)
	}
}

// underline makes the line above a === a heading; --- does so only for a short
// line that stands alone and states no value, since most --- are rules.
func (r *reader) underline(s string, gap int) {
	if gap > 0 || len(r.out) == 0 {
		return
	}
	prev := &r.out[len(r.out)-1]
	short := utf8.RuneCountInString(prev.Text) <= 60 && !strings.ContainsAny(prev.Text, "。；：:")
	switch {
	case prev.Level > 0 || prev.Row || !short:
	case s[0] == '=':
		prev.Level = 1
	case s[0] == '-' && (prev.Gap > 0 || len(r.out) == 1) && !strings.Contains(s, " "):
		prev.Level = 2
	}
}

func isRule(s string) bool {
	if len(s) < 3 || s[0] != '-' && s[0] != '*' && s[0] != '_' && s[0] != '=' {
		return false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case s[0]:
			n++
		case ' ', '\t':
		default:
			return false
		}
	}
	return n >= 3
}

// isDefinition reports the target of a reference link: [1]: http://…
func isDefinition(s string) bool {
	if s[0] != '[' {
		return false
	}
	i := strings.Index(s, "]:")
	return i > 0 && (strings.Contains(s[i:], "://") || strings.HasPrefix(strings.TrimSpace(s[i+2:]), "/"))
}

// heading parses an ATX heading. Tools leave the blank after # out, so before
// a character that is not ASCII it is not asked for.
func heading(s string) (level int, rest string) {
	for level < len(s) && s[level] == '#' {
		level++
	}
	if level == 0 || level > 6 || level == len(s) || s[level] != ' ' && s[level] != '\t' && s[level] < utf8.RuneSelf {
		return 0, s
	}
	return level, strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s[level:]), "#"))
}

// bullet takes the mark of a list item off.
func bullet(s string) (rest string, ok bool) {
	if len(s) > 2 && (s[0] == '-' || s[0] == '*' || s[0] == '+') && (s[1] == ' ' || s[1] == '\t') {
		rest = strings.TrimSpace(s[2:])
		for _, box := range []string{"[ ] ", "[x] ", "[X] "} {
			rest = strings.TrimPrefix(rest, box)
		}
		return rest, true
	}
	return s, false
}

// htmlTable reads a table in HTML, on one line or many.
func (r *reader) htmlTable() bool {
	var src strings.Builder
	for i := r.at; i < len(r.lines); i++ {
		src.WriteString(r.lines[i].Text)
		src.WriteByte('\n')
		if strings.Contains(strings.ToLower(r.lines[i].Text), "</table>") {
			blocks := html.Table(src.String(), r.tables+1)
			if blocks == nil {
				return false
			}
			r.at = i + 1
			for _, b := range blocks {
				r.tables = max(r.tables, b.Table)
				r.out = append(r.out, text.Styled{Text: b.Text, Bold: b.Bold, Break: true, Row: b.Kind == format.Row, Table: b.Table, Carried: b.Carried})
			}
			r.apart = true
			return true
		}
	}
	return false
}

// table reads a pipe table: a row, the line of dashes, rows. Without the line
// of dashes two rows that open and close with a pipe are asked for.
func (r *reader) table() bool {
	end := r.at
	for end < len(r.lines) && strings.Contains(r.lines[end].Text, "|") && (end == r.at || r.lines[end].Gap == 0) {
		end++
	}
	rows := r.lines[r.at:end]
	if len(rows) < 2 || !isDashes(rows[1].Text) && !(isRow(rows[0].Text) && isRow(rows[1].Text)) {
		return false
	}
	r.tables++
	for _, l := range rows {
		if isDashes(l.Text) {
			continue
		}
		if row := cells(l.Text, r.tables); row.Text != "" {
			r.out = append(r.out, row)
		}
	}
	r.at, r.apart = end, true
	return true
}

func isRow(s string) bool {
	return len(s) > 2 && s[0] == '|' && s[len(s)-1] == '|' && strings.Count(s, "|") >= 3
}

func isDashes(s string) bool {
	return strings.Contains(s, "-") && strings.Trim(s, "|-: \t") == "" && strings.Contains(s, "|")
}

func cells(s string, table int) text.Styled {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "|"), "|")
	row := text.Styled{Row: true, Table: table}
	var b strings.Builder
	at, filled := 0, false
	for i, cell := range splitPipes(s) {
		if i > 0 {
			b.WriteByte('\t')
			at++
		}
		var joined text.Styled
		for _, part := range splitBreaks(cell) {
			l := text.Styled{}
			l.Text, l.Bold, _ = spans(part)
			if !l.Trim() {
				continue
			}
			if joined.Text != "" && !text.CellBreak(joined.Text, l.Text) {
				joined.Text += " "
			}
			n := utf8.RuneCountInString(joined.Text)
			for _, k := range l.Bold {
				joined.Bold = append(joined.Bold, format.Span{Start: k.Start + n, End: k.End + n})
			}
			joined.Text += l.Text
		}
		filled = filled || joined.Text != ""
		for _, k := range joined.Bold {
			row.Bold = append(row.Bold, format.Span{Start: k.Start + at, End: k.End + at})
		}
		joined.Text = strings.ReplaceAll(joined.Text, "\t", " ")
		b.WriteString(joined.Text)
		at += utf8.RuneCountInString(joined.Text)
	}
	if filled {
		row.Text = strings.TrimRight(b.String(), "\t ")
	}
	return row
}

func splitPipes(s string) []string {
	if !strings.Contains(s, `\|`) {
		return strings.Split(s, "|")
	}
	parts := strings.Split(strings.ReplaceAll(s, `\|`, "\x00"), "|")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "\x00", "|")
	}
	return parts
}

// Sniff reports that text without a telling name is Markdown: at least three
// marks that plain notices do not have.
func Sniff(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	signs := 2 * min(bytes.Count(head, []byte("](http")), 2)
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		switch line[0] {
		case '#':
			if level, _ := heading(string(line)); level > 0 {
				signs++
			}
		case '|':
			if isDashes(string(line)) {
				signs += 3
			}
		case '-', '*', '+':
			if bytes.HasPrefix(line[1:], []byte(" **")) || bytes.HasPrefix(line[1:], []byte(" [")) {
				signs++
			}
		}
		if i := bytes.Index(line, []byte("**")); i >= 0 && bytes.Contains(line[i+3:min(len(line), i+400)], []byte("**")) {
			signs++
		}
		if signs >= 3 {
			return true
		}
	}
	return false
}
