// Package zipxml opens containers of zipped XML (DOCX, OFD, ODT) within
// limits: members, expansion, nesting, size of one token. XML entities are
// never expanded, nothing is written to disk, and names inside the container
// are keys only, never paths.
package zipxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"yaodian/parser/format"
)

// maxRatio is the greatest expansion taken for honest once a member is larger
// than ratioFloor; verbose office XML stays under 100.
const (
	maxRatio   = 250
	ratioFloor = 16 << 20
)

// Package is an opened container. It is not safe for concurrent use.
type Package struct {
	lim    format.Limits
	files  map[string]*zip.File
	names  []string
	budget int64 // bytes of expansion left, all members together
}

// Open reads the directory of a container. It fails with CodeTooLarge over a
// limit, CodePassword for encrypted members and CodeDamaged otherwise.
func Open(data []byte, lim format.Limits) (*Package, error) {
	lim = lim.OrDefault()
	if int64(len(data)) > lim.Bytes {
		return nil, tooLarge("the file is larger than the limit on uploads; split it or raise the limit")
	}
	// The directory's own count can lie, and each record costs memory: count
	// the records' signatures before letting them be parsed.
	if bytes.Count(data, []byte("PK\x01\x02")) > lim.Entries {
		return nil, tooLarge("the archive has too many members for a document")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the file's zip container is broken or cut off; fetch or save it again", Err: err}
	}
	p := &Package{lim: lim, files: make(map[string]*zip.File, len(z.File)), budget: lim.Expanded}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, &format.Error{Code: format.CodePassword, Message: "the file is protected by a password; save it without one"}
		}
		k := key(f.Name)
		if _, twice := p.files[k]; twice {
			continue
		}
		p.files[k] = f
		p.names = append(p.names, k)
	}
	return p, nil
}

// Names lists the members in the container's order, as Has and Reader know
// them: no leading slash, forward slashes, lower case.
func (p *Package) Names() []string { return p.names }

// Has reports whether the container has a member of that name; letter case,
// backslashes and a leading slash make no difference.
func (p *Package) Has(name string) bool { return p.files[key(name)] != nil }

// Budget is the number of bytes that may still be expanded.
func (p *Package) Budget() int64 { return p.budget }

func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// open returns a member's bytes as a stream charged to the budget.
func (p *Package) open(name string) (io.ReadCloser, error) {
	f := p.files[key(name)]
	if f == nil {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the document lacks its part " + safeName(name)}
	}
	if f.UncompressedSize64 > uint64(max(p.budget, 0)) {
		return nil, tooLarge("the document expands beyond the limit")
	}
	rc, err := f.Open()
	if err != nil {
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the document's part " + safeName(name) + " cannot be unpacked", Err: err}
	}
	return &meter{p: p, rc: rc, packed: int64(f.CompressedSize64)}, nil
}

// Bytes returns a member's content whole.
func (p *Package) Bytes(name string) ([]byte, error) {
	rc, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	b, err := io.ReadAll(rc)
	if err != nil {
		return nil, AsError(err)
	}
	return b, nil
}

// meter charges what it passes on to the package's budget and stops members
// that expand like a bomb.
type meter struct {
	p      *Package
	rc     io.ReadCloser
	packed int64
	out    int64
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.rc.Read(b)
	m.out += int64(n)
	m.p.budget -= int64(n)
	if m.p.budget < 0 {
		return 0, tooLarge("the document expands beyond the limit")
	}
	if m.out > ratioFloor && m.out > maxRatio*max(m.packed, 1) {
		return 0, tooLarge("the document expands as no honest document does")
	}
	return n, err
}

func (m *meter) Close() error { return m.rc.Close() }

func tooLarge(msg string) error { return &format.Error{Code: format.CodeTooLarge, Message: msg} }

func damaged(msg string, err error) error {
	return &format.Error{Code: format.CodeDamaged, Message: msg, Err: err}
}

// AsError makes sure that what leaves a reader is a *format.Error: anything else
// becomes CodeDamaged.
func AsError(err error) error {
	var fe *format.Error
	if errors.As(err, &fe) {
		return fe
	}
	return damaged("the document's XML is broken or cut off; fetch or save it again", err)
}

// safeName keeps a member's name fit to show.
func safeName(s string) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	if len(r) > 60 {
		r = r[:60]
	}
	for i, c := range r {
		if c < ' ' {
			r[i] = '?'
		}
	}
	return string(r)
}
