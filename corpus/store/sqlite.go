package store

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// sqliteDB writes through one connection, which is all that SQLite allows at a
// time and what River's driver asks for, and reads through others, which WAL
// lets run beside it.
type sqliteDB struct {
	w, r    *sql.DB
	prepare sync.Once
	// bulk holds statements that insert bulkRows rows, or one, by their text.
	// SQLite compiles a statement in the time that it takes to run it.
	bulk map[string]*sql.Stmt
}

// bulkRows is how many rows a prepared statement inserts at once.
const bulkRows = 32

// wordsInsert adds one row to the word index. FTS5 writes out what it has
// gathered whenever a statement that inserts several rows sets a savepoint, so
// that its rows come one by one.
const wordsInsert = `INSERT INTO item_words (rowid, words) VALUES (?,?)`

func openSQLite(ctx context.Context, path string) (database, error) {
	source := func(query string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(20000)&_pragma=foreign_keys(1)&" + query
	}
	w, err := sql.Open("sqlite", source("_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-32768)"+
		"&_pragma=wal_autocheckpoint(4000)&_pragma=journal_size_limit(67108864)&_txlock=immediate"))
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
	return &sqliteDB{w: w, r: r, bulk: make(map[string]*sql.Stmt)}, nil
}

func (d *sqliteDB) reader() querier { return sqliteConn{c: d.r} }

func (d *sqliteDB) close() error {
	err := d.r.Close()
	if e := d.w.Close(); err == nil {
		err = e
	}
	return err
}

// compile prepares the statements that ingest runs for every document. What
// cannot be prepared is run as text, and fails there.
func (d *sqliteDB) compile() {
	add := func(q string) {
		if s, err := d.w.Prepare(q); err == nil {
			d.bulk[q] = s
		}
	}
	for table, columns := range bulkTables {
		add(insertSQL(table, columns, 1))
		add(insertSQL(table, columns, bulkRows))
	}
	add(wordsInsert)
	add(numbered(documentInsert))
	add(numbered(finishFile))
}

func (d *sqliteDB) write(ctx context.Context, f func(*Tx) error) error {
	// Before the transaction, which holds the one connection.
	d.prepare.Do(d.compile)
	t, err := d.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() // after a commit it does nothing
	if err := f(&Tx{querier: sqliteConn{c: t, tx: t, bulk: d.bulk}, SQLite: t}); err != nil {
		return explain(err)
	}
	return explain(t.Commit())
}

type sqliteConn struct {
	c interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
	tx   *sql.Tx // c as a transaction, or nil
	bulk map[string]*sql.Stmt
}

func (sqliteConn) dialect() dialect { return sqlite }

// numbered writes $1 as ?1, SQLite's form of the same.
func numbered(query string) string { return strings.ReplaceAll(query, "$", "?") }

// prepared returns the statement where it is compiled, or nil.
func (c sqliteConn) prepared(ctx context.Context, query string) *sql.Stmt {
	if s := c.bulk[query]; s != nil && c.tx != nil {
		return c.tx.StmtContext(ctx, s)
	}
	return nil
}

func (c sqliteConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := c.run(ctx, numbered(query), args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c sqliteConn) run(ctx context.Context, query string, args []any) (sql.Result, error) {
	if s := c.prepared(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return c.c.ExecContext(ctx, query, args...)
}

func (c sqliteConn) query(ctx context.Context, query string, args ...any) (rows, error) {
	query = numbered(query)
	var r *sql.Rows
	var err error
	if s := c.prepared(ctx, query); s != nil {
		r, err = s.QueryContext(ctx, args...)
	} else {
		r, err = c.c.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (c sqliteConn) insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	many, one := insertSQL(table, columns, bulkRows), insertSQL(table, columns, 1)
	args := make([]any, 0, bulkRows*len(columns))
	for len(rows) >= bulkRows {
		args = args[:0]
		for _, r := range rows[:bulkRows] {
			args = append(args, r...)
		}
		if _, err := c.run(ctx, many, args); err != nil {
			return err
		}
		rows = rows[bulkRows:]
	}
	for _, r := range rows {
		if _, err := c.run(ctx, one, r); err != nil {
			return err
		}
	}
	return nil
}

// insertSQL writes the statement that adds n rows.
func insertSQL(table string, columns []string, n int) string {
	row := "(?" + strings.Repeat(",?", len(columns)-1) + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + row + strings.Repeat(","+row, n-1)
}
