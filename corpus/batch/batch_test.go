package batch_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/parser"
	"yaodian/parser/format"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	if dsn := os.Getenv("BATCH_TEST_DSN"); dsn != "" {
		child(dsn)
		return
	}
	storetest.Main(m)
}

// read is a quick stand-in for extraction: the batch's guarantees do not hang
// on it. A file that says "broken" fails.
func read(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
	text := string(data)
	switch {
	case strings.HasPrefix(text, "broken"):
		return nil, &format.Error{Code: format.CodeDamaged, Message: "the file is damaged"}
	case strings.HasPrefix(text, "panic"):
		panic("a bug")
	case strings.HasPrefix(text, "slow"):
		time.Sleep(2 * time.Millisecond) // work, not a wait for anything
	case strings.HasPrefix(text, "killer"):
		os.Exit(9)
	}
	source, p := storetest.Plan(name, text, "云溪市教育局", "工作要点", 2025, "推进|"+text+"|基教股|阅读角=5 个")
	_ = source
	p.ID = parserID(data)
	p.Source = parser.Source{Name: name, Size: int64(len(data)), SHA256: p.ID, MediaType: "text/plain"}
	return p, nil
}

func open(t *testing.T, s *store.Store, opt batch.Options) *batch.Service {
	t.Helper()
	if opt.Read == nil {
		opt.Read = read
	}
	b, err := batch.Open(ctx, s, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close(ctx) })
	return b
}

// folder writes n files, "name: content" of those given first.
func folder(t *testing.T, n int, prefix string, special ...string) string {
	dir := t.TempDir()
	for i, s := range special {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("a%02d.txt", i)), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("n%05d.txt", i)), fmt.Appendf(nil, "%s notice %d", prefix, i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ingest(t *testing.T, b *batch.Service, dir string) store.Batch {
	t.Helper()
	id, _, err := b.Resume(ctx, dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := feed(b, id, dir); err != nil {
		t.Fatal(err)
	}
	return await(t, b, id)
}

func feed(b *batch.Service, id, dir string) error {
	a, err := b.Adder(ctx, id)
	if err != nil {
		return err
	}
	if err := batch.Walk(ctx, []string{dir}, func(f batch.File) error { return a.Add(ctx, f) }); err != nil {
		return err
	}
	return errors.Join(a.Flush(ctx), b.Seal(ctx, id))
}

func await(t *testing.T, b *batch.Service, id string) (last store.Batch) {
	t.Helper()
	limit, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	if err := b.Watch(limit, id, 20*time.Millisecond, func(s store.Batch) { last = s }); err != nil {
		t.Fatalf("%v: %+v", err, last)
	}
	return last
}

func counts(s store.Batch) string {
	return fmt.Sprintf("%s total %d done %d failed %d skipped %d cancelled %d", s.State, s.Total, s.Done, s.Failed, s.Skipped, s.Cancelled)
}

func TestIngest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := open(t, s, batch.Options{})
		dir := folder(t, 150, "x", "broken", "panic", "same", "same")
		if got, want := counts(ingest(t, b, dir)), "done total 154 done 151 failed 2 skipped 1 cancelled 0"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if got, want := counts(ingest(t, b, dir)), "done total 154 done 0 failed 2 skipped 152 cancelled 0"; got != want {
			t.Errorf("again:\ngot  %s\nwant %s", got, want)
		}
		bs, err := s.Batches(ctx, 0)
		if err != nil || len(bs) != 2 {
			t.Fatal(bs, err)
		}
		failed, _, err := b.Files(ctx, bs[1].ID, store.FileFailed, 0, "")
		if err != nil || len(failed) != 2 || failed[0].Code != format.CodeDamaged || failed[0].Message != "the file is damaged" ||
			failed[0].N != 1 || filepath.Base(failed[0].Name) != "a00.txt" || failed[1].Code != batch.CodeCrashed {
			t.Errorf("%+v %v", failed, err)
		}
		var names []string
		cur := ""
		for {
			fs, next, err := b.Files(ctx, bs[1].ID, "", 50, cur)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range fs {
				names = append(names, filepath.Base(f.Name))
			}
			if cur = next; cur == "" {
				break
			}
		}
		if len(names) != 154 || names[4] != "n00000.txt" || names[153] != "n00149.txt" {
			t.Errorf("not in input order: %v", names)
		}
	})
}

