package pdf

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
)

var errHazard = errors.New("the file's cross-reference would make the library loop or exhaust memory")

var (
	sizeEntry  = regexp.MustCompile(`/Size\s+([+-]?\d+)`)
	indexEntry = regexp.MustCompile(`/Index\s*\[([^\]]{0,1000})\]`)
	widthEntry = regexp.MustCompile(`/W\s*\[\s*([+-]?\d+)\s+([+-]?\d+)\s+([+-]?\d+)\s*\]`)
	prevEntry  = regexp.MustCompile(`/Prev\s+([+-]?\d+)`)
	headerLine = regexp.MustCompile(`^%PDF-(\d)\.(\d)`)
)

// prepare makes data fit for the library, which wants the header at the very
// start with a version up to 1.7, and %%EOF at the very end; and refuses what
// the library would not survive: tables of a thousand million entries and
// chains of cross-references that bite their own tail.
func prepare(data []byte) ([]byte, error) {
	i := bytes.Index(data[:min(len(data), 4096)], []byte("%PDF-"))
	if i < 0 {
		return nil, errors.New("no header")
	}
	data = data[i:]
	if j := bytes.LastIndex(data, []byte("%%EOF")); j < 0 {
		return nil, errors.New("no end of file marker")
	} else if end := j + 5; end < len(data) {
		data = data[:end]
	}
	if len(data) < 128 {
		return nil, errors.New("too short")
	}
	s := bytes.LastIndex(data, []byte("startxref"))
	if s < 0 || len(data)-s > 64 {
		return nil, errors.New("no startxref at the end")
	}
	if m := headerLine.FindSubmatch(data); m == nil {
		return nil, errors.New("no version")
	} else if m[1][0] != '1' || m[2][0] > '7' || data[8] != '\r' && data[8] != '\n' {
		fixed := make([]byte, len(data))
		copy(fixed, data)
		copy(fixed, "%PDF-1.7\n")
		data = fixed
	}
	// An object takes some bytes even in a compressed object stream.
	most := int64(len(data)) + 10_000
	for _, m := range sizeEntry.FindAllSubmatch(data, 1000) {
		if n, err := strconv.ParseInt(string(m[1]), 10, 64); err != nil || n < 0 || n > most {
			return nil, errHazard
		}
	}
	for _, m := range indexEntry.FindAllSubmatch(data, 1000) {
		for _, f := range bytes.Fields(m[1]) {
			if n, err := strconv.ParseInt(string(f), 10, 64); err != nil || n < 0 || n > most {
				return nil, errHazard
			}
		}
	}
	for _, m := range widthEntry.FindAllSubmatch(data, 1000) {
		for _, f := range m[1:] {
			// Widths of glyphs look like this too; a field of a
			// cross-reference has at most eight bytes.
			if n, err := strconv.ParseInt(string(f), 10, 64); err != nil || n < 0 || n > 1_000_000 {
				return nil, errHazard
			}
		}
	}
	return data, chain(data, s)
}

// chain follows the cross-reference sections from startxref and refuses a
// cycle, and classic tables whose subsections reach beyond any real file.
func chain(data []byte, startxref int) error {
	f := bytes.Fields(data[startxref+len("startxref"):])
	if len(f) == 0 {
		return errors.New("no offset after startxref")
	}
	next, err := strconv.ParseInt(string(f[0]), 10, 64)
	seen := map[int64]bool{}
	for err == nil {
		if next < 0 || next >= int64(len(data)) {
			return errors.New("cross-reference outside the file")
		}
		if seen[next] || len(seen) > 4096 {
			return errHazard
		}
		seen[next] = true
		section := data[next:]
		head := bytes.TrimLeft(section[:min(len(section), 64)], " \r\n\t")
		if bytes.HasPrefix(head, []byte("xref")) {
			if err := subsections(section, int64(len(data))); err != nil {
				return err
			}
			i := bytes.Index(section, []byte("trailer"))
			if i < 0 {
				return errors.New("no trailer")
			}
			section = section[i:]
		} else if len(head) == 0 || head[0] < '0' || head[0] > '9' {
			return errors.New("no cross-reference where startxref points")
		}
		// The dictionary ends where its stream or the next startxref begins.
		end := len(section)
		for _, stop := range []string{"stream", "startxref"} {
			if i := bytes.Index(section, []byte(stop)); i >= 0 {
				end = min(end, i)
			}
		}
		m := prevEntry.FindSubmatch(section[:end])
		if m == nil {
			return nil
		}
		next, err = strconv.ParseInt(string(m[1]), 10, 64)
	}
	return err
}

// subsections checks "first count" heads of a classic table: entries follow
// each, so the file bounds the count, and nothing else bounds the first.
func subsections(section []byte, size int64) error {
	end := bytes.Index(section, []byte("trailer"))
	if end < 0 {
		return errors.New("no trailer")
	}
	for line := range bytes.Lines(section[:end]) {
		f := bytes.Fields(line)
		if len(f) != 2 {
			continue
		}
		first, err1 := strconv.ParseInt(string(f[0]), 10, 64)
		n, err2 := strconv.ParseInt(string(f[1]), 10, 64)
		if err1 == nil && err2 == nil && (first < 0 || n < 0 || first+n > size+10_000) {
			return errHazard
		}
	}
	return nil
}
