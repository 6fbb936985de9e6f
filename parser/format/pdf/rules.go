package pdf

// maxRules bounds the strokes kept of one page; drawings have many, tables few.
const maxRules = 20_000

// thickest is the largest width, in points, of a filled box taken for a line.
const thickest = 3.0

// pathOperator follows the path operators as far as straight lines go.
func (in *interp) pathOperator(op []byte) {
	switch string(op) {
	case "m":
		in.cur = [2]float64{in.num(1), in.num(0)}
		in.start = in.cur
	case "l":
		to := [2]float64{in.num(1), in.num(0)}
		in.segment(in.cur, to)
		in.cur = to
	case "c", "v", "y":
		in.cur = [2]float64{in.num(1), in.num(0)}
	case "h":
		in.segment(in.cur, in.start)
		in.cur = in.start
	case "re":
		x, y, w, h := in.num(3), in.num(2), in.num(1), in.num(0)
		a, b, c, d := [2]float64{x, y}, [2]float64{x + w, y}, [2]float64{x + w, y + h}, [2]float64{x, y + h}
		in.segment(a, b)
		in.segment(b, c)
		in.segment(c, d)
		in.segment(d, a)
		in.cur, in.start = a, a
	case "s", "b", "b*":
		in.segment(in.cur, in.start)
		in.stroke()
	case "S", "B", "B*":
		in.stroke()
	case "f", "F", "f*":
		in.fill()
	case "n":
		in.path = in.path[:0]
	}
}

func (in *interp) segment(a, b [2]float64) {
	if len(in.path) >= maxRules {
		return
	}
	x0, y0 := in.g.ctm.apply(a[0], a[1])
	x1, y1 := in.g.ctm.apply(b[0], b[1])
	in.path = append(in.path, rule{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)})
}

// stroke keeps the segments that run along an axis.
func (in *interp) stroke() {
	for _, s := range in.path {
		in.keep(s)
	}
	in.path = in.path[:0]
}

// fill keeps thin boxes as lines. Boxes come as four segments each.
func (in *interp) fill() {
	for i := 0; i+3 < len(in.path); i += 4 {
		box := in.path[i]
		for _, s := range in.path[i+1 : i+4] {
			box = rule{min(box.x0, s.x0), min(box.y0, s.y0), max(box.x1, s.x1), max(box.y1, s.y1)}
		}
		switch w, h := box.x1-box.x0, box.y1-box.y0; {
		case h <= thickest && w > 2*h:
			y := (box.y0 + box.y1) / 2
			in.keep(rule{box.x0, y, box.x1, y})
		case w <= thickest && h > 2*w:
			x := (box.x0 + box.x1) / 2
			in.keep(rule{x, box.y0, x, box.y1})
		}
	}
	in.path = in.path[:0]
}

func (in *interp) keep(s rule) {
	w, h := s.x1-s.x0, s.y1-s.y0
	if len(in.out.rules) < maxRules && in.skip == 0 && (h < 1 && w > 2 || w < 1 && h > 2) {
		in.out.rules = append(in.out.rules, s)
	}
}
