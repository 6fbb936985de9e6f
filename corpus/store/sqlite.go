package store

import (
	"context"
	"database/sql"
	"net/url"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// sqliteDB writes through one connection, which is all that SQLite allows at a
// time and what River's driver asks for, and reads through others, which WAL
// lets run beside it.
type sqliteDB struct {
	w, r *sql.DB
}

// SQLite's limit on the parameters of a statement.
const maxParameters = 32_766

func openSQLite(ctx context.Context, path string) (database, error) {
	source := func(query string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(20000)&_pragma=foreign_keys(1)&" + query
	}
	w, err := sql.Open("sqlite", source("_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-32768)"+
		"&_pragma=journal_size_limit(67108864)&_txlock=immediate"))
	if err != nil {
		return nil, explain(err)
	}
	w.SetMaxOpenConns(1)
	if err := migrate(ctx, sqlite, w); err != nil {
		w.Close()
		return nil, explain(err)
	}
	r, err := sql.Open("sqlite", source("_pragma=query_only(1)&_pragma=cache_size(-8192)"))
	if err != nil {
		w.Close()
		return nil, explain(err)
	}
	r.SetMaxOpenConns(4)
	return &sqliteDB{w: w, r: r}, nil
}

func (d *sqliteDB) reader() querier { return sqliteConn{d.r} }

func (d *sqliteDB) close() error {
	err := d.r.Close()
	if e := d.w.Close(); err == nil {
		err = e
	}
	return err
}

func (d *sqliteDB) write(ctx context.Context, f func(*Tx) error) error {
	t, err := d.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() // after a commit it does nothing
	if err := f(&Tx{querier: sqliteConn{t}, SQLite: t}); err != nil {
		return explain(err)
	}
	return explain(t.Commit())
}

type sqliteConn struct {
	c interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
}

func (sqliteConn) dialect() dialect { return sqlite }

// numbered writes $1 as ?1, SQLite's form of the same.
func numbered(query string) string { return strings.ReplaceAll(query, "$", "?") }

func (c sqliteConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := c.c.ExecContext(ctx, numbered(query), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c sqliteConn) query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := c.c.QueryContext(ctx, numbered(query), args...)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (c sqliteConn) insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	for len(rows) > 0 {
		part := rows[:min(maxParameters/len(columns), len(rows))]
		rows = rows[len(part):]
		one := "(?" + strings.Repeat(",?", len(columns)-1) + ")"
		q := "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + one + strings.Repeat(","+one, len(part)-1)
		args := make([]any, 0, len(part)*len(columns))
		for _, r := range part {
			args = append(args, r...)
		}
		if _, err := c.c.ExecContext(ctx, q, args...); err != nil {
			return err
		}
	}
	return nil
}
