package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/correct"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/parser"
)

// correctable stores a plan whose facts stand in its text.
func correctable(t *testing.T, s *store.Store) *extract.Plan {
	t.Helper()
	source := []byte("云溪市水务局2025年工作要点\n一、强化节水管理\n1.推进节水载体建设。新建节水型小区20个。【责任科室：水资源科】\n2.加强水质监测。新建监测站点8个。【责任科室：监测站】\n")
	p, err := extract.Read(ctx, "水务.txt", source, parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, source, p)
	return p
}

func raise(p *extract.Plan, to int64) correct.Draft {
	x := p.Items[1].Targets[0]
	return correct.Draft{Fact: correct.Target, Op: correct.Change, Item: p.Items[1].ID, Span: &x.Span, By: "王芳",
		New: &correct.New{Text: x.Text, Kind: extract.Count, Indicator: "节水型小区", Value: &extract.Number{Decimal: decimal.NewFromInt(to)}, Unit: "个"}}
}

func encode(t *testing.T, p *extract.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCorrections(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := correctable(t, s)
		raw := encode(t, p)
		value := func() string {
			t.Helper()
			rows, _, err := s.Targets(ctx, store.TargetQuery{Indicator: "节水型小区"})
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			return rows[0].Target.Value.String()
		}
		c, doc, err := s.Correct(ctx, p.ID, "", raise(p, 25))
		if err != nil || c.Seq != 1 || c.By != "王芳" || c.At.IsZero() || doc.Corrections != 1 {
			t.Fatalf("%+v %+v %v", c, doc, err)
		}
		if v := value(); v != "25" {
			t.Errorf("the row says %s", v)
		}
		corrected, err := s.PlanJSON(ctx, p.ID)
		if err != nil || bytes.Equal(corrected, raw) {
			t.Errorf("PlanJSON is not corrected, %v", err)
		}
		if b, err := s.ExtractedJSON(ctx, p.ID); err != nil || !bytes.Equal(b, raw) {
			t.Errorf("ExtractedJSON differs from what was put, %v", err)
		}
		if q, err := s.Plan(ctx, p.ID); err != nil || !bytes.Equal(encode(t, q), corrected) {
			t.Errorf("Plan and PlanJSON differ, %v", err)
		}
		// A heading is searched for as it is corrected.
		if _, doc, err = s.Correct(ctx, p.ID, doc.Version(), correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: p.Items[2].ID,
			New: &correct.New{Text: "加强水质监测。新建监测站点"}}); err != nil || doc.Corrections != 2 {
			t.Fatal(doc, err)
		}
		hits, _, err := s.Search(ctx, store.Query{Text: "监测站点"})
		if err != nil || len(hits) != 1 || hits[0].Title != "加强水质监测。新建监测站点" {
			t.Errorf("%+v, %v", hits, err)
		}
		// Offices likewise.
		o := p.Items[2].Offices[0]
		if _, doc, err = s.Correct(ctx, p.ID, "", correct.Draft{Fact: correct.Office, Op: correct.Delete, Item: p.Items[2].ID, Span: &o.Span}); err != nil || doc.Offices != 1 {
			t.Fatal(doc, err)
		}

		// Reading anew keeps them.
		_, source, err := s.Source(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Replace(ctx, source, p); err != nil {
			t.Fatal(err)
		}
		again, err := s.Get(ctx, p.ID)
		if err != nil || !reflect.DeepEqual(again, doc) {
			t.Errorf("after reparse %+v, %v; want %+v", again, err, doc)
		}
		if v := value(); v != "25" {
			t.Errorf("after reparse the row says %s", v)
		}

		// Undo the first, then the last; put back; undo all.
		if c, doc, err = s.Undo(ctx, p.ID, doc.Version(), 1, "李四\x00"); err != nil || c.Seq != 1 || c.Gone == nil || c.GoneBy != "李四\uFFFD" || doc.Corrections != 2 || value() != "20" {
			t.Errorf("undo of 1: %+v %+v %v", c, doc, err)
		}
		if c, _, err = s.Undo(ctx, p.ID, "", 0, ""); err != nil || c.Seq != 3 {
			t.Errorf("undo of the last: %+v %v", c, err)
		}
		if c, _, err = s.Redo(ctx, p.ID, "", 1, "赵六"); err != nil || c.Seq != 1 || c.Gone != nil || c.GoneBy != "" || c.Back == nil || c.BackBy != "赵六" || value() != "25" {
			t.Errorf("redo of 1: %+v %v", c, err)
		}
		if cs, err := s.Corrections(ctx, p.ID); err != nil || cs[0].BackBy != "赵六" || cs[0].Back == nil || !cs[0].Back.Equal(*c.Back) || cs[2].Gone == nil || cs[2].GoneBy != "" || cs[0].By != "王芳" {
			t.Errorf("who took back and who put back: %+v, %v", cs, err)
		}
		if c, _, err = s.Redo(ctx, p.ID, "", 0, ""); err != nil || c.Seq != 3 {
			t.Errorf("redo of the last: %+v %v", c, err)
		}
		for range 3 {
			if _, doc, err = s.Undo(ctx, p.ID, "", 0, ""); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := s.PlanJSON(ctx, p.ID); err != nil || !bytes.Equal(b, raw) || doc.Corrections != 0 || doc.Offices != 2 {
			t.Errorf("all undone, something stays: %+v %v", doc, err)
		}
		for _, n := range []int{0, 1, 9} {
			if _, _, err := s.Undo(ctx, p.ID, "", n, ""); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("undo %d of none: %v", n, err)
			}
		}
		cs, err := s.Corrections(ctx, p.ID)
		if err != nil || len(cs) != 3 || cs[0].Gone == nil {
			t.Errorf("the record: %+v, %v", cs, err)
		}
		if err := s.Delete(ctx, p.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Rows(ctx); err != nil || n != 0 {
			t.Errorf("%d rows left, %v", n, err)
		}
	})
}

