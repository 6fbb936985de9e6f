package numeral

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Parse reads a string that is one numeral as a whole. It is laxer than At,
// as nothing around the number can be mistaken: blanks inside are ignored, a
// sign, 第, a closing % and counters of a known size (打, 双) are understood,
// and amounts of money in 大写 (壹拾壹元壹角整) give yuan.
func Parse(s string) (Numeral, error) {
	t := make([]rune, 0, len(s)/3+1)
	n := 0
	for _, r := range s {
		n++
		if !blank(r) {
			t = append(t, r)
		}
	}
	if len(t) > 256 {
		return Numeral{}, ErrSyntax
	}
	if len(t) > 1 && t[0] == '第' {
		t = t[1:]
	}
	negative := false
	if len(t) > 1 && (t[0] == '-' || t[0] == '−' || t[0] == '－' || glyphOf(t[0]).class == minus) {
		negative = true
		t = t[1:]
		if len(t) > 1 && t[0] == '的' {
			t = t[1:]
		}
	}
	v, ok := parseWhole(t)
	if !ok {
		return Numeral{}, ErrSyntax
	}
	if negative {
		v.Value = v.Value.Neg()
		if v.Max != nil {
			m := v.Max.Neg()
			v.Value, v.Max = m, &v.Value
		}
	}
	v.Start, v.End = 0, n
	return v, nil
}

func parseWhole(t []rune) (Numeral, bool) {
	if len(t) == 0 {
		return Numeral{}, false
	}
	if string(t) == "百分百" {
		return Numeral{Value: decimal.NewFromInt(100), Percent: true, Form: Fraction}, true
	}
	n, ok := read(t, 0)
	if ok && n.End == len(t) {
		return n, true
	}
	if ok {
		if r, ok := closed(t, n); ok {
			return r, true
		}
	}
	if r, ok := money(t); ok {
		return r, true
	}
	return quotient(t)
}

// sized are the counters that say how many they count.
func sized(r rune) int64 {
	switch r {
	case '个', '個':
		return 1
	case '对', '對', '双', '雙':
		return 2
	case '打':
		return 12
	}
	return 0
}

// closed reads what may close a numeral that n has read up to n.End.
func closed(t []rune, n Numeral) (Numeral, bool) {
	rest := t[n.End:]
	switch {
	case len(rest) == 1 && percent(rest[0]) && !n.Percent:
		n.Percent = true
		return n, true
	case len(rest) == 1 && sized(rest[0]) > 0:
		k := decimal.NewFromInt(sized(rest[0]))
		n.Value = n.Value.Mul(k)
		if n.Max != nil {
			m := n.Max.Mul(k)
			n.Max = &m
		}
		return n, true
	case len(rest) == 1 && rest[0] == '半' && n.Value.Equal(decimal.New(5, -1)): // 一半半
		return n, true
	}
	return n, false
}

// money reads an amount with its units: 壹佰捌拾壹圆柒角整.
func money(t []rune) (Numeral, bool) {
	parts := []struct {
		units string
		exp   int32
	}{{"元圆", 0}, {"角", -1}, {"分", -2}}
	sum, seen, j := decimal.Decimal{}, false, 0
	for _, p := range parts {
		c, ok := readCardinal(t, j)
		if !ok || c.end >= len(t) || !in(p.units, t[c.end]) {
			continue
		}
		sum = sum.Add(c.v.decimal().Shift(p.exp))
		j, seen = c.end+1, true
	}
	if seen && j == len(t)-1 && (t[j] == '整' || t[j] == '正') {
		j++
	}
	return Numeral{Value: sum, Form: Chinese}, seen && j == len(t)
}

// quotient reads a fraction with a bar (六十/一百二十) and the dialect forms
// without 之 (十份十一, 一又十分一).
func quotient(t []rune) (Numeral, bool) {
	whole := val{}
	if k := slices.Index(t, '又'); k > 0 {
		w, ok := readCardinal(t, 0)
		if !ok || w.end != k {
			return Numeral{}, false
		}
		whole, t = w.v, t[k+1:]
	}
	x, ok := readCardinal(t, 0)
	if !ok || x.end+1 >= len(t) {
		return Numeral{}, false
	}
	y, ok := readCardinal(t, x.end+1)
	if !ok || y.end != len(t) || x.max != nil || y.max != nil {
		return Numeral{}, false
	}
	num, den := x.v, y.v
	switch t[x.end] {
	case '/', '／':
	case '分', '份':
		num, den = den, num
	default:
		return Numeral{}, false
	}
	if den.zero() {
		return Numeral{}, false
	}
	return Numeral{Value: whole.plus(num.over(den)).decimal(), Form: Fraction}, true
}
