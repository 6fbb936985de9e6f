package html

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yaodian/parser/format"
)

// selector names an element that content management systems of government
// sites put the document in. A weak one is used by others for the whole page
// too and must hold most of its text.
type selector struct {
	id, class, tag string // lower case; one of them
	weak           bool
}

// selectors in order of trust.
var selectors = []selector{
	{tag: "ucapcontent"}, // 国办 guideline for pages of government sites
	{id: "ucap-content"}, // gov.cn
	{class: "trs_editor"},
	{class: "trs_ueditor"},
	{id: "zoom"},
	{id: "zoomcon"},
	{id: "vsb_content"}, {class: "v_news_content"}, // 博达
	{id: "js_content"}, // 微信公众号
	{class: "pages_content"},
	{class: "article-content"}, {class: "article_content"}, {id: "article_content"}, {id: "article-content"}, {class: "content_article"},
	{class: "article-con"}, {class: "article_con"}, {class: "articlecontent"}, {class: "articlecon"}, {id: "articlecontent"},
	{class: "xxgk-content"}, {class: "xxgk_content"}, {class: "xxgkcontent"}, {class: "gkxl-content"}, {class: "gk_content"}, {class: "zwgk_content"},
	{class: "detail-content"}, {class: "detail_content"}, {id: "detailcon"}, {class: "detailcontent"}, {id: "detailcontent"},
	{class: "news_content"}, {class: "news-content"}, {class: "newscontent"}, {id: "newscontent"}, {class: "news_con"},
	{class: "view-content"}, {class: "info-content"}, {class: "info_content"}, {class: "contenttext"}, {id: "contenttext"},
	{class: "main-text"}, {id: "maintext"}, {class: "artcontent"}, {class: "art_con"}, {class: "arc_cont"}, {id: "artibody"}, {class: "artibody"},
	{class: "custom_unionstyle"}, {class: "conttxt"}, {class: "con_text"}, {class: "txtcont"}, {class: "txt_content"}, {class: "bt_content"}, {class: "wz_nr"}, {class: "wzcon"}, {class: "wznr"}, {class: "neirong"},
	{id: "contentbody"}, {id: "content-body"}, {class: "content-body"}, {class: "content_body"}, {class: "entry-content"}, {class: "rich_media_content"},
	{class: "zoom", weak: true}, {class: "nr", weak: true}, {class: "content", weak: true}, {id: "content", weak: true}, {tag: "article", weak: true}, {class: "article", weak: true}, {tag: "main", weak: true}, {class: "main", weak: true},
}

// noiseWords are words in the class or id of elements that are no part of a
// document.
const noiseWords = "footer foot copyright breadcrumb breadcrumbs crumb crumbs curb nav navbar menu sidebar share bshare bdshare bdsharebuttonbox sharebox social qrcode ewm login search toolbar quickbar print fontsize setfont pagination prevnext related recommend comment comments banner toplink link links friendlink"

var noiseSet = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(noiseWords) {
		set[w] = true
	}
	return set
})

var noisyTags = atoms("nav footer aside")

// mass is how much text an element holds, in characters without blanks.
type mass struct {
	text  int // outside links
	links int
	prose int // text that reads like prose: long or punctuated
}

type page struct {
	root  *xhtml.Node
	mass  map[*xhtml.Node]mass
	found [][]*xhtml.Node // by selector, those inside another one left out
	h1    string          // first heading that could be the title
	roots []*xhtml.Node
	// unhide takes hidden elements as seen: some pages hide all until a
	// script has run.
	unhide bool
}

// survey measures all elements and notes those that selectors name. When next
// to no text is visible it looks again at what is hidden.
func (p *page) survey() {
	const little = 40 // characters
	if m := p.measure(); m.prose+m.text < little {
		p.unhide = true
		p.measure()
	}
}

func (p *page) measure() mass {
	p.mass = map[*xhtml.Node]mass{}
	p.found = make([][]*xhtml.Node, len(selectors))
	return p.visit(p.root, false, make([]int, len(selectors)))
}

func (p *page) hidden(n *xhtml.Node) bool {
	return !p.unhide && n.DataAtom != atom.Body && n.DataAtom != atom.Html && styleOf(n).hidden
}

// skip reports what the walker leaves out.
func (p *page) skip(n *xhtml.Node) bool { return p.hidden(n) || p.noisy(n) }

func (p *page) visit(n *xhtml.Node, link bool, inside []int) (m mass) {
	switch n.Type {
	case xhtml.TextNode:
		k, punct := measureText(n.Data)
		if link {
			m.links = k
		} else {
			m.text = k
			if k >= 25 || punct {
				m.prose = k
			}
		}
		return m
	case xhtml.ElementNode:
		if invisible(n) {
			return m
		}
		if p.hidden(n) {
			return m
		}
		link = link || n.DataAtom == atom.A
	}
	named := p.match(n)
	for _, i := range named {
		if inside[i] == 0 {
			p.found[i] = append(p.found[i], n)
		}
		inside[i]++
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		k := p.visit(c, link, inside)
		m.text, m.links, m.prose = m.text+k.text, m.links+k.links, m.prose+k.prose
	}
	for _, i := range named {
		inside[i]--
	}
	if n.Type != xhtml.ElementNode {
		return m
	}
	if n.DataAtom == atom.H1 && p.h1 == "" && !isNoise(n) {
		if t := textOf(n); utf8.RuneCountInString(t) >= 5 && utf8.RuneCountInString(t) < 120 && !strings.ContainsAny(t, ">＞") {
			p.h1 = t
		}
	}
	p.mass[n] = m
	if p.noisy(n) {
		return mass{}
	}
	return m
}

