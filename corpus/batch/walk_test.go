package batch_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
	"yaodian/parser/format"
)

func zipOf(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		name, text, _ := strings.Cut(m, "=")
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWalkOpensArchives(t *testing.T) {
	dir := t.TempDir()
	good := zipOf(t, "一/a.txt=member a", "b.txt=member b")
	broken := bytes.Clone(good)
	broken[bytes.Index(broken, []byte("b.txt"))+8] ^= 0xff // in the second member's data
	for name, data := range map[string][]byte{"1.zip": good, "2.txt": []byte("plain"), "3.zip": broken, "4.zip": good[:40],
		".hidden": []byte("x"), "5.docx": zipOf(t, "[Content_Types].xml=<x/>", "word/document.xml=<x/>")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := batch.Walk(ctx, []string{dir, filepath.Join(dir, "2.txt"), filepath.Join(dir, "link")}, func(f batch.File) error {
		name, _ := filepath.Rel(dir, f.Name)
		if o, _ := filepath.Rel(dir, f.Origin); o != name {
			t.Errorf("%s has the origin %s", name, o)
		}
		got = append(got, fmt.Sprintf("%s %t %s", name, f.Err != nil, f.Data))
		return nil
	})
	want := "1.zip/一/a.txt false member a\n1.zip/b.txt false member b\n2.txt false \n3.zip/一/a.txt false member a\n3.zip/b.txt true \n4.zip true \n5.docx false \n2.txt false \nlink true "
	if g := strings.Join(got, "\n"); err != nil || g != want {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, g, want)
	}
}

// A folder that holds an archive with a broken member: the member fails, the
// others are done, and a second time nothing is.
func TestIngestArchive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := open(t, s, batch.Options{})
		dir := t.TempDir()
		data := zipOf(t, "a.txt=member a", "b.txt=member b", "c.txt=broken")
		data[bytes.Index(data, []byte("b.txt"))+8] ^= 0xff
		if err := os.WriteFile(filepath.Join(dir, "x.zip"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, want := counts(ingest(t, b, dir)), "done total 3 done 1 failed 2 skipped 0 cancelled 0"; got != want {
			t.Error(got)
		}
		if got, want := counts(ingest(t, b, dir)), "done total 3 done 0 failed 2 skipped 1 cancelled 0"; got != want {
			t.Error(got)
		}
		docs, _, err := s.List(ctx, store.Filter{})
		if err != nil || len(docs) != 1 || docs[0].Name != "a.txt" {
			t.Error(docs, err)
		}
	})
}

func TestReparse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := open(t, s, batch.Options{})
		ingest(t, b, folder(t, 5, "x"))
		reparse := func(read batch.ReadFunc, all bool) (done, failed int) {
			t.Helper()
			err := batch.Reparse(ctx, s, read, 2, all, func(_ store.Document, err error) {
				if err != nil {
					failed++
				} else {
					done++
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return done, failed
		}
		if d, f := reparse(read, false); d != 0 || f != 0 {
			t.Error("nothing is outdated, yet", d, f)
		}
		if err := s.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE documents SET extractor='old', title='old' WHERE seq <= 3`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if d, f := reparse(read, false); d != 3 || f != 0 {
			t.Error(d, f)
		}
		if docs, _, _ := s.List(ctx, store.Filter{Query: "old"}); len(docs) != 0 {
			t.Error(docs)
		}
		if d, f := reparse(func(context.Context, string, []byte) (*extract.Plan, error) {
			return nil, &format.Error{Code: format.CodeDamaged}
		}, true); d != 0 || f != 5 {
			t.Error(d, f)
		}
		if docs, _, _ := s.List(ctx, store.Filter{}); len(docs) != 5 || docs[0].Title == "" {
			t.Error("a document lost its plan", docs)
		}
	})
}
