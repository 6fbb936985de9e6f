// Package archive walks the members of ZIP and TAR archives, compressed ones
// and archives within archives too, for batches of notices. It unpacks in
// memory, one member at a time, and under limits: an archive made to swell is
// refused, a member that cannot be unpacked is reported and the others go on.
package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"yaodian/parser/format"
)

// Limits bound the unpacking of one archive, everything nested included. The
// zero value of a field means DefaultLimits' value.
type Limits struct {
	Bytes    int64 // size of the archive itself
	Entries  int   // members, directories included
	Member   int64 // bytes of one unpacked member
	Expanded int64 // bytes of all unpacked members together
	Ratio    int64 // Expanded over the archive's size, once over ratioFrom
	Depth    int   // archives within archives; 1 allows none
}

// DefaultLimits fit the yearly notices of a province with room to spare.
var DefaultLimits = Limits{Bytes: 1 << 30, Entries: 50_000, Member: 64 << 20, Expanded: 8 << 30, Ratio: 200, Depth: 4}

// ratioFrom is the expansion, in bytes, below which no ratio is suspicious.
const ratioFrom = 16 << 20

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Entries > 0 {
		d.Entries = l.Entries
	}
	if l.Member > 0 {
		d.Member = l.Member
	}
	if l.Expanded > 0 {
		d.Expanded = l.Expanded
	}
	if l.Ratio > 0 {
		d.Ratio = l.Ratio
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	return d
}

// Member is one file of an archive.
type Member struct {
	// Name is a clean relative path with forward slashes, without "..", drive
	// or control characters. Members of nested archives carry the name of
	// theirs as a folder: "2024.zip/a.docx".
	Name string
	Data []byte
	// Err says why the member could not be unpacked; Data is nil then.
	Err error
}

// Walk calls fn for every file of the archive that r holds, in its order;
// folders, links and what systems leave behind (__MACOSX, Thumbs.db) are left
// out. It ends with the first error of fn, when ctx is done, or with a
// *format.Error when the archive is none, is broken or passes a limit; fn may
// have been called by then. Data is the callee's to keep.
//
// An r that is an io.ReaderAt and io.Seeker, such as a file, is read in place;
// others are spooled to a temporary file that is gone when Walk returns.
func Walk(ctx context.Context, name string, r io.Reader, lim Limits, fn func(Member) error) error {
	lim = lim.orDefault()
	src, size, done, err := spool(r, lim.Bytes)
	if err != nil {
		return err
	}
	defer done()
	w := &walk{ctx: ctx, lim: lim, fn: fn, size: size}
	switch k := kindOf(head(src, size)); k {
	case kindNone:
		return &format.Error{Code: format.CodeUnsupported, Message: "this is no ZIP or TAR archive"}
	default:
		return w.open(k, "", name, src, size, 1)
	}
}

// Is reports that data is an archive of files: ZIP, TAR, or one of them or any
// file compressed. Documents that are ZIP inside (DOCX, OFD, ODT) are none.
func Is(data []byte) bool {
	k := kindOf(data[:min(len(data), headBytes)])
	return k != kindNone && (k != kindZip || !isDocument(bytes.NewReader(data), int64(len(data))))
}

type walk struct {
	ctx      context.Context
	lim      Limits
	fn       func(Member) error
	size     int64 // of the outermost archive
	entries  int
	expanded int64
}

var errLimit = errors.New("over a limit")

func tooLarge(format_ string, args ...any) error {
	return &format.Error{Code: format.CodeTooLarge, Message: fmt.Sprintf(format_, args...), Err: errLimit}
}

// entry counts a member before it is unpacked.
func (w *walk) entry() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.entries++; w.entries > w.lim.Entries {
		return tooLarge("the archive holds more than %d files; split it", w.lim.Entries)
	}
	return nil
}

// read unpacks one member within the limits. Errors of the member alone are in
// err, those that end the walk in fatal.
func (w *walk) read(r io.Reader) (data []byte, err, fatal error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(w.check(r), w.lim.Member+1))
	w.expanded += n
	switch {
	case w.ctx.Err() != nil:
		return nil, nil, w.ctx.Err()
	case errors.Is(err, errLimit):
		return nil, nil, err
	case n > w.lim.Member:
		return nil, tooLarge("the file unpacks to more than %d bytes", w.lim.Member), nil
	case err != nil:
		return nil, damaged(err), nil
	}
	return b.Bytes(), nil, nil
}

