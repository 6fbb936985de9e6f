package pdf

import (
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// page reads the glyphs and the ruled lines of a page.
func (f *fium) page(doc references.FPDF_DOCUMENT, index int) (*pageText, error) {
	loaded, err := f.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	page := requests.Page{ByReference: &loaded.Page}
	defer f.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	out := &pageText{box: rect{-1e5, -1e5, 1e5, 1e5}}
	if b, err := f.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page}); err == nil {
		r := rect{float64(b.Rect.Left), float64(min(b.Rect.Bottom, b.Rect.Top)), float64(b.Rect.Right), float64(max(b.Rect.Bottom, b.Rect.Top))}
		if r.x1 > r.x0 && r.y1 > r.y0 {
			out.box = r
		}
	}
	text, err := f.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	defer f.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	if err := f.chars(out, text.TextPage); err != nil {
		return nil, err
	}
	f.objects(out, page)
	return out, nil
}

// look is what characters of one text object share.
type look struct {
	dir        uint8
	size       float64
	bold, head bool
}

func (f *fium) chars(out *pageText, text references.FPDF_TEXTPAGE) error {
	count, err := f.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return err
	}
	if f.glyphs += count.Count; f.glyphs > f.lim.TextRunes {
		return errBudget
	}
	var high rune
	var at []int // index in PDFium's text of each glyph
	for i := range count.Count {
		if i&0xFF == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		u, err := f.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return err
		}
		r := rune(u.Unicode)
		// Characters beyond U+FFFF come as two halves.
		if r >= 0xD800 && r < 0xDC00 {
			high = r
			continue
		}
		if r >= 0xDC00 && r < 0xE000 && high != 0 {
			r = (high-0xD800)<<10 + (r - 0xDC00) + 0x10000
		}
		high = 0
		if r == '\r' || r == '\n' {
			continue // made up between lines
		}
		if r == ' ' {
			if g, err := f.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text, Index: i}); err == nil && g.IsGenerated {
				continue
			}
		}
		if r == 0 {
			r = unknown
		}
		o, err := f.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i})
		if err != nil {
			continue
		}
		b, err := f.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
		if err != nil {
			continue
		}
		w, h := math.Abs(float64(b.Rect.Right-b.Rect.Left)), math.Abs(float64(b.Rect.Top-b.Rect.Bottom))
		out.glyphs = append(out.glyphs, glyph{r: plain(r), x: o.X, y: o.Y, w: w, size: h})
		at = append(at, i)
	}
	f.looks(out.glyphs, at, text)
	return nil
}

// stretch is how many glyphs in a row are taken to look alike when the first
// and the last do.
const stretch = 12

// looks sets size, direction and weight of the glyphs. Asking PDFium for each
// would take most of the time, so it is asked at both ends of a stretch, and
// in between only where they differ.
func (f *fium) looks(gs []glyph, at []int, text references.FPDF_TEXTPAGE) {
	names := map[string]*font{}
	known := make([]*look, len(gs))
	of := func(i int) look {
		if known[i] == nil {
			l := f.look(text, at[i], names)
			known[i] = &l
		}
		return *known[i]
	}
	var fill func(lo, hi int)
	fill = func(lo, hi int) {
		if a, b := of(lo), of(hi); a == b {
			for i := lo; i <= hi; i++ {
				known[i] = &a
			}
		} else if hi-lo > 1 {
			mid := (lo + hi) / 2
			fill(lo, mid)
			fill(mid, hi)
		}
	}
	for lo := 0; lo < len(gs); {
		hi := lo
		for hi+1 < len(gs) && hi-lo < stretch && gs[hi+1].y == gs[lo].y && gs[hi+1].size == gs[lo].size {
			hi++
		}
		fill(lo, hi)
		lo = hi + 1
	}
	for i := range gs {
		g, l := &gs[i], known[i]
		if l.dir == 1 || l.dir == 3 {
			g.w = g.size // the box stands on its side
		}
		g.size, g.dir, g.bold, g.head = l.size, l.dir, l.bold, l.head
	}
}

func (f *fium) look(text references.FPDF_TEXTPAGE, i int, names map[string]*font) look {
	l := look{size: 12}
	if s, err := f.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: i}); err == nil && s.FontSize > 0 {
		l.size = s.FontSize
	}
	if m, err := f.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text, Index: i}); err == nil {
		a, b, c, d := float64(m.Matrix.A), float64(m.Matrix.B), float64(m.Matrix.C), float64(m.Matrix.D)
		if scale := math.Hypot(c, d); scale > 0 {
			l.size *= scale
		}
		l.dir = direction(a, b)
	}
	if n, err := f.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: text, Index: i}); err == nil {
		face := names[n.FontName]
		if face == nil {
			face = &font{name: fontName(n.FontName)}
			face.nameFace()
			names[n.FontName] = face
		}
		l.bold, l.head = face.bold, face.heading
	}
	if o, err := f.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i}); err == nil {
		if m, err := f.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: o.TextObject}); err == nil && m.TextRenderMode == enums.FPDF_TEXTRENDERMODE_FILL_STROKE {
			l.bold = true
		}
	}
	return l
}

const (
	maxObjects  = 20_000
	maxSegments = 2_000
)

// objects collects the straight lines of the page, which rule its tables, and
// counts its images.
func (f *fium) objects(out *pageText, page requests.Page) {
	count, err := f.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return
	}
	in := &interp{out: out, g: gstate{ctm: identity}}
	for i := range min(count.Count, maxObjects) {
		if f.ctx.Err() != nil {
			return
		}
		o, err := f.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		t, err := f.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil {
			continue
		}
		switch t.Type {
		case enums.FPDF_PAGEOBJ_IMAGE:
			out.images++
		case enums.FPDF_PAGEOBJ_PATH:
			f.path(in, o.PageObject)
		}
	}
}

// path feeds a path object to the same collector that the first engine has.
func (f *fium) path(in *interp, o references.FPDF_PAGEOBJECT) {
	n, err := f.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o})
	if err != nil || n.Count > maxSegments {
		return
	}
	if m, err := f.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o}); err == nil {
		in.g.ctm = matrix{float64(m.Matrix.A), float64(m.Matrix.B), float64(m.Matrix.C), float64(m.Matrix.D), float64(m.Matrix.E), float64(m.Matrix.F)}
	}
	in.path = in.path[:0]
	for i := range n.Count {
		s, err := f.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: o, Index: i})
		if err != nil {
			return
		}
		p, err1 := f.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: s.PathSegment})
		t, err2 := f.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: s.PathSegment})
		if err1 != nil || err2 != nil {
			return
		}
		to := [2]float64{float64(p.X), float64(p.Y)}
		switch t.Type {
		case enums.FPDF_SEGMENT_MOVETO:
			in.start = to
		case enums.FPDF_SEGMENT_LINETO:
			in.segment(in.cur, to)
		}
		in.cur = to
	}
	mode, err := f.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: o})
	if err != nil {
		return
	}
	if mode.Stroke {
		in.stroke()
		return
	}
	in.segment(in.cur, in.start)
	in.fill()
}
