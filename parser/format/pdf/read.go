// Package pdf reads PDF documents with a text layer into paragraphs. Two
// engines hand glyphs with their places to one layout: the ledongthuc/pdf
// object parser under this package's own font and content layer, which is
// quick and small, and PDFium (WebAssembly, no cgo), which is slow to start
// and survives nearly everything. The second runs only where the first
// fails, or where what it read is measurably no text.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	library "github.com/ledongthuc/pdf"

	"yaodian/parser/format"
)

// MediaType of the documents read here.
const MediaType = "application/pdf"

// MediaTypeSecond asks for the second engine alone: for a document over which
// a process died.
const MediaTypeSecond = MediaType + "; engine=second"

// stall is how long the first engine may go without finishing a page: some
// broken files make the library loop. An ordinary page takes milliseconds.
const stall = 4 * time.Second

// Read reads a PDF. It refuses with CodePassword, CodeNoTextLayer (a scan),
// CodeUnreliable (a text layer of garbage), CodeDamaged, CodeTooLarge or
// CodeTimeout. A deadline on ctx bounds it; a goroutine of the library may
// outlive the call where the library loops, so callers that must not leak run
// it in parser/sandbox.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	if int64(len(data)) > lim.Bytes {
		return nil, &format.Error{Code: format.CodeTooLarge, Message: fmt.Sprintf("the PDF has %d bytes, more than the limit of %d", len(data), lim.Bytes)}
	}
	if len(data) < 64 || !bytes.Contains(data[:min(len(data), 4096)], []byte("%PDF")) {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "this file starts like a PDF but holds no document; download it again"}
	}
	pages, err := readPages(ctx, data, lim)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return finish(ctx, pages, lim)
}

// ReadSecond is Read with the second engine alone, which runs inside the
// WebAssembly sandbox whatever the file holds.
func ReadSecond(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	pages, err := secondEngine(ctx, data, lim, nil)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return finish(ctx, pages, lim)
}

// readPages runs the engines and picks, page by page, the better reading.
func readPages(ctx context.Context, data []byte, lim format.Limits) ([]*pageText, error) {
	first, err := guarded(ctx, data, lim)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	switch {
	case errors.Is(err, library.ErrInvalidPassword):
		return nil, errPassword
	case errors.Is(err, errBudget):
		return nil, err // what exhausts one engine exhausts the other
	}
	if err == nil && len(first) > 0 {
		var again []int
		empty := 0
		for i, p := range first {
			q := judge(p)
			if q.poor() {
				again = append(again, i)
			}
			if q.chars == 0 {
				empty++
			}
		}
		if len(again) == 0 && empty < len(first) {
			return first, nil
		}
		if len(again) == 0 && scanned(first) {
			return first, nil
		}
		if len(again) == 0 {
			again = nil // all empty without images: let the other engine look at all
		}
		second, err2 := secondEngine(ctx, data, lim, again)
		if err2 != nil {
			if ctx.Err() != nil && empty == len(first) {
				return nil, ctx.Err()
			}
			return first, nil
		}
		for i, p := range second {
			if p != nil && i < len(first) && judge(p).score() > judge(first[i]).score() {
				p.images = max(p.images, first[i].images)
				first[i] = p
			}
		}
		return first, nil
	}
	second, err2 := secondEngine(ctx, data, lim, nil)
	if err2 != nil {
		if err == nil {
			err = err2
		}
		if errors.Is(err2, errPassword) {
			return nil, err2
		}
		return nil, fmt.Errorf("first engine: %w; second engine: %w", err, err2)
	}
	return second, nil
}

// scanned reports pages of images without a letter.
func scanned(pages []*pageText) bool {
	images := 0
	for _, p := range pages {
		if len(p.glyphs) > 0 {
			return false
		}
		if p.images > 0 {
			images++
		}
	}
	return images*2 >= len(pages) && images > 0
}

