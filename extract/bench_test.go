package extract_test

import (
	"context"
	"os"
	"testing"

	"yaodian/extract"
	"yaodian/parser"
)

// BenchmarkRead times the whole way from bytes to Plan, warm, with nothing else
// in the process: on the notice that yaodian ships as a sample, or the file
// named by YAODIAN_BENCH_FILE.
func BenchmarkRead(b *testing.B) {
	name := os.Getenv("YAODIAN_BENCH_FILE")
	if name == "" {
		name = "../cmd/yaodian/sample/yunxi-edu-2024.txt"
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := extract.Read(context.Background(), name, data, parser.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
