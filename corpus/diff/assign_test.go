package diff

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestAssign compares with trying every assignment.
func TestAssign(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		n, m := 1+rng.IntN(6), 1+rng.IntN(6)
		rows := make([][]edge, n)
		for i := range rows {
			for j := range m {
				if rng.IntN(3) > 0 {
					rows[i] = append(rows[i], edge{j, float64(rng.IntN(20)-3) / 4})
				}
			}
		}
		var best func(i int, used uint) float64
		best = func(i int, used uint) float64 {
			if i == n {
				return 0
			}
			b := best(i+1, used)
			for _, e := range rows[i] {
				if used&(1<<e.col) == 0 && e.gain > 0 {
					b = max(b, e.gain+best(i+1, used|1<<e.col))
				}
			}
			return b
		}
		got, used := 0.0, map[int]bool{}
		for i, j := range assign(rows, m) {
			if j < 0 {
				continue
			}
			if used[j] {
				t.Fatalf("column %d taken twice", j)
			}
			used[j] = true
			for _, e := range rows[i] {
				if e.col == j {
					got += e.gain
				}
			}
		}
		if want := best(0, 0); math.Abs(got-want) > 1e-9 {
			t.Fatalf("sum %v, best %v of %v", got, want, rows)
		}
	}
}