// checked watches the limits and the context while a stream is unpacked, also
// where what comes out is skipped and no member counts it.
type checked struct {
	w    *walk
	r    io.Reader
	base int64 // unpacked before
	n    int64
}

func (w *walk) check(r io.Reader) *checked { return &checked{w: w, r: r, base: w.expanded} }

func (c *checked) Read(p []byte) (int, error) {
	if err := c.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	switch total := c.base + c.n; {
	case total > c.w.lim.Expanded:
		return 0, tooLarge("the archive unpacks to more than %d bytes; split it", c.w.lim.Expanded)
	case total > ratioFrom && total > c.w.size*c.w.lim.Ratio:
		return 0, tooLarge("the archive unpacks to more than %d times its size", c.w.lim.Ratio)
	}
	return n, err
}

func damaged(err error) error {
	return &format.Error{Code: format.CodeDamaged, Message: "the file cannot be unpacked; pack it anew", Err: err}
}

// member hands a file on, or walks it when it is an archive itself.
func (w *walk) member(name string, data []byte, err error, depth int) error {
	if err != nil {
		return w.fn(Member{Name: name, Err: err})
	}
	k := kindOf(data[:min(len(data), headBytes)])
	if k == kindNone || k == kindZip && isDocument(bytes.NewReader(data), int64(len(data))) {
		return w.fn(Member{Name: name, Data: data})
	}
	if depth >= w.lim.Depth {
		return w.fn(Member{Name: name, Err: tooLarge("the archive is nested more than %d deep; unpack it first", w.lim.Depth)})
	}
	err = w.open(k, name, name, bytes.NewReader(data), int64(len(data)), depth+1)
	// A broken inner archive costs itself only.
	if e := (*format.Error)(nil); errors.As(err, &e) && e.Code == format.CodeDamaged {
		return w.fn(Member{Name: name, Err: err})
	}
	return err
}

// cleanName makes a name from an archive safe to show and to join to a folder.
func cleanName(folder, name string, n int) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case r < ' ' || r == 0x7f || r == '\uFFFD' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return -1 // bidirectional marks disguise suffixes
		case r == ':' || r == '*' || r == '?' || r == '"' || r == '<' || r == '>' || r == '|':
			return '_'
		}
		return r
	}, name)
	name = strings.TrimPrefix(path.Clean("/"+name), "/") // resolves ".." at the root
	const longest = 1000
	if len(name) > longest {
		name = strings.ToValidUTF8(name[len(name)-longest:], "")
	}
	if name == "" {
		name = fmt.Sprintf("file-%d", n)
	}
	if folder != "" {
		return folder + "/" + name
	}
	return name
}

// litter reports what operating systems and editors leave in folders.
func litter(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/") || strings.HasPrefix(base, "._") ||
		strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".~") || base == ".DS_Store" || strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// documentEntries mark ZIP containers that are documents.
var documentEntries = [][]string{{"[Content_Types].xml"}, {"OFD.xml"}, {"mimetype", "content.xml"}}

// isDocument looks into a ZIP directory for the entries of document formats.
func isDocument(r io.ReaderAt, size int64) bool {
	z, err := openZip(r, size, 20_000)
	if err != nil {
		return false
	}
	have := map[string]bool{}
	for _, f := range z.File[:min(len(z.File), 5_000)] {
		have[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = true
	}
next:
	for _, names := range documentEntries {
		for _, n := range names {
			if !have[strings.ToLower(n)] {
				continue next
			}
		}
		return true
	}
	return false
}

// openZip opens a ZIP after counting the marks of directory entries, so that a
// directory made to fill memory is not read at all.
func openZip(r io.ReaderAt, size int64, most int) (*zip.Reader, error) {
	n, err := countMarks(io.NewSectionReader(r, 0, size), []byte("PK\x01\x02"))
	if err != nil {
		return nil, err
	}
	if n > 2*most+1000 { // stored members may hold ZIPs of their own
		return nil, tooLarge("the archive holds more than %d files; split it", most)
	}
	return zip.NewReader(r, size)
}

func countMarks(r io.Reader, mark []byte) (n int, err error) {
	buf := make([]byte, 64<<10)
	keep := 0
	for {
		k, err := r.Read(buf[keep:])
		window := buf[:keep+k]
		n += bytes.Count(window, mark)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		keep = min(len(mark)-1, len(window))
		copy(buf, window[len(window)-keep:])
	}
}