// An upload that failed is kept, and can be tried again when its cause is gone.
func TestRetryAndUploads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		sick := true
		b := open(t, s, batch.Options{Read: func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
			mu.Lock()
			defer mu.Unlock()
			if sick {
				return nil, &format.Error{Code: format.CodeTimeout, Message: "took too long"}
			}
			return read(ctx, name, data)
		}})
		id, err := b.Create(ctx, "upload", 1)
		if err != nil {
			t.Fatal(err)
		}
		a, err := b.Adder(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			if err := a.Add(ctx, batch.File{Name: "same name.txt", Data: fmt.Appendf(nil, "upload %d", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Add(ctx, batch.File{Name: "x.zip!m", Err: &format.Error{Code: format.CodeDamaged, Message: "broken member"}}); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(a.Flush(ctx), b.Seal(ctx, id)); err != nil {
			t.Fatal(err)
		}
		if got, want := counts(await(t, b, id)), "done total 4 done 0 failed 4 skipped 0 cancelled 0"; got != want {
			t.Fatal(got)
		}
		mu.Lock()
		sick = false
		mu.Unlock()
		if n, err := b.Retry(ctx, id); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		if got, want := counts(await(t, b, id)), "done total 4 done 3 failed 1 skipped 0 cancelled 0"; got != want {
			t.Error(got)
		}
		if _, err := b.Retry(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	})
}

func TestFileDeletedWhileQueued(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		look := open(t, s, batch.Options{Jobs: -1})
		dir := folder(t, 2, "x")
		id, _, err := look.Resume(ctx, dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := feed(look, id, dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "n00001.txt")); err != nil {
			t.Fatal(err)
		}
		b := open(t, s, batch.Options{})
		if got, want := counts(await(t, b, id)), "done total 2 done 1 failed 1 skipped 0 cancelled 0"; got != want {
			t.Error(got)
		}
		failed, _, _ := b.Files(ctx, id, store.FileFailed, 0, "")
		if failed[0].Code != batch.CodeMissing || failed[0].Message != "the file cannot be opened: no such file or directory" {
			t.Errorf("%+v", failed)
		}
	})
}

func TestCancel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		look := open(t, s, batch.Options{Jobs: -1})
		dir := folder(t, 40, "x")
		id, _, err := look.Resume(ctx, dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(feed(look, id, dir), look.Cancel(ctx, id)); err != nil {
			t.Fatal(err)
		}
		b := open(t, s, batch.Options{})
		if got, want := counts(await(t, b, id)), "cancelled total 40 done 0 failed 0 skipped 0 cancelled 40"; got != want {
			t.Error(got)
		}
		if _, resumed, err := b.Resume(ctx, dir, 0); resumed || err != nil {
			t.Error("a cancelled batch is not gone on with", err)
		}
	})
}

// Files are added no faster than they are worked on.
func TestBackPressure(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := open(t, s, batch.Options{Jobs: 1})
		dir := folder(t, 900, "slow")
		id, _, err := b.Resume(ctx, dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		most := 0
		a, err := b.Adder(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		err = batch.Walk(ctx, []string{dir}, func(f batch.File) error {
			if n, _ := s.WaitingFiles(ctx, id); n > most {
				most = n
			}
			return a.Add(ctx, f)
		})
		if err := errors.Join(err, a.Flush(ctx), b.Seal(ctx, id)); err != nil {
			t.Fatal(err)
		}
		if got := await(t, b, id); got.Done != 900 || most > 600 {
			t.Errorf("%d waited at once; %s", most, counts(got))
		}
	})
}

