package main

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axeFile is the checker of accessibility that .ci/needs fetches.
const axeFile = "../../.ci/tools/node_modules/axe-core/axe.min.js"

// Every page, light in Chinese and dark in English, passes axe-core's rules of
// WCAG 2.2 A and AA, has little script and asks no other host, needs no wide
// screen, and prints.
func TestBrowserEveryPage(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("%v; `make needs` fetches it", err)
	}
	s := startSite(t, false)
	pages := s.pages()
	for scheme, lang := range map[string]string{"light": "zh", "dark": "en"} {
		s.media("prefers-color-scheme", scheme)
		s.open("/lang/" + lang)
		for _, path := range pages {
			s.open(path)
			s.checkFigures(path)
			s.checkAxe(axe, path+" ("+scheme+", "+lang+")")
			name := pictureName(path)
			s.whole(name + "-" + scheme)
			if scheme == "light" {
				s.save(name+".pdf", get(s, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4))))
			}
			s.resize(320, 700)
			if over := eval[int](s, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s (%s) sticks out sideways by %d px at a width of 320", path, lang, over)
			}
			s.whole(name + "-narrow-" + lang)
			s.resize(1360, 900)
		}
	}
	s.checkForeign()
}

// checkAxe runs the checker on the page that is open.
func (s *site) checkAxe(axe []byte, name string) {
	s.t.Helper()
	eval[bool](s, string(axe)+";true")
	found := eval[string](s, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map(n => "   " + n.html.slice(0, 200) + "\n   " + n.failureSummary).join("\n")).join("\n"))`)
	if found != "" {
		s.t.Errorf("%s:\n%s", name, found)
	}
}

// pictureName names the picture of a page after its address.
func pictureName(path string) string {
	path, query, _ := strings.Cut(path, "?")
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	parts = slices.DeleteFunc(parts, func(p string) bool { return len(p) >= 16 }) // ids
	if query != "" {
		parts = append(parts, "filled")
	}
	return "page-" + cmp.Or(strings.Join(parts, "-"), "home")
}

// whole takes a picture of the open page from top to bottom.
func (s *site) whole(name string) {
	s.t.Helper()
	s.save(name+".png", get(s, chromedp.FullScreenshot(100)))
}

// tabTo presses Tab until the focus is on an element that fits.
func (s *site) tabTo(selector string) {
	s.t.Helper()
	for range 200 {
		if eval[bool](s, `document.activeElement.matches("`+selector+`")`) {
			return
		}
		s.run(chromedp.KeyEvent("\t"))
	}
	s.t.Fatalf("Tab does not reach %s", selector)
}

// The page needs no mouse: from the list to a document, from a fact to its row
// and back, by a filter, to the comparison.
func TestBrowserKeyboard(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.run(chromedp.KeyEvent("\t"))
	if !eval[bool](s, `document.activeElement.matches(".skip")`) {
		t.Error("the first stop is not the link that skips the navigation")
	}
	s.tabTo("#file") // the way in for files has a place in the order
	s.tabTo("a.title")
	s.run(chromedp.KeyEvent("\r"), chromedp.WaitReady(chromedp.CSS(".panes")))
	s.tabTo("#by-office")
	s.run(chromedp.KeyEvent(kb.ArrowDown))
	s.until(`document.querySelector("#by-office").value !== "" && document.querySelector(".item[hidden]") !== null`)
	s.run(chromedp.KeyEvent(kb.ArrowUp))
	s.until(`document.querySelector(".item[hidden]") === null`)
	s.tabTo(".text .f.target")
	s.run(chromedp.KeyEvent("\r"))
	s.until(`document.querySelector(".item.here .flash") !== null`)
	s.tabTo(".item h2 a")
	s.run(chromedp.KeyEvent("\r"))
	s.until(`document.querySelector(".text .here") !== null`)

	s.open("/")
	s.tabTo("a.pair")
	s.run(chromedp.KeyEvent("\r"), chromedp.WaitReady(chromedp.CSS("article.link")))
	s.tabTo(`.tile.unchanged input`)
	s.run(chromedp.KeyEvent(" "))
	s.until(`[...document.querySelectorAll("article.link.unchanged")].every(e => !e.hidden)`)
	s.checkForeign()
}
