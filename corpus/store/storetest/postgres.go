//go:build unix

// Package storetest starts what tests of the corpus need: a real PostgreSQL
// server of their own, and stores in fresh databases.
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the test binary's own PostgreSQL: data and socket in a temporary
// folder, no TCP.
type server struct {
	dir     string
	user    string
	program string
	attr    *syscall.SysProcAttr
	stop    io.Closer
	done    chan error
	log     bytes.Buffer
	n       atomic.Int64
}

var (
	once    sync.Once
	running *server
	failure error
)

// Main runs a test binary's tests and then stops the server, if one of them
// started it. Call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if running != nil {
		running.close()
	}
	os.Exit(code)
}

// Postgres returns the address of a new, empty database on the test binary's
// server, starting that at the first call. It fails the test, and never skips
// it, where PostgreSQL is not installed.
func Postgres(t testing.TB) string {
	t.Helper()
	once.Do(func() { running, failure = start() })
	if failure != nil {
		t.Fatalf("a real PostgreSQL is needed (apt-get install postgresql, or put initdb and postgres on PATH): %v", failure)
	}
	name := "t" + strconv.FormatInt(running.n.Add(1), 10)
	c, err := pgx.Connect(context.Background(), running.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return running.dsn(name)
}

func (s *server) dsn(database string) string {
	return "postgres://" + s.user + "@/" + database + "?host=" + url.QueryEscape(s.dir)
}

// OwnPostgres starts a server for one test, which may stop it and start it
// again, and returns the address of an empty database on it.
func OwnPostgres(t testing.TB) (dsn string, stop, restart func()) {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s.dsn("postgres"), s.halt, func() {
		t.Helper()
		if err := s.run(); err != nil {
			t.Fatal(err)
		}
	}
}

// binary finds a program of the server on PATH or where Debian keeps it.
func binary(name string) (string, error) {
	if p, err := exec.LookPath(name); err == nil {
		return p, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", fmt.Errorf("%s is not on this machine", name)
	}
	return found[len(found)-1], nil
}

func start() (*server, error) {
	initdb, err := binary("initdb")
	if err != nil {
		return nil, err
	}
	postgres, err := binary("postgres")
	if err != nil {
		return nil, err
	}
	// The socket's path must stay below 108 bytes, hence not t.TempDir().
	dir, err := os.MkdirTemp("/tmp", "yaodian-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, user: "yaodian", program: postgres}
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		uid, gid, err := unprivileged()
		if err != nil {
			return nil, err
		}
		attr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, err
		}
	}
	s.attr = attr
	c := exec.Command(initdb, "-D", s.data(), "-U", s.user, "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
	c.SysProcAttr, c.Dir = attr, dir
	if out, err := c.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.run()
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// run starts the server on its data and waits until it answers.
func (s *server) run() error {
	// The shell holds the server by a pipe: when the test process ends, in
	// whatever way, the pipe closes and the server stops.
	c := exec.Command("/bin/sh", "-c", `"$@" </dev/null & pid=$!; read -r _; kill -INT $pid; wait $pid`, "sh",
		s.program, "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
		"-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "shared_buffers=64MB")
	c.SysProcAttr, c.Dir, c.Stdout, c.Stderr = s.attr, s.dir, &s.log, &s.log
	hold, err := c.StdinPipe()
	if err != nil {
		return err
	}
	s.stop, s.done = hold, make(chan error, 1)
	if err := c.Start(); err != nil {
		return err
	}
	go func() { s.done <- c.Wait() }()
	return s.ready()
}

// ready waits until the server takes connections.
func (s *server) ready() error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(60 * time.Second)
	for {
		select {
		case err := <-s.done:
			return fmt.Errorf("postgres ended: %v: %s", err, s.log.String())
		case <-limit:
			return fmt.Errorf("postgres does not answer after a minute")
		case <-tick.C:
			c, err := pgx.Connect(context.Background(), s.dsn("postgres"))
			if err == nil {
				return c.Close(context.Background())
			}
		}
	}
}

// halt stops the server, as its operator would: connections are cut, what was
// committed is kept.
func (s *server) halt() {
	s.stop.Close()
	select {
	case <-s.done:
	case <-time.After(20 * time.Second):
	}
}

func (s *server) close() {
	s.halt()
	os.RemoveAll(s.dir)
}

// unprivileged finds a user to run the server as in root's place.
func unprivileged() (uid, gid uint32, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			i, _ := strconv.ParseUint(u.Uid, 10, 32)
			g, _ := strconv.ParseUint(u.Gid, 10, 32)
			return uint32(i), uint32(g), nil
		}
	}
	return 0, 0, fmt.Errorf("no user postgres or nobody to run it as")
}
