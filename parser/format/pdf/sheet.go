package pdf

import "yaodian/parser/format"

// Sheet is a page of placed characters from another format of fixed layout
// (OFD), for Lay. Lengths are in points, the origin is the page's lower left
// corner.
type Sheet struct {
	Width, Height float64
	Glyphs        []Glyph
	Rules         []Rule
}

// Glyph is one character on a sheet.
type Glyph struct {
	Rune    rune
	X, Y    float64 // the start of its advance on the baseline
	Advance float64
	Size    float64 // height of the em
	Dir     uint8   // direction of its line: 0 →, 1 ↑, 2 ←, 3 ↓, 4 slanted
	Bold    bool
	Head    bool // set in a heading face (黑体, 小标宋)
	Font    int
}

// Rule is a straight stroke along an axis.
type Rule struct{ X0, Y0, X1, Y1 float64 }

// Lay reads the text of sheets as of the pages of one document: lines, columns
// and tables in reading order, page furniture out, paragraphs rejoined.
// It takes the glyphs out of the sheets, to hold them once. garbage reports
// that what the sheets hold does not look like text.
func Lay(sheets []Sheet) (blocks []format.Block, garbage bool) {
	pages := make([]*pageText, len(sheets))
	var all quality
	for i, s := range sheets {
		p := &pageText{box: rect{0, 0, s.Width, s.Height}, glyphs: make([]glyph, len(s.Glyphs))}
		for k, g := range s.Glyphs {
			p.glyphs[k] = glyph{r: g.Rune, x: g.X, y: g.Y, w: g.Advance, size: g.Size, dir: g.Dir, bold: g.Bold, head: g.Head, font: g.Font}
			all.add(g.Rune)
		}
		for _, r := range s.Rules {
			p.rules = append(p.rules, rule{r.X0, r.Y0, r.X1, r.Y1})
		}
		pages[i] = p
		sheets[i].Glyphs = nil // the copy is all that is needed
	}
	// The error is a table that repeats itself beyond the limit on text; what
	// was laid down before stands.
	blocks, _ = layout(pages, format.DefaultLimits)
	return blocks, all.poor()
}

// Face tells from a font's name whether it is bold and whether it is one that
// official documents use for headings.
func Face(name string) (bold, heading bool) {
	f := font{name: name}
	f.nameFace()
	return f.bold, f.heading
}
