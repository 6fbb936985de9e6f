//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"yaodian/cmd/yaodian/sample"
)

// terminal opens a pseudo terminal and returns the side that a program writes
// to, and a function that closes it and tells what the screen was sent.
func terminal(t *testing.T) (*os.File, func() string) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(screen.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 100}); err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var sent bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(&sent, screen) // ends with an error when the other side is closed
	}()
	return tty, func() string {
		tty.Close()
		<-done
		screen.Close()
		return sent.String()
	}
}

// On a terminal a bar shows how far it is and is gone at the end, when the
// failed file is named with its reason on a line of its own; in a file there
// is no trace of a bar.
func TestProgressOnATerminal(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	if err := os.Mkdir(in, 0o755); err != nil {
		t.Fatal(err)
	}
	for i, name := range sample.Names {
		b, err := sample.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(in, strconv.Itoa(i)+name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bad := filepath.Join(in, "z.pdf")
	if err := os.WriteFile(bad, []byte("%PDF-1.4 nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	tty, shown := terminal(t)
	if code := run([]string{"ingest", "--db", filepath.Join(dir, "a.db"), in}, strings.NewReader(""), io.Discard, tty); code != 1 {
		t.Errorf("exit code %d", code)
	}
	screen := strings.ReplaceAll(shown(), "\r\n", "\n")
	at := strings.LastIndex(screen, "\r")
	if at < 0 || !strings.Contains(screen[:at], "reading") || !strings.Contains(screen[:at], "/3") {
		t.Fatalf("no bar: %q", screen)
	}
	if lines := strings.Split(strings.TrimSpace(screen[at+1:]), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], "yaodian: "+bad+": damaged: ") ||
		!strings.HasPrefix(lines[1], "yaodian: 2 read, 1 failed, in ") {
		t.Errorf("the end: %q", lines)
	}
	var plain bytes.Buffer
	run([]string{"ingest", "--db", filepath.Join(dir, "b.db"), in}, strings.NewReader(""), io.Discard, &plain)
	if strings.ContainsAny(plain.String(), "\r█") || !strings.Contains(plain.String(), "2 read, 1 failed") {
		t.Errorf("not plain: %q", plain.String())
	}
}
