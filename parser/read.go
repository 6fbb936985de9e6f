package parser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"yaodian/parser/format"
)

// Options set what a reading may use. The zero value is ready.
type Options struct {
	Limits format.Limits
}

// Read reads one notice. The name serves as Source.Name and as a hint where
// the bytes leave the format open; it is never used as a path. A refusal is a
// *format.Error whose code and message can be shown.
func Read(ctx context.Context, name string, data []byte, opt Options) (*Document, error) {
	if len(data) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the file is empty; upload the notice itself"}
	}
	if !utf8.Valid(data) {
		return nil, &format.Error{Code: format.CodeUnsupported, Message: "this is no format that yaodian reads"}
	}
	c := &format.Content{MediaType: "text/plain", Charset: "utf-8"}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			c.Blocks = append(c.Blocks, format.Block{Text: line})
		}
	}
	sum := sha256.Sum256(data)
	src := Source{Name: name, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), MediaType: c.MediaType}
	if c.Charset != "" {
		src.Charset = &c.Charset
	}
	if c.Pages > 0 {
		src.Pages = &c.Pages
	}
	return build(src, c), nil
}

// build lays the blocks out as one text and finds its outline.
func build(src Source, c *format.Content) *Document {
	d := &Document{Source: src, Facts: c.Facts, Warnings: c.Warnings}
	for _, b := range c.Blocks {
		if len(d.Runes) > 0 {
			d.Runes = append(d.Runes, '\n')
		}
		start := len(d.Runes)
		d.Runes = append(d.Runes, []rune(b.Text)...)
		p := Paragraph{Span: Span{Start: start, End: len(d.Runes)}, Row: b.Kind == format.Row, Table: b.Table, Level: b.Level, Centered: b.Centered}
		for _, s := range b.Bold {
			p.Bold = append(p.Bold, Span{Start: start + s.Start, End: start + s.End})
		}
		d.Paragraphs = append(d.Paragraphs, p)
	}
	d.Folded = FoldAll(d.Runes)
	d.Outline = outline(d)
	return d
}
