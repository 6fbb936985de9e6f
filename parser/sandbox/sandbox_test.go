//lint:file-ignore SA5002,SA5007 the children of these tests must hang and overflow

package sandbox

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yaodian/parser/format"
)

// The test binary is its own child: TestMain hands over to Main first.
func TestMain(m *testing.M) {
	Main(testReader)
	os.Exit(m.Run())
}

var sink [][]byte

// testReader does what its media type says.
func testReader(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error) {
	content := func(s string) *format.Content {
		return &format.Content{MediaType: mediaType, Blocks: []format.Block{{Text: s, Bold: []format.Span{{Start: 1, End: 2}}}}}
	}
	switch mediaType {
	case "test/echo":
		return content(string(data)), nil
	case "test/pid":
		return content(strconv.Itoa(os.Getpid())), nil
	case "test/env":
		return content(os.Getenv(string(data))), nil
	case "test/pages":
		return content(strconv.Itoa(lim.Pages)), nil
	case "test/refuse":
		return nil, &format.Error{Code: format.CodePassword, Message: "it needs a password", Err: errors.New("cause")}
	case "test/panic":
		panic("a broken reader")
	case "test/hang":
		for {
		}
	case "test/swell":
		for {
			b := make([]byte, 8<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			sink = append(sink, b)
		}
	case "test/huge":
		sink = append(sink, make([]byte, 64<<30))
	case "test/stack":
		return content(strconv.Itoa(recurse(len(data)))), nil
	case "test/exit":
		os.Exit(7)
	case "test/noise":
		os.Stdout.WriteString("noise on standard output")
		return content("quiet"), nil
	case "test/leak":
		go func() { select {} }()
		return content(strconv.Itoa(os.Getpid())), nil
	case "test/patient":
		<-ctx.Done()
		return nil, &format.Error{Code: format.CodeTimeout, Message: "the reader noticed by itself"}
	}
	return nil, errors.New("unknown")
}

func recurse(n int) int {
	var pad [1024]byte
	pad[n%1024] = byte(n)
	return recurse(n+1) + int(pad[(n+1)%1024])
}

func pool(t *testing.T, opt Options) *Pool {
	t.Helper()
	p := New(opt)
	t.Cleanup(func() { p.Close() })
	return p
}

func text(t *testing.T, p *Pool, media, data string) string {
	t.Helper()
	c, err := p.Read(context.Background(), media, []byte(data), format.Limits{})
	if err != nil {
		t.Fatalf("%s: %v (%v)", media, err, errors.Unwrap(err))
	}
	return c.Blocks[0].Text
}

func TestReadPassesEverything(t *testing.T) {
	p := pool(t, Options{Workers: 1})
	c, err := p.Read(context.Background(), "test/echo", []byte("云溪市2025年工作要点"), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if b := c.Blocks[0]; b.Text != "云溪市2025年工作要点" || len(b.Bold) != 1 || b.Bold[0] != (format.Span{Start: 1, End: 2}) {
		t.Errorf("block %+v", b)
	}
	c, err = p.Read(context.Background(), "test/pages", nil, format.Limits{Pages: 77})
	if err != nil || c.Blocks[0].Text != "77" {
		t.Errorf("limits do not arrive: %v %v", c, err)
	}
	if s := text(t, p, "test/noise", ""); s != "quiet" {
		t.Errorf("output of a reader spoils the protocol: %q", s)
	}
}

func TestFailuresCostOneDocument(t *testing.T) {
	p := pool(t, Options{Workers: 1, Timeout: 20 * time.Second, Memory: smallMemory})
	tests := []struct {
		media string
		code  format.Code
	}{
		{"test/refuse", format.CodePassword},
		{"test/panic", format.CodeDamaged},
		{"test/swell", format.CodeKilled},
		{"test/huge", format.CodeKilled},
		{"test/stack", format.CodeKilled},
		{"test/exit", format.CodeKilled},
		{"test/unknown", format.CodeDamaged},
	}
	for _, tt := range tests {
		_, err := p.Read(context.Background(), tt.media, []byte("x"), format.Limits{})
		var fe *format.Error
		if !errors.As(err, &fe) || fe.Code != tt.code || fe.Message == "" {
			t.Errorf("%s: %v, want %s", tt.media, err, tt.code)
		}
		if strings.Contains(fe.Error(), "goroutine") {
			t.Errorf("%s: a stack in a message: %s", tt.media, fe)
		}
		if s := text(t, p, "test/echo", "next"); s != "next" {
			t.Errorf("after %s: %q", tt.media, s)
		}
	}
}

func TestWallClock(t *testing.T) {
	p := pool(t, Options{Workers: 1, Timeout: 300 * time.Millisecond})
	_, err := p.Read(context.Background(), "test/hang", nil, format.Limits{})
	var fe *format.Error
	if !errors.As(err, &fe) || fe.Code != format.CodeTimeout {
		t.Fatalf("hang: %v", err)
	}
	if s := p.Stats(); s != (Stats{Started: 1, Stopped: 1}) {
		t.Errorf("%+v", s)
	}
	q := pool(t, Options{Workers: 1, Timeout: 5 * time.Second})
	ctx, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
	defer cancel()
	if _, err = q.Read(ctx, "test/patient", nil, format.Limits{}); !errors.As(err, &fe) || fe.Code != format.CodeTimeout {
		t.Fatalf("patient: %v", err)
	}
}

func TestFallback(t *testing.T) {
	p := pool(t, Options{Workers: 1, Fallback: map[string]string{"test/exit": "test/echo", "test/refuse": "test/echo"}})
	if s := text(t, p, "test/exit", "second reader"); s != "second reader" {
		t.Errorf("fallback: %q", s)
	}
	if _, err := p.Read(context.Background(), "test/refuse", nil, format.Limits{}); err == nil {
		t.Error("a refusal is an answer, not a death: no fallback")
	}
}

func TestChildrenAreKeptAndReplaced(t *testing.T) {
	p := pool(t, Options{Workers: 1, Documents: 3})
	var pids []string
	for range 4 {
		pids = append(pids, text(t, p, "test/pid", ""))
	}
	if pids[0] != pids[1] || pids[1] != pids[2] {
		t.Errorf("a warm child was not used again: %v", pids)
	}
	if pids[2] == pids[3] {
		t.Errorf("a child was not replaced after three documents: %v", pids)
	}
	leaker := text(t, p, "test/leak", "")
	if next := text(t, p, "test/pid", ""); next == leaker {
		t.Error("a child with a goroutine left over was used again")
	}
	if _, err := p.Read(context.Background(), "test/exit", nil, format.Limits{}); err == nil {
		t.Error("a child that exits was no failure")
	}
	// A quick death is laid to the idle time before, and tried once more.
	if s := p.Stats(); s.Retired != 2 || s.Crashed < 1 || s.Started != 2+s.Crashed || s.Stopped != 0 {
		t.Errorf("%+v", s)
	}
}

func TestDeadIdleChildIsReplaced(t *testing.T) {
	p := pool(t, Options{Workers: 1})
	text(t, p, "test/pid", "")
	p.mu.Lock()
	c := p.idle[0]
	p.mu.Unlock()
	c.cmd.Process.Kill()
	if s := text(t, p, "test/echo", "still"); s != "still" {
		t.Error(s)
	}
}

func TestChildrenSeeNoSecrets(t *testing.T) {
	t.Setenv("YAODIAN_SECRET", "hunter2")
	p := pool(t, Options{Workers: 1})
	if s := text(t, p, "test/env", "YAODIAN_SECRET"); s != "" {
		t.Errorf("the child sees %q", s)
	}
}

func TestConcurrentReadsAndWarm(t *testing.T) {
	p := pool(t, Options{Workers: 2})
	if err := p.Warm(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			want := strings.Repeat(strconv.Itoa(i), 50_000)
			c, err := p.Read(context.Background(), "test/echo", []byte(want), format.Limits{})
			if err != nil || c.Blocks[0].Text != want {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) > 2 {
		t.Errorf("%d children are kept of 2", len(p.idle))
	}
}

func TestBusyPoolHonoursContext(t *testing.T) {
	p := pool(t, Options{Workers: 1})
	p.slots <- struct{}{}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Read(ctx, "test/echo", nil, format.Limits{}); err == nil {
		t.Error("a full pool answered")
	}
	<-p.slots
}

// serve must end with its input, or a dead parent leaves children behind.
func TestServeEndsWithInput(t *testing.T) {
	var out strings.Builder
	if err := serve(testReader, strings.NewReader(""), &out, 1<<30); err != nil {
		t.Error(err)
	}
	if err := serve(testReader, strings.NewReader("\x00\x00"), &out, 1<<30); err == nil {
		t.Error("a cut frame is no end")
	}
	if err := serve(testReader, strings.NewReader("\xff\xff\xff\xff"), &out, 1<<30); err == nil {
		t.Error("an endless frame was accepted")
	}
}

func BenchmarkRead(b *testing.B) {
	p := New(Options{Workers: 1})
	defer p.Close()
	data := make([]byte, 200_000)
	for b.Loop() {
		if _, err := p.Read(context.Background(), "test/pid", data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
