package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yaodian/parser/format"
)

// upload is one file as a client sent it. The name is a label, never a path.
type upload struct {
	name string
	data []byte
}

// CleanName reduces a file name to its last element without control
// characters, at most 255 bytes: the form in which it enters a Plan through
// every door. It is "unnamed" when nothing remains.
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	for len(name) > 255 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	if name == "" || name == "." || name == ".." || name == "/" {
		return "unnamed"
	}
	return name
}

// uploads reads the files of a request: the parts of a multipart form whose
// field is in fields (in the order of fields), or for a single field the raw
// body named by ?name=. Each is bounded by MaxUpload.
func (s *server) uploads(w http.ResponseWriter, r *http.Request, fields ...string) ([]upload, error) {
	limit := s.MaxUpload
	s.longer(w, r, s.Patience.Upload)
	// Room for the form's own lines, so that a file of exactly limit passes.
	r.Body = http.MaxBytesReader(w, r.Body, limit*int64(len(fields))+(64<<10))
	mt, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mt != "multipart/form-data" {
		if len(fields) != 1 {
			return nil, problemFor(codeInvalid, "send a multipart form with the files "+strings.Join(fields, " and "))
		}
		data, err := readAll(r.Body, limit)
		if err != nil {
			return nil, err
		}
		return []upload{{CleanName(r.URL.Query().Get("name")), data}}, nil
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, problemFor(codeInvalid, "the multipart form cannot be read")
	}
	found := map[string]upload{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, formError(err)
		}
		field := part.FormName()
		if _, again := found[field]; again || !slices.Contains(fields, field) {
			continue
		}
		data, err := readAll(part, limit)
		if err != nil {
			return nil, formError(err)
		}
		name := part.FileName()
		if n := r.URL.Query().Get("name"); n != "" && len(fields) == 1 {
			name = n
		}
		found[field] = upload{CleanName(name), data}
	}
	if err := rest(r.Body); err != nil {
		return nil, err
	}
	out := make([]upload, 0, len(fields))
	for _, f := range fields {
		up, ok := found[f]
		if !ok {
			return nil, problemFor(codeInvalid, fmt.Sprintf("the form has no file in the field %q", f))
		}
		out = append(out, up)
	}
	return out, nil
}

// readAll reads at most limit bytes and refuses more.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(limit)
	}
	return data, nil
}

func tooLarge(limit int64) error {
	return &format.Error{Code: format.CodeTooLarge, Message: "the file is larger than " + mib(limit)}
}
