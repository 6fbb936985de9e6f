package store

import (
	"context"
	"time"
)

// ClaimFiles gives the queued files of a range to a worker. Each file is
// claimed by one worker at a time, whatever jobs name it.
func (s *Store) ClaimFiles(ctx context.Context, worker, batch string, first, last int) (files []File, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		return each(ctx, tx, `UPDATE batch_documents SET state='running', worker=$4, attempts=attempts+1, updated_at=$5
			WHERE batch=$1 AND n BETWEEN $2 AND $3 AND state='queued' RETURNING `+fileColumns,
			[]any{batch, first, last, worker, s.now().UnixMicro()}, func(scan func(...any) error) error {
				f, err := scanFile(scan)
				files = append(files, f)
				return err
			})
	})
	return files, err
}

// ReleaseFiles puts files that a worker claimed and did not finish back. Unlike
// after a worker's death the attempt does not count: the file is not to blame.
func (s *Store) ReleaseFiles(ctx context.Context, worker, batch string, first, last int) error {
	return s.Update(ctx, func(tx *Tx) error { return tx.Release(ctx, worker, batch, first, last) })
}

// Release is ReleaseFiles in a transaction.
func (tx *Tx) Release(ctx context.Context, worker, batch string, first, last int) error {
	_, err := tx.exec(ctx, `UPDATE batch_documents SET state='queued', worker=NULL, attempts=attempts-1
		WHERE batch=$1 AND n BETWEEN $2 AND $3 AND state='running' AND worker=$4`, batch, first, last, worker)
	return explain(err)
}

// Spooled returns the bytes kept for a file.
func (s *Store) Spooled(ctx context.Context, batch string, n int) ([]byte, error) {
	b, err := one[[]byte](ctx, s.db.reader(), `SELECT data FROM spool WHERE batch=$1 AND n=$2`, batch, n)
	if err != nil {
		return nil, err
	}
	return s.unpack(b, nil)
}

// FinishFile records the end of a file that the worker claimed: f.State,
// Document, Code and Message. It reports false, and records nothing, when the
// file is no longer the worker's: it was thought dead, and another took over.
func (tx *Tx) FinishFile(ctx context.Context, worker, batch string, f File) (bool, error) {
	n, err := tx.exec(ctx, finishFile,
		batch, f.N, worker, string(f.State), null(f.Document), null(string(f.Code)), null(clean(f.Message)), tx.store.now().UnixMicro())
	if err != nil || n == 0 || f.Path != "" || f.State == FileFailed { // a failed upload is kept for a retry
		return n > 0, explain(err)
	}
	_, err = tx.exec(ctx, `DELETE FROM spool WHERE batch=$1 AND n=$2`, batch, f.N)
	return true, explain(err)
}

const finishFile = `UPDATE batch_documents SET state=$4, document=$5, code=$6, message=$7, worker=NULL, updated_at=$8
	WHERE batch=$1 AND n=$2 AND worker=$3 AND state='running'`

var clock = map[dialect]string{sqlite: `unixepoch('subsec')`, postgres: `extract(epoch FROM clock_timestamp())::float8`}

// Heartbeat says that a worker lives. The database's clock counts, so that the
// machines' own need not agree.
func (s *Store) Heartbeat(ctx context.Context, worker string) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO workers (id, seen_at) VALUES ($1, `+clock[tx.dialect()]+`) ON CONFLICT (id) DO UPDATE SET seen_at=excluded.seen_at`, worker)
		return err
	})
}

// Workers returns the known workers and how long ago each was heard of.
func (s *Store) Workers(ctx context.Context) (map[string]time.Duration, error) {
	out := make(map[string]time.Duration)
	r := s.db.reader()
	err := each(ctx, r, `SELECT id, `+clock[r.dialect()]+` - seen_at FROM workers`, nil, func(scan func(...any) error) error {
		var id string
		var age float64
		if err := scan(&id, &age); err != nil {
			return err
		}
		out[id] = time.Duration(age * float64(time.Second))
		return nil
	})
	return out, err
}

// ForgetWorker removes a worker that ended; it reports whether this call did.
func (tx *Tx) ForgetWorker(ctx context.Context, worker string) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM workers WHERE id=$1`, worker)
	return n > 0, explain(err)
}
