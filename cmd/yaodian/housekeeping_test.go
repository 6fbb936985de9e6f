package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yaodian/corpus/store"
)

func TestHousekeepingPrunesTheAuditLog(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "y.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, action := range []string{"a", "b"} {
		if err := s.Finish(ctx, &store.Deed{Act: store.Act{Who: store.WhoLocal, Action: action}}); err != nil {
			t.Fatal(err)
		}
	}
	left := func() int {
		t.Helper()
		acts, _, err := s.Acts(context.Background(), store.ActFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return len(acts)
	}
	var out bytes.Buffer
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		keeping{AuditKeep: 30}.keepHouse(ctx, s, tick, slog.New(slog.NewJSONHandler(&out, nil)))
	}()
	tick <- time.Now().AddDate(0, 0, 29) // taken when the round before is over
	tick <- time.Now().AddDate(0, 0, 29)
	if n := left(); n != 2 {
		t.Errorf("%d lines after 29 days", n)
	}
	tick <- time.Now().AddDate(0, 0, 31)
	tick <- time.Now().AddDate(0, 0, 31)
	if n := left(); n != 0 {
		t.Errorf("%d lines after 31 days", n)
	}
	stop()
	<-done
	if !strings.Contains(out.String(), `"msg":"pruned the audit log","lines":2,`) || strings.Contains(out.String(), "WARN") {
		t.Errorf("%s", out.String())
	}
	// For good means that no time is too late; it ends by itself.
	keeping{}.keepHouse(context.Background(), nil, nil, nil)
	if err := (keeping{AuditKeep: -1}).check(); err == nil {
		t.Error("a negative number of days")
	}
}
