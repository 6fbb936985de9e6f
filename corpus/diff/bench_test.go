package diff

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"yaodian/extract/words"
)

// BenchmarkCompare shows how time and memory grow with the number of items; a
// fifth of them is edited. B/op counts all allocations, peak-MB the heap.
func BenchmarkCompare(b *testing.B) {
	words.Load()
	for _, n := range []int{28, 125, 250, 500, 1000} {
		r := rand.New(rand.NewPCG(uint64(n), 1))
		old := invent(r, n)
		new, _ := mutate(r, old, n/5)
		x, _ := old.print()
		y, _ := new.print()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(x, y)
			}
		})
	}
}

// TestThousand bounds what a large comparison may allocate at once.
func TestThousand(t *testing.T) {
	r := rand.New(rand.NewPCG(1000, 1))
	old := invent(r, 1000)
	new, _ := mutate(r, old, 200)
	x, _ := old.print()
	y, _ := new.print()
	words.Load()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d := Compare(x, y)
	runtime.ReadMemStats(&after)
	check(t, x, y, d)
	if mb := (after.Sys - before.Sys) >> 20; mb > 250 {
		t.Errorf("took %d MB from the system", mb)
	}
}
