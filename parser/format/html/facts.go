package html

import (
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
)

// metaFacts are the names of meta tags that the guideline for government
// sites prescribes, in lower case.
var metaFacts = map[string]format.Fact{
	"articletitle": format.FactTitle, "pubdate": format.FactPublish, "contentsource": format.FactSource,
	"sitename": format.FactSite, "columnname": format.FactTopic,
}

// facts reads meta tags, and the labelled values that stand outside the
// document: 索引号, 发文机关 and their like.
func (p *page) facts(c *format.Content) {
	var pieces []piece
	var visit func(n *xhtml.Node, cell bool)
	visit = func(n *xhtml.Node, cell bool) {
		switch n.Type {
		case xhtml.TextNode:
			if s := strings.TrimSpace(n.Data); s != "" && len(s) < 1000 {
				pieces = append(pieces, piece{s, cell})
			}
			return
		case xhtml.ElementNode:
			switch n.DataAtom {
			case atom.Meta:
				if f, ok := metaFacts[strings.ToLower(attr(n, "name"))]; ok {
					c.SetFact(f, attr(n, "content"))
				}
			case atom.Script, atom.Style, atom.Option, atom.Title:
				return
			case atom.Td, atom.Th, atom.Dt:
				cell = true
			}
			if n.Data == "ucaptitle" {
				c.SetFact(format.FactTitle, textOf(n))
			}
			if slices.Contains(p.roots, n) {
				return
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			visit(k, cell)
		}
	}
	visit(p.root, false)
	for i, s := range pieces {
		key, value, colon := cutColon(s.text)
		f, ok := format.FactLabel(key)
		if !ok || !colon && !s.cell {
			continue
		}
		if strings.TrimSpace(value) == "" && i+1 < len(pieces) {
			value = pieces[i+1].text
			if k, _, _ := cutColon(value); isLabel(k) {
				continue
			}
		}
		c.SetFact(f, strings.Join(strings.Fields(value), " "))
	}
}

// piece is the text between two tags.
type piece struct {
	text string
	cell bool // in a table or definition list
}

func isLabel(s string) bool {
	_, ok := format.FactLabel(s)
	return ok
}

func cutColon(s string) (key, value string, ok bool) {
	if i := strings.IndexAny(s, "：:"); i >= 0 {
		n := 1
		if strings.HasPrefix(s[i:], "：") {
			n = len("：")
		}
		return s[:i], s[i+n:], true
	}
	return s, "", false
}
