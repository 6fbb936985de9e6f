// Package numeral reads the numerals of Chinese official texts as exact
// decimals: Arabic figures, half- or full-width and grouped; Chinese numerals
// with 两 廿 半 零 〇 and 大写; mixtures (3万4000, 1.5亿, 2000余, 十几); fractions
// (三分之二, 五成, 百分之八十); ranges (5—8, 十到十五, 两三, 5%至6%).
//
// It knows numbers, not words: that 一 in 统一 or 两 in 两会 counts nothing is
// for the caller's lexicon to say. Numeral.Bare marks the commonest trap.
package numeral

import (
	"errors"
	"math/big"

	"github.com/shopspring/decimal"
)

// Bound says how the printed number relates to the quantity.
type Bound uint8

const (
	Exact Bound = iota
	Over        // 2000余, 十多万: more than Value
	About       // 十几, 数百, 二十来: Value is the least it can mean
)

// Form says how the numeral is written.
type Form uint8

const (
	Arabic   Form = iota // 1,200.5
	Chinese              // 一千二百
	Mixed                // 3万4000
	Fraction             // 三分之二, 五成, 百分之八十
)

// Numeral is one number in a text.
type Numeral struct {
	Start, End int             // rune offsets into the scanned text, half-open
	Value      decimal.Decimal // multipliers applied: 1.5亿 → 150000000
	// Max is the upper end of a range (5—8, 两三), nil without one.
	Max   *decimal.Decimal
	Bound Bound
	// Percent reports that Value counts hundredths by what the numeral itself
	// says: 百分之八十 and 八成 are 80. A % after a plain figure is a unit and
	// stays outside, but inside a range (5%至6%) it belongs to the numeral.
	Percent bool
	Form    Form
	// Bare reports that it begins with a unit and no digit (百, 千万, 亿), as
	// many words do that count nothing (千家万户, 百姓).
	Bare bool
}

// ErrSyntax is returned by Parse for what is no numeral.
var ErrSyntax = errors.New("not a numeral")

// At reads the longest numeral that starts exactly at rune i of text, which
// may be raw or width-folded. It does not look for what precedes i, except
// that the tail of a dashed chain (03-15 of 2025-03-15) opens no range.
// Raw text is safer than folded: between half-width digits a folded ，cannot
// be told from a grouping comma.
func At(text []rune, i int) (Numeral, bool) {
	if i < 0 || i >= len(text) {
		return Numeral{}, false
	}
	n, ok := read(text, i)
	// A 大写 digit on its own is a name (陆地, 伍家): 大写 numbers have units.
	if ok && n.End == i+1 && glyphOf(text[i]).formal {
		return Numeral{}, false
	}
	return n, ok
}

func read(text []rune, i int) (Numeral, bool) {
	switch glyphOf(text[i]).class {
	case none, point, over, orso:
		return Numeral{}, false
	case some:
		if c := glyphClass(text, i+1); c != low && c != high {
			return Numeral{}, false
		}
	}
	a, ok := readTerm(text, i)
	if !ok {
		return Numeral{}, false
	}
	n := Numeral{Start: i, End: a.end, Bound: a.bound, Percent: a.percent, Form: a.form(), Bare: a.bare}
	if b, end, ok := rangeAfter(text, i, &a); ok {
		n.End = end
		n.Percent = a.percent
		if f := b.form(); f != n.Form {
			n.Form = Mixed
		}
		m := b.v.decimal()
		n.Value, n.Max = a.v.decimal(), &m
		return n, true
	}
	n.Value = a.v.decimal()
	if a.max != nil {
		m := a.max.decimal()
		n.Max = &m
	}
	return n, true
}

// term is a cardinal with its sign, or a fraction of two.
type term struct {
	cardinal
	percent, fraction bool
}

func (a *term) form() Form {
	switch {
	case a.fraction:
		return Fraction
	case a.arabic && a.chinese:
		return Mixed
	case a.arabic:
		return Arabic
	}
	return Chinese
}

