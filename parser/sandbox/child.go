package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Names of the environment that make a process a child. They are no interface
// for users.
const (
	envChild  = "YAODIAN_CHILD"
	envMemory = "YAODIAN_CHILD_MEMORY"
)

// passed lists the environment variables that a child inherits: what finds
// the cache directory and the system's libraries, and no secrets.
var passed = []string{"HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "PATH", "GOCOVERDIR", "GODEBUG"}

// child is the parent's end of one child process. It serves one document at a
// time.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *tail
	gone   chan struct{} // closed when the process has ended
	served int
}

func start(opt Options) (*child, error) {
	path, err := opt.executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path)
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		for _, p := range passed {
			if strings.EqualFold(name, p) {
				cmd.Env = append(cmd.Env, kv)
			}
		}
	}
	cmd.Env = append(cmd.Env, envChild+"=1", envMemory+"="+strconv.FormatInt(opt.Memory, 10))
	c := &child{cmd: cmd, stderr: &tail{}, gone: make(chan struct{})}
	cmd.Stderr = c.stderr
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	// A pipe of our own: Wait closes those of StdoutPipe under the reader.
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		r.Close()
		w.Close()
		return nil, err
	}
	w.Close()
	c.out = bufio.NewReaderSize(r, 64<<10)
	go func() {
		cmd.Wait()
		close(c.gone)
		r.Close()
	}()
	return c, nil
}

func (c *child) alive() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// read sends one document and waits for the answer. When ctx ends first the
// child is killed. After an error the child is of no use.
func (c *child) read(ctx context.Context, req request, data []byte) (*answer, error) {
	// The child gives up by itself a little earlier than it is killed, so
	// that it can say what it was doing.
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline)
		req.Timeout = left - min(left/10, time.Second)
	}
	req.Size = int64(len(data))
	type result struct {
		a   *answer
		err error
	}
	done := make(chan result, 1)
	go func() {
		if err := writeFrame(c.in, req); err != nil {
			done <- result{nil, errDied}
			return
		}
		if _, err := c.in.Write(data); err != nil && !c.alive() {
			done <- result{nil, errDied}
			return
		}
		a := &answer{}
		if err := readFrame(c.out, maxAnswer, a); err != nil {
			done <- result{nil, fmt.Errorf("%w: %v", errDied, err)}
			return
		}
		if a.Content == nil && a.Code == "" {
			done <- result{nil, errors.New("the child answered nothing")}
			return
		}
		done <- result{a, nil}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			c.kill()
			r.err = fmt.Errorf("%w (%s)", r.err, c.stderr)
		}
		return r.a, r.err
	case <-ctx.Done():
		c.kill()
		<-done
		return nil, ctx.Err()
	}
}

// kill ends the process at once and waits until it is gone.
func (c *child) kill() {
	c.cmd.Process.Kill()
	c.in.Close()
	<-c.gone
}

// end lets an idle process go: it exits when its input does, or has settled.
func (c *child) end() {
	c.in.Close()
	go func() {
		t := time.AfterFunc(maxSettle+2*time.Second, func() { c.cmd.Process.Kill() })
		<-c.gone
		t.Stop()
	}()
}

// tail keeps the first lines of what a child says on standard error: the
// reason of a crash stands there, before pages of stacks.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const maxTail = 512

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := maxTail - len(t.b); room > 0 {
		t.b = append(t.b, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	first, _, _ := strings.Cut(string(t.b), "\n")
	return first
}
