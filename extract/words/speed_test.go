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
	b.SetBytes(int64(len(data)))
	var plan, base, small time.Duration
	for b.Loop() { // side by side, so that other load on the machine hits both
		start := time.Now()
		if _, err := extract.Read(context.Background(), name, data, parser.Options{}); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		for _, l := range lines {
			full.Segment(l)
		}
		late := time.Now()
		for _, l := range lines {
			trimmed.Segment(l)
		}
		plan += middle.Sub(start)
		base += late.Sub(middle)
		small += time.Since(late)
	}
	b.ReportMetric(float64(plan)/float64(base), "x-gse")
	b.ReportMetric(float64(plan)/float64(small), "x-gse-trimmed")
	b.ReportMetric(float64(plan.Microseconds())/float64(b.N), "µs/plan")
}
