package words_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"yaodian/extract"
	"yaodian/extract/words"
	"yaodian/parser"
)

// BenchmarkPlan times the whole way from bytes to Plan, warm, and prints its
// ratio to gse's own Segment over the same lines; below 1 is the aim. It reads
// the notice that yaodian ships as a sample, or the file named by
// YAODIAN_BENCH_FILE.
func BenchmarkPlan(b *testing.B) {
	name := os.Getenv("YAODIAN_BENCH_FILE")
	if name == "" {
		name = "../../cmd/yaodian/sample/yunxi-edu-2024.txt"
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	gse := words.Segmenter()
	lines := bytes.Split(data, []byte("\n"))
	b.SetBytes(int64(len(data)))
	var plan, base time.Duration
	for b.Loop() { // side by side, so that other load on the machine hits both
		start := time.Now()
		if _, err := extract.Read(context.Background(), name, data, parser.Options{}); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		for _, l := range lines {
			gse.Segment(l)
		}
		plan += middle.Sub(start)
		base += time.Since(middle)
	}
	b.ReportMetric(float64(plan)/float64(base), "x-gse")
	b.ReportMetric(float64(plan.Microseconds())/float64(b.N), "µs/plan")
}
