//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"yaodian/corpus/store"
)

// process is yaodian as a process of its own: the test binary under that name.
type process struct {
	cmd    *exec.Cmd
	stderr lockedBuffer
	base   string // the address that a service printed
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startService runs `yaodian serve` with the arguments, on a free port, and
// returns when it is ready.
func startService(t *testing.T, args ...string) *process {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: &exec.Cmd{Path: exe, Args: append([]string{"yaodian", "serve", "--addr", "127.0.0.1:0"}, args...), Env: os.Environ()}}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v: %s", err, p.stderr.String())
	}
	p.base = strings.TrimSpace(strings.TrimPrefix(line, "yaodian listens on "))
	return p
}

// stop asks the process to end and returns its exit code.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// batchOf uploads n invented notices, no two alike, as a batch and returns its
// address.
func (p *process) batchOf(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := range n {
		f, err := w.CreateFormFile("file", fmt.Sprintf("%d.txt", i))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "云溪市水务局2025年工作要点\n一、节水\n1.新建节水型小区%d个。【责任科室：水资源科】\n", i+1)
	}
	w.Close()
	res, err := http.Post(p.base+"/v1/batches", w.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != 202 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	return res.Header.Get("Location")
}

// follow reads a batch's events to their end and returns its last state.
func (p *process) follow(t *testing.T, at string) (st store.Batch) {
	t.Helper()
	res, err := http.Get(p.base + at + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, last, ok := strings.Cut(string(all), "event: end\ndata: ")
	if !ok {
		t.Fatalf("the events have no end: %s", all)
	}
	if err := json.Unmarshal([]byte(last), &st); err != nil {
		t.Fatal(err)
	}
	return st
}

func backlog(t *testing.T, db string) (waiting, running int) {
	t.Helper()
	s, err := store.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if waiting, running, err = s.Backlog(context.Background()); err != nil {
		t.Fatal(err)
	}
	return waiting, running
}

// A service that is told to stop ends in order: what it was reading is done or
// back in the queue, and the next one does the rest, each file once.
func TestStopHandsWorkBack(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	const files = 200
	p := startService(t, "--db", db, "--jobs", "1", "--stop", "60s")
	at := p.batchOf(t, files)
	if code := p.stop(t); code != 0 {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	waiting, running := backlog(t, db)
	if running != 0 {
		t.Errorf("%d files are nobody's", running)
	}
	t.Logf("%d of %d files waited when the service stopped", waiting, files)
	p = startService(t, "--db", db, "--jobs", "2")
	if st := p.follow(t, at); st.Done != files || st.Total != files {
		t.Errorf("after the next start: %+v", st)
	}
	if code := p.stop(t); code != 0 {
		t.Errorf("exit code %d: %s", code, p.stderr.String())
	}
}

// A service that may take no time to stop puts back what it was reading.
func TestStopWithoutTime(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	const files = 100
	p := startService(t, "--db", db, "--jobs", "1", "--stop", "1ms")
	at := p.batchOf(t, files)
	p.stop(t)
	p = startService(t, "--db", db)
	if st := p.follow(t, at); st.Done != files || st.Total != files {
		t.Errorf("after the next start: %+v", st)
	}
	p.stop(t)
}

// administration is the address that --admin-addr came to.
func (p *process) administration() string {
	for _, line := range strings.Split(p.stderr.String(), "\n") {
		var l struct{ Msg, Addr string }
		if json.Unmarshal([]byte(line), &l) == nil && l.Msg == "administration" {
			return l.Addr
		}
	}
	return ""
}

// Where other machines reach the administration's address, it asks for an
// admin's token, and does not start where nobody has one.
func TestAdminAddressForOthers(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	s, err := store.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, _, err := s.AddToken(t.Context(), "读者", store.Reader); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"worker"}} {
		stderr.Reset()
		if code := run(append(args, "--db", db, "--admin-addr", "0.0.0.0:0"), strings.NewReader(""), io.Discard, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "--role admin --db") {
			t.Errorf("%v without an admin: exit code %d, %s", args, code, stderr.String())
		}
	}
	secret, _, err := s.AddToken(t.Context(), "管理员", store.Admin)
	if err != nil {
		t.Fatal(err)
	}
	p := startService(t, "--db", db, "--admin-addr", "0.0.0.0:0")
	_, port, err := net.SplitHostPort(p.administration())
	if err != nil {
		t.Fatal(err, p.stderr.String())
	}
	for token, want := range map[string]int{"": 401, secret: 200} {
		req, err := http.NewRequest("GET", "http://127.0.0.1:"+port+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("with the token %q: %d, want %d", token, res.StatusCode, want)
		}
	}
}

// The administration's address answers what the service's own does not.
func TestAdminAddress(t *testing.T) {
	p := startService(t, "--db", filepath.Join(t.TempDir(), "a.db"), "--admin-addr", "127.0.0.1:0")
	admin := "http://" + p.administration()
	get := func(url string) (int, string) {
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(b)
	}
	if code, _ := get(p.base + "/debug/pprof/"); code != 404 {
		t.Errorf("profiles on the service's address: %d", code)
	}
	if code, _ := get(admin + "/debug/pprof/goroutine"); code != 200 {
		t.Errorf("no profiles on the administration's: %d", code)
	}
	if code, _ := get(admin + "/readyz"); code != 204 {
		t.Errorf("/readyz: %d", code)
	}
	if code, body := get(admin + "/metrics"); code != 200 || !strings.Contains(body, `yaodian_batch_files{state="queued"} 0`) || !strings.Contains(body, "yaodian_child_starts_total") {
		t.Errorf("/metrics: %d %s", code, body)
	}
	if code := p.stop(t); code != 0 {
		t.Errorf("exit code %d: %s", code, p.stderr.String())
	}
}
