// Package doc reads Word's binary format (Word 97–2003, and WPS Writer's .wps,
// which is the same), as [MS-DOC] describes it: the main text with automatic
// numbers, bold runs, headings and tables; text boxes; out of it what the page
// does not show: tracked deletions, hidden text, field codes, contents lists,
// notes, headers and footers. Word 95 files are read for their bare text.
//
// Every offset in the format is taken from the file, so each is checked
// against the bytes there are; nothing loops on a chain in the file.
package doc

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"

	"yaodian/parser/format"
)

// MediaType is the registered type of a DOC file.
const MediaType = "application/msword"

// Read reads a DOC or WPS file.
func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	lim = lim.OrDefault()
	if int64(len(data)) > lim.Bytes {
		return nil, tooLarge("the file is larger than the limit on uploads; split it or raise the limit")
	}
	s, err := openStreams(data)
	if err != nil {
		return nil, err
	}
	f, err := readFIB(s.word)
	if err != nil {
		return nil, err
	}
	if f.encrypted {
		return nil, password()
	}
	c := &format.Content{MediaType: MediaType}
	if f.old {
		if c.Blocks, err = readOld(s.word, f, lim); err != nil {
			return nil, err
		}
		c.Warnings = append(c.Warnings, format.Warning{Code: "doc_word95", Message: "a file of Word 95 or older: read without automatic numbers, bold and tables"})
	} else {
		f.table = s.table0
		if f.tableOne {
			f.table = s.table1
		}
		d := &document{ctx: ctx, lim: lim, fib: f, data: s.data}
		if c.Blocks, err = d.read(); err != nil {
			return nil, err
		}
	}
	if len(c.Blocks) == 0 {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the Word file holds no text; if it holds pictures of pages, a text version is needed"}
	}
	return c, nil
}

// streams are the parts of the compound file that matter.
type streams struct{ word, table0, table1, data []byte }

func openStreams(data []byte) (*streams, error) {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, damaged("the Word file's container is broken or cut off; fetch or save it again", err)
	}
	s := &streams{}
	left := int64(len(data)) // streams share the file's bytes: together they cannot be longer
	for _, e := range r.File {
		if len(e.Path) > 0 {
			continue // of an embedded object
		}
		var to *[]byte
		switch strings.ToLower(e.Name) {
		case "worddocument":
			to = &s.word
		case "0table":
			to = &s.table0
		case "1table":
			to = &s.table1
		case "data":
			to = &s.data
		case "encryptedpackage":
			return nil, password()
		default:
			continue
		}
		if *to != nil || e.Size <= 0 {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(e, min(e.Size, left)))
		if err != nil && len(b) == 0 {
			return nil, damaged("the Word file is broken or cut off; fetch or save it again", err)
		}
		left -= int64(len(b))
		*to = b
	}
	if s.word == nil {
		return nil, &format.Error{Code: format.CodeUnsupported, Message: "this Office file holds no Word document; save the notice as DOCX or PDF"}
	}
	return s, nil
}

func damaged(msg string, err error) error {
	return &format.Error{Code: format.CodeDamaged, Message: msg, Err: err}
}

func tooLarge(msg string) error { return &format.Error{Code: format.CodeTooLarge, Message: msg} }

func password() error {
	return &format.Error{Code: format.CodePassword, Message: "the document is protected by a password; save it without one"}
}

// bytesAt returns n bytes at off, nil when they are not all there.
func bytesAt(b []byte, off, n int) []byte {
	if off < 0 || n < 0 || off > len(b) || n > len(b)-off {
		return nil
	}
	return b[off : off+n]
}

func u16(b []byte, off int) int {
	if v := bytesAt(b, off, 2); v != nil {
		return int(binary.LittleEndian.Uint16(v))
	}
	return 0
}

func u32(b []byte, off int) int {
	if v := bytesAt(b, off, 4); v != nil {
		return int(binary.LittleEndian.Uint32(v))
	}
	return 0
}

func i16(b []byte, off int) int { return int(int16(u16(b, off))) }
func i32(b []byte, off int) int { return int(int32(u32(b, off))) }
