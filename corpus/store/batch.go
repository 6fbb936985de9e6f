package store

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"time"

	"yaodian/parser/format"
)

// FileState is where one file of a batch stands.
type FileState string

const (
	FileQueued    FileState = "queued"
	FileRunning   FileState = "running"
	FileDone      FileState = "done"
	FileFailed    FileState = "failed"    // Code and Message say why
	FileSkipped   FileState = "skipped"   // the same bytes were stored already
	FileCancelled FileState = "cancelled" // the batch was cancelled before its turn
)

// BatchState is where a batch stands as a whole.
type BatchState string

const (
	BatchRunning   BatchState = "running" // files wait, or more may come
	BatchDone      BatchState = "done"    // every file has its end, good or bad
	BatchCancelled BatchState = "cancelled"
)

// Batch describes a batch and counts its files by state.
type Batch struct {
	ID        string     `json:"id"`
	Label     string     `json:"label"`
	Priority  int        `json:"priority"` // 1 the most urgent, 4 the least
	State     BatchState `json:"state"`
	Total     int        `json:"total"`
	Queued    int        `json:"queued"`
	Running   int        `json:"running"`
	Done      int        `json:"done"`
	Failed    int        `json:"failed"`
	Skipped   int        `json:"skipped"`
	Cancelled int        `json:"cancelled"`
	CreatedAt time.Time  `json:"created_at"`
}

// Open reports whether files still wait or run, or more may come.
func (b Batch) Open() bool { return b.State == BatchRunning }

// File is one file of a batch.
type File struct {
	N         int         `json:"n"` // place in input order, from 1
	Name      string      `json:"name"`
	Size      int64       `json:"size"`
	State     FileState   `json:"state"`
	Document  string      `json:"document,omitempty"` // id, when done or skipped
	Code      format.Code `json:"code,omitempty"`
	Message   string      `json:"message,omitempty"`
	Attempts  int         `json:"attempts"`
	UpdatedAt time.Time   `json:"updated_at"`

	// Origin tells the file from others of its batch; "" for uploads, which
	// all differ. Path is where a worker reads it, "" when Data was spooled.
	Origin string `json:"-"`
	Path   string `json:"-"`
	Data   []byte `json:"-"`
}

// CreateBatch opens a batch; files are added to it with AddFiles.
func (s *Store) CreateBatch(ctx context.Context, label string, priority int) (id string, err error) {
	id = strings.ToLower(rand.Text())
	return id, s.Update(ctx, func(tx *Tx) error {
		tx.about(id)
		_, err := tx.exec(ctx, `INSERT INTO batches (id, label, priority, state, created_at) VALUES ($1,$2,$3,'open',$4)`,
			id, clean(label), priority, s.now().UnixMicro())
		return err
	})
}

// UnfinishedBatch finds the newest batch of a label that was neither finished
// nor cancelled, or returns ErrNotFound.
func (s *Store) UnfinishedBatch(ctx context.Context, label string) (id string, err error) {
	return one[string](ctx, s.db.reader(), `SELECT b.id FROM batches b WHERE b.label=$1 AND (b.state='open' OR b.state='sealed' AND EXISTS (
		SELECT 1 FROM batch_documents f WHERE f.batch=b.id AND f.state IN ('queued','running'))) ORDER BY b.created_at DESC LIMIT 1`, clean(label))
}

// OpenBatch lets an unfinished batch take more files again.
func (s *Store) OpenBatch(ctx context.Context, id string) error { return s.setBatch(ctx, id, "open") }

// SealBatch states that no more files come.
func (s *Store) SealBatch(ctx context.Context, id string) error { return s.setBatch(ctx, id, "sealed") }

func (s *Store) setBatch(ctx context.Context, id, state string) error {
	return s.Update(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `UPDATE batches SET state=$2 WHERE id=$1 AND state <> 'cancelled'`, id, state)
		if err == nil && n == 0 {
			_, err = one[string](ctx, tx, `SELECT id FROM batches WHERE id=$1`, id)
		}
		return err
	})
}

