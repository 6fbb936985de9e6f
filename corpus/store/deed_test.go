package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yaodian/corpus/correct"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
)

// log writes the audit log in short, the oldest line first, ids cut to six.
func log(t *testing.T, s *store.Store) string {
	t.Helper()
	acts, _, err := s.Acts(ctx, store.ActFilter{Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(acts))
	for i, a := range acts {
		object, status := "-", "-"
		if a.Object != nil {
			object = (*a.Object)[:min(6, len(*a.Object))]
		}
		if a.Status != nil {
			status = fmt.Sprint(*a.Status)
		}
		lines[len(acts)-1-i] = strings.Join([]string{a.Who, a.Action, object, status}, " ")
	}
	return strings.Join(lines, "\n")
}

func deed(action string) (*store.Deed, context.Context) {
	d := &store.Deed{Act: store.Act{Who: "张三", Action: action}}
	return d, store.WithDeed(ctx, d)
}

func someDocument(name string) ([]byte, *extract.Plan) {
	return storetest.Plan(name, name, "云溪市教育局", "工作要点", 2025, "推进书香校园建设|新增校园阅读角50个|基教股|校园阅读角=50 个")
}

// A change and its line are there together before the deed is finished, as if
// the process had been killed between; finishing adds the status and no line.
func TestAChangeAndItsLineAreOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := someDocument("甲")
		var want []string
		for _, c := range []struct {
			action, object string
			change         func(context.Context) error
		}{
			{"put", p.ID[:6], func(ctx context.Context) error { _, err := s.Put(ctx, source, p); return err }},
			{"correct", p.ID[:6], func(ctx context.Context) error {
				_, _, err := s.Correct(ctx, p.ID, "", headingOf(p))
				return err
			}},
			{"undo", p.ID[:6], func(ctx context.Context) error { _, _, err := s.Undo(ctx, p.ID, "", 0, ""); return err }},
			{"redo", p.ID[:6], func(ctx context.Context) error { _, _, err := s.Redo(ctx, p.ID, "", 0, ""); return err }},
			{"delete", p.ID[:6], func(ctx context.Context) error { return s.Delete(ctx, p.ID) }},
			{"token add", "报表程序", func(ctx context.Context) error {
				_, _, err := s.AddToken(ctx, "报表程序", store.Reader)
				return err
			}},
			{"token revoke", "报表程序", func(ctx context.Context) error { _, err := s.RevokeToken(ctx, "报表程序"); return err }},
		} {
			d, ctx := deed(c.action)
			if err := c.change(ctx); err != nil {
				t.Fatal(c.action, err)
			}
			line := "张三 " + c.action + " " + c.object[:6]
			if got := log(t, s); got != strings.Join(append(want, line+" -"), "\n") {
				t.Fatalf("after %s:\n%s", c.action, got)
			}
			d.Status = new(200)
			if err := s.Finish(ctx, d); err != nil {
				t.Fatal(err)
			}
			want = append(want, line+" 200")
			if got := log(t, s); got != strings.Join(want, "\n") {
				t.Fatalf("after the end of %s:\n%s", c.action, got)
			}
		}
		// What says whose token it is.
		acts, _, err := s.Acts(ctx, store.ActFilter{Object: "报表程序"})
		if err != nil || len(acts) != 2 || acts[0].Token == nil || acts[1].Token == nil || *acts[0].Token != *acts[1].Token {
			t.Errorf("%+v, %v", acts, err)
		}
	})
}

func headingOf(p *extract.Plan) (d correct.Draft) {
	d.Fact, d.Op, d.Item = "heading", "delete", p.Items[0].ID
	return d
}

