//go:build linux

package batch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/extract/words"
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

// perDocument reports the process's time of a processor, since the call, for
// each of n documents.
func perDocument(b *testing.B) (report func(n int)) {
	begun := used(syscall.RUSAGE_SELF)
	return func(n int) {
		b.ReportMetric(float64((used(syscall.RUSAGE_SELF)-begun).Microseconds())/1000/float64(n), "cpu-ms/document")
	}
}

// The three shares of what a document costs: its plan, the part of storing that
// needs no transaction, and the transaction.
func BenchmarkExtract(b *testing.B) {
	names, data := notices(b, 200)
	report := perDocument(b)
	for i := 0; b.Loop(); i++ {
		extractPlan(b, names[i%len(names)], data[i%len(data)])
	}
	report(b.N)
}

func BenchmarkPrepare(b *testing.B) {
	names, data := notices(b, 200)
	s := storetest.Open(b, filepath.Join(b.TempDir(), "y.db"))
	var plans []*extract.Plan
	for i := range names {
		plans = append(plans, extractPlan(b, names[i], data[i]))
	}
	report := perDocument(b)
	for i := 0; b.Loop(); i++ {
		if _, err := s.Prepare(data[i%len(data)], plans[i%len(plans)]); err != nil {
			b.Fatal(err)
		}
	}
	report(b.N)
}

func BenchmarkWriteSQLite(b *testing.B) { write(b, filepath.Join(b.TempDir(), "y.db")) }

func BenchmarkWritePostgres(b *testing.B) { write(b, storetest.Postgres(b)) }

func write(b *testing.B, dsn string) {
	names, data := notices(b, b.N)
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
	report := perDocument(b)
	defer func() { report(b.N) }()
	// Each once, in chunks as a batch writes them.
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

// BenchmarkSearch asks a corpus, 100,000 items or more of it, for one to three
// words that occur in it, common and rare, a third of the questions with a
// filter, and reports the times that half and 99 in 100 of them stay below.
// YAODIAN_DB names the database, which yaodian ingest has filled.
func BenchmarkSearch(b *testing.B) {
	dsn := os.Getenv("YAODIAN_DB")
	if dsn == "" {
		b.Fatal("set YAODIAN_DB to a database that yaodian ingest has filled")
	}
	s := storetest.Open(b, dsn)
	r := rand.New(rand.NewPCG(1, 2))
	var ask []store.Query
	items := 0
	for p, err := range s.Plans(ctx, store.Filter{}) {
		if err != nil {
			b.Fatal(err)
		}
		ask = append(ask, question(r, p))
		if items += len(p.Items); len(ask) == 1500 {
			break
		}
	}
	// Processor time tells what a search costs also on a busy machine. That of
	// a PostgreSQL server on this machine is told when YAODIAN_DB asks for one
	// connection (pool_max_conns=1), whose process is then looked at.
	runtime.LockOSThread()
	server := 0
	if p := s.Postgres(); p != nil && p.Config().MaxConns == 1 {
		if err := p.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&server); err != nil {
			b.Fatal(err)
		}
	}
	var took, cpu, serverCPU []time.Duration
	found := 0
	b.ResetTimer()
	for i := range b.N {
		q := ask[i*7919%len(ask)]
		begun, used, there := time.Now(), threadTime(), processTime(server)
		hits, _, err := s.Search(ctx, q)
		took, cpu, serverCPU = append(took, time.Since(begun)), append(cpu, threadTime()-used), append(serverCPU, processTime(server)-there)
		if err != nil {
			b.Fatal(err)
		}
		if len(hits) > 0 {
			found++
		}
	}
	report := func(name string, d []time.Duration) {
		slices.Sort(d)
		b.ReportMetric(float64(d[len(d)/2].Microseconds())/1000, "p50-"+name)
		b.ReportMetric(float64(d[len(d)*99/100].Microseconds())/1000, "p99-"+name)
	}
	report("ms", took)
	report("cpu-ms", cpu)
	if server != 0 {
		report("server-cpu-ms", serverCPU)
	}
	b.ReportMetric(float64(found)/float64(b.N), "found/op")
}

// processTime is the processor time of another process, as Linux tells it; 0
// for none.
func processTime(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
	ns, _, _ := strings.Cut(string(text), " ")
	n, _ := strconv.ParseInt(ns, 10, 64)
	return time.Duration(n)
}

func threadTime() time.Duration { return used(1) } // RUSAGE_THREAD

// used is the processor time, which tells what something costs also on a busy
// machine.
func used(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// question draws words of one item of a plan.
func question(r *rand.Rand, p *extract.Plan) store.Query {
	text := []rune(p.Text)
	q := store.Query{Limit: 20}
	for range 1 + r.IntN(3) {
		at := r.IntN(max(1, len(text)-60))
		if ws := words.Segment(string(text[at:min(len(text), at+60)])); len(ws) > 3 {
			for _, w := range ws[2:] {
				if utf8.RuneCountInString(w.Text) > 1 {
					q.Text += " " + w.Text
					break
				}
			}
		}
	}
	if q.Text == "" {
		q.Text = "教育"
	}
	switch r.IntN(9) {
	case 0:
		q.Year = int(p.Year)
	case 1:
		q.Kind = string(p.Kind)
	case 2:
		q.Issuer = string(p.Issuer)
	}
	return q
}

// BenchmarkIngest runs a whole batch into SQLite, as yaodian ingest does.
func BenchmarkIngest(b *testing.B) {
	dir := os.Getenv("YAODIAN_NOTICES")
	if dir == "" {
		b.Fatal("set YAODIAN_NOTICES to a folder that corpus/batch/gen wrote")
	}
	report, files := perDocument(b), 0
	defer func() { report(files) }()
	for b.Loop() {
		s := storetest.Open(b, filepath.Join(b.TempDir(), "y.db"))
		svc, err := batch.Open(ctx, s, batch.Options{Read: func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
			return extract.Read(ctx, name, data, parser.Options{})
		}})
		if err != nil {
			b.Fatal(err)
		}
		id, _, err := svc.Resume(ctx, dir, 0)
		if err != nil {
			b.Fatal(err)
		}
		if err := feed(svc, id, dir); err != nil {
			b.Fatal(err)
		}
		var last store.Batch
		if err := svc.Watch(ctx, id, 50*time.Millisecond, func(st store.Batch) { last = st }); err != nil {
			b.Fatal(err)
		}
		if err := svc.Close(ctx); err != nil {
			b.Fatal(err)
		}
		files += last.Done
	}
}
