package batch_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"yaodian/corpus/batch"
	"yaodian/extract"
)

func parserID(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestStreamKeepsOrderAndBounds(t *testing.T) {
	dir := folder(t, 300, "x", "broken", "slow")
	var begun, written atomic.Int64
	var names []string
	failed := 0
	err := batch.Stream(ctx, func(f func(batch.File) error) error { return batch.Walk(ctx, []string{dir}, f) },
		func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
			if n := begun.Add(1) - written.Load(); n > 20 {
				t.Errorf("%d read and not written", n)
			}
			return read(ctx, name, data)
		}, 3, func(r batch.Result) error {
			written.Add(1)
			names = append(names, filepath.Base(r.Name))
			if r.Err != nil {
				failed++
			} else if !strings.Contains(string(r.Line), `"name":"`+filepath.Base(r.Name)+`"`) || !strings.HasSuffix(string(r.Line), "\n") {
				t.Errorf("%s: %s", r.Name, r.Line)
			}
			return nil
		})
	if err != nil || failed != 1 || len(names) != 302 {
		t.Fatal(err, failed, len(names))
	}
	for i, n := range names[2:] {
		if n != fmt.Sprintf("n%05d.txt", i) {
			t.Fatalf("%d: %s", i, n)
		}
	}
}

func TestStreamEndsWithTheFirstError(t *testing.T) {
	dir := folder(t, 300, "x")
	full := errors.New("disk full")
	walk := func(f func(batch.File) error) error { return batch.Walk(ctx, []string{dir}, f) }
	if err := batch.Stream(ctx, walk, read, 2, func(batch.Result) error { return full }); !errors.Is(err, full) {
		t.Error(err)
	}
	stopped, stop := context.WithCancel(ctx)
	n := 0
	err := batch.Stream(stopped, walk, read, 2, func(batch.Result) error {
		if n++; n == 3 {
			stop()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