// CancelBatch cancels what waits; files being read when it comes are finished.
func (s *Store) CancelBatch(ctx context.Context, id string) error {
	return s.Update(ctx, func(tx *Tx) error {
		if _, err := one[string](ctx, tx, `UPDATE batches SET state='cancelled' WHERE id=$1 RETURNING id`, id); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `UPDATE batch_documents SET state='cancelled', updated_at=$2 WHERE batch=$1 AND state='queued'`, id, s.now().UnixMicro()); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `DELETE FROM spool WHERE batch=$1 AND n IN (SELECT n FROM batch_documents WHERE batch=$1 AND state='cancelled')`, id)
		return err
	})
}

// RequeueFailed puts the failed files of a batch back in the queue and returns
// their numbers. Files that came without bytes to read, such as a broken
// member of an archive, stay failed.
func (tx *Tx) RequeueFailed(ctx context.Context, batch string) ([]int, error) {
	if _, err := one[string](ctx, tx, `UPDATE batches SET state='sealed' WHERE id=$1 RETURNING id`, batch); err != nil {
		return nil, err
	}
	return tx.requeue(ctx, `UPDATE batch_documents SET state='queued', attempts=0, code=NULL, message=NULL, updated_at=$2
		WHERE batch=$1 AND state='failed' AND (path IS NOT NULL OR EXISTS (SELECT 1 FROM spool s WHERE s.batch=batch_documents.batch AND s.n=batch_documents.n)) RETURNING n`, batch, tx.store.now().UnixMicro())
}

// RequeueOf puts the files of a range that a dead worker held back in the
// queue.
func (tx *Tx) RequeueOf(ctx context.Context, worker, batch string, first, last int) error {
	_, err := tx.exec(ctx, `UPDATE batch_documents SET state='queued', worker=NULL WHERE batch=$1 AND n BETWEEN $2 AND $3 AND state='running' AND worker=$4`,
		batch, first, last, worker)
	return explain(err)
}

func (tx *Tx) requeue(ctx context.Context, q string, args ...any) (ns []int, err error) {
	err = each(ctx, tx, q, args, func(scan func(...any) error) error {
		var n int
		if err := scan(&n); err != nil {
			return err
		}
		ns = append(ns, n)
		return nil
	})
	return ns, err
}

const batchColumns = `SELECT b.id, b.label, b.priority, b.state, b.created_at FROM batches b`

