package parser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

// Options set what a reading may use. The zero value is ready.
type Options struct {
	Limits format.Limits
	// Isolator reads hostile formats (see readings); nil reads them in process,
	// where a file made for it can hang or swell the caller.
	Isolator Isolator
	// Stage, where set, is told when the stages "read" and "extract" begin; what
	// it returns is called with the stage's error when it ends. The stage runs
	// under the context returned.
	Stage func(ctx context.Context, name string) (context.Context, func(error))
}

// Begin tells Stage that a stage begins; the caller calls end.
func (o Options) Begin(ctx context.Context, name string) (_ context.Context, end func(error)) {
	if o.Stage == nil {
		return ctx, func(error) {}
	}
	return o.Stage(ctx, name)
}

// Isolator reads a document of a known media type where it cannot do harm.
type Isolator interface {
	Read(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error)
}

// Read reads one notice. The name serves as Source.Name and as a hint where
// the bytes leave the format open; it is never used as a path. A refusal is a
// *format.Error whose code and message can be shown.
func Read(ctx context.Context, name string, data []byte, opt Options) (*Document, error) {
	lim := opt.Limits.OrDefault()
	if len(data) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the file is empty; upload the notice itself"}
	}
	if int64(len(data)) > lim.Bytes {
		return nil, &format.Error{Code: format.CodeTooLarge, Message: "the file is over the limit on size; split it or raise the limit"}
	}
	f, err := sniff(name, data)
	if err != nil {
		return nil, err
	}
	var c *format.Content
	if f.hostile && opt.Isolator != nil {
		c, err = opt.Isolator.Read(ctx, f.media, data, lim)
	} else {
		c, err = f.read(ctx, data, lim)
	}
	if err != nil {
		return nil, safe(ctx, err)
	}
	unglue(c)
	trimFurniture(c)
	if empty(c.Blocks) {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "there is no text in the file; upload the notice itself"}
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

// ReadContent reads data as the given media type in this process: what an
// Isolator runs on its far side.
func ReadContent(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error) {
	for _, f := range readings {
		if f.media == mediaType && f.read != nil {
			return f.read(ctx, data, lim.OrDefault())
		}
	}
	return nil, &format.Error{Code: format.CodeUnsupported, Message: "yaodian does not read " + mediaType}
}

// safe makes any error one that can be shown.
func safe(ctx context.Context, err error) error {
	if e := (*format.Error)(nil); errors.As(err, &e) {
		return err
	}
	if ctx.Err() != nil {
		return &format.Error{Code: format.CodeTimeout, Message: "reading took too long and was stopped", Err: err}
	}
	return &format.Error{Code: format.CodeDamaged, Message: "the file is damaged and cannot be read; save it anew and try again", Err: err}
}

// nearlyAll is the share of a document's text from which a paragraph is the
// document, put on one line: what else there is are titles and notes.
const nearlyAll = 0.8

// unglue parts paragraphs that hold several.
func unglue(c *format.Content) {
	var out []format.Block // nil until the first split
	all := 0
	for _, b := range c.Blocks {
		all += len(b.Text)
	}
	for i, b := range c.Blocks {
		if parts := text.Unglue(b, float64(len(b.Text)) > nearlyAll*float64(all)); parts != nil {
			if out == nil {
				out = append(make([]format.Block, 0, len(c.Blocks)+len(parts)), c.Blocks[:i]...)
			}
			out = append(out, parts...)
		} else if out != nil {
			out = append(out, b)
		}
	}
	if out != nil {
		c.Blocks = out
	}
}

func empty(blocks []format.Block) bool {
	for _, b := range blocks {
		for _, r := range b.Text {
			if r > ' ' && r != '　' && r != '\u00a0' {
				return false
			}
		}
	}
	return true
}

// build lays the blocks out as one text and finds its outline.
func build(src Source, c *format.Content) *Document {
	d := &Document{Source: src, Facts: c.Facts, Warnings: c.Warnings}
	size := 0
	for _, b := range c.Blocks {
		size += len(b.Text)/3 + 1 // Han take three bytes; append grows the rest
	}
	d.Runes = make([]rune, 0, size+size/8)
	d.Paragraphs = make([]Paragraph, 0, len(c.Blocks))
	for _, b := range c.Blocks {
		if len(d.Runes) > 0 {
			d.Runes = append(d.Runes, '\n')
		}
		start := len(d.Runes)
		for _, r := range b.Text {
			d.Runes = append(d.Runes, r)
		}
		p := Paragraph{Span: Span{Start: start, End: len(d.Runes)}, Row: b.Kind == format.Row, Table: b.Table, Level: b.Level, Centered: b.Centered}
		for _, s := range b.Bold {
			p.Bold = append(p.Bold, Span{Start: start + s.Start, End: start + s.End})
		}
		for _, s := range b.Carried {
			p.Carried = append(p.Carried, Span{Start: start + s.Start, End: start + s.End})
		}
		d.Paragraphs = append(d.Paragraphs, p)
	}
	d.typeset()
	d.Folded = FoldAll(d.Runes)
	d.Outline = outline(d)
	return d
}
