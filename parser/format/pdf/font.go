package pdf

import (
	"math"
	"strings"

	pdf "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/charmap"
)

// unknown stands for a code whose character cannot be told.
const unknown = '\uFFFD'

// glyphInfo is what a font knows of one code.
type glyphInfo struct {
	text  []rune
	width float64 // advance in em
	known bool    // the entry is filled
}

// font decodes the strings shown in one font dictionary.
type font struct {
	id        int
	name      string
	bold      bool // by weight: name, descriptor
	heading   bool // a face that official documents use for headings (黑体, 小标宋)
	composite bool
	vertical  bool
	type3     bool
	scale     float64 // em per unit of Widths: 1/1000, but FontMatrix in Type 3

	toUnicode  *cmap
	toIdentity bool     // /ToUnicode /Identity-H: codes are UTF-16
	cs         charset  // of a predefined encoding
	enc        *cmap    // an embedded encoding CMap
	collection string   // GB1, CNS1 …
	program    *gidText // backward character map of an embedded TrueType font

	widths       map[uint32]float64 // by CID, or by code in a simple font
	defaultWidth float64
	base         [256][]rune // of a simple font

	cache1 [256]glyphInfo
	cache2 [256]*[256]glyphInfo
}

// loadFont reads a font dictionary. What is broken in it is left at its
// default: text is judged by its outcome.
func (d *document) loadFont(v pdf.Value) *font {
	d.fontCount++
	f := &font{id: d.fontCount, scale: 0.001, widths: map[uint32]float64{}}
	f.name = fontName(v.Key("BaseFont").Name())
	desc := v.Key("FontDescriptor")
	switch tu := v.Key("ToUnicode"); tu.Kind() {
	case pdf.Stream:
		f.toUnicode = parseCMap(d.read(tu, maxCMapBytes))
	case pdf.Name:
		f.toIdentity = strings.HasPrefix(tu.Name(), "Identity")
	}
	if v.Key("Subtype").Name() == "Type0" {
		desc = d.loadComposite(f, v)
	} else {
		d.loadSimple(f, v)
	}
	f.face(desc)
	return f
}

func (d *document) loadComposite(f *font, v pdf.Value) (descriptor pdf.Value) {
	f.composite = true
	desc := v.Key("DescendantFonts").Index(0)
	if desc.Kind() != pdf.Dict { // some producers leave the array out
		desc = v.Key("DescendantFonts")
	}
	if f.name == "" {
		f.name = fontName(desc.Key("BaseFont").Name())
	}
	switch enc := v.Key("Encoding"); enc.Kind() {
	case pdf.Name:
		f.cs, f.collection, f.vertical = predefined(enc.Name())
	case pdf.Stream:
		f.enc = parseCMap(d.read(enc, maxCMapBytes))
		f.vertical = f.enc.vertical || enc.Key("WMode").Int64() == 1
		use := enc.Key("UseCMap").Name()
		if use == "" {
			use = f.enc.use
		}
		f.cs, f.collection, _ = predefined(use)
	default:
		f.cs = csIdentity
	}
	if o := desc.Key("CIDSystemInfo").Key("Ordering"); o.Kind() == pdf.String && o.RawString() != "Identity" {
		f.collection = o.RawString()
	}
	f.defaultWidth = 1000
	if dw := desc.Key("DW"); dw.Kind() == pdf.Integer || dw.Kind() == pdf.Real {
		f.defaultWidth = dw.Float64()
	}
	f.cidWidths(desc.Key("W"))
	fd := desc.Key("FontDescriptor")
	if f.toUnicode == nil && cidTables()[f.collection] == nil && (f.cs == csIdentity || f.enc != nil) {
		if file := fd.Key("FontFile2"); file.Kind() == pdf.Stream {
			f.program = backwardMap(d.read(file, maxFontBytes))
		}
	}
	return fd
}

const (
	maxFontBytes  = 32 << 20
	maxWidthItems = 200_000
)

