package pdf

import (
	"math"

	pdf "github.com/ledongthuc/pdf"
)

// glyph is one character on a page. Coordinates are in points, y upwards,
// (x, y) the origin on the baseline.
type glyph struct {
	r    rune
	x, y float64
	w    float64 // advance
	size float64 // height of the em
	dir  uint8   // direction of the line: 0 →, 1 ↑, 2 ←, 3 ↓, 4 slanted
	bold bool
	head bool // set in a heading face
	font int
	// tight: what stood before it was taken out, so that the gap is no blank.
	tight bool
	vert  bool // vertical writing: (x, y) is the top centre, w the advance down
}

// rule is a straight horizontal or vertical stroke or thin filled box.
type rule struct{ x0, y0, x1, y1 float64 }

// pageText is what an engine reads off one page.
type pageText struct {
	box    rect
	rotate int
	glyphs []glyph
	rules  []rule
	images int
}

type gstate struct {
	ctm        matrix
	font       *font
	size       float64
	tc, tw, th float64
	leading    float64
	rise       float64
	mode       int
}

// interp runs the content streams of one page.
type interp struct {
	d     *document
	out   *pageText
	g     gstate
	stack []gstate
	tm    matrix
	tlm   matrix
	ops   []token // operands since the last operator
	path  []rule  // segments of the current path
	cur   [2]float64
	start [2]float64
	marks []mark
	skip  int // > 0 inside pagination artifacts
}

const maxOperands = 1 << 17

// page interprets a page. It panics with errBudget, a context error or what
// the library panics with.
func (d *document) page(p pageDict) *pageText {
	out := &pageText{box: p.box, rotate: p.rotate}
	in := &interp{d: d, out: out}
	in.g = gstate{ctm: identity, th: 1}
	var data []byte
	switch c := p.v.Key("Contents"); c.Kind() {
	case pdf.Stream:
		data = d.read(c, d.lim.Expanded)
	case pdf.Array:
		for i := range min(c.Len(), 100_000) {
			data = append(append(data, d.read(c.Index(i), d.lim.Expanded)...), '\n')
		}
	}
	d.images, d.ops = 0, maxOperators
	in.run(data, d.resourcesOf(p.res, p.resKey), 0)
	in.closeMarks(0)
	out.images = d.images
	return out
}

func (in *interp) run(data []byte, res *resources, depth int) {
	l := &lexer{data: data}
	base := len(in.stack)
	for {
		t := l.next()
		if t.kind == tokEOF {
			break
		}
		if t.kind != tokOp {
			if len(in.ops) < maxOperands {
				in.ops = append(in.ops, t)
			}
			continue
		}
		in.d.ops--
		if in.d.ops < 0 {
			panic(errBudget)
		}
		if in.d.ops&0x3FF == 0 {
			if err := in.d.ctx.Err(); err != nil {
				panic(err)
			}
		}
		in.operator(t.b, l, res, depth, base)
		in.ops = in.ops[:0]
		l.reset()
	}
	in.ops = in.ops[:0]
	if len(in.stack) > base {
		in.g = in.stack[base]
		in.stack = in.stack[:base]
	}
}

// num is the i-th operand from the end (0 the last) as a number.
func (in *interp) num(i int) float64 {
	if i = len(in.ops) - 1 - i; i >= 0 {
		return in.ops[i].num
	}
	return 0
}

func (in *interp) matrixOperand() matrix {
	return matrix{in.num(5), in.num(4), in.num(3), in.num(2), in.num(1), in.num(0)}
}

func (in *interp) lastName() string {
	for i := len(in.ops) - 1; i >= 0; i-- {
		if in.ops[i].kind == tokName {
			return string(in.ops[i].b)
		}
	}
	return ""
}

func (in *interp) operator(op []byte, l *lexer, res *resources, depth, base int) {
	g := &in.g
	switch string(op) {
	case "q":
		if len(in.stack) < maxGState {
			in.stack = append(in.stack, *g)
		}
	case "Q":
		if n := len(in.stack); n > base {
			*g = in.stack[n-1]
			in.stack = in.stack[:n-1]
		}
	case "cm":
		g.ctm = in.matrixOperand().mul(g.ctm)
	case "BT":
		in.tm, in.tlm = identity, identity
	case "Tf":
		if len(in.ops) >= 2 {
			g.font, g.size = in.d.font(res, in.lastName()), in.num(0)
		}
	case "Tc":
		g.tc = in.num(0)
	case "Tw":
		g.tw = in.num(0)
	case "Tz":
		g.th = in.num(0) / 100
	case "TL":
		g.leading = in.num(0)
	case "Ts":
		g.rise = in.num(0)
	case "Tr":
		g.mode = int(in.num(0))
	case "Td":
		in.newline(in.num(1), in.num(0))
	case "TD":
		g.leading = -in.num(0)
		in.newline(in.num(1), in.num(0))
	case "Tm":
		if len(in.ops) >= 6 {
			in.tlm = in.matrixOperand()
			in.tm = in.tlm
		}
	case "T*":
		in.newline(0, -g.leading)
	case "Tj":
		in.showLast()
	case "'":
		in.newline(0, -g.leading)
		in.showLast()
	case "\"":
		g.tw, g.tc = in.num(2), in.num(1)
		in.newline(0, -g.leading)
		in.showLast()
	case "TJ":
		for _, t := range in.ops {
			switch t.kind {
			case tokString:
				in.show(t.b)
			case tokNumber:
				d := -t.num / 1000 * g.size
				if g.font != nil && g.font.vertical {
					in.tm = matrix{1, 0, 0, 1, 0, d}.mul(in.tm)
				} else {
					in.tm = matrix{1, 0, 0, 1, d * g.th, 0}.mul(in.tm)
				}
			}
		}
	case "Do":
		in.do(res, in.lastName(), depth)
	case "ID":
		in.d.images++
		l.skipImage()
	case "BDC", "BMC":
		in.open(res, string(op) == "BDC")
	case "EMC":
		in.closeMarks(max(0, len(in.marks)-1))
	default:
		in.pathOperator(op)
	}
}