// guarded runs the first engine, turns its panics into errors and abandons it
// when it stalls. One that then ends at once was busy with a page made to
// exhaust it, and the other engine would be; one that does not hangs inside
// the library.
func guarded(ctx context.Context, data []byte, lim format.Limits) ([]*pageText, error) {
	data, err := prepare(data)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	type result struct {
		pages []*pageText
		err   error
	}
	done := make(chan result, 1)
	progress := make(chan struct{}, 1)
	go func() {
		var r result
		defer func() {
			if x := recover(); x != nil {
				r.pages = nil
				if e, ok := x.(error); ok {
					r.err = e
				} else {
					r.err = fmt.Errorf("malformed: %v", x)
				}
			}
			done <- r
		}()
		r.pages, r.err = firstEngine(ctx, data, lim, progress)
	}()
	defer cancel()
	timer := time.NewTimer(stall)
	defer timer.Stop()
	for {
		select {
		case r := <-done:
			return r.pages, r.err
		case <-progress:
			timer.Reset(stall)
			continue
		case <-timer.C:
		case <-ctx.Done():
		}
		cancel()
		select {
		case <-done:
			return nil, errBudget
		case <-time.After(500 * time.Millisecond):
			return nil, errors.New("the library hangs")
		}
	}
}

// firstEngine reads all pages and ticks progress after each.
func firstEngine(ctx context.Context, data []byte, lim format.Limits, progress chan<- struct{}) ([]*pageText, error) {
	d, err := openLibrary(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	dicts, err := d.pages()
	if err != nil {
		return nil, err
	}
	var out []*pageText
	glyphs := 0
	for _, p := range dicts {
		t := d.page(p)
		if d.cut {
			return nil, errors.New("a stream breaks off")
		}
		out = append(out, t)
		if glyphs += len(t.glyphs); glyphs > lim.TextRunes {
			return nil, errBudget
		}
		select {
		case progress <- struct{}{}:
		default:
		}
	}
	return out, nil
}

// finish lays the pages out and judges the whole.
func finish(ctx context.Context, pages []*pageText, lim format.Limits) (c *format.Content, err error) {
	defer func() {
		if x := recover(); x != nil {
			c, err = nil, refusal(ctx, fmt.Errorf("layout: %v", x))
		}
	}()
	var all quality
	blank := 0
	images := 0
	for _, p := range pages {
		q := judge(p)
		if q.chars == 0 {
			blank++
		}
		images += p.images
		all.chars, all.bad, all.han, all.common, all.odd = all.chars+q.chars, all.bad+q.bad, all.han+q.han, all.common+q.common, all.odd+q.odd
	}
	n := len(pages)
	// A scan may carry a stamp or a page number as text; a page of prose has
	// hundreds of characters.
	if all.chars == 0 && images == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the PDF has no text and no images; check that it is the right file"}
	}
	if all.chars < 15*n && images*2 >= n {
		return nil, &format.Error{Code: format.CodeNoTextLayer, Message: "the PDF is a scan: its pages are images with no text layer; run text recognition (OCR) on it, or use the original document"}
	}
	if all.poor() {
		return nil, &format.Error{Code: format.CodeUnreliable, Message: "the text layer of the PDF is unreliable: its fonts do not say which characters they show; use the original document, or run text recognition (OCR)"}
	}
	c = &format.Content{MediaType: MediaType, Pages: n}
	blocks, err := layout(pages, lim)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	c.Blocks = blocks
	if blank > 0 && images > 0 {
		c.Warnings = append(c.Warnings, format.Warning{Code: "pages_without_text", Message: fmt.Sprintf("%d of %d pages have no text layer and were left out", blank, n)})
	}
	if len(c.Blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the PDF holds no running text"}
	}
	return c, nil
}

// refusal maps what the engines say to an error with a code.
func refusal(ctx context.Context, err error) error {
	var fe *format.Error
	switch {
	case errors.As(err, &fe):
		return fe
	case errors.Is(err, errPassword):
		return &format.Error{Code: format.CodePassword, Message: "the PDF is protected: opening it needs a password; save a copy without a password and use that", Err: err}
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded):
		return &format.Error{Code: format.CodeTimeout, Message: "reading the PDF took too long; the file may be damaged or made to exhaust its reader", Err: err}
	case errors.Is(err, errBudget):
		return &format.Error{Code: format.CodeTooLarge, Message: "the PDF expands beyond the limits; the file may be made to exhaust its reader", Err: err}
	}
	return &format.Error{Code: format.CodeDamaged, Message: "the PDF is damaged and cannot be read; download it again or save it anew", Err: err}
}
