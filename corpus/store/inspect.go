package store

import (
	"context"
	"database/sql"
	"os"

	"github.com/jackc/pgx/v5"
)

// Condition is what can be told of a database without changing it.
type Condition struct {
	Schema    int64 // the newest migration it has; 0 for a database without any
	Known     int64 // the newest migration that this program knows
	Documents int64
	Bytes     int64 // of the database on its disk
	ReadOnly  bool  // a standby takes no writes
}

// Inspect looks at a database as it is: unlike Open it creates and migrates
// nothing. A SQLite file that is not there is CodeUnavailable with an error
// that is fs.ErrNotExist.
func Inspect(ctx context.Context, dsn string) (Condition, error) {
	if IsPostgres(dsn) {
		return inspectPostgres(ctx, dsn)
	}
	c := Condition{Known: knows(sqlite)}
	db, err := existing(dsn, "rw")
	if err != nil {
		return c, err
	}
	defer db.Close()
	q := sqliteConn{c: db}
	for _, f := range []string{dsn, dsn + "-wal"} {
		if st, err := os.Stat(f); err == nil {
			c.Bytes += st.Size()
		}
	}
	tables, err := one[int64](ctx, q, `SELECT count(*) FROM sqlite_master WHERE name IN ('goose_db_version', 'documents')`)
	if err != nil || tables < 2 {
		return c, err
	}
	return c, c.read(ctx, q)
}

func inspectPostgres(ctx context.Context, dsn string) (Condition, error) {
	c := Condition{Known: knows(postgres)}
	if _, err := pgx.ParseConfig(dsn); err != nil {
		return c, refuse(CodeUnavailable, "the address of the PostgreSQL database is not well formed; write postgres://user@host/database", nil)
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return c, explain(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	q := pgConn{conn}
	if c.ReadOnly, err = one[bool](ctx, q, `SELECT pg_is_in_recovery()`); err != nil {
		return c, err
	}
	if c.Bytes, err = one[int64](ctx, q, `SELECT pg_database_size(current_database())`); err != nil {
		return c, err
	}
	there, err := one[bool](ctx, q, `SELECT to_regclass('goose_db_version') IS NOT NULL AND to_regclass('documents') IS NOT NULL`)
	if err != nil || !there {
		return c, err
	}
	return c, c.read(ctx, q)
}

func (c *Condition) read(ctx context.Context, q querier) (err error) {
	if c.Schema, err = one[int64](ctx, q, `SELECT COALESCE(max(version_id), 0) FROM goose_db_version`); err != nil {
		return err
	}
	c.Documents, err = one[int64](ctx, q, `SELECT count(*) FROM documents`)
	return err
}

// knows is the newest migration of a dialect.
func knows(d dialect) int64 {
	db, err := sql.Open("sqlite", ":memory:") // only for the form; nothing is asked of it
	if err != nil {
		return 0
	}
	defer db.Close()
	p, err := provider(d, db)
	if err != nil {
		return 0
	}
	return newest(p)
}
