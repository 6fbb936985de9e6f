package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"yaodian/parser/format"
)

// Codes of backups that cannot be made.
const (
	CodeExists format.Code = "exists" // the file to write is there already
)

// Backup copies a SQLite database into a new file, as it was at one moment,
// while others go on reading and writing it. The copy is compact, checked and
// on the disk when Backup returns; it can be opened in the place of the
// original. It returns the copy's size in bytes. The file appears whole or not
// at all, and none is overwritten (CodeExists).
func Backup(ctx context.Context, path, out string) (size int64, err error) {
	if _, err := os.Lstat(out); err == nil {
		return 0, refuse(CodeExists, out+" is there already; name a new file", nil)
	}
	db, err := existing(path, "rw")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	// Beside the target, so that it can be renamed; SQLite wants no file there.
	dir, err := os.MkdirTemp(filepath.Dir(out), ".yaodian-backup-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	tmp := filepath.Join(dir, "copy.db")
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?1`, tmp); err != nil {
		return 0, explain(err)
	}
	if err := Check(ctx, tmp, false); err != nil {
		return 0, err
	}
	f, err := os.OpenFile(tmp, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	st, err := f.Stat()
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(tmp, out); err != nil {
		return 0, err
	}
	if d, err := os.Open(filepath.Dir(out)); err == nil {
		_ = d.Sync() // where the system can; the file itself is safe
		d.Close()
	}
	return st.Size(), nil
}

// existing opens a SQLite file that is there, as it is: nothing is created or
// migrated.
func existing(path, mode string) (*sql.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, refuse(CodeUnavailable, "there is no database "+path, err)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode="+mode+"&_pragma=busy_timeout(20000)")
	if err != nil {
		return nil, explain(err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Check reads a whole SQLite database and reports the first thing that is
// wrong with it as CodeCorrupt: pages, records, references between tables. A
// full check also compares every index with its table, which takes several
// times as long.
func Check(ctx context.Context, path string, full bool) error {
	db, err := existing(path, "rw")
	if err != nil {
		return err
	}
	defer db.Close()
	pragma := "quick_check(1)"
	if full {
		pragma = "integrity_check(1)"
	}
	q := sqliteConn{c: db}
	found, err := one[string](ctx, q, "PRAGMA "+pragma)
	if err != nil {
		return err
	}
	if found != "ok" {
		return refuse(CodeCorrupt, "the database is damaged ("+found+"); restore it from a backup", nil)
	}
	table, err := one[string](ctx, q, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		err = refuse(CodeCorrupt, fmt.Sprintf("rows of %s refer to none; restore the database from a backup", table), nil)
	}
	return err
}
