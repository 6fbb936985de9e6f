package batch

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"

	"yaodian/corpus/store"
)

// Reparse makes the plans anew of documents whose plan another version of the
// extractor made, or of all, on jobs processors (0: all of them). report is
// called for each, one at a time; err tells why a document keeps its old plan.
// What is done is not done again when Reparse is interrupted and called anew,
// unless all is set. A document deleted meanwhile is passed over.
func Reparse(ctx context.Context, s *store.Store, read ReadFunc, jobs int, all bool, report func(store.Document, error)) error {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b := &Service{store: s, opt: Options{Read: read, Log: slog.New(slog.DiscardHandler)}}
	docs := make(chan store.Document)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range jobs {
		wg.Go(func() {
			for d := range docs {
				err, fatal := b.reparse(ctx, d)
				if fatal != nil {
					cancel(fatal)
					continue
				}
				mu.Lock()
				report(d, err)
				mu.Unlock()
			}
		})
	}
	after := int64(0)
	var err error
	for err == nil {
		var page []store.Document
		if page, after, err = s.Outdated(ctx, after, all, 100); err != nil || len(page) == 0 {
			break
		}
		for _, d := range page {
			select {
			case docs <- d:
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
			if err != nil {
				break
			}
		}
	}
	close(docs)
	wg.Wait()
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return err
}

// reparse does one document. The first error is the document's, the second the
// database's.
func (b *Service) reparse(ctx context.Context, d store.Document) (failed, fatal error) {
	_, data, err := b.store.Source(ctx, d.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	plan, err := b.read(ctx, d.Name, data)
	if err != nil {
		return err, ctx.Err()
	}
	if err := b.store.Replace(ctx, plan); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return nil, nil
}