// child is a worker process for the tests that kill one.
func child(dsn string) {
	s, err := store.Open(ctx, dsn)
	if err == nil && os.Getenv("BATCH_TEST_REPARSE") != "" {
		err = batch.Reparse(ctx, s, read, 2, false, func(store.Document, error) {})
	} else if err == nil {
		var b *batch.Service
		if b, err = batch.Open(ctx, s, batch.Options{Read: read, Jobs: 2}); err == nil {
			if dir := os.Getenv("BATCH_TEST_DIR"); dir != "" {
				var id string
				if id, _, err = b.Resume(ctx, dir, 0); err == nil {
					err = feed(b, id, dir)
				}
				if err == nil {
					err = b.Watch(ctx, id, 20*time.Millisecond, func(store.Batch) {})
				}
				b.Close(ctx)
			} else {
				select {} // until killed
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func spawn(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), env...)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// kill ends a process as an operator or the kernel would, at no chosen moment.
func kill(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
}

// A process that ingests is killed at ever later moments and started again.
func TestKilledAndRestarted(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		files, kills := scale(400), scale(3)
		dir := folder(t, files, "slow")
		s := storetest.Open(t, dsn)
		done := func() int {
			b, err := s.Batches(ctx, 1)
			if err != nil || len(b) == 0 {
				return 0
			}
			return b[0].Done
		}
		for k := range kills {
			c := spawn(t, "BATCH_TEST_DSN="+dsn, "BATCH_TEST_DIR="+dir)
			until(t, func() bool { return done() > k*files/kills*9/10 })
			kill(t, c)
		}
		c := spawn(t, "BATCH_TEST_DSN="+dsn, "BATCH_TEST_DIR="+dir)
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
		check(t, s, files)
	})
}

// A reparse is killed at ever later moments and started again: what is marked as
// made anew is, and what is not waits for the next.
func TestReparseKilled(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		files, kills := scale(400), scale(3)
		s := storetest.Open(t, dsn)
		ingest(t, open(t, s, batch.Options{}), folder(t, files, "slow"))
		if err := s.Update(ctx, func(tx *store.Tx) error {
			for _, q := range []string{`UPDATE documents SET extractor='old', title='old'`, `UPDATE items SET title='old'`} {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		// look counts what is made anew and finds what is so in part.
		look := func() (anew int) {
			err := s.Update(ctx, func(tx *store.Tx) error { // sees one moment
				if n, err := tx.Exec(ctx, `UPDATE documents SET name=name WHERE (extractor='old') <> (title='old')
					OR (extractor='old') <> EXISTS (SELECT 1 FROM items WHERE key >= seq*1000000 AND key < (seq+1)*1000000 AND items.title='old')`); err != nil || n > 0 {
					return fmt.Errorf("%d documents are made anew in part, %v", n, err)
				}
				n, err := tx.Exec(ctx, `UPDATE documents SET name=name WHERE extractor <> 'old'`)
				anew = int(n)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return anew
		}
		for k := range kills {
			c := spawn(t, "BATCH_TEST_DSN="+dsn, "BATCH_TEST_REPARSE=1")
			until(t, func() bool { return look() > k*files/kills*9/10 })
			kill(t, c)
		}
		before, again := look(), 0
		if err := batch.Reparse(ctx, s, read, 2, false, func(store.Document, error) { again++ }); err != nil {
			t.Fatal(err)
		}
		if before+again != files || look() != files {
			t.Errorf("%d made anew, then %d, of %d", before, again, files)
		}
		check(t, s, files)
	})
}

// scale lets the tests that kill be run at length: YAODIAN_KILL_SCALE=4 takes
// four times the files and kills.
func scale(n int) int {
	if k, err := strconv.Atoi(os.Getenv("YAODIAN_KILL_SCALE")); err == nil && k > 1 {
		return n * k
	}
	return n
}

// One of three workers is killed again and again and replaced.
func TestKilledWorkers(t *testing.T) {
	files, kills := scale(500), scale(3)
	dsn := storetest.Postgres(t)
	dir := folder(t, files, "slow")
	s := storetest.Open(t, dsn)
	b := open(t, s, batch.Options{Jobs: -1, Spool: true})
	id, _, err := b.Resume(ctx, dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ws []*exec.Cmd
	for range 3 {
		ws = append(ws, spawn(t, "BATCH_TEST_DSN="+dsn))
	}
	defer func() {
		for _, w := range ws {
			kill(t, w)
		}
	}()
	fed := make(chan error, 1)
	go func() { fed <- feed(b, id, dir) }()
	for k := range kills {
		until(t, func() bool {
			st, err := b.Status(ctx, id)
			return err == nil && st.Done > k*files/kills*9/10
		})
		kill(t, ws[k%3])
		ws[k%3] = spawn(t, "BATCH_TEST_DSN="+dsn)
	}
	if err := <-fed; err != nil {
		t.Fatal(err)
	}
	await(t, b, id)
	check(t, s, files)
}

// A file on which processes die fails in the end, and takes no other with it.
func TestKillerFile(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "y.db")
	dir := folder(t, 20, "x", "killer")
	s := storetest.Open(t, dsn)
	for range 8 {
		c := spawn(t, "BATCH_TEST_DSN="+dsn, "BATCH_TEST_DIR="+dir)
		if c.Wait() == nil {
			break
		}
	}
	bs, err := s.Batches(ctx, 0)
	if err != nil || len(bs) != 1 || counts(bs[0]) != "done total 21 done 20 failed 1 skipped 0 cancelled 0" {
		t.Fatal(bs, err)
	}
}

// check sees that n documents are stored, each once, and that the newest batch
// says so.
func check(t *testing.T, s *store.Store, n int) {
	t.Helper()
	bs, err := s.Batches(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("done total %d done %d failed 0 skipped 0 cancelled 0", n, n); len(bs) != 1 || counts(bs[0]) != want {
		failed, _, _ := s.Files(ctx, bs[0].ID, store.FileFailed, 1, "")
		t.Errorf("%d batches, %s; want one, %s; %+v", len(bs), counts(bs[0]), want, failed)
	}
	// A document is one row each of documents, blobs, items, offices, targets
	// and words.
	if rows, err := s.Rows(ctx); err != nil || rows != int64(6*n) {
		t.Errorf("%d rows, want %d; %v", rows, 6*n, err)
	}
}

func until(t *testing.T, f func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(60 * time.Second)
	for !f() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("nothing happens")
		}
	}
}
