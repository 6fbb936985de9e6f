package odt

import (
	"context"
	"strconv"
	"strings"

	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// style is one style:style; nil and "" mean unset.
type style struct {
	parent    string
	bold, han *bool // of Western and of Han text
	hidden    *bool
	align     string
	list      string
	hasList   bool
	width     int // of a column, in twentieths of a point
	name      string
	outline   int
}

type styles struct {
	byKey map[string]*style // family and name
	lists map[string]*listlabel.Levels
}

// Bounds on the tables of styles.
const (
	maxStyles = 50_000
	maxLists  = 10_000
	outlineID = "\x00outline" // the list that numbers headings
)

func newStyles() styles {
	return styles{byKey: map[string]*style{}, lists: map[string]*listlabel.Levels{}}
}

// readPart reads styles.xml. Its automatic styles serve headers and footers
// and may bear the names of other styles in the content.
func (s *styles) readPart(ctx context.Context, pkg *zipxml.Package, part string) error {
	r, err := pkg.Reader(ctx, part, spaces)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		t, err := r.Next()
		if err != nil {
			return zipxml.AsError(err)
		}
		if t.Kind == zipxml.Start {
			break
		}
	}
	return r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Is("office", "styles") {
			return true, s.read(r)
		}
		return false, nil
	})
}

// read reads the children of office:styles or office:automatic-styles.
func (s *styles) read(r *zipxml.Reader) error {
	return r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case (t.Is("style", "style") || t.Is("style", "default-style")) && len(s.byKey) < maxStyles:
			st := &style{parent: t.Attr("parent-style-name"), name: t.Attr("display-name"), outline: atoi(t.Attr("default-outline-level"))}
			st.list, st.hasList = t.Lookup("list-style-name")
			name := t.Attr("name")
			if st.name == "" {
				st.name = strings.ReplaceAll(name, "_20_", " ")
			}
			s.byKey[t.Attr("family")+"/"+name] = st
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				st.properties(t)
				return false, nil
			})
		case t.Is("text", "list-style") && len(s.lists) < maxLists:
			name := t.Attr("name")
			return true, s.readList(r, name)
		case t.Is("text", "outline-style"):
			return true, s.readList(r, outlineID)
		}
		return false, nil
	})
}

func (st *style) properties(t *zipxml.Token) {
	switch t.Local {
	case "text-properties":
		st.bold = weight(t.Attr("font-weight"))
		st.han = weight(t.Attr("font-weight-asian"))
		if v, ok := t.Lookup("display"); ok {
			none := v == "none"
			st.hidden = &none
		}
	case "paragraph-properties":
		st.align = t.Attr("text-align")
	case "table-column-properties":
		st.width = length(t.Attr("column-width"))
	}
}

func weight(s string) *bool {
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	v := s == "bold" || err == nil && n >= 600
	return &v
}

// length reads a length such as 1.5in into twentieths of a point.
func length(s string) int {
	for _, u := range []struct {
		unit string
		each float64
	}{{"in", 1440}, {"cm", 566.93}, {"mm", 56.693}, {"pt", 20}, {"px", 15}, {"pc", 240}} {
		if v, ok := strings.CutSuffix(s, u.unit); ok {
			f, err := strconv.ParseFloat(v, 64)
			if err != nil || f < 0 || f > 1000 {
				return 0
			}
			return int(f * u.each)
		}
	}
	return 0
}

// readList reads the levels of a list style.
func (s *styles) readList(r *zipxml.Reader, name string) error {
	levels := &listlabel.Levels{}
	s.lists[name] = levels
	return r.Children(func(t *zipxml.Token) (bool, error) {
		i := atoi(t.Attr("level")) - 1
		if i < 0 || i >= listlabel.MaxLevels {
			return false, nil
		}
		l := listlabel.Level{Start: 1, Restart: -1}
		switch t.Local {
		case "list-level-style-number", "outline-level-style":
			if v, ok := t.Lookup("start-value"); ok {
				l.Start = atoi(v)
			}
			l.Style = numberStyle(t.Attr("num-format"))
			l.Text = template(t, i, l.Style)
		case "list-level-style-bullet":
			l.Style, l.Text = "bullet", t.Attr("bullet-char")
		case "list-level-style-image":
			l.Style, l.Text = "bullet", "•"
		default:
			return false, nil
		}
		bold := s.char(t.Attr("style-name"))
		err := r.Children(func(t *zipxml.Token) (bool, error) {
			switch t.Local {
			case "text-properties":
				if w := weight(t.Attr("font-weight")); w != nil {
					bold = w
				}
				return false, nil
			case "list-level-properties":
				return true, r.Children(func(t *zipxml.Token) (bool, error) {
					switch t.Attr("label-followed-by") {
					case "space":
						l.Suffix = listlabel.SuffixSpace
					case "nothing":
						l.Suffix = listlabel.SuffixNone
					}
					return false, nil
				})
			}
			return false, nil
		})
		l.Bold = bold
		levels[i] = l
		return true, err
	})
}

