package docx

import (
	"context"
	"strconv"
	"strings"

	"yaodian/parser/format/flow"
	"yaodian/parser/format/zipxml"
)

// runProps are the character properties that a reader of text needs; nil and
// "" mean unset.
type runProps struct {
	bold, hidden *bool
	style        string
	deleted      bool // the mark of a paragraph struck in a tracked change
}

// paraProps are the paragraph properties that matter here.
type paraProps struct {
	style   string
	jc      string
	outline int    // 0-based outline level; -1 unset
	numID   string // "" unset, "0" none
	ilvl    int    // -1 unset
	mark    runProps
	frame   bool
	printed string // the label as Word 2003 XML states it (wx:t)
}

func newParaProps() paraProps { return paraProps{outline: -1, ilvl: -1} }

// style is one entry of styles.xml; its properties are its own, without what
// it inherits.
type style struct {
	kind    string // paragraph, character, table, numbering
	name    string
	basedOn string
	para    paraProps
	run     runProps
}

// styleSheet is styles.xml.
type styleSheet struct {
	byID        map[string]*style
	defaultPara string
	docBold     bool // docDefaults set everything in bold
}

// maxStyles bounds the table of styles; Word's own limit is 4,079.
const maxStyles = 20_000

func readStyles(ctx context.Context, pkg *zipxml.Package, part string, s *styleSheet) error {
	s.byID = map[string]*style{}
	if !pkg.Has(part) {
		return nil
	}
	r, err := pkg.Reader(ctx, part, spaces)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := root(r); err != nil {
		return err
	}
	return s.read(r)
}

// read reads the children of w:styles.
func (s *styleSheet) read(r *zipxml.Reader) error {
	return r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "docDefaults"):
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				if !t.Is("w", "rPrDefault") {
					return false, nil
				}
				return true, r.Children(func(t *zipxml.Token) (bool, error) {
					if !t.Is("w", "rPr") {
						return false, nil
					}
					p, err := readRunProps(r)
					s.docBold = p.bold != nil && *p.bold
					return true, err
				})
			})
		case t.Is("w", "style") && len(s.byID) < maxStyles:
			id := t.Attr("styleId")
			st := &style{kind: t.Attr("type"), para: newParaProps()}
			if v := t.Attr("default"); st.kind == "paragraph" && (v == "1" || v == "true" || v == "on") {
				s.defaultPara = id
			}
			s.byID[id] = st
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "name"):
					st.name = t.Attr("val")
				case t.Is("w", "basedOn"):
					st.basedOn = t.Attr("val")
				case t.Is("w", "pPr"):
					var err error
					st.para, err = readParaProps(r)
					return true, err
				case t.Is("w", "rPr"):
					var err error
					st.run, err = readRunProps(r)
					return true, err
				}
				return false, nil
			})
		}
		return false, nil
	})
}

// root reads up to and past the start of the part's root element.
func root(r *zipxml.Reader) error {
	for {
		t, err := r.Next()
		if err != nil {
			return zipxml.AsError(err)
		}
		if t.Kind == zipxml.Start {
			return nil
		}
	}
}

func readRunProps(r *zipxml.Reader) (runProps, error) {
	var p runProps
	err := r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Space != "w" {
			return false, nil
		}
		switch t.Local {
		case "b":
			v := on(t)
			p.bold = &v
		case "vanish", "specVanish":
			// webHidden hides in web view only; the page shows it.
			v := on(t)
			p.hidden = &v
		case "rStyle":
			p.style = t.Attr("val")
		case "del", "moveFrom":
			p.deleted = true
		}
		return false, nil
	})
	return p, err
}

