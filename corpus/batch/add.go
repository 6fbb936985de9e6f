package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"time"

	"yaodian/corpus/store"
)

// File is one input of a batch.
type File struct {
	// Name is what the document will be called; Origin tells the file from
	// others, so that an interrupted ingest does not add it twice ("" for
	// uploads, which all differ).
	Name, Origin string
	// Path is where the file lies on this machine; "" when Data holds it.
	Path string
	Data []byte
	// Err says why there is nothing to read: a broken member of an archive.
	Err error
}

// Adder adds files to a batch in input order. It gathers them into chunks and
// holds at most one chunk's bytes.
type Adder struct {
	b        *Service
	batch    string
	priority int
	files    []File
	bytes    int64
	resumed  bool
}

// Adder returns one for a batch. Several of one batch at once are possible but
// mix their orders.
func (b *Service) Adder(ctx context.Context, batch string) (*Adder, error) {
	st, err := b.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	return &Adder{b: b, batch: batch, priority: st.Priority, resumed: st.Total > 0}, nil
}

// Add adds a file. It waits while more files are queued than workers will soon
// take, so that a huge folder does not fill the database faster than it is
// worked on.
func (a *Adder) Add(ctx context.Context, f File) error {
	a.files = append(a.files, f)
	a.bytes += int64(len(f.Data))
	if a.b.opt.Spool && f.Path != "" {
		if st, err := os.Stat(f.Path); err == nil {
			a.bytes += st.Size()
		}
	}
	if len(a.files) >= chunkFiles || a.bytes >= chunkBytes {
		return a.Flush(ctx)
	}
	return nil
}

// Flush adds what Add has gathered. Call it after the last file.
func (a *Adder) Flush(ctx context.Context) error {
	files := a.files
	a.files, a.bytes = a.files[:0], 0
	if len(files) == 0 {
		return nil
	}
	if err := a.await(ctx); err != nil {
		return err
	}
	if a.resumed {
		var origins []string
		for _, f := range files {
			if f.Origin != "" {
				origins = append(origins, f.Origin)
			}
		}
		if len(origins) > 0 {
			known, err := a.b.store.KnownOrigins(ctx, a.batch, origins)
			if err != nil {
				return err
			}
			kept := files[:0]
			for _, f := range files {
				if !known[f.Origin] {
					kept = append(kept, f)
				}
			}
			files = kept
		}
	}
	rows, err := a.rows(ctx, files)
	if err != nil || len(rows) == 0 {
		return err
	}
	a.b.add.Lock()
	defer a.b.add.Unlock()
	return a.b.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, a.batch); err != nil {
			return err
		}
		last, err := tx.LastFile(ctx, a.batch)
		if err != nil {
			return err
		}
		var jobs []chunk
		size := int64(0)
		for i := range rows {
			r := &rows[i]
			r.N = last + 1 + i
			if r.State != store.FileQueued {
				continue
			}
			k := len(jobs) - 1
			if k < 0 || size+r.Size > chunkBytes {
				jobs = append(jobs, chunk{Batch: a.batch, First: r.N, Last: r.N})
				size = 0
			} else {
				jobs[k].Last = r.N
			}
			size += r.Size
		}
		if err := tx.AddFiles(ctx, a.batch, rows); err != nil {
			return err
		}
		return a.b.queue.insert(ctx, tx, a.priority, jobs)
	})
}

// rows are the files' first states: skipped when their bytes are known, failed
// when there are none, queued else.
func (a *Adder) rows(ctx context.Context, files []File) ([]store.File, error) {
	rows := make([]store.File, len(files))
	ids := make([]string, 0, len(files))
	for i, f := range files {
		r := &rows[i]
		*r = store.File{Name: f.Name, Origin: f.Origin, Path: f.Path, State: store.FileQueued, Size: int64(len(f.Data))}
		data, err := f.Data, f.Err
		if err == nil && f.Path != "" {
			data, err = readFile(f.Path)
			r.Size = int64(len(data))
		} else if err == nil {
			err = checkSize(r.Size)
		}
		if err != nil {
			fail(r, err)
			continue
		}
		sum := sha256.Sum256(data)
		r.Document = hex.EncodeToString(sum[:])
		ids = append(ids, r.Document)
		if f.Path == "" || a.b.opt.Spool {
			r.Path, r.Data = "", data
			if data == nil {
				r.Data = []byte{}
			}
		}
	}
	known, err := a.b.store.Known(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		if r.State == store.FileQueued && known[r.Document] {
			r.State, r.Data = store.FileSkipped, nil
		} else {
			r.Document = ""
		}
	}
	return rows, nil
}

// await returns when the batch's queue is short enough, or with the error that
// keeps this process from working it off.
func (a *Adder) await(ctx context.Context) error {
	limit := chunkFiles * waitingChunks * max(2, a.b.opt.Jobs)
	var tick *time.Ticker
	for {
		if err := a.b.Err(); err != nil {
			return err
		}
		n, err := a.b.store.WaitingFiles(ctx, a.batch)
		if err != nil || n < limit {
			return err
		}
		if tick == nil {
			tick = time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-a.b.failed:
		case <-tick.C:
		}
	}
}