// readTerm reads a cardinal, a fraction or a share at i.
func readTerm(t []rune, i int) (term, bool) {
	j, negative := i, false
	if glyphClass(t, j) == minus {
		j, negative = j+1, true
	}
	a, ok := term{}, false
	if glyphClass(t, j) == half {
		a, ok = readHalf(t, j)
	} else {
		a.cardinal, ok = readCardinal(t, j)
		if ok {
			a.divide(t)
			a.share(t, j)
		}
	}
	if !ok {
		return a, false
	}
	if negative {
		a.v = val{}.minus(a.v)
		if a.max != nil {
			m, v := val{}.minus(*a.max), a.v
			a.v, a.max = m, &v
		}
	}
	return a, true
}

// readHalf reads 半 (0.5) and 半百 at j.
func readHalf(t []rune, j int) (term, bool) {
	if stopped(t, j) {
		return term{}, false
	}
	a := term{cardinal: cardinal{v: val{c: 5, e: -1}, end: j + 1, chinese: true, top: 1}}
	if j+1 < len(t) && t[j+1] == '百' && !stopped(t, j+1) {
		a.v, a.end = whole(50), j+2
	}
	return a, true
}

// divide reads what makes a fraction of the number before it: X分之Y, and the
// whole part of Z又X分之Y, and 半 of 一半.
func (a *term) divide(t []rune) {
	j := a.end
	if j >= len(t) || a.max != nil || a.bound != Exact {
		return
	}
	switch t[j] {
	case '半':
		if a.end == j && !a.v.zero() && a.v.wide == nil && a.v.c == 1 && a.v.e == 0 && !stopped(t, j) {
			a.v, a.end, a.chinese = val{c: 5, e: -1}, j+1, true
		}
	case '又':
		x, ok := readCardinal(t, j+1)
		if !ok {
			return
		}
		b := term{cardinal: x}
		if b.end < len(t) && t[b.end] != '又' {
			b.divide(t)
		}
		if b.fraction {
			a.v, a.end, a.fraction, a.bare = a.v.plus(b.v), b.end, true, false
		}
	case '分', '份':
		if j+2 >= len(t) || t[j+1] != '之' {
			return
		}
		k, negative := j+2, false
		if glyphClass(t, k) == minus {
			k, negative = k+1, true
		}
		y, ok := readCardinal(t, k)
		if !ok || a.v.zero() {
			return
		}
		if negative {
			y.v = val{}.minus(y.v)
			y.max = nil
		}
		a.fraction = true
		if a.v.wide == nil && a.v.c == 100 && a.v.e == 0 {
			a.percent = true
			a.v, a.max = y.v, y.max
		} else {
			d := a.v
			a.v = y.v.over(d)
			if y.max != nil {
				m := y.max.over(d)
				a.max = &m
			}
		}
		a.bound, a.end, a.bare = y.bound, y.end, false
		a.arabic, a.chinese, a.top = false, true, 1
	}
}

// share reads 成, a tenth: 五成, 八成五, 六七成.
func (a *term) share(t []rune, start int) {
	j := a.end
	if a.fraction || a.unit && !(a.end-start == 1 && !a.bare) || a.bound != Exact || j >= len(t) || t[j] != '成' || stopped(t, j) {
		return
	}
	if ten := whole(10); a.v.wide != nil || a.v.e < -1 || ten.less(a.v) || a.v.zero() {
		return
	}
	a.v, a.percent, a.fraction, a.end = a.v.times(10), true, true, j+1
	if a.max != nil {
		m := a.max.times(10)
		a.max = &m
		return
	}
	if j+1 < len(t) {
		// 八成五: one more digit of hundredths, unless it counts what follows.
		if g := glyphOf(t[j+1]); g.class == digit && g.value > 0 && (j+2 == len(t) || glyphOf(t[j+2]).class == none && !han(t[j+2])) {
			a.v, a.end = a.v.plus(whole(g.value)), j+2
		}
	}
}

