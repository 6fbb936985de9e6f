// Package batch reads many files into a corpus.
//
// A batch is a list of files with a state each. Work is done by River jobs, a
// job for each chunk of files, on SQLite by this process and on PostgreSQL by
// any number of processes. A chunk's documents, the states of its files and
// the end of its job are written in one transaction: whatever moment a process
// is killed at, a file is either done in full or not begun. Files are claimed
// before they are read, so that a job that runs twice finds nothing to do.
package batch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser/format"
)

// Codes of files that failed other than in the parser.
const (
	CodeMissing format.Code = "missing" // deleted or unreadable when its turn came
	CodeCrashed format.Code = "crashed" // processes died whenever they read it
)

// ReadFunc makes the plan of a file: extract.Read with the caller's options.
type ReadFunc func(ctx context.Context, name string, data []byte) (*extract.Plan, error)

// Options tell a Service how to work; the zero value of a field is usable
// except for Read, which a Service that works must have.
type Options struct {
	Read ReadFunc
	// Jobs is how many chunks are worked on at once; 0 means one a processor,
	// less than 0 that this process only adds files and looks on.
	Jobs int
	// Spool makes files' bytes travel in the database also when they come
	// from this machine's disk, for workers on others. Uploads always do.
	Spool bool
	Log   *slog.Logger // nil discards
	// Stale is how long a worker may be silent before it counts as dead; 0
	// means 20 s. A dead process of this machine is noticed at once.
	Stale time.Duration
}

// Bounds of a chunk, which is what one job reads, holds in memory and commits.
const (
	chunkFiles = 32
	chunkBytes = 8 << 20
	// waitingChunks for each job at work may be queued before Add waits.
	waitingChunks = 4
	// maxAttempts is how often a file may be begun and not ended, which is to
	// say how many processes may have died on it.
	maxAttempts = 5
)

// Service adds batches to a store and works on them.
type Service struct {
	store  *store.Store
	opt    Options
	worker string // this process among the store's workers
	queue  queue
	turn   chan struct{} // one place a chunk at work
	alone  sync.RWMutex  // held for writing by a chunk that must be alone

	stop   context.CancelFunc
	wg     sync.WaitGroup
	mu     sync.Mutex
	fatal  error
	cutOff []chunk       // at work when the database went away; see takeUp
	failed chan struct{} // closed when fatal is set
	add    sync.Mutex    // one adder a time keeps the numbers of files dense
}

// Open prepares a store for batches and joins its queue. Close leaves it.
func Open(ctx context.Context, s *store.Store, opt Options) (*Service, error) {
	if opt.Jobs == 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	if opt.Stale == 0 {
		opt.Stale = 20 * time.Second
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Jobs > 0 && opt.Read == nil {
		return nil, errors.New("batch: Options.Read is missing")
	}
	b := &Service{store: s, opt: opt, worker: workerID(), failed: make(chan struct{}), turn: make(chan struct{}, max(1, opt.Jobs))}
	var err error
	if b.queue, err = openQueue(ctx, b); err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	b.stop = stop
	if err := s.Heartbeat(ctx, b.worker); err != nil {
		stop()
		return nil, err
	}
	if opt.Jobs > 0 {
		if err := b.reap(ctx); err != nil {
			stop()
			return nil, err
		}
		if err := b.queue.start(run); err != nil {
			stop()
			return nil, err
		}
	}
	b.wg.Go(func() { b.keepAlive(run) })
	return b, nil
}

// Close finishes the chunks at work, or abandons them when ctx ends, and leaves
// the queue. What was abandoned is taken up by another process or the next one.
func (b *Service) Close(ctx context.Context) error {
	var err error
	if b.opt.Jobs > 0 {
		err = b.queue.stop(ctx)
	}
	b.stop()
	b.wg.Wait()
	if err == nil {
		err = b.takeUp(ctx)
	}
	// Only a process that holds nothing may be forgotten: the rest is found
	// by its name.
	if err == nil {
		err = b.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			_, err := tx.ForgetWorker(context.WithoutCancel(ctx), b.worker)
			return err
		})
	}
	return err
}

