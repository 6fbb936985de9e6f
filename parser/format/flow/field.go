package flow

import (
	"regexp"
	"strconv"
	"strings"

	"yaodian/parser/format/listlabel"
)

// Fields follows the open fields of a document: what is in a field's code is
// no text, what is in its result is. The zero value is ready.
type Fields struct{ open []field }

type field struct {
	code   strings.Builder
	result bool // the separator has been passed
	toc    bool
}

// Nesting and length of code beyond these are ignored.
const (
	maxFields = 64
	maxCode   = 4096
)

// Begin opens a field.
func (f *Fields) Begin() {
	if len(f.open) < maxFields {
		f.open = append(f.open, field{})
	}
}

// Code gives the innermost field a piece of its code.
func (f *Fields) Code(s string) {
	if n := len(f.open); n > 0 && !f.open[n-1].result && f.open[n-1].code.Len() < maxCode {
		f.open[n-1].code.WriteString(s)
	}
}

// Separate passes from the innermost field's code to its result.
func (f *Fields) Separate() {
	if n := len(f.open); n > 0 {
		o := &f.open[n-1]
		o.result = true
		o.toc = IsTOC(o.code.String())
	}
}

// End closes the innermost field and returns what shows of one that has no
// result but is drawn from its code.
func (f *Fields) End() string {
	n := len(f.open)
	if n == 0 {
		return ""
	}
	code, bare := f.open[n-1].code.String(), !f.open[n-1].result
	f.open = f.open[:n-1]
	if bare {
		return enclosed(code)
	}
	return ""
}

// Shown reports that text met now shows: no open field is at its code.
func (f *Fields) Shown() bool {
	for i := range f.open {
		if !f.open[i].result {
			return false
		}
	}
	return true
}

// InTOC reports that text met now belongs to a table of contents.
func (f *Fields) InTOC() bool {
	for i := range f.open {
		if f.open[i].toc {
			return true
		}
	}
	return false
}

// EndParagraph gives up on fields whose code does not end in its paragraph,
// lest a broken one swallow the rest of the document.
func (f *Fields) EndParagraph() {
	for n := len(f.open); n > 0 && !f.open[n-1].result; n-- {
		f.open = f.open[:n-1]
	}
}

// IsTOC reports that a field's code asks for a table of contents.
func IsTOC(code string) bool {
	w := strings.Fields(code)
	return len(w) > 0 && strings.EqualFold(w[0], "TOC")
}

var overlay = regexp.MustCompile(`(?i)^\s*eq\s*\\o\s*(?:\\a[a-z])?\s*\(\s*([^,;]+)[,;]\s*(.+?)\s*\)\s*$`)

// enclosed shows what Word draws for 带圈字符, an EQ field without a result
// that lays a circle over a character: EQ \o\ac(○,1) is ①.
func enclosed(code string) string {
	const circles = "○〇◯OＯ"
	m := overlay.FindStringSubmatch(code)
	if m == nil {
		return ""
	}
	circle, inner := strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
	if strings.Contains(circles, inner) {
		circle, inner = inner, circle
	}
	if n, err := strconv.Atoi(inner); err == nil && strings.Contains(circles, circle) {
		return listlabel.Circled(n)
	}
	return inner
}

// Reset forgets the open fields, without touching copies of f.
func (f *Fields) Reset() { f.open = nil }