func han(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

func (v val) minus(w val) val {
	if v.wide == nil && w.wide == nil && v.c == 0 {
		return val{c: -w.c, e: w.e}
	}
	return wideVal(v.decimal().Sub(w.decimal()))
}

// rangeAfter reads the upper end of a range whose lower end a starts at i.
// It may raise a by the multiplier that both share (3—5万).
func rangeAfter(t []rune, i int, a *term) (term, int, bool) {
	no := func() (term, int, bool) { return term{}, 0, false }
	if a.max != nil || a.bound != Exact {
		return no()
	}
	j := a.end
	sign := false
	if j < len(t) && percent(t[j]) && !a.percent {
		sign = true
		j++
	}
	k, dashed := joint(t, j)
	if k == j {
		return no()
	}
	if dashed && chained(t, i) {
		return no()
	}
	b, ok := readTerm(t, k)
	if !ok || b.max != nil || b.bound != Exact {
		return no()
	}
	end := b.end
	if sign {
		if b.percent || end >= len(t) || !percent(t[end]) {
			return no()
		}
		end++
	}
	if dashed {
		// 0758-7722 and 2025-03-15 are a telephone and a date.
		if zeroLed(t, i) || zeroLed(t, k) {
			return no()
		}
		if m, again := joint(t, end); again && m < len(t) && glyphClass(t, m) == arabic {
			return no()
		}
	}
	switch {
	case a.percent == b.percent && a.fraction == b.fraction:
	case a.percent != b.percent && b.percent && !a.fraction && shareMark(t, b.end): // 三到五成
		a.v, a.percent, a.fraction = a.v.times(10), true, true
	case a.percent && !b.fraction && !shareMark(t, a.end): // 百分之五到六
		b.percent, b.fraction = true, true
	default:
		return no()
	}
	if !a.unit && b.top > 1 && a.top == 1 && !a.fraction && a.v.less(b.coef) {
		a.v = a.v.times(b.top)
	} else if a.unit && a.top == 1 && b.top > 1 && !a.fraction && a.v.less(b.coef) && !a.arabic {
		a.v = a.v.times(b.top) // 十到十五万
	}
	if !a.v.less(b.v) {
		return no()
	}
	a.percent = a.percent || sign
	return b, end, true
}

// shareMark reports that the numeral ending at end ends in 成.
func shareMark(t []rune, end int) bool { return end > 0 && t[end-1] == '成' }

// joint returns where the sign that joins two ends of a range stops, and
// whether it is a dash; j itself when there is none.
func joint(t []rune, j int) (int, bool) {
	k := j
	if k < len(t) && (t[k] == '至' || t[k] == '到') {
		return k + 1, false
	}
	if k < len(t) && blank(t[k]) {
		k++
	}
	m := k
	for m < len(t) && m < k+2 && dash(t[m]) {
		m++
	}
	if m == k {
		return j, false
	}
	if m < len(t) && blank(t[m]) {
		m++
	}
	return m, true
}

// chained reports that the number at i is itself joined to figures or letters
// before it, as in 2025-3-15 or GB-5.
func chained(t []rune, i int) bool {
	if i == 0 {
		return false
	}
	r := t[i-1]
	if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
		return true
	}
	return i > 1 && dash(r) && glyphClass(t, i-2) == arabic
}

// zeroLed reports a figure that starts with a 0 and another digit.
func zeroLed(t []rune, i int) bool {
	d, ok := arabicDigit(t[i])
	return ok && d == 0 && glyphClass(t, i+1) == arabic
}

func parseCoefficient(digits string, exp int32) (decimal.Decimal, error) {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return decimal.Decimal{}, ErrSyntax
	}
	return decimal.NewFromBigInt(n, exp), nil
}
