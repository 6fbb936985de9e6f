// Package formattest helps to test readers: it packs containers from strings
// and renders blocks so that a person can write what is expected.
package formattest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"yaodian/parser/format"
)

// Zip packs parts, given as name, content, name, content ….
func Zip(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Render writes a block a line: marks for its kind and a colon where it has
// any, then its text with bold runs as *bold* and tabs as |.
//
// Marks: R2 a row of table 2, H1 a heading of level 1, C centred, A3 an
// automatic label of 3 code points.
func Render(blocks []format.Block) string {
	var out strings.Builder
	for _, b := range blocks {
		var marks []string
		if b.Kind == format.Row {
			marks = append(marks, fmt.Sprintf("R%d", b.Table))
		}
		if b.Level > 0 {
			marks = append(marks, fmt.Sprintf("H%d", b.Level))
		}
		if b.Centered {
			marks = append(marks, "C")
		}
		if b.AutoLabel > 0 {
			marks = append(marks, fmt.Sprintf("A%d", b.AutoLabel))
		}
		if len(marks) > 0 {
			out.WriteString(strings.Join(marks, " ") + ": ")
		}
		r, at := []rune(b.Text), 0
		for _, s := range b.Bold {
			out.WriteString(string(r[at:s.Start]) + "*" + string(r[s.Start:s.End]) + "*")
			at = s.End
		}
		out.WriteString(string(r[at:]) + "\n")
	}
	return strings.ReplaceAll(out.String(), "\t", "|")
}

// Check fails the test where blocks do not render as want, or break an
// obligation of format.Block.
func Check(t testing.TB, blocks []format.Block, want string) {
	t.Helper()
	Obligations(t, blocks)
	want = strings.TrimSpace(want)
	var lines []string
	for _, l := range strings.Split(want, "\n") {
		lines = append(lines, strings.TrimLeft(l, "\t"))
	}
	want = strings.Join(lines, "\n")
	if got := strings.TrimSpace(Render(blocks)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Obligations checks what holds for every block of every reader: no line
// breaks, tabs in rows alone, spans inside the text, ascending and disjoint.
func Obligations(t testing.TB, blocks []format.Block) {
	t.Helper()
	for _, b := range blocks {
		n := len([]rune(b.Text))
		switch {
		case strings.TrimSpace(b.Text) == "":
			t.Errorf("empty block %+v", b)
		case strings.ContainsAny(b.Text, "\n\r\x00"):
			t.Errorf("line break or NUL in %q", b.Text)
		case b.Kind == format.Para && strings.Contains(b.Text, "\t"):
			t.Errorf("tab in paragraph %q", b.Text)
		case (b.Kind == format.Row) != (b.Table > 0):
			t.Errorf("row without table or table without row: %+v", b)
		case b.AutoLabel < 0 || b.AutoLabel > n:
			t.Errorf("label of %d in %q", b.AutoLabel, b.Text)
		}
		for _, spans := range [][]format.Span{b.Bold, b.Carried} {
			at := 0
			for _, s := range spans {
				if s.Start < at || s.End <= s.Start || s.End > n {
					t.Errorf("span %v out of order or out of %q", s, b.Text)
				}
				at = s.End
			}
		}
	}
}
