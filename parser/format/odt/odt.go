// Package odt reads OpenDocument text (ODF 1.3, ISO/IEC 26300): paragraphs and
// headings with the labels of lists and of chapter numbering, bold through
// styles, tables with merged cells, text in frames and shapes; out of the text
// are tracked deletions, notes, comments, indexes, headers and footers.
package odt

import (
	"bytes"
	"context"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// MediaType is the registered type of an ODT file.
const MediaType = "application/vnd.oasis.opendocument.text"

const ns = "urn:oasis:names:tc:opendocument:xmlns:"

var spaces = map[string]string{
	ns + "office:1.0":            "office",
	ns + "text:1.0":              "text",
	ns + "table:1.0":             "table",
	ns + "style:1.0":             "style",
	ns + "drawing:1.0":           "draw",
	ns + "svg-compatible:1.0":    "svg",
	ns + "xsl-fo-compatible:1.0": "fo",
	"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
}

// Read reads an ODT (or OTT) file.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	pkg, err := zipxml.Open(data, lim)
	if err != nil {
		return nil, err
	}
	if pkg.Has("META-INF/manifest.xml") {
		m, err := pkg.Bytes("META-INF/manifest.xml")
		if err == nil && bytes.Contains(m, []byte("encryption-data")) {
			return nil, &format.Error{Code: format.CodePassword, Message: "the document is protected by a password; save it without one"}
		}
	}
	b := &body{lim: lim, styles: newStyles(), counters: map[string]*listlabel.Counter{}}
	if pkg.Has("styles.xml") {
		if err := b.styles.readPart(ctx, pkg, "styles.xml"); err != nil {
			return nil, err
		}
	}
	r, err := pkg.Reader(ctx, "content.xml", spaces)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b.r = r
	if err := b.read(); err != nil {
		return nil, err
	}
	if b.tocLost {
		b.blocks = flow.DropContentsTitle(b.blocks)
	}
	if len(b.blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the document holds no text; if it holds pictures of pages, a text version is needed"}
	}
	return &format.Content{MediaType: MediaType, Blocks: b.blocks}, nil
}