// Batch describes one batch, or returns ErrNotFound.
func (s *Store) Batch(ctx context.Context, id string) (Batch, error) {
	var b Batch
	var state string
	var created int64
	found := false
	err := each(ctx, s.db.reader(), batchColumns+` WHERE b.id=$1`, []any{id}, func(scan func(...any) error) error {
		found = true
		return scan(&b.ID, &b.Label, &b.Priority, &state, &created)
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return b, err
	}
	b.CreatedAt = time.UnixMicro(created).UTC()
	err = each(ctx, s.db.reader(), `SELECT state, count(*) FROM batch_documents WHERE batch=$1 GROUP BY state`, []any{id}, func(scan func(...any) error) error {
		var st FileState
		var n int
		if err := scan((*string)(&st), &n); err != nil {
			return err
		}
		b.Total += n
		switch st {
		case FileQueued:
			b.Queued = n
		case FileRunning:
			b.Running = n
		case FileDone:
			b.Done = n
		case FileFailed:
			b.Failed = n
		case FileSkipped:
			b.Skipped = n
		case FileCancelled:
			b.Cancelled = n
		}
		return nil
	})
	switch {
	case state == "cancelled" && b.Running == 0:
		b.State = BatchCancelled
	case state == "sealed" && b.Queued+b.Running == 0:
		b.State = BatchDone
	default:
		b.State = BatchRunning
	}
	return b, err
}

// WaitingFiles counts the files of a batch that no worker has begun.
func (s *Store) WaitingFiles(ctx context.Context, batch string) (int, error) {
	return one[int](ctx, s.db.reader(), `SELECT count(*) FROM batch_documents WHERE batch=$1 AND state='queued'`, batch)
}

// Backlog counts the files of all batches that wait and that are being read.
func (s *Store) Backlog(ctx context.Context) (waiting, running int, err error) {
	err = each(ctx, s.db.reader(), `SELECT state, count(*) FROM batch_documents WHERE state IN ('queued', 'running') GROUP BY state`, nil,
		func(scan func(...any) error) error {
			var state string
			var n int
			if err := scan(&state, &n); err != nil {
				return err
			}
			if FileState(state) == FileQueued {
				waiting = n
			} else {
				running = n
			}
			return nil
		})
	return waiting, running, err
}

// Batches lists batches, the newest first.
func (s *Store) Batches(ctx context.Context, limit int) ([]Batch, error) {
	limit, err := pageSize(limit)
	if err != nil {
		return nil, err
	}
	var ids []string
	err = each(ctx, s.db.reader(), `SELECT id FROM batches ORDER BY created_at DESC, id LIMIT `+strconv.Itoa(limit), nil, func(scan func(...any) error) error {
		var id string
		if err := scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		return nil
	})
	out := make([]Batch, 0, len(ids))
	for _, id := range ids {
		b, e := s.Batch(ctx, id)
		if e != nil {
			return nil, e
		}
		out = append(out, b)
	}
	return out, err
}

const fileColumns = `n, name, size, state, COALESCE(document, ''), COALESCE(code, ''), COALESCE(message, ''), attempts, updated_at, COALESCE(path, '')`

func scanFile(scan func(...any) error) (File, error) {
	var f File
	var updated int64
	err := scan(&f.N, &f.Name, &f.Size, (*string)(&f.State), &f.Document, (*string)(&f.Code), &f.Message, &f.Attempts, &updated, &f.Path)
	f.UpdatedAt = time.UnixMicro(updated).UTC()
	return f, err
}

// Files returns a page of a batch's files in input order; state "" means all.
func (s *Store) Files(ctx context.Context, batch string, state FileState, limit int, cur string) ([]File, string, error) {
	limit, err := pageSize(limit)
	if err != nil {
		return nil, "", err
	}
	after := int64(0)
	if cur != "" {
		at, err := readCursor("f", cur, 1)
		if err != nil {
			return nil, "", err
		}
		after = at[0]
	}
	w := where{}
	w.add("batch = ", batch)
	w.add("n > ", after)
	if state != "" {
		w.add("state = ", string(state))
	}
	out := []File{}
	next := ""
	err = each(ctx, s.db.reader(), `SELECT `+fileColumns+` FROM batch_documents`+w.sql()+` ORDER BY n LIMIT `+strconv.Itoa(limit+1), w.args, func(scan func(...any) error) error {
		f, err := scanFile(scan)
		if err != nil {
			return err
		}
		if len(out) == limit {
			next = cursor("f", int64(out[limit-1].N))
			return nil
		}
		out = append(out, f)
		return nil
	})
	if err == nil && len(out) == 0 && cur == "" {
		_, err = one[string](ctx, s.db.reader(), `SELECT id FROM batches WHERE id=$1`, batch)
	}
	return out, next, err
}

// KnownOrigins returns which origins the batch holds already.
func (s *Store) KnownOrigins(ctx context.Context, batch string, origins []string) (map[string]bool, error) {
	known := make(map[string]bool)
	in, args := list(origins, 2)
	err := each(ctx, s.db.reader(), `SELECT origin FROM batch_documents WHERE batch=$1 AND origin IN (`+in+`)`, append([]any{batch}, args...), func(scan func(...any) error) error {
		var o string
		if err := scan(&o); err != nil {
			return err
		}
		known[o] = true
		return nil
	})
	return known, err
}

// LastFile returns the number of the batch's last file, 0 when it is empty.
func (tx *Tx) LastFile(ctx context.Context, batch string) (int, error) {
	return one[int](ctx, tx, `SELECT COALESCE(max(n), 0) FROM batch_documents WHERE batch=$1`, batch)
}

// AddFiles adds files with their numbers and states to a batch; Data, where
// set, is spooled.
func (tx *Tx) AddFiles(ctx context.Context, batch string, files []File) error {
	now := tx.store.now().UnixMicro()
	var rows, spool [][]any
	for _, f := range files {
		rows = append(rows, []any{batch, f.N, clean(f.Name), null(clean(f.Origin)), null(f.Path), f.Size, string(f.State), 0,
			null(f.Document), null(string(f.Code)), null(clean(f.Message)), now})
		if f.Data != nil {
			spool = append(spool, []any{batch, f.N, pack(f.Data, nil)})
		}
	}
	if err := tx.insert(ctx, "batch_documents", []string{"batch", "n", "name", "origin", "path", "size", "state", "attempts", "document", "code", "message", "updated_at"}, rows); err != nil {
		return explain(err)
	}
	return explain(tx.insert(ctx, "spool", []string{"batch", "n", "data"}, spool))
}
