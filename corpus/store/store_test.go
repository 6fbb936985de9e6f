package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/parser/format"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var ctx = context.Background()

func put(t *testing.T, s *store.Store, source []byte, p *extract.Plan) {
	t.Helper()
	if created, err := s.Put(ctx, source, p); err != nil || !created {
		t.Fatalf("Put: created %v, %v", created, err)
	}
}

func code(err error) format.Code {
	var e *format.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestPutAndGet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := storetest.Plan("a\x00.txt", "云溪市教育局2025年工作要点", "云溪市教育局", "工作要点", 2025,
			"推进书香校园建设|新增校园阅读角50个|基教股,人事股|校园阅读角=50 个", "抓好安全|每月检查一次||")
		put(t, s, source, p)
		if created, err := s.Put(ctx, source, p); err != nil || created {
			t.Fatalf("the same bytes again: created %v, %v", created, err)
		}
		d, err := s.Get(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := store.Document{ID: p.ID, Name: "a\uFFFD.txt", MediaType: "text/plain", Size: int64(len(source)), Title: p.Title, Issuer: p.Issuer,
			Kind: p.Kind, Year: 2025, Items: 2, Offices: 2, Targets: 1, Extractor: extract.Version, CreatedAt: d.CreatedAt}
		if !reflect.DeepEqual(d, want) {
			t.Errorf("got  %+v\nwant %+v", d, want)
		}
		var enc bytes.Buffer
		p.Encode(&enc)
		if b, err := s.PlanJSON(ctx, p.ID); err != nil || !bytes.Equal(b, enc.Bytes()) {
			t.Errorf("PlanJSON: %v, %s", err, b)
		}
		if d2, b, err := s.Source(ctx, p.ID); err != nil || !bytes.Equal(b, source) || !reflect.DeepEqual(d2, d) {
			t.Errorf("Source: %v, %s", err, b)
		}
		if known, err := s.Known(ctx, []string{p.ID, "0"}); err != nil || !known[p.ID] || known["0"] {
			t.Errorf("Known: %v, %v", known, err)
		}
	})
}

func TestAbsentIsNotFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		_, e1 := s.Get(ctx, "x")
		_, e2 := s.PlanJSON(ctx, "x")
		_, _, e3 := s.Source(ctx, "x")
		source, p := storetest.Plan("a", "t", "", "", 0)
		for i, err := range []error{e1, e2, e3, s.Delete(ctx, "x"), s.Replace(ctx, source, p)} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

func TestDeleteLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := storetest.Plan("a", "甲", "云溪市教育局", "工作要点", 2025, "推进书香校园建设|新增阅读角|基教股|阅读角=50 个")
		put(t, s, source, p)
		if err := s.Delete(ctx, p.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Rows(ctx); err != nil || n != 0 {
			t.Errorf("%d rows left, %v", n, err)
		}
		put(t, s, source, p)
	})
}

func TestReplaceRenewsRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := storetest.Plan("a", "甲", "", "", 2025, "推进书香校园建设|新增阅读角|基教股|阅读角=50 个")
		put(t, s, source, p)
		_, q := storetest.Plan("a", "乙", "", "", 2026, "一|||", "二|||")
		q.ID = p.ID
		if err := s.Replace(ctx, source, q); err != nil {
			t.Fatal(err)
		}
		d, _ := s.Get(ctx, p.ID)
		if d.Title != "乙" || d.Items != 2 || d.Targets != 0 || d.Year != 2026 || d.Size != int64(len(source)) {
			t.Errorf("%+v", d)
		}
		if _, b, err := s.Source(ctx, p.ID); err != nil || !bytes.Equal(b, source) {
			t.Error("the source changed", err)
		}
	})
}

func TestListFiltersAndPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 9 {
			source, p := storetest.Plan(fmt.Sprintf("f%d.txt", i), fmt.Sprintf("第%d份100%%_要点", i), []string{"甲局", "乙局"}[i%2], "工作要点", 2020+i)
			if i == 3 {
				p.YearEnd = 2025
			}
			put(t, s, source, p)
		}
		all := func(f store.Filter) (names []string) {
			for {
				ds, next, err := s.List(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range ds {
					names = append(names, d.Name)
				}
				if next == "" {
					return names
				}
				f.Cursor = next
			}
		}
		for _, c := range []struct {
			name string
			f    store.Filter
			want string
		}{
			{"all, newest first, by twos", store.Filter{Limit: 2}, "[f8.txt f7.txt f6.txt f5.txt f4.txt f3.txt f2.txt f1.txt f0.txt]"},
			{"by threes, last page full", store.Filter{Limit: 3}, "[f8.txt f7.txt f6.txt f5.txt f4.txt f3.txt f2.txt f1.txt f0.txt]"},
			{"issuer", store.Filter{Issuer: "乙局", Limit: 3}, "[f7.txt f5.txt f3.txt f1.txt]"},
			{"year inside a span of years", store.Filter{Year: 2024}, "[f4.txt f3.txt]"},
			{"part of the title", store.Filter{Query: "第7份"}, "[f7.txt]"},
			{"a percent sign is itself", store.Filter{Query: "0%_要"}, "[f8.txt f7.txt f6.txt f5.txt f4.txt f3.txt f2.txt f1.txt f0.txt]"},
			{"a wildcard is not one", store.Filter{Query: "第_份"}, "[]"},
			{"nothing", store.Filter{Kind: "方案"}, "[]"},
		} {
			if got := fmt.Sprint(all(c.f)); got != c.want {
				t.Errorf("%s: got %s, want %s", c.name, got, c.want)
			}
		}
		if _, _, err := s.List(ctx, store.Filter{Cursor: "nonsense"}); code(err) != store.CodeBadCursor {
			t.Error(err)
		}
		if _, _, err := s.List(ctx, store.Filter{Limit: 100000}); code(err) != store.CodeBadFilter {
			t.Error(err)
		}
	})
}

// Two writers with the same bytes: one creates, none fails.
func TestConcurrentPut(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		a, b := storetest.Open(t, dsn), storetest.Open(t, dsn) // as two processes would
		var wg sync.WaitGroup
		var mu sync.Mutex
		created := 0
		for i := range 40 {
			source, p := storetest.Plan("a", fmt.Sprint("题", i/4), "甲局", "", 2025, "推进|内容|基教股|阅读角=50 个")
			wg.Add(1)
			go func() {
				defer wg.Done()
				ok, err := []*store.Store{a, b}[i%2].Put(ctx, source, p)
				if err != nil {
					t.Error(err)
				}
				if ok {
					mu.Lock()
					created++
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		if created != 10 {
			t.Errorf("created %d of 10", created)
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		if err := s.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, $1)`, true)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(ctx, dsn); code(err) != store.CodeSchemaNewer {
			t.Errorf("got %v", err)
		}
	})
}

func TestOpenRefusesClearly(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.db")
	if err := os.WriteFile(junk, bytes.Repeat([]byte("not a database "), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]format.Code{
		junk:                                store.CodeCorrupt,
		filepath.Join(dir, "no", "such.db"): store.CodeUnavailable,
		"postgres://u@/x?host=" + dir:       store.CodeUnavailable,
		"postgres://u:secret@[bad":          store.CodeUnavailable,
	} {
		s, err := store.Open(ctx, dsn)
		if err == nil {
			s.Close()
		}
		if code(err) != want {
			t.Errorf("%s: got %v, want %s", dsn, err, want)
		}
	}
}

func TestManyOpenersOfANewDatabase(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		var wg sync.WaitGroup
		for range 6 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				s, err := store.Open(ctx, dsn)
				if err != nil {
					t.Error(err)
					return
				}
				s.Close()
			}()
		}
		wg.Wait()
	})
}
