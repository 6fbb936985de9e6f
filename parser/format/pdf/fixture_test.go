package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode/utf16"

	"yaodian/parser/format"
)

// builder writes minimal PDF files for tests. Object 1 is the catalog, 2 the
// page tree; fonts and pages follow as they are added.
type builder struct {
	objects []string // from object 1 on; index 0 and 1 are filled at the end
	pages   []int
	fonts   []string // "/F1 5 0 R"
	tail    string   // more entries of the trailer
}

func newBuilder() *builder { return &builder{objects: []string{"", ""}} }

func (b *builder) add(body string) int {
	b.objects = append(b.objects, body)
	return len(b.objects)
}

func (b *builder) stream(dict, data string) int {
	return b.add(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

func deflate(s string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(s))
	w.Close()
	return z.String()
}

// font adds a font object under the name F1, F2 …
func (b *builder) font(body string) {
	b.fonts = append(b.fonts, fmt.Sprintf("/F%d %d 0 R", len(b.fonts)+1, b.add(body)))
}

// uniFont adds a composite font whose codes are UTF-16 (UniGB-UTF16-H).
func (b *builder) uniFont(name string) {
	d := b.add("<</Type/Font/Subtype/CIDFontType0/BaseFont/" + name + "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[814 907 500]>>")
	b.font(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/UniGB-UTF16-H/DescendantFonts[%d 0 R]>>", name, d))
}

// page adds an A4 page with the given content stream.
func (b *builder) page(content string) {
	c := b.stream("/Filter/FlateDecode", deflate(content))
	b.pages = append(b.pages, b.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<<%s>>>>>>", c, strings.Join(b.fonts, " "))))
}

func (b *builder) bytes() []byte {
	var kids []string
	for _, p := range b.pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", p))
	}
	b.objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
	b.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(b.pages), strings.Join(kids, " "))
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range b.objects {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(b.objects)+1)
	for _, a := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(b.objects)+1, b.tail, xref)
	return out.Bytes()
}

// hexText is a string operand in UTF-16BE.
func hexText(s string) string {
	var b strings.Builder
	b.WriteByte('<')
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// at shows a text at a place with the n-th font.
func at(font int, size, x, y float64, text string) string {
	return fmt.Sprintf("BT /F%d %g Tf 1 0 0 1 %g %g Tm %s Tj ET\n", font, size, x, y, hexText(text))
}

// sheetOf sets the lines of a page as a typesetter does: 28 ideographs to the
// line from x = 80, 28 points apart, first lines of paragraphs two em in.
// Paragraphs are broken wherever the line is full. It returns what is left
// over once the page is full.
type typeset struct {
	content strings.Builder
	y       float64
}

func newTypeset() *typeset { return &typeset{y: 740} }

func (t *typeset) para(text string) {
	const perLine, size = 28, 16
	r := []rune(text)
	x, room := 80.0+2*size, perLine-2
	for len(r) > 0 {
		n := min(room, len(r))
		// A closing mark may not begin a line: it hangs out.
		if n < len(r) && strings.ContainsRune("，。、；：”》）", r[n]) {
			n++
		}
		t.content.WriteString(at(1, size, x, t.y, string(r[:n])))
		r, x, room = r[n:], 80, perLine
		t.y -= 28
	}
}

// small limits keep fuzzing quick.
var small = format.Limits{Bytes: 1 << 20, Expanded: 1 << 20, Entries: 10, Depth: 10, TextRunes: 5_000, Pages: 3}
