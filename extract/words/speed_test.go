package words_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-ego/gse"

	"yaodian/extract"
	"yaodian/extract/words"
	"yaodian/parser"
	"yaodian/parser/format/charset"
)

// BenchmarkPlan times the whole way from bytes to Plan, warm, and prints its
// ratio to gse's own Segment over the same lines, with gse's simplified
// dictionary and with our trimmed one; below 1 is the aim. It reads
// the notice that yaodian ships as a sample and those beside the repository, or
// the file named by YAODIAN_BENCH_FILE.
func BenchmarkPlan(b *testing.B) {
	names := []string{os.Getenv("YAODIAN_BENCH_FILE")}
	if names[0] == "" {
		names[0] = "../../cmd/yaodian/sample/yunxi-edu-2024.txt"
		for _, kind := range []string{"txt", "md"} {
			beside, _ := filepath.Glob("../../../shared/notices/*." + kind) // none where there is no such folder
			names = append(names, beside...)
		}
	}
	full := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := full.LoadDictEmbed("zh_s"); err != nil {
		b.Fatal(err)
	}
	trimmed := words.Reference()
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(name), func(b *testing.B) { comparePlan(b, name, data, full, trimmed) })
	}
}

// comparePlan times one notice.
func comparePlan(b *testing.B, name string, data []byte, full, trimmed *gse.Segmenter) {
	text, ok := charset.Decode(data)
	if !ok {
		b.Fatal("no text")
	}
	lines := bytes.Split([]byte(text.String), []byte("\n"))
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
