package words_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/go-ego/gse"

	"yaodian/extract"
	"yaodian/extract/words"
	"yaodian/parser"
)

// BenchmarkPlan times the whole way from bytes to Plan, warm, and prints its
// ratio to gse's own Segment over the same lines, with gse's simplified
// dictionary and with our trimmed one; below 1 is the aim. It reads
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
	full := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := full.LoadDictEmbed("zh_s"); err != nil {
		b.Fatal(err)
	}
	trimmed := words.Reference()
	lines := bytes.Split(data, []byte("\n"))
	var plan, base, small time.Duration
	// In turns, so that other load on the machine hits all three, of some rounds
	// each, so that each finds its own tables in the processor's cache, as a
	// process does that reads one notice after another.
	const rounds = 10
	turn := func(f func()) time.Duration {
		f()
		start := time.Now()
		for range rounds {
			f()
		}
		return time.Since(start)
	}
	segment := func(s *gse.Segmenter) func() {
		return func() {
			for _, l := range lines {
				s.Segment(l)
			}
		}
	}
	for b.Loop() {
		plan += turn(func() {
			if _, err := extract.Read(context.Background(), name, data, parser.Options{}); err != nil {
				b.Fatal(err)
			}
		})
		base += turn(segment(full))
		small += turn(segment(trimmed))
	}
	b.ReportMetric(float64(plan)/float64(base), "x-gse")
	b.ReportMetric(float64(plan)/float64(small), "x-gse-trimmed")
	b.ReportMetric(float64(plan.Microseconds())/float64(rounds*b.N), "µs/plan")
}
