package html

import (
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks are the elements that start on a new line.
var blocks = atoms("address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption option")

// headings give the outline level.
var headings = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}

// unseen elements hold no text of the page.
var unseen = atoms("script style noscript template iframe object embed svg canvas select button input textarea head title link meta audio video map dialog datalist")

func atoms(names string) map[atom.Atom]bool {
	set := map[atom.Atom]bool{}
	for _, n := range strings.Fields(names) {
		set[atom.Lookup([]byte(n))] = true
	}
	return set
}

func invisible(n *xhtml.Node) bool { return unseen[n.DataAtom] && n.DataAtom != 0 }

// style is what attributes say about an element's look.
type style struct {
	bold, light, centered, aligned, hidden bool
}

func styleOf(n *xhtml.Node) (s style) {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			s.hidden = true
		case "align":
			s.aligned = a.Val != ""
			s.centered = strings.EqualFold(strings.TrimSpace(a.Val), "center")
		case "style":
			declarations(a.Val, &s)
		}
	}
	return s
}

func declarations(css string, s *style) {
	for css != "" {
		var d string
		d, css, _ = strings.Cut(css, ";")
		k, v, _ := strings.Cut(d, ":")
		k = strings.ToLower(strings.TrimSpace(k))
		switch k {
		case "font-weight", "display", "visibility", "text-align":
		default:
			continue
		}
		v = strings.ToLower(strings.TrimSpace(v))
		v = strings.TrimSpace(strings.TrimSuffix(v, "!important"))
		switch k {
		case "font-weight":
			w, err := strconv.Atoi(v)
			s.bold = v == "bold" || v == "bolder" || err == nil && w >= 600
			s.light = v == "normal" || v == "lighter" || err == nil && w < 600
		case "display":
			s.hidden = s.hidden || v == "none"
		case "visibility":
			s.hidden = s.hidden || v == "hidden"
		case "text-align":
			s.aligned = v != "" && v != "inherit"
			s.centered = v == "center" || v == "-webkit-center"
		}
	}
}

func attr(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(s))
	return n
}
