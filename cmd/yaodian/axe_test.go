package main

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeFile is the checker of accessibility that .ci/needs fetches.
const axeFile = "../../.ci/tools/node_modules/axe-core/axe.min.js"

// Every page passes axe-core's rules of WCAG 2.2 A and AA, light and dark.
func TestBrowserAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("%v; `make needs` fetches it", err)
	}
	s := startSite(t, false)
	pages := s.pages()
	for _, scheme := range []string{"light", "dark"} {
		s.media("prefers-color-scheme", scheme)
		for _, path := range pages {
			s.open(path)
			s.checkAxe(axe, path+" ("+scheme+")")
		}
	}
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

// The page needs no mouse.
func TestBrowserKeyboard(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	focused := `document.activeElement.matches("%") `
	s.run(chromedp.KeyEvent("\t"))
	if !eval[bool](s, strings.ReplaceAll(focused, "%", ".skip")) {
		t.Error("the first stop is not the link that skips the navigation")
	}
	for range 40 {
		if eval[bool](s, strings.ReplaceAll(focused, "%", "a.pair")) {
			break
		}
		s.run(chromedp.KeyEvent("\t"))
	}
	s.run(chromedp.KeyEvent("\r"), chromedp.WaitReady(chromedp.CSS("article.link")))
	s.checkForeign()
}
