package store

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

type postgresDB struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, dsn string) (database, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// The cause repeats the address, which may hold a password.
		return nil, refuse(CodeUnavailable, "the address of the PostgreSQL database is not well formed; write postgres://user@host/database", nil)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, explain(err)
	}
	db := stdlib.OpenDBFromPool(pool)
	err = migrate(ctx, postgres, db)
	if e := db.Close(); err == nil {
		err = e
	}
	if err != nil {
		pool.Close()
		return nil, explain(err)
	}
	return &postgresDB{pool}, nil
}

func (d *postgresDB) reader() querier { return pgConn{d.pool} }

func (d *postgresDB) close() error {
	d.pool.Close()
	return nil
}

func (d *postgresDB) write(ctx context.Context, f func(*Tx) error) error {
	t, err := d.pool.Begin(ctx)
	if err != nil {
		return explain(err)
	}
	// The roll-back must happen also when ctx is over; after a commit it does
	// nothing.
	defer t.Rollback(context.WithoutCancel(ctx))
	if err := f(&Tx{querier: pgConn{t}, Postgres: t}); err != nil {
		return explain(err)
	}
	return explain(t.Commit(ctx))
}

type pgConn struct {
	c interface {
		Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
		Query(context.Context, string, ...any) (pgx.Rows, error)
		CopyFrom(context.Context, pgx.Identifier, []string, pgx.CopyFromSource) (int64, error)
	}
}

func (pgConn) dialect() dialect { return postgres }

func (c pgConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := c.c.Exec(ctx, query, args...)
	return tag.RowsAffected(), err
}

func (c pgConn) query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := c.c.Query(ctx, query, args...)
	return pgRows{r}, err
}

func (c pgConn) insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := c.c.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error {
	r.Rows.Close()
	return nil
}

// isClosed reports a connection that ended under a statement.
func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "conn closed") ||
		strings.Contains(err.Error(), "unexpected EOF")
}
