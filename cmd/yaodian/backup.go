package main

import (
	"fmt"
	"net/url"
	"strings"

	"yaodian/corpus/store"
)

type backupCmd struct {
	Out string `arg:"" placeholder:"OUT" help:"The file to write; it must not be there."`
	DB  string `env:"YAODIAN_DB" name:"db" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database to copy."`
}

// Help says how a backup is used.
func (backupCmd) Help() string {
	return "Copies a SQLite database as it is at one moment, while the service goes on. To restore it, stop the service, remove the database with its -wal and -shm files, and put the copy in its place. PostgreSQL has its own program for this, which the answer names."
}

// Run writes the copy and says how large it is.
func (c *backupCmd) Run(env *environment) error {
	if store.IsPostgres(c.DB) {
		return usageError(dumpCommand(c.DB, c.Out))
	}
	size, err := store.Backup(env.ctx, c.DB, c.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "yaodian: %s holds %s as of now, %s, checked\n", c.Out, c.DB, size1024(size))
	return nil
}

// dumpCommand tells how PostgreSQL's own programs back a database up and
// restore it. The password, if the address holds one, is left out.
func dumpCommand(dsn, out string) string {
	password := ""
	if u, err := url.Parse(dsn); err == nil {
		if _, has := u.User.Password(); has {
			u.User = url.User(u.User.Username())
			password = "PGPASSWORD=… "
		}
		dsn = u.String()
	} else {
		dsn = shown("db", dsn)
	}
	return fmt.Sprintf("PostgreSQL is backed up by its own program, while the service goes on:\n  %spg_dump --format=custom --file=%s %s\nand restored into an empty database by:\n  %spg_restore --no-owner --dbname=%s %s",
		password, quoted(out), quoted(dsn), password, quoted(dsn), quoted(out))
}

// quoted writes a word for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// size1024 writes a number of bytes for people.
func size1024(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KiB", (n+1023)/1024)
}
