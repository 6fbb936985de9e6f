package store_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

// roundTrip packs a value with a source and reports whether it unpacks to the
// same.
func roundTrip(t *testing.T, s *store.Store, b, source []byte) (packed []byte) {
	t.Helper()
	packed = store.Pack(b, source)
	got, err := s.Unpack(packed, source)
	if err != nil || !bytes.Equal(got, b) {
		t.Errorf("%d bytes with a source of %d unpack to %d, %v", len(b), len(source), len(got), err)
	}
	return packed
}

func TestPack(t *testing.T) {
	s := storetest.Open(t, filepath.Join(t.TempDir(), "y.db"))
	text := []byte(strings.Repeat("推进书香校园建设，新增校园阅读角50个；", 4000))
	for _, size := range []int{0, 1, 15, 16, 17, 1000, 65_535, 65_536, 65_537, len(text)} {
		source := text[:size]
		for _, b := range [][]byte{nil, {1}, source, text, append([]byte(`{"text":"`), source...)} {
			roundTrip(t, s, b, nil)
			roundTrip(t, s, b, source)
		}
	}
}

// A plan repeats its source, so beside it the plan is short.
func TestPackBesideSource(t *testing.T) {
	s := storetest.Open(t, filepath.Join(t.TempDir(), "y.db"))
	var source []byte
	for r := rune(0x4E00); r < 0x6E00; r++ { // nothing in it repeats
		source = append(source, string(r)...)
	}
	plan := append(append([]byte(`{"text":"`), source...), `"}`...)
	if alone, beside := roundTrip(t, s, plan, nil), roundTrip(t, s, plan, source); len(beside)*10 > len(alone) {
		t.Errorf("%d bytes beside the source, %d alone", len(beside), len(alone))
	}
}

func TestDamageIsFound(t *testing.T) {
	s := storetest.Open(t, filepath.Join(t.TempDir(), "y.db"))
	source := []byte("云溪市教育局2025年工作要点，推进书香校园建设。")
	for _, beside := range [][]byte{nil, source} {
		whole := roundTrip(t, s, append([]byte("新增阅读角。"), source...), beside)
		for i := range whole {
			// Nothing at all is what an empty value was packed to before.
			for _, damaged := range [][]byte{whole[:max(i, 1)], append(append(bytes.Clone(whole[:i]), whole[i]^0x10), whole[i+1:]...)} {
				if b, err := s.Unpack(damaged, beside); code(err) != store.CodeCorrupt {
					t.Errorf("byte %d damaged: %q, %v", i, b, err)
				}
			}
		}
	}
	packed := store.Pack(append([]byte("新增阅读角。"), source...), source)
	for _, other := range [][]byte{nil, []byte("云溪市教育局2024年工作要点，推进书香校园建设。")} {
		if b, err := s.Unpack(packed, other); code(err) != store.CodeCorrupt {
			t.Errorf("with another source: %q, %v", b, err)
		}
	}
}

// Databases of earlier versions hold zstd frames.
func TestOldRowsAreRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := storetest.Plan("a", "甲", "", "", 2025, "推进书香校园建设|新增阅读角|基教股|阅读角=50 个")
		put(t, s, source, p)
		want, err := s.PlanJSON(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE blobs SET source=$1, plan=$2`, z.EncodeAll(source, nil), z.EncodeAll(want, nil))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		check := func() {
			t.Helper()
			if got, err := s.PlanJSON(ctx, p.ID); err != nil || !bytes.Equal(got, want) {
				t.Errorf("plan: %s, %v", got, err)
			}
			if _, got, err := s.Source(ctx, p.ID); err != nil || !bytes.Equal(got, source) {
				t.Errorf("source: %s, %v", got, err)
			}
		}
		check()
		// A plan made anew is packed beside the old source.
		if err := s.Replace(ctx, source, p); err != nil {
			t.Fatal(err)
		}
		check()
	})
}

func FuzzPack(f *testing.F) {
	s := storetest.Open(f, filepath.Join(f.TempDir(), "y.db"))
	f.Add([]byte("推进书香校园建设"), []byte("全面推进书香校园建设，新增阅读角50个"))
	f.Add([]byte{}, []byte{})
	f.Add(bytes.Repeat([]byte("ab"), 40_000), bytes.Repeat([]byte("aab"), 30_000))
	f.Fuzz(func(t *testing.T, b, source []byte) {
		for _, dict := range [][]byte{nil, source} {
			if got, err := s.Unpack(store.Pack(b, dict), dict); err != nil || !bytes.Equal(got, b) {
				t.Fatalf("%q with %q unpacks to %q, %v", b, dict, got, err)
			}
		}
		_, _ = s.Unpack(b, source) // any bytes: an error or a value, no panic
	})
}
