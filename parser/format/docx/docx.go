// Package docx reads Word's Office Open XML: the text that the page shows,
// with automatic numbers, bold runs, headings and tables.
//
// In the text: insertions, the results of fields, content controls,
// hyperlinks, text boxes once, WordArt. Out of it: tracked deletions and
// moves' origins, hidden text, field codes, tables of contents, comments,
// foot- and endnotes, headers and footers.
package docx

import (
	"context"
	"errors"
	"path"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/zipxml"
)

// MediaType is the registered type of a DOCX file.
const MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// spaces gives the namespaces that matter their customary prefixes, in the
// transitional and the strict dialect (ECMA-376 Parts 1 and 4).
var spaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":            "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                        "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":              "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                          "m",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             "mc",
	"urn:schemas-microsoft-com:vml":                                           "v",
	"http://schemas.openxmlformats.org/package/2006/relationships":            "rel",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                   "a",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
	"http://purl.org/dc/elements/1.1/":                                        "dc",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":       "wps",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing":  "wp",
	"http://purl.oclc.org/ooxml/drawingml/main":                               "a",
	"http://schemas.microsoft.com/office/word/2003/wordml":                    "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":     "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                 "r",
	"http://schemas.microsoft.com/office/word/2003/auxHint":                   "wx",
	"http://schemas.microsoft.com/office/word/2010/wordml":                    "w14",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas":      "wpc",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup":       "wpg",
}

// Read reads a DOCX (or DOTX, DOCM) file.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	pkg, err := zipxml.Open(data, lim)
	if err != nil {
		return nil, err
	}
	main := mainPart(ctx, pkg)
	if !pkg.Has(main) {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the Word file holds no document part; save it again with Word or WPS"}
	}
	rels := relations(ctx, pkg, main)
	b := &body{ctx: ctx, lim: lim, counters: map[string]*counter{}}
	// A notice whose styles or numbering are broken is still worth reading;
	// what exceeds a limit or the time is not.
	if err := tolerate(b, "styles", readStyles(ctx, pkg, rels.find("styles", path.Dir(main)+"/styles.xml"), &b.styles)); err != nil {
		return nil, err
	}
	if err := tolerate(b, "numbering", readNumbering(ctx, pkg, rels.find("numbering", path.Dir(main)+"/numbering.xml"), &b.numbering)); err != nil {
		return nil, err
	}
	b.numbering.resolve(&b.styles)
	r, err := pkg.Reader(ctx, main, spaces)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b.r = r
	if err := b.read(); err != nil {
		return nil, err
	}
	c := &format.Content{MediaType: MediaType, Blocks: b.blocks, Warnings: b.warnings}
	if len(c.Blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the Word file holds no text; if it holds pictures of pages, a text version is needed"}
	}
	return c, nil
}

// tolerate turns damage of a secondary part into a warning.
func tolerate(b *body, part string, err error) error {
	var fe *format.Error
	if err == nil || !errors.As(err, &fe) || fe.Code != format.CodeDamaged {
		return err
	}
	b.warnings = append(b.warnings, format.Warning{Code: "docx_" + part + "_damaged", Message: "the Word file's " + part + " part is broken; what it defines is missing from the text"})
	return nil
}

// mainPart finds the document part through the package's relations, since
// producers are free in naming it.
func mainPart(ctx context.Context, pkg *zipxml.Package) string {
	if t := relations(ctx, pkg, "").find("officeDocument", ""); t != "" && pkg.Has(t) {
		return t
	}
	return "word/document.xml"
}

// relationSet maps the last word of a relation's type to its target.
type relationSet map[string]string

func (s relationSet) find(kind, fallback string) string {
	if t := s[kind]; t != "" {
		return t
	}
	return fallback
}

func relations(ctx context.Context, pkg *zipxml.Package, part string) relationSet {
	set := relationSet{}
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	if !pkg.Has(name) {
		return set
	}
	r, err := pkg.Reader(ctx, name, spaces)
	if err != nil {
		return set
	}
	defer r.Close()
	for {
		t, err := r.Next()
		if err != nil {
			return set
		}
		if t.Kind != zipxml.Start || t.Local != "Relationship" || t.Attr("TargetMode") == "External" {
			continue
		}
		kind, target := path.Base(t.Attr("Type")), t.Attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir(part), target)
		}
		if _, have := set[kind]; !have {
			set[kind] = target
		}
	}
}

// on reads a toggle such as <w:b/> or <w:b w:val="0"/>.
func on(t *zipxml.Token) bool {
	switch v, ok := t.Lookup("val"); {
	case !ok:
		return true
	default:
		return v != "0" && v != "false" && v != "off" && v != "none"
	}
}