// Create opens a batch. The label is free text; Resume finds it again. Priority
// goes from 1, the most urgent, to 4; 0 means 2.
func (b *Service) Create(ctx context.Context, label string, priority int) (id string, err error) {
	if priority == 0 {
		priority = 2
	}
	if priority < 1 || priority > 4 {
		return "", &format.Error{Code: store.CodeBadFilter, Message: "priority must lie between 1 and 4"}
	}
	return b.store.CreateBatch(ctx, label, priority)
}

// Resume returns the label's unfinished batch, open for the rest of its files,
// or creates one.
func (b *Service) Resume(ctx context.Context, label string, priority int) (id string, resumed bool, err error) {
	id, err = b.store.UnfinishedBatch(ctx, label)
	if errors.Is(err, store.ErrNotFound) {
		id, err = b.Create(ctx, label, priority)
		return id, false, err
	}
	if err == nil {
		err = b.store.OpenBatch(ctx, id)
	}
	return id, true, err
}

// Seal states that no more files come.
func (b *Service) Seal(ctx context.Context, batch string) error { return b.store.SealBatch(ctx, batch) }

// Status describes a batch, or returns store.ErrNotFound.
func (b *Service) Status(ctx context.Context, batch string) (store.Batch, error) {
	return b.store.Batch(ctx, batch)
}

// Files lists a batch's files in input order; state "" means all.
func (b *Service) Files(ctx context.Context, batch string, state store.FileState, limit int, cursor string) ([]store.File, string, error) {
	return b.store.Files(ctx, batch, state, limit, cursor)
}

// Cancel drops what waits; files being read are finished.
func (b *Service) Cancel(ctx context.Context, batch string) error {
	return b.store.CancelBatch(ctx, batch)
}

// Retry queues the failed files of a batch again and returns how many.
func (b *Service) Retry(ctx context.Context, batch string) (int, error) {
	st, err := b.store.Batch(ctx, batch)
	if err != nil {
		return 0, err
	}
	n := 0
	err = b.store.Update(ctx, func(tx *store.Tx) error {
		ns, err := tx.RequeueFailed(ctx, batch)
		if err != nil {
			return err
		}
		n = len(ns)
		var jobs []chunk
		for _, r := range ranges(ns) {
			jobs = append(jobs, chunk{Batch: batch, First: r[0], Last: r[1]})
		}
		return b.queue.insert(ctx, tx, st.Priority, jobs)
	})
	return n, err
}

// Watch calls f with the batch's status now, at every change and at its end,
// looking every so often; it returns after the end, or with the error that
// keeps this process from working, such as a full disk.
func (b *Service) Watch(ctx context.Context, batch string, every time.Duration, f func(store.Batch)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last store.Batch
	for {
		st, err := b.store.Batch(ctx, batch)
		if err != nil {
			return err
		}
		if st != last {
			f(st)
			last = st
		}
		if !st.Open() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.failed:
			return b.Err()
		case <-tick.C:
		}
	}
}

// Err is the error that keeps this process from working, or nil.
func (b *Service) Err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fatal
}

// die notes an error that no retry mends without a person.
func (b *Service) die(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fatal == nil {
		b.fatal = err
		close(b.failed)
	}
}

// ranges groups numbers into runs that fit a chunk each.
func ranges(ns []int) [][2]int {
	ns = append([]int(nil), ns...)
	slices.Sort(ns)
	var out [][2]int
	for i, n := range ns {
		if k := len(out) - 1; i > 0 && n == ns[i-1]+1 && n-out[k][0] < chunkFiles {
			out[k][1] = n
			continue
		}
		out = append(out, [2]int{n, n})
	}
	return out
}

func workerID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d:%x", host, os.Getpid(), time.Now().UnixNano())
}

// Failed is closed when Err is set.
func (b *Service) Failed() <-chan struct{} { return b.failed }
