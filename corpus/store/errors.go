package store

import (
	"context"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yaodian/parser/format"
)

// Codes of the store's refusals; they join the parser's.
const (
	CodeNotFound    format.Code = "not_found"
	CodeBadCursor   format.Code = "bad_cursor"
	CodeBadFilter   format.Code = "bad_filter"
	CodeSchemaNewer format.Code = "schema_newer"      // made by a newer yaodian
	CodeUnavailable format.Code = "store_unavailable" // cannot be reached, or the connection was lost
	CodeBusy        format.Code = "store_busy"        // another process holds it for too long
	CodeFull        format.Code = "store_full"        // no room on the disk
	CodeReadOnly    format.Code = "store_read_only"
	CodeCorrupt     format.Code = "store_corrupt"
)

// ErrNotFound is returned, as is or wrapped, when no such document or batch is
// stored.
var ErrNotFound error = &format.Error{Code: CodeNotFound, Message: "nothing is stored under this id"}

func refuse(code format.Code, message string, cause error) error {
	return &format.Error{Code: code, Message: message, Err: cause}
}

// explain turns a database's failure into one with a stable code and a message
// that says what to do; other errors pass.
func explain(err error) error {
	var known *format.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var lite *driver.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return refuse(CodeFull, "the disk that holds the database is full; free some room and try again", err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return refuse(CodeBusy, "another process is writing to the database; try again", err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return refuse(CodeReadOnly, "the database may not be written; check the permissions of its file and folder", err)
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR:
			return refuse(CodeUnavailable, "the database file cannot be opened or read; check its path, permissions and disk", err)
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return refuse(CodeCorrupt, "the file is not a sound SQLite database; restore it from a backup or name another", err)
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "53100": // disk_full
			return refuse(CodeFull, "the disk of the PostgreSQL server is full; free some room and try again", err)
		case "25006": // read_only_sql_transaction
			return refuse(CodeReadOnly, "the PostgreSQL server takes no writes (a standby?)", err)
		case "57P01", "57P02", "57P03", "53300": // shut down, crashed, starting, too many connections
			return refuse(CodeUnavailable, "the PostgreSQL server is not taking work now; try again", err)
		case "40001", "40P01", "55P03": // serialization, deadlock, lock timeout
			return refuse(CodeBusy, "the database is busy with the same rows; try again", err)
		case "28P01", "28000", "3D000":
			return refuse(CodeUnavailable, "the PostgreSQL server refuses this user or has no such database; check the address given to --db", err)
		}
		return err
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || isClosed(err) {
		return refuse(CodeUnavailable, "the connection to the database failed; see that it runs and can be reached", err)
	}
	return err
}
