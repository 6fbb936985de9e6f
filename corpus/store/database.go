package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// database is what differs between SQLite and PostgreSQL.
type database interface {
	reader() querier
	// write runs f in one transaction: committed when f returns nil, else
	// rolled back, also when f panics.
	write(ctx context.Context, f func(*Tx) error) error
	close() error
}

// Tx is a write transaction.
type Tx struct {
	querier
	store *Store
	// pending are rows of documents that were put, written together at the end
	// of the transaction.
	pending planRows
	// object and token are what it changed, for the audit log; see about.
	object, token string
	// SQLite or Postgres is the transaction itself, for a job queue to take
	// part in; the other is nil.
	SQLite   *sql.Tx
	Postgres pgx.Tx
}

// querier runs statements. Parameters are written $1, $2 … in both dialects.
type querier interface {
	exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	query(ctx context.Context, query string, args ...any) (rows, error)
	// insert adds many rows to a table.
	insert(ctx context.Context, table string, columns []string, rows [][]any) error
	dialect() dialect
}

type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

type dialect uint8

const (
	sqlite dialect = iota
	postgres
)

// each runs a query and calls f for every row; f scans it.
func each(ctx context.Context, q querier, query string, args []any, f func(scan func(...any) error) error) error {
	r, err := q.query(ctx, query, args...)
	if err != nil {
		return explain(err)
	}
	defer r.Close()
	for r.Next() {
		if err := f(r.Scan); err != nil {
			return explain(err)
		}
	}
	return explain(r.Err())
}

// one returns the single value of a query, or ErrNotFound.
func one[T any](ctx context.Context, q querier, query string, args ...any) (T, error) {
	var v T
	found := false
	err := each(ctx, q, query, args, func(scan func(...any) error) error {
		found = true
		return scan(&v)
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return v, err
}

// null writes an absent string or number as NULL.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// Exec runs a statement in the transaction; parameters are $1, $2 ….
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (affected int64, err error) {
	n, err := tx.exec(ctx, query, args...)
	return n, explain(err)
}

// SQLite is the connection that writes, for a job queue that shares the
// database; nil on PostgreSQL.
func (s *Store) SQLite() *sql.DB {
	if d, ok := s.db.(*sqliteDB); ok {
		return d.w
	}
	return nil
}

// Postgres is the pool of connections, likewise; nil on SQLite.
func (s *Store) Postgres() *pgxpool.Pool {
	if d, ok := s.db.(*postgresDB); ok {
		return d.pool
	}
	return nil
}

// Lock makes transactions that take the same name run one after another. On
// SQLite they do anyway.
func (tx *Tx) Lock(ctx context.Context, name string) error {
	if tx.dialect() == sqlite {
		return nil
	}
	_, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('yaodian:' || $1))`, name)
	return explain(err)
}
