package docx

import (
	"bytes"
	"context"

	"yaodian/parser/format"
	"yaodian/parser/format/zipxml"
)

// MediaTypeXML is the type of a Word 2003 XML document, which bears the
// extension .xml or .doc.
const MediaTypeXML = "application/vnd.ms-word.xml"

// SniffXML reports that data is a Word 2003 XML document.
func SniffXML(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<w:wordDocument")) || bytes.Contains(head, []byte("mso-application progid=\"Word.Document\""))
}

// ReadXML reads a Word 2003 XML document. Labels stand in it as printed.
func ReadXML(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	if int64(len(data)) > lim.Bytes {
		return nil, &format.Error{Code: format.CodeTooLarge, Message: "the file is larger than the limit on uploads; split it or raise the limit"}
	}
	b := &body{ctx: ctx, lim: lim, counters: map[string]*counter{}}
	b.styles.byID = map[string]*style{}
	b.r = zipxml.NewReader(ctx, bytes.NewReader(data), spaces, lim.Depth)
	if err := b.read(); err != nil {
		return nil, err
	}
	if len(b.blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the Word file holds no text; if it holds pictures of pages, a text version is needed"}
	}
	return &format.Content{MediaType: MediaTypeXML, Blocks: b.blocks, Warnings: b.warnings}, nil
}
