package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// pages holds the templates of each page for each language: the language is
// bound when templates are parsed, so that {{t "key"}} needs no argument.
type pages map[string]map[string]*template.Template

// view is what every template gets; Data is the page's own.
type view struct {
	Lang    string // zh | en
	Path    string // of this page, for the language switch
	Version string
	Visitor Visitor
	Data    any
}

func loadPages(a assets) (pages, error) {
	msgs, err := loadMessages()
	if err != nil {
		return nil, err
	}
	dir := sub("templates")
	names, err := template.New("").Funcs(functions("zh", msgs, a)).ParseFS(dir, "*.html")
	if err != nil {
		return nil, err
	}
	out := pages{}
	for _, lang := range languages {
		out[lang] = map[string]*template.Template{}
		for _, t := range names.Templates() {
			name := t.Name()
			if path.Ext(name) != ".html" || name == "layout.html" {
				continue
			}
			out[lang][name], err = template.New("layout.html").Funcs(functions(lang, msgs, a)).ParseFS(dir, "layout.html", name)
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func functions(lang string, msgs messages, a assets) template.FuncMap {
	return template.FuncMap{
		"t": func(key string, args ...any) (string, error) {
			m, ok := msgs[key]
			if !ok {
				return "", fmt.Errorf("no message %q", key)
			}
			if len(args) == 0 {
				return m[lang], nil
			}
			return fmt.Sprintf(m[lang], args...), nil
		},
		"asset": a.url,
		"bytes": humanBytes,
		"lower": strings.ToLower,
		"pick": func(zh, en string) string {
			if lang == "en" {
				return en
			}
			return zh
		},
	}
}

// render writes one page. A template that fails shows as an error, never as
// half a page.
func (s *site) render(c *gin.Context, status int, name string, data any) {
	lang := languageOf(c.Request)
	var b bytes.Buffer
	v := view{Lang: lang, Path: c.Request.URL.RequestURI(), Version: s.Version, Visitor: s.Visitor(c.Request.Context()), Data: data}
	if err := s.pages[lang][name].Execute(&b, v); err != nil {
		f := s.Explain(c.Request.Context(), fmt.Errorf("page %s: %w", name, err))
		c.String(http.StatusInternalServerError, "%s", f.Detail)
		return
	}
	c.Header("Vary", "Cookie, Accept-Language")
	if !v.Visitor.SignedIn { // a page seen by token must not come back after signing out
		c.Header("Cache-Control", "no-cache")
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
}

func humanBytes(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", (n+512)>>10)
	}
	return fmt.Sprintf("%d B", n)
}
