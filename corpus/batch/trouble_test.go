package batch_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/parser/format"
)

func codeOf(err error) format.Code {
	var e *format.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// queued is a batch whose files wait, for a worker that is yet to come.
func queued(t *testing.T, s *store.Store, dir string) (look *batch.Service, id string) {
	t.Helper()
	look = open(t, s, batch.Options{Jobs: -1, Spool: true})
	id, _, err := look.Resume(ctx, dir, 0)
	if err == nil {
		err = feed(look, id, dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	return look, id
}

// A full disk stops the process with an error that says so and leaves whole
// documents and waiting files; with room again the same batch goes on.
func TestFullDisk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 200
		_, id := queued(t, s, folder(t, n, "x"))
		fill, free := func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF (SELECT count(*) FROM documents) > 60 THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$`)
			if err == nil {
				_, err = tx.Exec(ctx, `CREATE TRIGGER no_room BEFORE INSERT ON blobs FOR EACH ROW EXECUTE FUNCTION no_room()`)
			}
			return err
		}, `DROP TRIGGER no_room ON blobs`
		if db := s.SQLite(); db != nil {
			var pages int
			if err := db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
				t.Fatal(err)
			}
			// As a disk with room for this many pages more.
			fill, free = func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+30))
				return err
			}, `PRAGMA max_page_count = 1073741823`
		}
		if err := s.Update(ctx, fill); err != nil {
			t.Fatal(err)
		}
		b, err := batch.Open(ctx, s, batch.Options{Read: read, Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		err = b.Watch(ctx, id, 5*time.Millisecond, func(store.Batch) {})
		if codeOf(err) != store.CodeFull || !strings.Contains(err.Error(), "full; free some room and try again") {
			t.Fatalf("got %v", err)
		}
		if err := b.Close(ctx); err != nil {
			t.Fatal(err)
		}
		st, err := s.Batch(ctx, id)
		if err != nil || st.State != store.BatchRunning || st.Queued == 0 || st.Running != 0 || st.Failed != 0 || st.Done+st.Queued != n {
			t.Errorf("%+v %v", st, err)
		}
		if rows, err := s.Rows(ctx); err != nil || rows != int64(6*st.Done) {
			t.Errorf("%d rows of %d documents; %v", rows, st.Done, err)
		}
		if err := s.Update(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, free); return err }); err != nil {
			t.Fatal(err)
		}
		await(t, open(t, s, batch.Options{}), id)
		check(t, s, n)
	})
}

// Connections that the server cuts in the middle of a batch cost nothing but
// time.
func TestCutConnections(t *testing.T) {
	const n = 250
	s := storetest.Open(t, storetest.Postgres(t))
	_, id := queued(t, s, folder(t, n, "slow"))
	b := open(t, s, batch.Options{Jobs: 2, Stale: time.Second})
	for k := range 3 {
		until(t, func() bool { st, err := s.Batch(ctx, id); return err == nil && st.Done >= k*60 })
		// Not in a transaction of the store: it would end the one that asks.
		_, err := s.Postgres().Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
	}
	finish(t, s, b, id)
	check(t, s, n)
}

// A server that stops in the middle of a batch and comes back: meanwhile the
// error says what is wrong, afterwards the worker goes on by itself.
func TestServerRestarts(t *testing.T) {
	const n = 250
	dsn, stop, restart := storetest.OwnPostgres(t)
	s := storetest.Open(t, dsn)
	_, id := queued(t, s, folder(t, n, "slow"))
	b := open(t, s, batch.Options{Jobs: 2, Stale: time.Second})
	until(t, func() bool { st, err := s.Batch(ctx, id); return err == nil && st.Done > 0 })
	stop()
	if _, err := b.Status(ctx, id); codeOf(err) != store.CodeUnavailable {
		t.Errorf("got %v", err)
	}
	if _, err := store.Open(ctx, dsn); codeOf(err) != store.CodeUnavailable || !strings.Contains(err.Error(), "see that it runs and can be reached") {
		t.Errorf("got %v", err)
	}
	restart()
	finish(t, s, b, id)
	check(t, s, n)
}

// finish watches a batch to its end; a watch that a cut connection ended is
// begun again.
func finish(t *testing.T, s *store.Store, b *batch.Service, id string) {
	t.Helper()
	until(t, func() bool {
		err := b.Watch(ctx, id, 10*time.Millisecond, func(store.Batch) {})
		if err != nil && codeOf(err) != store.CodeUnavailable {
			t.Errorf("got %v", err)
		}
		return err == nil
	})
}

// Two workers that are given the same files: each file goes to one of them, and
// what the other says of it later does not count.
func TestTwoWorkersOnTheSameFiles(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		const n = 100
		s := storetest.Open(t, dsn)
		_, id := queued(t, s, folder(t, n, "x"))
		var wg sync.WaitGroup
		owner := make([][]store.File, 4)
		for k := range owner {
			other := storetest.Open(t, dsn) // as another process would
			wg.Go(func() {
				var err error
				if owner[k], err = other.ClaimFiles(ctx, fmt.Sprint("worker", k), id, 1, n); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		total := 0
		for k, files := range owner {
			total += len(files)
			if len(files) == 0 {
				continue
			}
			f := files[0]
			f.State, f.Code, f.Message = store.FileFailed, "x", "not its worker"
			if err := s.Update(ctx, func(tx *store.Tx) error {
				took, err := tx.FinishFile(ctx, fmt.Sprint("worker", (k+1)%len(owner)), id, f)
				if took {
					t.Error("a file was finished by a worker that does not hold it")
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if st, err := s.Batch(ctx, id); total != n || err != nil || st.Running != n || st.Failed != 0 {
			t.Errorf("%d claims of %d files; %+v %v", total, n, st, err)
		}
	})
}
