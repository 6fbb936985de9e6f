package store_test

import (
	"strings"
	"testing"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

// A database whose word index an older yaodian made is indexed anew when it is
// opened, and nothing else of it changes.
func TestOlderWordIndexIsRenewed(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		library(t, s)
		before, err := s.Rows(ctx)
		if err != nil {
			t.Fatal(err)
		}
		old := `CREATE TABLE item_words (item BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)`
		if s.SQLite() != nil {
			old = `CREATE VIRTUAL TABLE item_words USING fts5(title, body, facets, content = '', contentless_delete = 1, tokenize = 'ascii')`
		}
		if err := s.Update(ctx, func(tx *store.Tx) error {
			for _, q := range []string{`DROP TABLE item_words`, old, `DELETE FROM goose_db_version WHERE version_id = 6`} {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = storetest.Open(t, dsn)
		if after, err := s.Rows(ctx); err != nil || after != before {
			t.Errorf("%d rows, %d before; %v", after, before, err)
		}
		for q, want := range map[store.Query]string{
			{Text: "学校"}: "edu2025/3 edu2024/3 water/1",
			{Text: "校园", Office: "人事股", Year: 2024}: "edu2024/1",
			{Text: "河道", Kind: "工作计划", Year: 2026}:  "water/1",
		} {
			hits, _, err := s.Search(ctx, q)
			var got []string
			for _, h := range hits {
				got = append(got, h.Document.Name+"/"+h.Item)
			}
			if g := strings.Join(got, " "); err != nil || g != want {
				t.Errorf("%+v: got %q, want %q; %v", q, g, want, err)
			}
		}
	})
}
