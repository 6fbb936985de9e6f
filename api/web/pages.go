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
		// A warning's own words are English and exact; the table's are what
		// there is in Chinese. The code stands for what neither has.
		"warning": func(code, message string) string {
			if m, ok := msgs["warn."+code]; ok && (lang != "en" || message == code) {
				return m[lang]
			}
			return message
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

// render writes one page. A template that fails within its first part shows as
// an error; one that fails later breaks the connection off: half a page never
// passes for a whole one.
func (s *site) render(c *gin.Context, status int, name string, data any) {
	lang := languageOf(c.Request)
	v := view{Lang: lang, Path: c.Request.URL.RequestURI(), Version: s.Version, Visitor: s.Visitor(c.Request.Context()), Data: data}
	out := &parts{send: func() {
		c.Writer.Header().Add("Vary", "Cookie, Accept-Language")
		if !v.Visitor.SignedIn { // a page seen by token must not come back after signing out
			c.Header("Cache-Control", "no-cache")
		}
		c.Header("Content-Type", "text/html; charset=utf-8")
		c.Status(status)
	}, to: c.Writer}
	if err := s.pages[lang][name].Execute(out, v); err != nil {
		if c.Request.Context().Err() != nil {
			return // the reader has left
		}
		f := s.Explain(c.Request.Context(), fmt.Errorf("page %s: %w", name, err))
		if out.sent {
			panic(http.ErrAbortHandler)
		}
		c.String(http.StatusInternalServerError, "%s", f.Detail)
		return
	}
	if err := out.finish(); err != nil && c.Request.Context().Err() == nil {
		s.Explain(c.Request.Context(), fmt.Errorf("page %s: %w", name, err))
	}
}

// partSize is how much of a page is held back, and then sent at once, so
// that a browser can show the top of a long page while the rest is made.
const partSize = 32 << 10

// parts passes a page on in parts of partSize.
type parts struct {
	send func() // writes status and headers
	to   gin.ResponseWriter
	buf  bytes.Buffer
	sent bool
}

func (p *parts) Write(b []byte) (int, error) {
	p.buf.Write(b)
	if p.buf.Len() < partSize {
		return len(b), nil
	}
	first := !p.sent
	if err := p.finish(); err != nil {
		return 0, err
	}
	if first {
		p.to.Flush()
	}
	return len(b), nil
}

// finish passes on what is held.
func (p *parts) finish() error {
	if !p.sent {
		p.send()
		p.sent = true
	}
	_, err := p.buf.WriteTo(p.to)
	return err
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
