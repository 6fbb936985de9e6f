package ofd

import (
	"math"
	"strconv"
	"strings"

	"yaodian/parser/format"
	"yaodian/parser/format/zipxml"
)

// box is a rectangle in millimetres.
type box struct{ x, y, w, h float64 }

// matrix maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// then is the map that applies m first and n after.
func (m matrix) then(n matrix) matrix {
	e, f := n.apply(m.e, m.f)
	return matrix{
		a: n.a*m.a + n.c*m.b, b: n.b*m.a + n.d*m.b,
		c: n.a*m.c + n.c*m.d, d: n.b*m.c + n.d*m.d,
		e: e, f: f,
	}
}

// object is a graphic object of a page that matters: text, a stroke, an
// image, or a composite of others.
type object struct {
	place matrix // of the object's own space in that of its parent
	text  []textCode
	font  string
	size  float64
	scale float64 // HScale
	read  int     // ReadDirection in degrees
	bold  bool

	strokes [][4]float64
	image   bool
	refer   string // resource of a composite
}

// textCode is one ofd:TextCode. Deltas are as written; the last is reused
// where they run out.
type textCode struct {
	runes  []rune
	x, y   float64
	dx, dy []float64
}

// Limits on one page: of objects, and of what one object may hold.
const (
	maxObjects = 400_000
	maxRunes   = 1 << 20
)

// readObjects reads the children of a layer or block, blocks inside it too;
// n counts what is there already.
func (d *document) readObjects(r *zipxml.Reader, n int) ([]object, error) {
	var out []object
	var visit func(t *zipxml.Token) (bool, error)
	visit = func(t *zipxml.Token) (bool, error) {
		if n+len(out) > maxObjects {
			return false, tooLarge("a page of the OFD file holds more objects than any honest page does")
		}
		if t.Attr("Visible") == "false" {
			return false, nil
		}
		switch t.Local {
		case "Content", "Layer", "PageBlock", "Group":
			return true, r.Children(visit)
		case "TextObject", "PathObject", "ImageObject", "CompositeObject":
			o, err := readObject(r, t)
			if err == nil {
				out = append(out, o)
			}
			return true, err
		}
		return false, nil
	}
	err := r.Children(visit)
	return out, err
}

func readObject(r *zipxml.Reader, t *zipxml.Token) (object, error) {
	o := object{place: identity, scale: 1}
	if m := floats(t.Attr("CTM"), 6); len(m) == 6 {
		o.place = matrix{m[0], m[1], m[2], m[3], m[4], m[5]}
	}
	if b, ok := parseBox(t.Attr("Boundary")); ok {
		o.place = o.place.then(matrix{a: 1, d: 1, e: b.x, f: b.y})
	}
	switch t.Local {
	case "ImageObject":
		o.image = true
		return o, r.Skip()
	case "CompositeObject":
		o.refer = t.Attr("ResourceID")
		return o, r.Skip()
	case "PathObject":
		fill, stroke := t.Attr("Fill") == "true", t.Attr("Stroke") != "false"
		return o, r.Children(func(t *zipxml.Token) (bool, error) {
			if t.Local != "AbbreviatedData" {
				return false, nil
			}
			s, err := r.InnerText()
			o.strokes = strokes(s, fill && !stroke)
			return true, err
		})
	}
	o.font = t.Attr("Font")
	o.size = number(t.Attr("Size"))
	if h := number(t.Attr("HScale")); h > 0 {
		o.scale = h
	}
	o.read = int(number(t.Attr("ReadDirection")))
	o.bold = number(t.Attr("Weight")) >= 600
	err := r.Children(func(t *zipxml.Token) (bool, error) {
		if t.Local != "TextCode" {
			return false, nil
		}
		c := textCode{x: number(t.Attr("X")), y: number(t.Attr("Y"))}
		dx, dy := t.Attr("DeltaX"), t.Attr("DeltaY")
		s, err := r.InnerText()
		// Breaks and indents of the XML are no glyphs.
		s = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '\t' || r == 0xFEFF {
				return -1
			}
			return format.FoldRadical(r) // as fonts' tables give them back
		}, s)
		c.runes = []rune(s)
		if len(c.runes) > maxRunes {
			return true, tooLarge("a page of the OFD file holds a line of absurd length")
		}
		c.dx, c.dy = deltas(dx, len(c.runes)), deltas(dy, len(c.runes))
		if len(c.runes) > 0 {
			o.text = append(o.text, c)
		}
		return true, err
	})
	return o, err
}

