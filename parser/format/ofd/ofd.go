// Package ofd reads OFD, the national format of fixed layout (GB/T 33190-2016):
// the text objects of each page are placed by their boundaries, matrices and
// deltas and then read as a page of print is, by the layout of package pdf.
// Producers take liberties with namespaces, paths, numbers and byte order
// marks; elements are known by their local names alone.
package ofd

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/pdf"
	"yaodian/parser/format/zipxml"
)

// MediaType is the customary type of an OFD file.
const MediaType = "application/ofd"

// Read reads an OFD file.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	pkg, err := zipxml.Open(data, lim)
	if err != nil {
		return nil, err
	}
	if pkg.Has("Encryptions.xml") {
		return nil, &format.Error{Code: format.CodePassword, Message: "the OFD file is encrypted; save it without protection"}
	}
	d := &document{ctx: ctx, lim: lim, pkg: pkg}
	roots, title, err := d.readRoot()
	if err != nil {
		return nil, err
	}
	c := &format.Content{MediaType: MediaType}
	for _, root := range roots {
		if err := d.readDocument(root); err != nil {
			return nil, err
		}
	}
	c.Pages = len(d.sheets)
	if d.broken > 0 {
		c.Warnings = append(c.Warnings, format.Warning{Code: "ofd_page_missing", Message: fmt.Sprintf("%d pages of the OFD file are missing or broken and were left out", d.broken)})
	}
	blocks, garbage := pdf.Lay(d.sheets)
	switch {
	case d.glyphs == 0 && d.broken > 0:
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the pages of the OFD file are missing or broken; fetch it again"}
	case d.glyphs < 15*len(d.sheets) && d.images*2 >= len(d.sheets) && d.images > 0:
		return nil, &format.Error{Code: format.CodeNoTextLayer, Message: "the OFD is a scan: its pages are images with no text layer; run text recognition (OCR) on it, or use the original document"}
	case garbage:
		return nil, &format.Error{Code: format.CodeUnreliable, Message: "the text of the OFD is unreliable: it does not say which characters it shows; use the original document, or run text recognition (OCR)"}
	case len(blocks) == 0:
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the OFD file holds no text"}
	}
	c.Blocks = blocks
	setTitle(c, title)
	return c, nil
}

// setTitle takes the container's title for a fact only where the page bears it
// too: templates leave titles of other documents behind.
func setTitle(c *format.Content, title string) {
	title = strings.TrimSpace(title)
	if len([]rune(title)) < 6 {
		return
	}
	for i := range c.Blocks[:min(len(c.Blocks), 12)] {
		if strings.Contains(c.Blocks[i].Text, title) {
			c.SetFact(format.FactTitle, title)
			return
		}
	}
}

// document is an OFD being read.
type document struct {
	ctx    context.Context
	lim    format.Limits
	pkg    *zipxml.Package
	dir    string // of Document.xml
	sheets []pdf.Sheet
	glyphs int
	images int // pages with an image
	broken int // pages that could not be read

	fonts      map[string]face
	fontNumber map[string]int
	composites map[string][]object
	templates  map[string]string // ID → path
	box        box               // of pages that state none
}

type face struct {
	bold, heading bool
	number        int
}

// readRoot reads OFD.xml: the documents in the container and a title.
func (d *document) readRoot() (roots []string, title string, err error) {
	r, err := d.pkg.Reader(d.ctx, "OFD.xml", nil)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	err = each(r, func(t *zipxml.Token) (bool, error) {
		switch t.Local {
		case "DocRoot":
			s, err := r.InnerText()
			if s = strings.TrimSpace(s); s != "" && len(roots) < 64 {
				roots = append(roots, s)
			}
			return true, err
		case "Title":
			s, err := r.InnerText()
			if title == "" {
				title = s
			}
			return true, err
		}
		return false, nil
	})
	if err != nil {
		return nil, "", err
	}
	if len(roots) == 0 {
		return nil, "", &format.Error{Code: format.CodeDamaged, Message: "the OFD file names no document; fetch it again"}
	}
	return roots, title, nil
}

