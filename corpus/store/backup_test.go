package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

// A backup taken while the service writes is a whole database of one moment,
// which can be opened in the original's place and worked on.
func TestBackupWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "a.db"), filepath.Join(dir, "copy of it.db")
	s := storetest.Open(t, path)
	add := func(s *store.Store, i int) {
		source, p := storetest.Plan(fmt.Sprintf("%d.txt", i), fmt.Sprintf("云溪市水务局%d年工作要点", 2000+i), "云溪市水务局", "工作要点", 2000+i,
			"节水|新建节水型小区20个|水资源科|节水型小区=20 个")
		put(t, s, source, p)
	}
	const before = 20
	for i := range before {
		add(s, i)
	}
	writing, stop := context.WithCancel(ctx)
	begun, ended := make(chan struct{}), make(chan int)
	go func() {
		n := before
		for writing.Err() == nil {
			add(s, n)
			if n++; n == before+1 {
				close(begun)
			}
		}
		ended <- n
	}()
	<-begun
	size, err := store.Backup(ctx, path, out)
	stop()
	total := <-ended
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(out); err != nil || st.Size() != size || size == 0 {
		t.Errorf("%v %v, said %d bytes", st, err, size)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".yaodian-backup-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := store.Backup(ctx, path, out); code(err) != store.CodeExists {
		t.Errorf("over an existing file: %v", err)
	}

	c := storetest.Open(t, out)
	list, _, err := c.List(ctx, store.Filter{Limit: store.MaxLimit})
	if err != nil || len(list) <= before || len(list) > total {
		t.Fatalf("%d documents of %d to %d: %v", len(list), before+1, total, err)
	}
	for _, d := range list {
		if _, err := c.Plan(ctx, d.ID); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		if _, _, err := c.Source(ctx, d.ID); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	hits, _, err := c.Search(ctx, store.Query{Text: "节水型小区", Limit: store.MaxLimit})
	if err != nil || len(hits) != len(list) {
		t.Errorf("%d items found in %d documents: %v", len(hits), len(list), err)
	}
	add(c, 5000) // it takes new documents
	if d, _, err := c.List(ctx, store.Filter{Limit: 1}); err != nil || d[0].Name != "5000.txt" {
		t.Errorf("%v %v", d, err)
	}
}

func TestInspectChangesNothing(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		if !store.IsPostgres(dsn) {
			if _, err := store.Inspect(ctx, dsn); code(err) != store.CodeUnavailable {
				t.Errorf("no file: %v", err)
			}
			if _, err := os.Stat(dsn); err == nil {
				t.Error("looking made a database")
			}
		} else if c, err := store.Inspect(ctx, dsn); err != nil || c.Schema != 0 || c.Known == 0 {
			t.Errorf("empty: %+v %v", c, err)
		}
		s := storetest.Open(t, dsn)
		source, p := storetest.Plan("a.txt", "云溪市水务局2025年工作要点", "云溪市水务局", "工作要点", 2025, "节水|新建小区20个||")
		put(t, s, source, p)
		if c, err := store.Inspect(ctx, dsn); err != nil || c.Schema == 0 || c.Schema != c.Known || c.Documents != 1 || c.Bytes == 0 || c.ReadOnly {
			t.Errorf("%+v %v", c, err)
		}
	})
	if _, err := store.Inspect(ctx, "postgres://u@127.0.0.1:1/x"); code(err) != store.CodeUnavailable {
		t.Errorf("nobody there: %v", err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := storetest.Open(t, path)
	for i := range 50 {
		source, p := storetest.Plan(fmt.Sprintf("%d.txt", i), "云溪市水务局2025年工作要点", "云溪市水务局", "工作要点", 2025, fmt.Sprintf("节水|新建小区%d个||", i))
		put(t, s, source, p)
	}
	s.Close()
	for _, full := range []bool{false, true} {
		if err := store.Check(ctx, path, full); err != nil {
			t.Errorf("sound: %v", err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 8192; i < len(b); i += 4096 { // the heads of pages
		copy(b[i:], "damaged!")
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(ctx, path, false); code(err) != store.CodeCorrupt {
		t.Errorf("damaged: %v", err)
	}
	if _, err := store.Backup(ctx, path, path+".copy"); err == nil {
		t.Error("a damaged database was copied as if it were sound")
	}
}
