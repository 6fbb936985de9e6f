package pdf

import "math"

type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// mul returns the matrix that applies m first, then n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

type rect struct{ x0, y0, x1, y1 float64 }

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

func direction(x, y float64) uint8 {
	switch ax, ay := math.Abs(x), math.Abs(y); {
	case ay <= 0.05*ax && x >= 0:
		return 0
	case ay <= 0.05*ax:
		return 2
	case ax <= 0.05*ay && y >= 0:
		return 1
	case ax <= 0.05*ay:
		return 3
	}
	return 4
}
