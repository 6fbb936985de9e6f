package pdf

import (
	"math"

	pdf "github.com/ledongthuc/pdf"
)

// maxMarks bounds the nesting of marked content; deeper marks say nothing.
const maxMarks = 10_000

// mark is an open marked-content sequence.
type mark struct {
	actual    []rune
	hasActual bool
	artifact  bool
	from      int // glyphs before it
}

// open begins a marked-content sequence: its ActualText, inline or from the
// resources, replaces what is shown inside; pagination artifacts (running
// heads and page numbers, marked so by the producer) are not text.
func (in *interp) open(res *resources, dict bool) {
	m := mark{from: len(in.out.glyphs)}
	tag := ""
	if len(in.ops) > 0 && in.ops[0].kind == tokName {
		tag = string(in.ops[0].b)
	}
	if dict {
		if n := len(in.ops); n == 2 && in.ops[1].kind == tokName {
			p := res.props.Key(string(in.ops[1].b))
			if a := p.Key("ActualText"); a.Kind() == pdf.String {
				m.actual, m.hasActual = textString([]byte(a.RawString())), true
			}
			m.artifact = tag == "Artifact" && p.Key("Type").Name() == "Pagination"
		} else {
			for i := 1; i+1 < n; i++ {
				if in.ops[i].kind != tokName {
					continue
				}
				switch next := in.ops[i+1]; string(in.ops[i].b) {
				case "ActualText":
					if next.kind == tokString {
						m.actual, m.hasActual = textString(next.b), true
					}
				case "Type":
					m.artifact = tag == "Artifact" && next.kind == tokName && string(next.b) == "Pagination"
				}
			}
		}
	}
	if len(in.marks) == maxMarks {
		return
	}
	in.marks = append(in.marks, m)
	if m.artifact {
		in.skip++
	}
}

// closeMarks ends the open sequences from the n-th on.
func (in *interp) closeMarks(n int) {
	for len(in.marks) > n {
		m := in.marks[len(in.marks)-1]
		in.marks = in.marks[:len(in.marks)-1]
		if m.artifact {
			in.skip--
		}
		if m.hasActual {
			in.replace(m)
		}
	}
}

// replace puts the ActualText of a sequence in place of its glyphs: one for
// one where the numbers agree, else spread over the extent of the first line.
func (in *interp) replace(m mark) {
	shown := in.out.glyphs[m.from:]
	if len(shown) == 0 {
		return
	}
	if len(m.actual) == len(shown) {
		for i, r := range m.actual {
			shown[i].r = plain(r)
		}
		return
	}
	first := shown[0]
	last := first
	for _, g := range shown {
		if g.dir == first.dir && math.Abs(g.y-first.y) < 0.5*first.size {
			last = g
		}
	}
	if first.dir == 0 && last.x >= first.x {
		first.w = last.x + last.w - first.x
	}
	in.out.glyphs = in.out.glyphs[:m.from]
	text := make([]rune, 0, len(m.actual))
	for _, r := range m.actual {
		if r >= ' ' {
			text = append(text, plain(r))
		}
	}
	if len(text) > 0 {
		spread(&in.out.glyphs, text, first)
	}
}

// textString decodes a PDF text string: UTF-16 or UTF-8 with a byte order
// mark, else PDFDocEncoding, of which the Latin part is enough.
func textString(b []byte) []rune {
	switch {
	case len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		return utf16Text(b[2:], 1<<16)
	case len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		swapped := make([]byte, len(b)&^1)
		for i := 0; i+1 < len(b); i += 2 {
			swapped[i], swapped[i+1] = b[i+1], b[i]
		}
		return utf16Text(swapped[2:], 1<<16)
	case len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF:
		return []rune(string(b[3:]))
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return out
}