// deltas expands a list in which "g n v" stands for n times v, to at most n
// values.
func deltas(s string, n int) []float64 {
	f := strings.Fields(strings.ReplaceAll(s, ",", " "))
	out := make([]float64, 0, min(n, len(f)))
	for i := 0; i < len(f) && len(out) < n; i++ {
		if f[i] != "g" && f[i] != "G" {
			out = append(out, number(f[i]))
			continue
		}
		if i+2 >= len(f) {
			break
		}
		count, err := strconv.Atoi(f[i+1])
		if err != nil {
			count = int(number(f[i+1]))
		}
		v := number(f[i+2])
		for ; count > 0 && len(out) < n; count-- {
			out = append(out, v)
		}
		i += 2
	}
	return out
}

// number reads a finite number; anything else is 0.
func number(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e6 {
		return 0
	}
	return v
}

func floats(s string, most int) []float64 {
	f := strings.Fields(strings.ReplaceAll(s, ",", " "))
	if len(f) > most {
		f = f[:most]
	}
	out := make([]float64, len(f))
	for i := range f {
		out[i] = number(f[i])
	}
	return out
}

func parseBox(s string) (box, bool) {
	v := floats(s, 4)
	if len(v) < 4 || v[2] <= 0 || v[3] <= 0 {
		return box{}, false
	}
	return box{v[0], v[1], v[2], v[3]}, true
}

// strokes reads the straight segments of a path; of a filled box without an
// outline, the line that it is when it is thin.
func strokes(s string, filled bool) [][4]float64 {
	const maxPoints = 64 // table borders are drawn piece by piece
	var out [][4]float64
	var cur, start [2]float64
	f := strings.Fields(s)
	num := func(i int) float64 {
		if i < len(f) {
			return number(f[i])
		}
		return 0
	}
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	line := func(to [2]float64) {
		out = append(out, [4]float64{cur[0], cur[1], to[0], to[1]})
		cur = to
	}
	for i := 0; i < len(f) && len(out) < maxPoints; {
		switch f[i] {
		case "M", "S":
			cur = [2]float64{num(i + 1), num(i + 2)}
			start = cur
			i += 3
		case "L":
			line([2]float64{num(i + 1), num(i + 2)})
			i += 3
		case "C":
			line(start)
			i++
		case "Q":
			cur = [2]float64{num(i + 3), num(i + 4)}
			i += 5
		case "B":
			cur = [2]float64{num(i + 5), num(i + 6)}
			i += 7
		case "A":
			cur = [2]float64{num(i + 6), num(i + 7)}
			i += 8
		default:
			i++
		}
		for k := range 2 {
			lo[k], hi[k] = min(lo[k], cur[k]), max(hi[k], cur[k])
		}
	}
	if !filled {
		return out
	}
	const thick = 1.0 // mm
	switch w, h := hi[0]-lo[0], hi[1]-lo[1]; {
	case h <= thick && w > h:
		return [][4]float64{{lo[0], (lo[1] + hi[1]) / 2, hi[0], (lo[1] + hi[1]) / 2}}
	case w <= thick && h > w:
		return [][4]float64{{(lo[0] + hi[0]) / 2, lo[1], (lo[0] + hi[0]) / 2, hi[1]}}
	}
	return nil
}
