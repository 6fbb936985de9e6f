package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser/format"
)

// worker reads chunks.
type worker struct {
	river.WorkerDefaults[chunk]
	b        *Service
	complete func(context.Context, *store.Tx, *river.Job[chunk]) error
}

// Timeout leaves chunks to end by themselves: every file has a limit of time
// of its own in the parser.
func (*worker) Timeout(*river.Job[chunk]) time.Duration { return jobTimeout }

// outcome is what became of one file of a chunk.
type outcome struct {
	file store.File
	doc  *store.Prepared // nil unless the file is to be stored
}

// Work reads the chunk's files and commits the result. An error means that the
// database failed: nothing of the chunk happened, and it is tried again.
func (w *worker) Work(ctx context.Context, job *river.Job[chunk]) error {
	b, c := w.b, job.Args
	// The turn is given up before the result is written: while one chunk waits
	// for the database, another is read.
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	pass := sync.OnceFunc(func() { <-b.turn })
	defer pass()
	if c.Alone {
		b.alone.Lock()
		defer b.alone.Unlock()
	} else {
		b.alone.RLock()
		defer b.alone.RUnlock()
	}
	files, err := b.store.ClaimFiles(ctx, b.worker, c.Batch, c.First, c.Last)
	if err != nil {
		return b.giveBack(ctx, c, err)
	}
	if err := w.work(ctx, job, files, pass); err != nil {
		return b.giveBack(ctx, c, err)
	}
	return nil
}

// giveBack gives up the claim on a chunk that failed with err, so that the
// retry, here or elsewhere, can take it; where the database is away, as soon
// as it is back.
func (b *Service) giveBack(ctx context.Context, c chunk, err error) error {
	released := b.store.ReleaseFiles(context.WithoutCancel(ctx), b.worker, c.Batch, c.First, c.Last)
	if released != nil || isCode(err, store.CodeUnavailable) {
		b.mu.Lock()
		b.cutOff = append(b.cutOff, c)
		b.mu.Unlock()
	}
	return b.trouble(err)
}

func isCode(err error, code format.Code) bool {
	var e *format.Error
	return errors.As(err, &e) && e.Code == code
}

// work reads files that were claimed, calls read when it has, and writes.
func (w *worker) work(ctx context.Context, job *river.Job[chunk], files []store.File, read func()) error {
	b, c := w.b, job.Args
	// Files that processes may have died on are read one a job, and alone: then
	// the one that kills is found, and takes no others with it.
	if !c.Alone {
		for _, f := range files {
			if f.Attempts > 2 {
				return b.store.Update(ctx, func(tx *store.Tx) error {
					var jobs []chunk
					for _, f := range files {
						jobs = append(jobs, chunk{Batch: c.Batch, First: f.N, Last: f.N, Alone: true})
					}
					if err := tx.RequeueOf(ctx, b.worker, c.Batch, c.First, c.Last); err != nil {
						return err
					}
					if err := b.queue.insert(ctx, tx, job.Priority, jobs); err != nil {
						return err
					}
					return w.complete(ctx, tx, job)
				})
			}
		}
	}
	outcomes, err := b.readAll(ctx, c.Batch, files)
	if err != nil {
		return err
	}
	read()
	return b.store.Update(ctx, func(tx *store.Tx) error {
		for i := range outcomes {
			o := &outcomes[i]
			f := o.file
			if o.doc != nil {
				f.State = store.FileDone
				created, err := tx.Put(ctx, o.doc)
				if err != nil {
					return err
				}
				if !created {
					f.State = store.FileSkipped
				}
			}
			if _, err := tx.FinishFile(ctx, b.worker, c.Batch, f); err != nil {
				return err
			}
		}
		return w.complete(ctx, tx, job)
	})
}

