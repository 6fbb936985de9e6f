package ofd

import (
	"math"

	"yaodian/parser/format/pdf"
	"yaodian/parser/format/zipxml"
)

// points is the number of points in a millimetre.
const points = 72 / 25.4

// page is one page as its Content.xml states it.
type page struct {
	box       box
	templates []string
	objects   []object
}

// readPages reads the pages and places what is on them. A template that
// several pages share is their furniture (letterhead, running lines, frame)
// and stays out; one that a single page uses is that page's form.
func (d *document) readPages(refs []pageRef) error {
	pages := make([]*page, 0, len(refs))
	uses := map[string]int{}
	for _, ref := range refs {
		p, err := d.readPage(d.resolve(ref.loc))
		if err != nil {
			if fatal(err) {
				return err
			}
			d.broken++
			continue
		}
		for _, t := range p.templates {
			uses[t]++
		}
		pages = append(pages, p)
	}
	for _, p := range pages {
		for _, id := range p.templates {
			loc := d.templates[id]
			if uses[id] != 1 || loc == "" {
				continue
			}
			t, err := d.readPage(d.resolve(loc))
			if err != nil {
				if fatal(err) {
					return err
				}
				continue
			}
			p.objects = append(t.objects, p.objects...)
		}
		if err := d.place(p); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) readPage(part string) (*page, error) {
	r, err := d.pkg.Reader(d.ctx, part, nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p := &page{box: d.box}
	err = each(r, func(t *zipxml.Token) (bool, error) {
		switch t.Local {
		case "PhysicalBox":
			s, err := r.InnerText()
			if b, ok := parseBox(s); ok {
				p.box = b
			}
			return true, err
		case "Template":
			if id := t.Attr("TemplateID"); id != "" && len(p.templates) < 16 {
				p.templates = append(p.templates, id)
			}
		case "Content":
			objects, err := d.readObjects(r, len(p.objects))
			p.objects = append(p.objects, objects...)
			return true, err
		case "Actions", "Area":
			return t.Local == "Actions", skipIf(r, t.Local == "Actions")
		}
		return false, nil
	})
	return p, err
}

func skipIf(r *zipxml.Reader, skip bool) error {
	if skip {
		return r.Skip()
	}
	return nil
}

// place turns a page's objects into a sheet of glyphs.
func (d *document) place(p *page) error {
	s := &pdf.Sheet{Width: p.box.w * points, Height: p.box.h * points}
	// Millimetres from the upper left become points from the lower left.
	page := matrix{a: points, d: -points, e: -p.box.x * points, f: (p.box.y + p.box.h) * points}
	images := false
	if err := d.placeAll(s, p.objects, page, 0, &images); err != nil {
		return err
	}
	if images {
		d.images++
	}
	d.sheets = append(d.sheets, *s)
	return nil
}

// maxGlyphs bounds the characters of a document beside the limit on text: a
// placed character costs a hundred bytes.
const maxGlyphs = 2_000_000

// Bounds on composites within composites and on the strokes of a page.
const (
	maxNesting = 8
	maxStrokes = 20_000
)

func (d *document) placeAll(s *pdf.Sheet, objects []object, in matrix, depth int, images *bool) error {
	for i := range objects {
		o := &objects[i]
		m := o.place.then(in)
		switch {
		case o.image:
			*images = true
		case o.refer != "":
			if depth < maxNesting {
				if err := d.placeAll(s, d.composites[o.refer], m, depth+1, images); err != nil {
					return err
				}
			}
			// A composite of nothing still costs, however often it is used.
			if d.glyphs++; d.glyphs > min(d.lim.TextRunes, maxGlyphs) {
				return tooLarge("the document holds more objects than the limit allows")
			}
		case o.strokes != nil:
			for _, k := range o.strokes {
				x0, y0 := m.apply(k[0], k[1])
				x1, y1 := m.apply(k[2], k[3])
				if (math.Abs(x1-x0) < 1 || math.Abs(y1-y0) < 1) && len(s.Rules) < maxStrokes {
					s.Rules = append(s.Rules, pdf.Rule{X0: min(x0, x1), Y0: min(y0, y1), X1: max(x0, x1), Y1: max(y0, y1)})
				}
			}
		default:
			if err := d.placeText(s, o, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeText sets the glyphs of a text object.
func (d *document) placeText(s *pdf.Sheet, o *object, m matrix) error {
	f := d.fonts[o.font]
	size := o.size * math.Hypot(m.c, m.d)
	// Along the line: the object's x axis, turned by its reading direction.
	turn := float64(o.read) * math.Pi / 180
	ax, ay := m.a*math.Cos(turn)+m.c*math.Sin(turn), m.b*math.Cos(turn)+m.d*math.Sin(turn)
	along := math.Hypot(ax, ay)
	dir := direction(ax, ay)
	for _, c := range o.text {
		if d.glyphs += len(c.runes); d.glyphs > min(d.lim.TextRunes, maxGlyphs) {
			return tooLarge("the document holds more text than the limit allows")
		}
		x, y := c.x, c.y
		for i, r := range c.runes {
			dx, dy := delta(c.dx, i), delta(c.dy, i)
			if len(c.dx) == 0 && len(c.dy) == 0 {
				dx = advance(r) * o.size * o.scale
			}
			px, py := m.apply(x, y)
			// Deltas part glyphs; how wide the glyph is they say only where it
			// is set tight, so the em bounds it.
			step := advance(r) * o.size * o.scale
			if d := math.Hypot(dx, dy); d > 0 && i < len(c.runes)-1 && d < step {
				step = d
			}
			if r != ' ' || i > 0 {
				s.Glyphs = append(s.Glyphs, pdf.Glyph{
					Rune: r, X: px, Y: py, Advance: step * along, Size: size, Dir: dir,
					Bold: o.bold || f.bold, Head: f.heading, Font: f.number,
				})
			}
			x, y = x+dx, y+dy
		}
	}
	return nil
}

// delta is the ith of a list; the last is reused where the list is short.
func delta(d []float64, i int) float64 {
	if len(d) == 0 {
		return 0
	}
	return d[min(i, len(d)-1)]
}

// advance is the usual advance of a character in em, for text that does not
// state its deltas.
func advance(r rune) float64 {
	switch {
	case r < 0x2000:
		return 0.5
	}
	return 1
}

func direction(ax, ay float64) uint8 {
	const slant = 0.05
	switch l := math.Hypot(ax, ay); {
	case l == 0:
		return 4
	case ax > 0 && math.Abs(ay) < slant*l:
		return 0
	case ay > 0 && math.Abs(ax) < slant*l:
		return 1
	case ax < 0 && math.Abs(ay) < slant*l:
		return 2
	case ay < 0 && math.Abs(ax) < slant*l:
		return 3
	}
	return 4
}
