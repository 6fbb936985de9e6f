package archive

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"yaodian/parser/format"
	"yaodian/parser/format/charset"
)

type kind uint8

const (
	kindNone kind = iota
	kindZip
	kindTar
	kindGzip
	kindBzip2
	kindZstd
)

// headBytes is what a kind is told from: a tar header.
const headBytes = 512

func kindOf(head []byte) kind {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return kindZip
	case bytes.HasPrefix(head, []byte("\x1f\x8b\x08")):
		return kindGzip
	case bytes.HasPrefix(head, []byte("BZh")) && len(head) > 10 && bytes.HasPrefix(head[4:], []byte("1AY&SY")):
		return kindBzip2
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return kindZstd
	case len(head) >= 262 && bytes.HasPrefix(head[257:], []byte("ustar")):
		return kindTar
	}
	return kindNone
}

func head(r io.ReaderAt, size int64) []byte {
	b := make([]byte, min(size, headBytes))
	n, _ := r.ReadAt(b, 0)
	return b[:n]
}

// open walks an archive of a known kind; folder is the name its members go
// under, name its own.
func (w *walk) open(k kind, folder, name string, r io.ReaderAt, size int64, depth int) error {
	if k == kindZip {
		return w.zip(folder, r, size, depth)
	}
	stream := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 64<<10)
	if k == kindTar {
		return w.tar(folder, stream, depth)
	}
	plain, done, err := decompress(k, stream)
	if err != nil {
		return damaged(err)
	}
	defer done()
	in := bufio.NewReaderSize(w.check(plain), 64<<10)
	if h, _ := in.Peek(headBytes); kindOf(h) == kindTar {
		return w.tar(folder, in, depth)
	}
	// A single compressed file: its name is that of the archive, less a suffix.
	if err := w.entry(); err != nil {
		return err
	}
	inner := path.Base(strings.ReplaceAll(name, `\`, "/"))
	inner = strings.TrimSuffix(inner, path.Ext(inner))
	data, err, fatal := w.read(in)
	if fatal != nil {
		return fatal
	}
	return w.member(cleanName(folder, inner, w.entries), data, err, depth)
}

func decompress(k kind, r io.Reader) (plain io.Reader, done func(), err error) {
	switch k {
	case kindGzip:
		z, err := gzip.NewReader(r)
		return z, func() {}, err
	case kindBzip2:
		return bzip2.NewReader(r), func() {}, nil
	case kindZstd:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(128<<20))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return nil, nil, errors.New("archive: unknown compression")
}

func (w *walk) zip(folder string, r io.ReaderAt, size int64, depth int) error {
	z, err := openZip(r, size, w.lim.Entries)
	if err != nil {
		if errors.Is(err, errLimit) {
			return err
		}
		return damaged(err)
	}
	for _, f := range z.File {
		if err := w.entry(); err != nil {
			return err
		}
		name := cleanName("", zipName(f), w.entries)
		if f.Mode().IsDir() || !f.Mode().IsRegular() || litter(name) {
			continue
		}
		if folder != "" {
			name = folder + "/" + name
		}
		if f.Flags&1 != 0 {
			if err := w.fn(Member{Name: name, Err: &format.Error{Code: format.CodePassword, Message: "the file is packed with a password; unpack it first"}}); err != nil {
				return err
			}
			continue
		}
		var data []byte
		var fatal error
		in, err := f.Open()
		if err != nil {
			err = damaged(err)
		} else {
			data, err, fatal = w.read(in)
			in.Close()
		}
		if fatal != nil {
			return fatal
		}
		if err := w.member(name, data, err, depth); err != nil {
			return err
		}
	}
	return nil
}

// zipName decodes the name of an entry. Without the UTF-8 flag Chinese packers
// write GBK; the Unicode path field of Info-ZIP (0x7075) goes before either.
func zipName(f *zip.File) string {
	extra := f.Extra
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			break
		}
		if id == 0x7075 && n > 5 && utf8.Valid(extra[5:n]) {
			return string(extra[5:n])
		}
		extra = extra[n:]
	}
	return decodeName(f.Name)
}

func decodeName(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return charset.As([]byte(s), charset.GB18030)
}

func (w *walk) tar(folder string, r io.Reader, depth int) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if errors.Is(err, errLimit) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
				return err
			}
			return damaged(err)
		}
		if err := w.entry(); err != nil {
			return err
		}
		name := cleanName("", decodeName(h.Name), w.entries)
		if h.Typeflag != tar.TypeReg || litter(name) {
			continue
		}
		if folder != "" {
			name = folder + "/" + name
		}
		data, err, fatal := w.read(t)
		if fatal != nil {
			return fatal
		}
		if err := w.member(name, data, err, depth); err != nil {
			return err
		}
	}
}

// memory is the size up to which a stream is kept in memory, not in a file.
const memory = 16 << 20

// spool gives random access to r. done removes what was stored.
func spool(r io.Reader, most int64) (src io.ReaderAt, size int64, done func(), err error) {
	done = func() {}
	over := func() error {
		return tooLarge("the archive is over the limit of %d bytes; split it", most)
	}
	if at, ok := r.(io.ReaderAt); ok {
		if s, ok := r.(io.Seeker); ok {
			if size, err = s.Seek(0, io.SeekEnd); err == nil {
				if size > most {
					return nil, 0, done, over()
				}
				return at, size, done, nil
			}
		}
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, memory+1))
	if err != nil {
		return nil, 0, done, err
	}
	if n <= memory {
		if n > most {
			return nil, 0, done, over()
		}
		return bytes.NewReader(b.Bytes()), n, done, nil
	}
	f, err := os.CreateTemp("", "yaodian-archive-*")
	if err != nil {
		return nil, 0, done, err
	}
	done = func() {
		f.Close()
		os.Remove(f.Name())
	}
	size, err = io.Copy(f, io.LimitReader(io.MultiReader(&b, r), most+1))
	if err == nil && size > most {
		err = over()
	}
	if err != nil {
		done()
		return nil, 0, func() {}, err
	}
	return f, size, done, nil
}