// readAll reads the files of a chunk, one after another: other chunks use the
// other processors, and memory stays bounded by the chunk's. Its error is the
// database's; a file's own is in its outcome.
func (b *Service) readAll(ctx context.Context, batch string, files []store.File) ([]outcome, error) {
	out := make([]outcome, 0, len(files))
	data := make([][]byte, len(files))
	ids := make([]string, 0, len(files))
	for i := range files {
		f := &files[i]
		var err error
		if f.Attempts > maxAttempts {
			err = &format.Error{Code: CodeCrashed, Message: fmt.Sprintf("%d processes ended while they read it; see their logs and limits of memory", maxAttempts)}
		} else if data[i], err = b.bytes(ctx, batch, *f); err != nil && !isFileError(err) {
			return nil, err
		}
		if err != nil {
			fail(f, err)
			continue
		}
		sum := sha256.Sum256(data[i])
		f.Document = hex.EncodeToString(sum[:])
		ids = append(ids, f.Document)
	}
	known, err := b.store.Known(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, f := range files {
		switch {
		case f.State == store.FileFailed:
			out = append(out, outcome{file: f})
			continue
		case known[f.Document]:
			f.State = store.FileSkipped
			out = append(out, outcome{file: f})
			continue
		}
		plan, err := b.read(ctx, f.Name, data[i])
		if ctx.Err() != nil {
			return nil, ctx.Err() // stopped, which is not the file's fault
		}
		o := outcome{file: f}
		if err == nil {
			o.doc, err = b.store.Prepare(data[i], plan)
		}
		if err != nil {
			fail(&o.file, err)
		}
		data[i] = nil
		out = append(out, o)
	}
	return out, nil
}

// read makes the plan, and turns a panic into the file's failure: a bug met on
// one notice must not end the batch.
func (b *Service) read(ctx context.Context, name string, data []byte) (p *extract.Plan, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.opt.Log.Error("panic while reading", "file", name, "panic", r)
			b.opt.Log.Info("stack of the panic", "file", name, "stack", string(debug.Stack()))
			err = &format.Error{Code: CodeCrashed, Message: "yaodian failed on this file; please report it", Err: fmt.Errorf("%v", r)}
		}
	}()
	return b.opt.Read(ctx, filepath.Base(name), data)
}

// bytes fetches a file's content from where it lies.
func (b *Service) bytes(ctx context.Context, batch string, f store.File) ([]byte, error) {
	if f.Path == "" {
		data, err := b.store.Spooled(ctx, batch, f.N)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &format.Error{Code: CodeMissing, Message: "the uploaded bytes are gone; upload the file again", Err: err}
		}
		return data, err
	}
	return readFile(f.Path)
}

// readFile reads a file of this machine whole. Its errors are *format.Error.
func readFile(path string) ([]byte, error) {
	missing := func(err error) error {
		return &format.Error{Code: CodeMissing, Message: "the file cannot be opened: " + reason(err), Err: err}
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, missing(err)
	}
	defer r.Close()
	st, err := r.Stat()
	if err != nil {
		return nil, missing(err)
	}
	if err := checkSize(st.Size()); err != nil {
		return nil, err
	}
	data := make([]byte, st.Size())
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, missing(err)
	}
	return data, nil
}

func checkSize(n int64) error {
	if limit := format.DefaultLimits.Bytes; n > limit {
		return &format.Error{Code: format.CodeTooLarge, Message: fmt.Sprintf("the file is larger than %d MiB; a notice is not", limit>>20)}
	}
	return nil
}

// reason is the cause without the path, which the file's name tells already.
func reason(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func fail(f *store.File, err error) {
	f.State, f.Document = store.FileFailed, ""
	var e *format.Error
	if errors.As(err, &e) {
		f.Code, f.Message = e.Code, e.Message
		return
	}
	f.Code, f.Message = CodeCrashed, "yaodian failed on this file; please report it"
}

// isFileError tells a file's own failure from the database's.
func isFileError(err error) bool {
	var e *format.Error
	return errors.As(err, &e) && (e.Code == CodeMissing || e.Code == format.CodeTooLarge || e.Code == CodeCrashed)
}

// trouble notes an error of the database that no retry mends.
func (b *Service) trouble(err error) error {
	var e *format.Error
	if errors.As(err, &e) {
		switch e.Code {
		case store.CodeFull, store.CodeReadOnly, store.CodeCorrupt:
			b.die(err)
		}
	}
	return err
}