// Where the log cannot be written nothing is changed, and where the change
// fails there is no line of it.
func TestNeitherWithoutTheOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := someDocument("甲")
		_, under := deed("put")
		broken := errors.New("broken")
		err := s.Update(under, func(tx *store.Tx) error {
			w, err := s.Prepare(source, p)
			if err != nil {
				return err
			}
			if _, err := tx.Put(under, w); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) || log(t, s) != "" {
			t.Fatalf("%v, log %q", err, log(t, s))
		}
		rename := func(from, to string) {
			t.Helper()
			if err := s.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, `ALTER TABLE `+from+` RENAME TO `+to)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		rename("audit", "lost")
		if _, err := s.Put(under, source, p); err == nil {
			t.Error("a change that nobody may know of was made")
		}
		if _, err := s.Get(ctx, p.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("half a change: %v", err)
		}
		rename("lost", "audit")
		if created, err := s.Put(under, source, p); err != nil || !created {
			t.Fatal(created, err)
		}
		if got := log(t, s); got != "张三 put "+p.ID[:6]+" -" {
			t.Errorf("log %q", got)
		}
		// What changed nothing has its line when it ends.
		var d *store.Deed
		d, under = deed("refused")
		d.Object, d.Status = new("x\x00"), new(403)
		if err := s.Finish(under, d); err != nil {
			t.Fatal(err)
		}
		if got := log(t, s); !strings.HasSuffix(got, "\n张三 refused x\uFFFD 403") {
			t.Errorf("log %q", got)
		}
		// Nor is there one of nobody known.
		d, under = deed("signout")
		d.Who = ""
		if err := s.EndSession(under, "none"); err != nil {
			t.Fatal(err)
		}
		if got := log(t, s); strings.Contains(got, "signout") {
			t.Errorf("log %q", got)
		}
	})
}

// A deed of several transactions has a line for each thing that it changed.
func TestADeedOfManySteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, under := deed("batch")
		if _, err := s.ClaimKey(under, "k", "w", time.Hour, time.Hour); err != nil {
			t.Fatal(err)
		}
		if got := log(t, s); got != "张三 batch - -" {
			t.Errorf("before it is known what it is about: %q", got)
		}
		id, err := s.CreateBatch(under, "a", 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SealBatch(under, id); err != nil {
			t.Fatal(err)
		}
		if got := log(t, s); got != "张三 batch "+id[:6]+" -" {
			t.Errorf("a batch: %q", got)
		}
		d.Status = new(202)
		if err := s.Finish(under, d); err != nil {
			t.Fatal(err)
		}
		first := log(t, s)

		d, under = deed("sample")
		want := ""
		for _, name := range []string{"甲", "乙", "甲"} {
			source, p := someDocument(name)
			if _, err := s.Put(under, source, p); err != nil {
				t.Fatal(err)
			}
			if line := "\n张三 sample " + p.ID[:6] + " 303"; !strings.Contains(want, line) {
				want += line
			}
		}
		d.Status = new(303)
		if err := s.Finish(under, d); err != nil {
			t.Fatal(err)
		}
		if got := log(t, s); got != first+want || strings.Count(want, "\n") != 2 {
			t.Errorf("two documents: %q, want %q", got, first+want)
		}
	})
}

func TestPruneActs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		// More lines than one transaction takes, of one microsecond each.
		const lines = 4500
		if err := s.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO audit (at, who, action) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 4500) SELECT i, 'local', 'x' FROM n`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		left := func() int64 {
			t.Helper()
			acts, _, err := s.Acts(ctx, store.ActFilter{})
			if err != nil || len(acts) == 0 {
				t.Fatal(acts, err)
			}
			var n int64
			for f := (store.ActFilter{Limit: store.MaxLimit}); ; {
				acts, next, err := s.Acts(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				if n += int64(len(acts)); next == "" {
					return n
				}
				f.Cursor = next
			}
		}
		for _, c := range []struct{ before, pruned, left int64 }{{1, 0, lines}, {2, 1, lines - 1}, {2002, 2000, lines - 2001}, {4500, 2498, 1}, {4500, 0, 1}} {
			n, err := s.PruneActs(ctx, time.UnixMicro(c.before))
			if err != nil || n != c.pruned || left() != c.left {
				t.Errorf("before %d: pruned %d, left %d, %v; want %+v", c.before, n, left(), err, c)
			}
		}
		over, stop := context.WithCancel(ctx)
		stop()
		if n, err := s.PruneActs(over, time.Now()); err == nil || n != 0 || left() != 1 {
			t.Errorf("at its end: %d, %v", n, err)
		}
	})
}