// each calls f for every element in document order; f returns true when it has
// read the element to its end.
func each(r *zipxml.Reader, f func(t *zipxml.Token) (bool, error)) error {
	var visit func(t *zipxml.Token) (bool, error)
	visit = func(t *zipxml.Token) (bool, error) {
		used, err := f(t)
		if used || err != nil {
			return true, err
		}
		return true, r.Children(visit)
	}
	for {
		t, err := r.Next()
		if err != nil {
			return zipxml.AsError(err)
		}
		if t.Kind == zipxml.Start {
			return r.Children(visit)
		}
	}
}

type pageRef struct{ loc string }

// readDocument reads one Document.xml and its pages.
func (d *document) readDocument(root string) error {
	root = strings.TrimPrefix(strings.ReplaceAll(root, `\`, "/"), "/")
	d.dir = path.Dir(root)
	d.fonts, d.composites, d.templates = map[string]face{}, map[string][]object{}, map[string]string{}
	if d.fontNumber == nil {
		d.fontNumber = map[string]int{}
	}
	d.box = box{w: 210, h: 297}
	r, err := d.pkg.Reader(d.ctx, root, nil)
	if err != nil {
		return err
	}
	defer r.Close()
	var pages []pageRef
	var res []string
	err = each(r, func(t *zipxml.Token) (bool, error) {
		switch t.Local {
		case "PhysicalBox":
			s, err := r.InnerText()
			if b, ok := parseBox(s); ok {
				d.box = b
			}
			return true, err
		case "PublicRes", "DocumentRes":
			s, err := r.InnerText()
			if len(res) < 64 {
				res = append(res, strings.TrimSpace(s))
			}
			return true, err
		case "TemplatePage":
			d.templates[t.Attr("ID")] = t.Attr("BaseLoc")
		case "Page":
			if loc := t.Attr("BaseLoc"); loc != "" {
				if pages = append(pages, pageRef{loc}); len(pages)+len(d.sheets) > d.lim.Pages {
					return false, tooLarge("the document has more pages than the limit allows")
				}
			}
		case "Outlines", "Bookmarks", "Permissions", "Actions", "Attachments":
			return true, r.Skip()
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, loc := range res {
		// Without its resources the text is there, if less well told apart.
		if err := d.readResources(d.resolve(loc)); err != nil && fatal(err) {
			return err
		}
	}
	return d.readPages(pages)
}

// resolve finds a location among the container's members: relative to the
// document, or to the root, as producers differ.
func (d *document) resolve(loc string) string { return d.resolveFrom(d.dir, loc) }

func (d *document) resolveFrom(dir, loc string) string {
	loc = strings.ReplaceAll(strings.TrimSpace(loc), `\`, "/")
	for _, p := range []string{path.Join(dir, loc), path.Join(d.dir, loc), loc} {
		if d.pkg.Has(p) {
			return p
		}
	}
	return path.Join(dir, loc)
}

// fatal tells errors that end the reading from damage to one part.
func fatal(err error) bool {
	var fe *format.Error
	return !errors.As(err, &fe) || fe.Code != format.CodeDamaged
}

func tooLarge(msg string) error { return &format.Error{Code: format.CodeTooLarge, Message: msg} }

// readResources reads fonts and composite units of a Res part.
func (d *document) readResources(part string) error {
	r, err := d.pkg.Reader(d.ctx, part, nil)
	if err != nil {
		return err
	}
	defer r.Close()
	const maxFonts = 20_000
	return each(r, func(t *zipxml.Token) (bool, error) {
		switch t.Local {
		case "Font":
			if len(d.fonts) < maxFonts {
				d.fonts[t.Attr("ID")] = d.face(t)
			}
		case "CompositeGraphicUnit":
			id := t.Attr("ID")
			objects, err := d.readObjects(r, 0)
			if err == nil && len(d.composites) < maxFonts {
				d.composites[id] = objects
			}
			return true, err
		}
		return false, nil
	})
}

// face judges a font by its name; the same face under several IDs, as subsets
// have, is one font.
func (d *document) face(t *zipxml.Token) face {
	name := t.Attr("FontName")
	if _, after, ok := strings.Cut(name, "+"); ok {
		name = after
	}
	var f face
	f.bold, f.heading = pdf.Face(name)
	f.bold = f.bold || t.Attr("Bold") == "true"
	n, ok := d.fontNumber[name]
	if !ok {
		n = len(d.fontNumber) + 1
		d.fontNumber[name] = n
	}
	f.number = n
	return f
}
