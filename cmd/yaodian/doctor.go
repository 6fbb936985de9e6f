package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"yaodian/corpus/store"
	"yaodian/parser/format"
	"yaodian/parser/sandbox"
)

type doctorCmd struct {
	DB    string `env:"YAODIAN_DB" name:"db" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database to look at; nothing in it is changed."`
	Addr  string `env:"YAODIAN_ADDR" default:"127.0.0.1:8080" help:"Address that the service is to listen on."`
	Quick bool   `help:"Leave out what reads the whole database."`
	Full  bool   `help:"Also compare every index with its table."`
}

// Help says what the exit code means.
func (doctorCmd) Help() string {
	return "Prints a line for each check, ok or FAILED with what to do. The exit code is 0 when all are ok and 1 when one failed."
}

// Bounds below which there is not enough of something.
const (
	leastDisk  = 512 << 20 // bytes free
	leastFiles = 256       // open at once
)

// Run makes the checks in the order in which trouble is best looked for.
func (c *doctorCmd) Run(env *environment) error {
	failed := false
	say := func(name, found string, err error) {
		if err != nil {
			failed = true
			fmt.Fprintf(env.stdout, "FAILED  %-10s %v\n", name, err)
			return
		}
		fmt.Fprintf(env.stdout, "ok      %-10s %s\n", name, found)
	}
	found, there, err := c.database(env.ctx)
	say("database", found, err)
	if there {
		found, err = c.schema(env.ctx)
		say("schema", found, err)
		if !c.Quick && !store.IsPostgres(c.DB) {
			err = store.Check(env.ctx, c.DB, c.Full)
			say("integrity", "every page was read and is sound", err)
		}
	}
	if !store.IsPostgres(c.DB) {
		found, err = roomIn(filepath.Dir(c.DB))
		say("disk", found, err)
	}
	found, err = roomIn(os.TempDir())
	say("temporary", found, err) // large uploads pass through it
	found, err = c.port(env.ctx)
	say("port", found, err)
	found, err = openFiles()
	say("files", found, err)
	found, err = readers(env)
	say("readers", found, err)
	if failed {
		return errReported
	}
	return nil
}

// database reaches the database, and tells whether there is one already.
func (c *doctorCmd) database(ctx context.Context) (found string, there bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	k, err := store.Inspect(ctx, c.DB)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("%s is not there yet; serve and ingest make it", c.DB), false, nil
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.New("no answer within 10 s; see that the server runs and can be reached from here")
	}
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", shown("db", c.DB), err)
	}
	if k.ReadOnly {
		return "", true, errors.New("the PostgreSQL server is a standby and takes no writes; name the primary")
	}
	return fmt.Sprintf("%s, %s, %d documents", shown("db", c.DB), size1024(k.Bytes), k.Documents), true, nil
}

// schema compares the database's schema with the program's.
func (c *doctorCmd) schema(ctx context.Context) (string, error) {
	k, err := store.Inspect(ctx, c.DB)
	switch {
	case err != nil:
		return "", err
	case k.Schema > k.Known:
		return "", fmt.Errorf("the database has schema %d and this yaodian knows %d; run the newer yaodian that made it", k.Schema, k.Known)
	case k.Schema < k.Known:
		return fmt.Sprintf("%d; the next start brings it to %d: make a backup first", k.Schema, k.Known), nil
	}
	return fmt.Sprintf("%d, this program's", k.Schema), nil
}

// roomIn checks that a folder can be written and has some room.
func roomIn(dir string) (string, error) {
	f, err := os.CreateTemp(dir, ".yaodian-doctor-*")
	if err != nil {
		return "", fmt.Errorf("%s cannot be written: %w; give this user the right, or choose another folder", dir, plain(err))
	}
	f.Close()
	os.Remove(f.Name())
	free, err := freeBytes(dir)
	if err != nil {
		return "", fmt.Errorf("%s: %w", dir, err)
	}
	if free < leastDisk {
		return "", fmt.Errorf("%s has %s free; make room for at least %s", dir, size1024(free), size1024(leastDisk))
	}
	return fmt.Sprintf("%s can be written and has %s free", dir, size1024(free)), nil
}

// port checks that the service could listen, or that it is the one that does.
func (c *doctorCmd) port(ctx context.Context) (string, error) {
	ln, err := net.Listen("tcp", c.Addr)
	if err == nil {
		ln.Close()
		return c.Addr + " is free", nil
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if req, e := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Addr+"/livez", nil); e == nil {
		if res, e := http.DefaultClient.Do(req); e == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusNoContent {
				return c.Addr + ": yaodian answers there already", nil
			}
		}
	}
	return "", fmt.Errorf("%w; stop what listens there, or choose another address with --addr", err)
}

// readers reads a text in a child process, as hostile formats are.
func readers(env *environment) (string, error) {
	_, err := env.pool.Read(env.ctx, "text/plain", []byte("云溪市2025年工作要点"), format.Limits{})
	if err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = fmt.Errorf("%w (%w)", err, cause)
		}
		return "", fmt.Errorf("%w; see the limits on processes and memory of this user (ulimit -u, -v) and of its container", err)
	}
	return fmt.Sprintf("a child process with its own limit of memory (%s) read a text", size1024(sandbox.DefaultMemory)), nil
}
