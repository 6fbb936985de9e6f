package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to what this binary knows. It refuses a newer
// one: writing to a schema one does not know spoils data.
func migrate(ctx context.Context, d dialect, db *sql.DB) error {
	p, err := provider(d, db)
	if err != nil {
		return err
	}
	// SQLite has no lock around several migrations: two processes that start
	// together on a new file may both begin, and the second fails on a table
	// that the first made. By then the first is done or nearly so.
	for attempt := 0; ; attempt++ {
		have, err := p.GetDBVersion(ctx)
		if err != nil {
			return err
		}
		if want := newest(p); have > want {
			return refuse(CodeSchemaNewer, fmt.Sprintf("the database has schema %d and this yaodian knows %d; use the newer yaodian that made it", have, want), nil)
		}
		if pending, err := p.HasPending(ctx); err != nil || !pending {
			return err
		}
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
		if attempt == 2 || d == postgres {
			return err
		}
	}
}

// provider knows the migrations of a dialect. It does not touch the database.
func provider(d dialect, db *sql.DB) (*goose.Provider, error) {
	dir, kind, opts := "migrations/sqlite", goose.DialectSQLite3, []goose.ProviderOption(nil)
	if d == postgres {
		dir, kind = "migrations/postgres", goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120)) // asks every second, for two minutes
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(kind, db, files, append(opts, goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true), goose.WithGoMigrations(reindex(d)))...)
}

// newest is the highest number among the migrations that this program knows.
func newest(p *goose.Provider) int64 {
	known := p.ListSources()
	return known[len(known)-1].Version
}