func TestCorrectionsRefuse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := correctable(t, s)
		seen, err := s.Get(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Correct(ctx, p.ID, seen.Version(), raise(p, 25)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Correct(ctx, p.ID, seen.Version(), raise(p, 30)); !errors.Is(err, store.ErrStale) {
			t.Errorf("a stale correction: %v", err)
		}
		if _, _, err := s.Undo(ctx, p.ID, seen.Version(), 1, ""); !errors.Is(err, store.ErrStale) {
			t.Errorf("a stale undo: %v", err)
		}
		var bad *correct.Invalid
		if _, _, err := s.Correct(ctx, p.ID, "", correct.Draft{Fact: correct.Heading, Op: correct.Change, Item: "77"}); !errors.As(err, &bad) {
			t.Errorf("a draft that cannot be: %v", err)
		}
		if d, err := s.Get(ctx, p.ID); err != nil || d.Corrections != 1 || d.Revision != seen.Revision+1 {
			t.Errorf("refusals changed the document: %+v, %v", d, err)
		}
		for _, err := range []error{
			func() error { _, err := s.Corrections(ctx, "x"); return err }(),
			func() error { _, _, err := s.Correct(ctx, "x", "", raise(p, 1)); return err }(),
			func() error { _, _, err := s.Redo(ctx, "x", "", 0, ""); return err }(),
			func() error { _, err := s.Extracted(ctx, "x"); return err }(),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("no such document: %v", err)
			}
		}
		// Only corrected documents, where that is asked.
		source, q := storetest.Plan("b", "另一份", "甲局", "", 2025)
		put(t, s, source, q)
		if which, err := s.Corrected(ctx, []string{p.ID, q.ID, "x"}); err != nil || len(which) != 1 || !which[p.ID] {
			t.Errorf("%v, %v", which, err)
		}
		if list, _, err := s.List(ctx, store.Filter{Corrected: true}); err != nil || len(list) != 1 || list[0].ID != p.ID {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// A plan that an older yaodian made stays due for reparse when it is corrected.
func TestCorrectionLeavesTheExtractorsVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := correctable(t, s)
		if err := s.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE documents SET extractor=$1`, "old")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, d, err := s.Correct(ctx, p.ID, "", raise(p, 25)); err != nil || d.Extractor != "old" {
			t.Errorf("%+v, %v", d, err)
		}
		if due, _, err := s.Outdated(ctx, 0, false, 10); err != nil || len(due) != 1 {
			t.Errorf("%d due, %v", len(due), err)
		}
	})
}

// Of several who correct what they all saw one succeeds; who does not ask for
// that, all do, each on what the others left.
func TestConcurrentCorrections(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		a, b := storetest.Open(t, dsn), storetest.Open(t, dsn) // as two processes would
		p := correctable(t, a)
		d, err := a.Get(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		run := func(version string) (done int) {
			var wg sync.WaitGroup
			var mu sync.Mutex
			for i := range 8 {
				wg.Go(func() {
					_, _, err := []*store.Store{a, b}[i%2].Correct(ctx, p.ID, version, raise(p, int64(100+i)))
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						done++
					} else if version == "" || !errors.Is(err, store.ErrStale) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			return done
		}
		if n := run(d.Version()); n != 1 {
			t.Errorf("%d of those who saw one state corrected it", n)
		}
		cs, err := a.Corrections(ctx, p.ID)
		if err != nil || len(cs) != 1 {
			t.Fatal(cs, err)
		}
		if _, _, err := a.Undo(ctx, p.ID, "", 0, ""); err != nil {
			t.Fatal(err)
		}
		if n := run(""); n != 8 {
			t.Errorf("%d of 8 corrections made", n)
		}
		cs, err = a.Corrections(ctx, p.ID)
		if err != nil || len(cs) != 9 {
			t.Fatalf("%d corrections, %v", len(cs), err)
		}
		for i, c := range cs {
			if c.Seq != i+1 {
				t.Errorf("correction %d has number %d", i+1, c.Seq)
			}
		}
	})
}

func BenchmarkCorrect(b *testing.B) {
	s := storetest.Open(b, filepath.Join(b.TempDir(), "yaodian.db"))
	var text bytes.Buffer
	for i := 1; i <= 500; i++ {
		fmt.Fprintf(&text, "%d.推进节水载体建设。新建节水型小区%d个。【责任科室：水资源科】\n", i, i+1)
	}
	p, err := extract.Read(ctx, "a.txt", text.Bytes(), parser.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Put(ctx, text.Bytes(), p); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, _, err := s.Correct(ctx, p.ID, "", raise(p, int64(1000+i))); err != nil {
			b.Fatal(err)
		}
	}
}
