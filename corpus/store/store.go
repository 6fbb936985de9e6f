// Package store keeps documents: the bytes they came as, their plans, and
// rows of items, offices and targets to ask questions of.
//
// There is one interface over two databases: SQLite in a file beside the
// program, the default, and PostgreSQL where many machines share a corpus.
// What a method promises holds for both; the conformance tests run every case
// against each.
package store

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Store is an open corpus. It is safe for concurrent use.
type Store struct {
	db  database
	dec *zstd.Decoder // of values that were packed before; see pack.go
	now func() time.Time
	// beside are writes that no caller waits for; noting is set while one
	// renews a token's last use.
	beside sync.WaitGroup
	noting atomic.Bool
}

// Open opens the corpus that dsn names, creating or migrating its schema: a
// path of a SQLite file ("yaodian.db") or the URL of a PostgreSQL database
// ("postgres://…"). It refuses a schema made by a newer yaodian with
// CodeSchemaNewer, and a database that cannot be reached with CodeUnavailable.
func Open(ctx context.Context, dsn string) (*Store, error) {
	open := openSQLite
	if IsPostgres(dsn) {
		open = openPostgres
	}
	db, err := open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(4), zstd.WithDecoderMaxMemory(maxUnpacked))
	if err != nil {
		db.close()
		return nil, err
	}
	return &Store{db: db, dec: dec, now: time.Now}, nil
}

// IsPostgres reports whether dsn names a PostgreSQL database.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := one[int](ctx, s.db.reader(), `SELECT 1`)
	return err
}

// Close releases the database. Calls in flight may fail.
func (s *Store) Close() error {
	s.beside.Wait()
	s.dec.Close()
	return s.db.close()
}

// Rows counts the rows of documents and of all that hangs on them.
func (s *Store) Rows(ctx context.Context) (int64, error) {
	return one[int64](ctx, s.db.reader(), `SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM blobs) + (SELECT count(*) FROM items)
		+ (SELECT count(*) FROM corrections) + (SELECT count(*) FROM offices) + (SELECT count(*) FROM targets) + (SELECT count(*) FROM item_words)`)
}