func (in *interp) newline(tx, ty float64) {
	in.tlm = matrix{1, 0, 0, 1, tx, ty}.mul(in.tlm)
	in.tm = in.tlm
}

func (in *interp) showLast() {
	if n := len(in.ops); n > 0 && in.ops[n-1].kind == tokString {
		in.show(in.ops[n-1].b)
	}
}

// show appends the glyphs of a string and advances the text matrix.
func (in *interp) show(s []byte) {
	g := &in.g
	f := g.font
	if f == nil {
		return
	}
	trm := in.tm.mul(g.ctm)
	// Directions and lengths of the text space's axes on the page.
	ax, ay := trm[0], trm[1]
	ux := math.Hypot(ax, ay) * sign(g.th) // page units per horizontal text unit
	uy := math.Hypot(trm[2], trm[3])
	size := math.Abs(g.size) * uy
	dir := direction(ax*sign(g.size)*sign(g.th), ay*sign(g.size)*sign(g.th))
	if f.type3 {
		size = math.Abs(g.size) * uy // em by convention of FontMatrix 0.001; close enough for layout
	}
	for len(s) > 0 {
		info, n := f.next(s)
		space := n == 1 && s[0] == ' '
		s = s[n:]
		if f.vertical {
			adv := -g.size + -g.tc
			if space {
				adv -= g.tw
			}
			x, y := in.tm.apply(0, 0)
			px, py := g.ctm.apply(x, y)
			in.emit(info.text, glyph{x: px, y: py, w: size, size: size, dir: dir, bold: f.bold || g.mode == 2, head: f.heading, font: f.id, vert: true})
			in.tm = matrix{1, 0, 0, 1, 0, adv}.mul(in.tm)
			continue
		}
		w := info.width * g.size
		adv := (w + g.tc) * g.th
		if space {
			adv += g.tw * g.th
		}
		px, py := trm.apply(0, g.rise)
		in.emit(info.text, glyph{x: px, y: py, w: math.Abs(w * g.th * ux), size: size, dir: dir, bold: f.bold || g.mode == 2, head: f.heading, font: f.id})
		// Multiplying by a translation along x only moves the origin.
		trm[4] += adv * trm[0]
		trm[5] += adv * trm[1]
		in.tm[4] += adv * in.tm[0]
		in.tm[5] += adv * in.tm[1]
	}
}

func (in *interp) emit(text []rune, gl glyph) {
	if in.skip > 0 {
		return
	}
	if len(in.out.glyphs) >= in.d.lim.TextRunes {
		panic(errBudget)
	}
	if len(text) == 1 {
		gl.r = text[0]
		in.out.glyphs = append(in.out.glyphs, gl)
		return
	}
	spread(&in.out.glyphs, text, gl)
}

// spread sets several characters into the box of one glyph, as a ligature or
// an ActualText has them.
func spread(out *[]glyph, text []rune, gl glyph) {
	n := float64(len(text))
	gl.w /= n
	for _, r := range text {
		gl.r = r
		*out = append(*out, gl)
		switch gl.dir {
		case 1:
			gl.y += gl.w
		case 2:
			gl.x -= gl.w
		case 3:
			gl.y -= gl.w
		default:
			gl.x += gl.w
		}
	}
}

func (in *interp) do(res *resources, name string, depth int) {
	f := in.d.form(res, name)
	if f == nil {
		return
	}
	if f.image {
		in.d.images++
		return
	}
	if depth >= maxFormDepth || in.skip > 0 {
		return
	}
	in.d.ops -= 50 // an empty form costs too
	saved, marks := in.g, len(in.marks)
	tm, tlm := in.tm, in.tlm
	in.g.ctm = f.matrix.mul(in.g.ctm)
	inner := res
	if f.res.Kind() == pdf.Dict {
		inner = in.d.resourcesOf(f.res, f.resKey)
	}
	ops := in.ops
	in.ops = nil
	in.run(f.data, inner, depth+1)
	in.closeMarks(marks)
	in.g, in.ops, in.tm, in.tlm = saved, ops, tm, tlm
}
