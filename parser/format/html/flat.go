package html

import (
	"context"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
)

// flat reads the tags as a stream: block elements and <br> break lines, bold
// is counted, scripts are left out. It uses memory for the text only, however
// deep the nesting and however many the attributes.
func flat(ctx context.Context, src string, lim format.Limits) []format.Block {
	w := newWalker(lim)
	z := xhtml.NewTokenizer(strings.NewReader(src))
	var hidden atom.Atom // the element whose content is left out
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil
		}
		switch z.Next() {
		case xhtml.ErrorToken:
			w.flush()
			return w.finish()
		case xhtml.TextToken:
			if hidden == 0 {
				for _, r := range string(z.Text()) {
					w.char(r)
				}
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case hidden != 0:
			case a == atom.Script || a == atom.Style || a == atom.Title || a == atom.Textarea || a == atom.Noscript:
				hidden = a
			case a == atom.Br:
				w.br()
			case a == atom.B || a == atom.Strong:
				w.bold++
			case a != 0 && blocks[a]:
				w.flush()
				w.level = headings[a]
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case a == hidden && hidden != 0:
				hidden = 0
			case hidden != 0:
			case a == atom.B || a == atom.Strong:
				w.bold = max(0, w.bold-1)
			case a != 0 && blocks[a]:
				w.flush()
				w.level = 0
			}
		}
	}
}
