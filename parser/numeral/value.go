package numeral

import (
	"math"

	"github.com/shopspring/decimal"
)

// val is c×10^e while that fits 64 bits, which is nearly always, and wide
// beyond: small numbers then cost no big.Int until they leave the package.
type val struct {
	c    int64
	e    int32 // ≤ 0
	wide *decimal.Decimal
}

func whole(n int64) val { return val{c: n} }

func (v val) decimal() decimal.Decimal {
	if v.wide != nil {
		return *v.wide
	}
	return decimal.New(v.c, v.e)
}

func wideVal(d decimal.Decimal) val { return val{wide: &d} }

// times multiplies by a power of ten (or any small positive n).
func (v val) times(n int64) val {
	if v.wide == nil {
		for v.e < 0 && n%10 == 0 {
			v.e++
			n /= 10
		}
		if n == 1 {
			return v
		}
		if v.c <= math.MaxInt64/n && v.c >= math.MinInt64/n {
			v.c *= n
			return v
		}
	}
	return wideVal(v.decimal().Mul(decimal.NewFromInt(n)))
}

func (v val) plus(w val) val {
	if v.wide == nil && w.wide == nil && v.e == w.e {
		if s := v.c + w.c; (s >= v.c) == (w.c >= 0) {
			return val{c: s, e: v.e}
		}
	}
	return wideVal(v.decimal().Add(w.decimal()))
}

func (v val) zero() bool { return v.wide == nil && v.c == 0 || v.wide != nil && v.wide.IsZero() }

// less reports v < w.
func (v val) less(w val) bool {
	if v.wide == nil && w.wide == nil && v.e == w.e {
		return v.c < w.c
	}
	return v.decimal().LessThan(w.decimal())
}

// over divides exactly where the quotient ends, and to 16 places where not.
func (v val) over(w val) val {
	return wideVal(v.decimal().DivRound(w.decimal(), quotientPlaces))
}

// quotientPlaces is the precision of fractions that never end (三分之一).
const quotientPlaces = 16

// multipleOfTen reports an integer that ends in 0, as a number before 余 does.
func (v val) multipleOfTen() bool {
	return v.wide == nil && v.e == 0 && v.c%10 == 0 && v.c != 0
}