func measureText(s string) (n int, punct bool) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
			punct = punct || r == '。' || r == '，' || r == '；'
		}
	}
	return n, punct
}

// selectorIndex finds selectors by what they name.
var selectorIndex = sync.OnceValue(func() (x struct{ id, class, tag map[string][]int }) {
	x.id, x.class, x.tag = map[string][]int{}, map[string][]int{}, map[string][]int{}
	for i, s := range selectors {
		switch {
		case s.id != "":
			x.id[s.id] = append(x.id[s.id], i)
		case s.class != "":
			x.class[s.class] = append(x.class[s.class], i)
		default:
			x.tag[s.tag] = append(x.tag[s.tag], i)
		}
	}
	return x
})

// match lists the selectors that name n.
func (p *page) match(n *xhtml.Node) (out []int) {
	if n.Type != xhtml.ElementNode {
		return nil
	}
	x := selectorIndex()
	out = append(out, x.tag[n.Data]...)
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			out = append(out, x.id[strings.ToLower(a.Val)]...)
		case "class":
			if len(a.Val) < 1000 {
				for _, c := range strings.Fields(strings.ToLower(a.Val)) {
					out = append(out, x.class[c]...)
				}
			}
		}
	}
	return out
}

// noisy reports an element that is furniture by its name and has not the mass
// of a document.
func (p *page) noisy(n *xhtml.Node) bool {
	if n.Type != xhtml.ElementNode || n.DataAtom == atom.Body || n.DataAtom == atom.Html || !isNoise(n) {
		return false
	}
	m, ok := p.mass[n]
	return ok && m.prose < 300
}

func isNoise(n *xhtml.Node) bool {
	if noisyTags[n.DataAtom] {
		return true
	}
	for _, a := range n.Attr {
		if a.Key != "class" && a.Key != "id" || len(a.Val) > 200 {
			continue
		}
		for _, w := range strings.FieldsFunc(strings.ToLower(a.Val), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r >= '0' && r <= '9' }) {
			if noiseSet()[w] {
				return true
			}
		}
	}
	return false
}

// content returns the elements that hold the document, in page order.
func (p *page) content() []*xhtml.Node {
	whole := p.descend(p.root)
	most := p.mass[whole]
	for i, s := range selectors {
		var m mass
		best := -1
		for k, n := range p.found[i] {
			c := p.mass[n]
			m.text, m.prose, m.links = m.text+c.text, m.prose+c.prose, m.links+c.links
			if best < 0 || c.text > p.mass[p.found[i][best]].text {
				best = k
			}
		}
		switch {
		case m.text+m.links < 20:
			continue
		case s.weak:
			n := p.found[i][best]
			if p.mass[n].prose*10 < most.prose*6 || p.mass[n].prose == 0 {
				continue
			}
			p.roots = []*xhtml.Node{p.descend(n)}
		case m.prose*4 < most.prose && most.prose > 200:
			continue
		default:
			p.roots = p.found[i]
		}
		return p.roots
	}
	p.roots = []*xhtml.Node{whole}
	return p.roots
}

// descend goes to the smallest element that holds nearly all the prose of n,
// not into a table of data.
func (p *page) descend(n *xhtml.Node) *xhtml.Node {
	for {
		if n.DataAtom == atom.Table && isData(n, rowsOf(n)) {
			return n
		}
		total := p.mass[n].prose
		if n.Type == xhtml.DocumentNode {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				total = max(total, p.mass[c].prose)
			}
		}
		var next *xhtml.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == xhtml.ElementNode && p.mass[c].prose*100 >= total*92 && total > 0 && !p.noisy(c) && c.DataAtom != atom.P && c.DataAtom != atom.Span {
				next = c
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
}

// title is what the page shows as the title of the document.
func (p *page) title(c *format.Content) string {
	if t := c.Facts[format.FactTitle]; t != "" {
		return t
	}
	return p.h1
}

// withTitle puts the title before the blocks unless they open with it.
func withTitle(c *format.Content, title string) []format.Block {
	title = strings.Join(strings.Fields(title), " ")
	if title == "" || len(c.Blocks) == 0 {
		return c.Blocks
	}
	var head strings.Builder
	for _, b := range c.Blocks[:min(len(c.Blocks), 12)] {
		head.WriteString(squash(b.Text[:min(len(b.Text), 600)]))
	}
	if strings.Contains(head.String(), squash(title)) {
		return c.Blocks
	}
	return append([]format.Block{{Text: title, Level: 1, Centered: true}}, c.Blocks...)
}

func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}

// textOf is all the text below n, blanks collapsed.
func textOf(n *xhtml.Node) string {
	var b strings.Builder
	var add func(*xhtml.Node)
	add = func(n *xhtml.Node) {
		if n.Type == xhtml.TextNode && b.Len() < 2000 {
			b.WriteString(n.Data)
		}
		if n.Type == xhtml.ElementNode && invisible(n) {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			add(c)
		}
	}
	add(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