func readParaProps(r *zipxml.Reader) (paraProps, error) {
	p := newParaProps()
	err := r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Space != "w" {
			return false, nil
		}
		switch t.Local {
		case "pStyle":
			p.style = t.Attr("val")
		case "jc":
			p.jc = t.Attr("val")
		case "outlineLvl":
			p.outline = atoi(t.Attr("val"), -1)
		case "framePr":
			p.frame = true
		case "numPr":
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "numId"):
					p.numID = t.Attr("val")
				case t.Is("w", "ilvl"):
					p.ilvl = atoi(t.Attr("val"), -1)
				}
				return false, nil
			})
		case "listPr":
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				if t.Local == "t" {
					p.printed = t.Attr("val")
				}
				return false, nil
			})
		case "rPr":
			var err error
			p.mark, err = readRunProps(r)
			return true, err
		}
		return false, nil
	})
	return p, err
}

func atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return otherwise
	}
	return n
}

// chain calls f for the style and those it is based on, nearest first, until
// f returns false. Cycles end after maxChain steps.
func (s *styleSheet) chain(id string, f func(id string, st *style) bool) {
	const maxChain = 24
	for range maxChain {
		st := s.byID[id]
		if st == nil || !f(id, st) {
			return
		}
		id = st.basedOn
	}
}

// bold is the value of w:b that a style gives, inherited values included.
func (s *styleSheet) bold(id string) (v bool) {
	s.chain(id, func(_ string, st *style) bool {
		if st.run.bold != nil {
			v = *st.run.bold
			return false
		}
		return true
	})
	return v
}

func (s *styleSheet) hidden(id string) (v bool) {
	s.chain(id, func(_ string, st *style) bool {
		if st.run.hidden != nil {
			v = *st.run.hidden
			return false
		}
		return true
	})
	return v
}

// paragraph is what a paragraph's style and its own properties come to.
type paragraph struct {
	style    string
	bold     bool // of a run without character style and own setting
	hidden   bool
	level    int // 1-based heading level, 0 for body text
	centered bool
	toc      bool // an entry of a table of contents
	numID    string
	ilvl     int
}

func (s *styleSheet) resolve(p paraProps, n *numbering) paragraph {
	id := p.style
	if id == "" || s.byID[id] == nil {
		id = s.defaultPara
	}
	out := paragraph{style: id, bold: s.bold(id), hidden: s.hidden(id)}
	jc, outline := p.jc, p.outline
	numID, ilvl := p.numID, p.ilvl
	heading := 0
	s.chain(id, func(sid string, st *style) bool {
		if jc == "" {
			jc = st.para.jc
		}
		if outline < 0 {
			outline = st.para.outline
		}
		if heading == 0 {
			heading = flow.HeadingLevel(st.name)
		}
		if flow.IsTOCStyle(st.name) {
			out.toc = true
		}
		if numID == "" && st.para.numID != "" {
			numID = st.para.numID
			if ilvl < 0 {
				// The list says which of its levels belongs to a style.
				if ilvl = n.levelOfStyle(numID, sid); ilvl < 0 {
					ilvl = st.para.ilvl
				}
			}
		}
		return true
	})
	out.centered = jc == "center" || jc == "distribute" && p.jc == ""
	switch {
	case outline >= 0 && outline < 9:
		out.level = outline + 1
	case outline < 0:
		out.level = heading
	}
	if numID != "" && numID != "0" {
		out.numID, out.ilvl = numID, max(ilvl, 0)
	}
	return out
}

// runBold applies the toggle rule of ECMA-376 17.7.3: an own setting holds;
// otherwise document defaults hold, and paragraph and character style cancel
// each other out.
func (s *styleSheet) runBold(p *paragraph, r runProps) bool {
	switch {
	case r.bold != nil:
		return *r.bold
	case s.docBold:
		return true
	case r.style != "":
		return p.bold != s.bold(r.style)
	}
	return p.bold
}

func (s *styleSheet) runHidden(p *paragraph, r runProps) bool {
	switch {
	case r.hidden != nil:
		return *r.hidden
	case r.style != "":
		return p.hidden != s.hidden(r.style)
	}
	return p.hidden
}
