// Package html reads web pages, those of government sites above all: it finds
// the document within the page and what the site states about it.
package html

import (
	"bytes"
	"context"
	"strings"

	xhtml "golang.org/x/net/html"

	"yaodian/parser/format"
	"yaodian/parser/format/charset"
	"yaodian/parser/format/text"
)

// longestTag is the size of a start tag, in bytes, beyond which a page is not
// parsed into a tree: attributes of real pages take some hundred bytes, those
// of hostile ones seconds.
const longestTag = 64 << 10

// Read reads a page: meta tags and the list of 索引号 and 发文字号 become facts,
// the document itself becomes blocks. Pages nested too deeply for a tree are
// read as a stream of tags, without looking for the document in the page.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	t, err := text.Decode(data, lim)
	if err != nil {
		return nil, err
	}
	c := &format.Content{MediaType: "text/html", Charset: t.Name, Warnings: text.Warnings(t)}
	src := dropServerCode(t.String)
	if hasLongTag(src) {
		c.Blocks = flat(ctx, src, lim)
		return c, ctx.Err()
	}
	root, err := xhtml.Parse(strings.NewReader(src))
	if err != nil { // more than 512 open elements
		c.Blocks = flat(ctx, src, lim)
		return c, ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := &page{root: root}
	p.survey()
	roots := p.content()
	p.facts(c)
	w := newWalker(lim)
	w.skip = p.skip
	for _, n := range roots {
		w.walk(n)
		w.flush()
	}
	if c.Blocks = w.finish(); len(c.Blocks) == 0 { // all of it looked like furniture
		w.skip = p.hidden
		w.walk(root)
		w.flush()
		c.Blocks = w.finish()
	}
	if w.err != nil {
		return nil, w.err
	}
	c.Blocks = withTitle(c, p.title(c))
	return c, ctx.Err()
}

// dropServerCode takes <% … %> out of pages saved from their source.
func dropServerCode(s string) string {
	if !strings.Contains(s, "<%") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "<%")
		if i < 0 {
			break
		}
		k := strings.Index(s[i:], "%>")
		if k < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i+k+2:]
	}
	b.WriteString(s)
	return b.String()
}

// Table reads the first table in src as rows numbered table; what Markdown
// documents carry. It returns nil when there is none.
func Table(src string, table int) []format.Block {
	if len(src) > 4<<20 || hasLongTag(src) {
		return nil
	}
	root, err := xhtml.Parse(strings.NewReader(src))
	if err != nil {
		return nil
	}
	w := newWalker(format.DefaultLimits)
	w.tables = table - 1
	w.walk(root)
	w.flush()
	return w.finish()
}

func hasLongTag(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || len(s)-i <= longestTag {
			return false
		}
		s = s[i:]
		if j := strings.IndexByte(s[:longestTag], '>'); j >= 0 {
			s = s[j:]
			continue
		}
		// Text after a stray '<' is no tag.
		if c := s[1] | 0x20; c >= 'a' && c <= 'z' {
			return true
		}
		s = s[1:]
	}
}

// openers are the tags that a page or a fragment of one starts with.
var openers = []string{"html", "head", "body", "div", "table", "p", "meta", "title", "script", "style", "link", "section", "article", "main", "span", "center", "font", "h1", "h2", "h3", "ul", "ol", "form", "base", "b", "strong", "br", "header", "iframe"}

// Sniff reports that data starts as an HTML page or fragment does, comments,
// declarations and server-side code aside.
func Sniff(data []byte) bool {
	head := data[:min(len(data), 16<<10)]
	// Without zero bytes there is no '<' in UTF-16.
	if bytes.IndexByte(head, 0) < 0 && !bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f"), []byte("<")) {
		return false
	}
	if n := charset.Detect(head); n == charset.UTF16LE || n == charset.UTF16BE {
		t, _ := charset.Decode(head)
		head = []byte(t.String)
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n\f\x00")
		skipped := false
		for _, s := range []struct{ open, end string }{{"<!--", "-->"}, {"<%", "%>"}, {"<?", ">"}, {"<jsp:", ">"}, {"</jsp:", ">"}} {
			if bytes.HasPrefix(head, []byte(s.open)) {
				i := bytes.Index(head, []byte(s.end))
				if i < 0 {
					return false
				}
				head, skipped = head[i+len(s.end):], true
				break
			}
		}
		if !skipped {
			break
		}
	}
	if len(head) < 3 || head[0] != '<' {
		return false
	}
	lower := bytes.ToLower(head[:min(len(head), 512)])
	if bytes.HasPrefix(lower, []byte("<!doctype html")) {
		return true
	}
	for _, tag := range openers {
		if rest, ok := bytes.CutPrefix(lower[1:], []byte(tag)); ok && len(rest) > 0 && bytes.IndexByte([]byte(" \t\r\n/>"), rest[0]) >= 0 {
			return true
		}
	}
	return false
}
