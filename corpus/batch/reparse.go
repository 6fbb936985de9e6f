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
// called for each, one at a time, when its new plan is stored; err tells why a
// document keeps its old one. Plans are written in chunks, each in one
// transaction with the version that made it: what is done is not done again
// when Reparse is interrupted and called anew, unless all is set. A document
// deleted meanwhile is passed over.
func Reparse(ctx context.Context, s *store.Store, read ReadFunc, jobs int, all bool, report func(store.Document, error)) error {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b := &Service{store: s, opt: Options{Read: read, Log: slog.New(slog.DiscardHandler)}}
	chunks := make(chan []store.Document)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range jobs {
		wg.Go(func() {
			for docs := range chunks {
				failed, err := b.reparse(ctx, docs)
				if err != nil {
					cancel(err)
					continue
				}
				mu.Lock()
				for i, d := range docs {
					report(d, failed[i])
				}
				mu.Unlock()
			}
		})
	}
	err := outdated(ctx, s, all, func(docs []store.Document) error {
		select {
		case chunks <- docs:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(chunks)
	wg.Wait()
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return err
}

// outdated calls f with chunks of the documents to make anew, in order of
// storing.
func outdated(ctx context.Context, s *store.Store, all bool, f func([]store.Document) error) error {
	for after := int64(0); ; {
		page, last, err := s.Outdated(ctx, after, all, chunkFiles)
		if err != nil || len(page) == 0 {
			return err
		}
		after = last
		for len(page) > 0 {
			n, size := 1, page[0].Size
			for n < len(page) && size+page[n].Size <= chunkBytes {
				size += page[n].Size
				n++
			}
			if err := f(page[:n]); err != nil {
				return err
			}
			page = page[n:]
		}
	}
}

// reparse does one chunk and tells which documents failed, and why. Its error
// is the database's: nothing of the chunk happened.
func (b *Service) reparse(ctx context.Context, docs []store.Document) (failed []error, err error) {
	failed = make([]error, len(docs))
	plans := make([]*store.Prepared, 0, len(docs))
	for i, d := range docs {
		_, data, err := b.store.Source(ctx, d.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		plan, err := b.read(ctx, d.Name, data)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var p *store.Prepared
		if err == nil {
			p, err = b.store.Prepare(data, plan)
		}
		if failed[i] = err; err == nil {
			plans = append(plans, p)
		}
	}
	return failed, b.store.Update(ctx, func(tx *store.Tx) error {
		for _, p := range plans {
			if err := tx.Replace(ctx, p); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
}