// char is the weight that a character style gives, nil when it gives none.
func (s *styles) char(name string) *bool {
	var w *bool
	s.chain("text", name, func(st *style) bool {
		if w = st.bold; w == nil {
			w = st.han
		}
		return w == nil
	})
	return w
}

// template turns ODF's description of a label into one of listlabel's.
func template(t *zipxml.Token, level int, st listlabel.Style) string {
	if f, ok := t.Lookup("num-list-format"); ok {
		// "第%1%条": numbers stand between percent signs.
		var b strings.Builder
		parts := strings.Split(f, "%")
		for i, p := range parts {
			if n := atoi(p); i%2 == 1 && n >= 1 && n <= 9 {
				b.WriteString("%" + p)
			} else {
				b.WriteString(p)
			}
		}
		return b.String()
	}
	if st == "none" {
		return t.Attr("num-prefix") + t.Attr("num-suffix")
	}
	shown := max(atoi(t.Attr("display-levels")), 1)
	var b strings.Builder
	b.WriteString(t.Attr("num-prefix"))
	for i := max(level-shown+1, 0); i <= level && i < 9; i++ {
		if i > max(level-shown+1, 0) {
			b.WriteByte('.')
		}
		b.WriteString("%" + strconv.Itoa(i+1))
	}
	b.WriteString(t.Attr("num-suffix"))
	return b.String()
}

// numberStyle maps style:num-format; Chinese formats are given by example, as
// "一, 二, 三, ...".
func numberStyle(f string) listlabel.Style {
	switch f {
	case "":
		return "none"
	case "1":
		return "decimal"
	case "a":
		return "lowerLetter"
	case "A":
		return "upperLetter"
	case "i":
		return "lowerRoman"
	case "I":
		return "upperRoman"
	}
	first, _, _ := strings.Cut(f, ",")
	switch strings.TrimSpace(first) {
	case "一":
		if strings.Contains(f, "十, 一") || strings.Contains(f, "一〇") {
			return "ideographDigital"
		}
		return "chineseCountingThousand"
	case "壹":
		if strings.Contains(f, "貳") {
			return "ideographLegalTraditional"
		}
		return "chineseLegalSimplified"
	case "壱":
		return "japaneseLegal"
	case "甲":
		return "ideographTraditional"
	case "子":
		return "ideographZodiac"
	case "①":
		return "decimalEnclosedCircle"
	case "⑴":
		return "decimalEnclosedParen"
	case "１":
		return "decimalFullWidth"
	case "01":
		return "decimalZero"
	}
	return "decimal"
}

func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// chain calls f for a style and its ancestors, then for the family's default,
// until f returns false. Cycles end after maxChain steps.
func (s *styles) chain(family, name string, f func(*style) bool) {
	const maxChain = 24
	for range maxChain {
		st := s.byKey[family+"/"+name]
		if st == nil {
			break
		}
		if !f(st) {
			return
		}
		name = st.parent
	}
	if st := s.byKey[family+"/"]; st != nil {
		f(st)
	}
}

// look is what a run of text looks like; unset values come from outside it.
type look struct{ bold, han, hidden bool }

func (l look) isBold() bool { return l.bold || l.han }

// over lays a style of the family over a look.
func (s *styles) over(l look, family, name string) look {
	var bold, han, hidden bool
	s.chain(family, name, func(st *style) bool {
		if st.bold != nil && !bold {
			l.bold, bold = *st.bold, true
		}
		if st.han != nil && !han {
			l.han, han = *st.han, true
		}
		if st.hidden != nil && !hidden {
			l.hidden, hidden = *st.hidden, true
		}
		return true
	})
	return l
}

// para is what a paragraph's style comes to.
type para struct {
	look
	centered bool
	toc      bool
	list     string
	outline  int
}

func (s *styles) paragraph(name string) para {
	p := para{look: s.over(look{}, "paragraph", name)}
	align, listSet := "", false
	s.chain("paragraph", name, func(st *style) bool {
		if align == "" {
			align = st.align
		}
		if st.hasList && !listSet {
			p.list, listSet = st.list, true
		}
		if p.outline == 0 {
			p.outline = st.outline
		}
		p.toc = p.toc || strings.HasPrefix(st.name, "Contents ")
		return true
	})
	p.centered = align == "center"
	return p
}
