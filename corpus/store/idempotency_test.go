package store_test

import (
	"reflect"
	"testing"
	"time"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

func TestIdempotencyKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const day = 24 * time.Hour
		for _, w := range []string{"w1", "w2"} {
			if err := s.Heartbeat(ctx, w); err != nil {
				t.Fatal(err)
			}
		}
		claim := func(key, worker string) (*store.Answer, error) { return s.ClaimKey(ctx, key, worker, day, time.Minute) }
		if a, err := claim("k", "w1"); a != nil || err != nil {
			t.Fatalf("a new key: %v %v", a, err)
		}
		for _, w := range []string{"w1", "w2"} {
			if a, err := claim("k", w); a != nil || code(err) != store.CodeKeyInHand {
				t.Errorf("in hand, asked by %s: %v %v", w, a, err)
			}
		}
		want := store.Answer{Fingerprint: "f", Status: 202, Location: "/v1/batches/1", Body: []byte("{}\n")}
		if err := s.KeepAnswer(ctx, "k", "w2", want); err != nil {
			t.Fatal(err)
		}
		if _, err := claim("k", "w2"); code(err) != store.CodeKeyInHand {
			t.Error("another's answer was taken")
		}
		if err := s.KeepAnswer(ctx, "k", "w1", want); err != nil {
			t.Fatal(err)
		}
		if a, err := claim("k", "w2"); err != nil || a == nil || !reflect.DeepEqual(*a, want) {
			t.Errorf("answered: %+v %v", a, err)
		}
		// What failed may be tried again.
		if _, err := claim("failed", "w1"); err != nil {
			t.Fatal(err)
		}
		if err := s.ReleaseKey(ctx, "failed", "w1"); err != nil {
			t.Fatal(err)
		}
		if a, err := claim("failed", "w2"); a != nil || err != nil {
			t.Errorf("released: %v %v", a, err)
		}
		// What a process had in hand that is gone is for whoever comes next.
		if _, err := claim("lost", "w3 that never was"); err != nil {
			t.Fatal(err)
		}
		if a, err := claim("lost", "w1"); a != nil || err != nil {
			t.Errorf("of a dead worker: %v %v", a, err)
		}
		if _, err := claim("lost", "w2"); code(err) != store.CodeKeyInHand {
			t.Errorf("taken over, then asked again: %v", err)
		}
		// Nothing is kept for longer than was asked.
		if a, err := s.ClaimKey(ctx, "k", "w2", -time.Second, time.Minute); a != nil || err != nil {
			t.Errorf("out of date: %v %v", a, err)
		}
	})
}

func TestBacklog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id, err := s.CreateBatch(ctx, "b", 2)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Update(ctx, func(tx *store.Tx) error {
			return tx.AddFiles(ctx, id, []store.File{{N: 1, Name: "a", State: store.FileQueued}, {N: 2, Name: "b", State: store.FileQueued},
				{N: 3, Name: "c", State: store.FileQueued}, {N: 4, Name: "d", State: store.FileFailed}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ClaimFiles(ctx, "w", id, 1, 1); err != nil {
			t.Fatal(err)
		}
		if w, r, err := s.Backlog(ctx); w != 2 || r != 1 || err != nil {
			t.Errorf("%d waiting, %d running, %v", w, r, err)
		}
	})
}
