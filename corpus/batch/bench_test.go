package batch_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/parser"
)

// notices reads up to n files that corpus/batch/gen wrote; YAODIAN_NOTICES
// names their folder.
func notices(b *testing.B, n int) (names []string, data [][]byte) {
	dir := os.Getenv("YAODIAN_NOTICES")
	if dir == "" {
		b.Fatal("set YAODIAN_NOTICES to a folder that corpus/batch/gen wrote")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.txt"))
	for _, f := range files[:min(n, len(files))] {
		d, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		names, data = append(names, filepath.Base(f)), append(data, d)
	}
	return names, data
}

func extractPlan(b *testing.B, name string, data []byte) *extract.Plan {
	p, err := extract.Read(context.Background(), name, data, parser.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// The three shares of what a document costs: its plan, the part of storing that
// needs no transaction, and the transaction.
func BenchmarkExtract(b *testing.B) {
	names, data := notices(b, 200)
	for i := 0; b.Loop(); i++ {
		extractPlan(b, names[i%len(names)], data[i%len(data)])
	}
}

func BenchmarkPrepare(b *testing.B) {
	names, data := notices(b, 200)
	s := storetest.Open(b, filepath.Join(b.TempDir(), "y.db"))
	var plans []*extract.Plan
	for i := range names {
		plans = append(plans, extractPlan(b, names[i], data[i]))
	}
	for i := 0; b.Loop(); i++ {
		if _, err := s.Prepare(data[i%len(data)], plans[i%len(plans)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteSQLite(b *testing.B) { write(b, filepath.Join(b.TempDir(), "y.db")) }

func BenchmarkWritePostgres(b *testing.B) { write(b, storetest.Postgres(b)) }

func write(b *testing.B, dsn string) {
	names, data := notices(b, 600)
	s := storetest.Open(b, dsn)
	var docs []*store.Prepared
	for i := range names {
		d, err := s.Prepare(data[i], extractPlan(b, names[i], data[i]))
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, d)
	}
	b.ResetTimer()
	// One round of all, in chunks as a batch writes them.
	for i := 0; i < b.N; {
		if err := s.Update(ctx, func(tx *store.Tx) error {
			for k := 0; k < 32 && i < b.N; k, i = k+1, i+1 {
				if _, err := tx.Put(ctx, docs[i%len(docs)]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}