// cidWidths reads [c [w1 w2 …] c1 c2 w …].
func (f *font) cidWidths(w pdf.Value) {
	n := min(w.Len(), maxWidthItems)
	room := maxWidthItems
	for i := 0; i+1 < n && room > 0; {
		first := uint32(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == pdf.Array {
			for j := 0; j < list.Len() && room > 0; j++ {
				room--
				f.widths[first+uint32(j)] = list.Index(j).Float64()
			}
			i += 2
			continue
		}
		if i+2 >= n {
			return
		}
		last, width := uint32(w.Index(i+1).Int64()), w.Index(i+2).Float64()
		for c := first; c <= last && room > 0; c++ {
			room--
			f.widths[c] = width
		}
		i += 3
	}
}

func (d *document) loadSimple(f *font, v pdf.Value) {
	if v.Key("Subtype").Name() == "Type3" {
		f.type3 = true
		if m := v.Key("FontMatrix"); m.Len() == 6 {
			f.scale = m.Index(0).Float64()
			if f.scale == 0 {
				f.scale = m.Index(1).Float64()
			}
			f.scale = math.Abs(f.scale)
		}
	}
	first := v.Key("FirstChar").Int64()
	ws := v.Key("Widths")
	for i := 0; i < min(ws.Len(), 256); i++ {
		if c := first + int64(i); c >= 0 && c < 256 {
			f.widths[uint32(c)] = ws.Index(i).Float64()
		}
	}
	f.defaultWidth = v.Key("FontDescriptor").Key("MissingWidth").Float64()
	if ws.Len() == 0 { // one of the 14 standard fonts
		f.defaultWidth = 500
		if strings.Contains(f.name, "Courier") {
			f.defaultWidth = 600
		}
	}
	enc := v.Key("Encoding")
	name := enc.Name()
	if enc.Kind() == pdf.Dict {
		name = enc.Key("BaseEncoding").Name()
	}
	table := charmap.Windows1252
	if name == "MacRomanEncoding" {
		table = charmap.Macintosh
	}
	symbolic := name == "" && v.Key("FontDescriptor").Key("Flags").Int64()&4 != 0
	for c := range f.base {
		if r := table.DecodeByte(byte(c)); c >= 0x20 && !symbolic {
			f.base[c] = []rune{r}
		}
	}
	if cs, _, _ := predefined(name); cs > csIdentity {
		f.cs = cs // a simple font with the encoding of a composite one
	}
	diff := enc.Key("Differences")
	code := int64(0)
	for i := 0; i < min(diff.Len(), 1024); i++ {
		switch x := diff.Index(i); x.Kind() {
		case pdf.Integer:
			code = x.Int64()
		case pdf.Name:
			if code >= 0 && code < 256 {
				f.base[code] = glyphText(x.Name())
			}
			code++
		}
	}
	if symbolic && f.toUnicode == nil {
		if file := v.Key("FontDescriptor").Key("FontFile2"); file.Kind() == pdf.Stream {
			f.program = backwardMap(d.read(file, maxFontBytes))
		}
	}
}

// fontName drops the tag of a subset, "ABCDEF+SimHei".
func fontName(s string) string {
	if len(s) > 7 && s[6] == '+' {
		return s[7:]
	}
	return s
}

// boldWords and headingFaces are parts of PostScript font names. The heading
// faces count only where they are not the face of the body.
var (
	boldWords    = []string{"bold", "heavy", "black", "demi", "semibold", "粗", "-w7", "-w8", "-w9"}
	headingFaces = []string{"simhei", "heiti", "黑体", "fzhei", "fzxbs", "fzdbs", "xiaobiaosong", "小标宋", "大标宋", "yahei", "sourcehan-hei"}
)

func (f *font) face(descriptor pdf.Value) {
	f.nameFace()
	const forceBold = 1 << 18
	if descriptor.Key("FontWeight").Int64() >= 600 || descriptor.Key("Flags").Int64()&forceBold != 0 {
		f.bold = true
	}
}

// nameFace tells the face from the font's name.
func (f *font) nameFace() {
	low := strings.ToLower(f.name)
	for _, w := range boldWords {
		f.bold = f.bold || strings.Contains(low, w)
	}
	for _, w := range headingFaces {
		f.heading = f.heading || strings.Contains(low, w)
	}
	f.heading = f.heading || strings.HasSuffix(low, "hei")
}

// next decodes the code at the head of s and returns its length, at least 1.
func (f *font) next(s []byte) (*glyphInfo, int) {
	n := 1
	switch {
	case f.enc != nil && len(f.enc.spaces) > 0:
		if n = f.enc.split(s); n == 0 {
			n = min(len(s), len(firstSpace(f.enc)))
		}
	case f.composite && f.cs == csNone:
		n = min(2, len(s))
	case f.cs != csNone:
		n = f.cs.split(s)
	}
	n = max(1, n)
	var g *glyphInfo
	switch n {
	case 1:
		g = &f.cache1[s[0]]
	case 2:
		row := f.cache2[s[0]]
		if row == nil {
			row = new([256]glyphInfo)
			f.cache2[s[0]] = row
		}
		g = &row[s[1]]
	default:
		g = &glyphInfo{}
	}
	if !g.known {
		f.fill(g, s[:n])
	}
	return g, n
}

func firstSpace(m *cmap) []byte { return make([]byte, m.spaces[0].n) }

// fill works out text and width of one code. ToUnicode comes first: it is what
// the producer says; then what the encoding says; then the font program.
func (f *font) fill(g *glyphInfo, s []byte) {
	var c uint32
	for _, b := range s {
		c = c<<8 | uint32(b)
	}
	n := len(s)
	cid := c
	switch {
	case f.enc != nil:
		if v, ok := f.enc.cid(c, n); ok {
			cid = v
		} else if f.cs == csNone || f.cs == csIdentity {
			cid = c
		}
	case f.composite && f.cs > csIdentity:
		cid = 0
	}
	var text []rune
	if f.toUnicode != nil {
		text = f.toUnicode.text(c, n)
		if text == nil && n == 1 {
			text = f.toUnicode.text(c, 2)
		} else if text == nil && n == 2 && c < 256 {
			text = f.toUnicode.text(c, 1)
		}
	} else if f.toIdentity && n == 2 {
		text = utf16Text(s, 2)
	}
	if d := f.dingbat(c, text); d != nil {
		text = d
	} else if bad(text) {
		if own := f.ownText(c, cid, s); own != nil {
			text = own
		}
	}
	if len(text) == 0 {
		text = []rune{unknown}
	}
	for i, r := range text {
		text[i] = plain(r)
	}
	if f.composite && f.cs > csIdentity && f.enc == nil && len(text) == 1 {
		cid = textCIDs()[f.collection][text[0]]
		if n == 1 && f.collection == "GB1" && cid >= 1 && cid <= 95 && !f.proportional() {
			cid += 813 // the half-width row
		}
	}
	w, ok := f.widths[cid]
	if !f.composite {
		w, ok = f.widths[c&0xFF]
	}
	if !ok {
		w = f.defaultWidth
		if f.composite && n == 1 && f.cs > csIdentity {
			w = 500
		}
	}
	*g = glyphInfo{text: text, width: w * f.scale, known: true}
}

// proportional reports that the one-byte codes of the encoding are set in the
// proportional row of the collection rather than the half-width one.
func (f *font) proportional() bool { _, ok := f.widths[814]; return !ok }
