package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"yaodian/api"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
)

// long is how long a test waits for what must happen at once, or after limits
// of some tenths of a second; it only ends a test that fails.
const long = time.Minute

// line is a service on a real socket that tells when connections end.
type line struct {
	*guarded
	addr  string
	ended chan string // addresses of clients whose connection the service ended
}

// slowly serves with little patience.
func slowly(t *testing.T, change func(*api.Options)) *line {
	t.Helper()
	l := &line{ended: make(chan string, 16)}
	l.guarded = guard(t, func(o *api.Options) {
		o.Patience = api.Patience{Form: 200 * time.Millisecond, Upload: 200 * time.Millisecond, Batch: 200 * time.Millisecond,
			Answer: long, Drain: 100 * time.Millisecond, Beat: time.Hour}
		if change != nil {
			change(o)
		}
		srv := api.Server(api.New(*o))
		srv.ConnState = func(c net.Conn, s http.ConnState) {
			if s == http.StateClosed {
				l.ended <- c.RemoteAddr().String()
			}
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.addr = ln.Addr().String()
		done := make(chan error, 1)
		go func() { done <- srv.Serve(ln) }()
		t.Cleanup(func() { srv.Close(); <-done })
	})
	return l
}

func (l *line) dial() net.Conn {
	l.t.Helper()
	c, err := net.Dial("tcp", l.addr)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { c.Close() })
	return c
}

// send writes the beginning of a request, with the token of a writer.
func (l *line) send(c net.Conn, request string, header ...string) {
	l.t.Helper()
	if _, err := io.WriteString(c, request+" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "+l.tokens[store.Writer]+"\r\n"+
		strings.Join(append(header, "", ""), "\r\n")); err != nil {
		l.t.Fatal(err)
	}
}

// drip writes a text again and again, a little at a time, until the service
// lets go of the connection.
func drip(c net.Conn, text string) (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if _, err := io.WriteString(c, text); err != nil {
					return
				}
			}
		}
	}()
	return func() { close(done); <-stopped }
}

// letGo waits until the service has ended a client's connection.
func (l *line) letGo(c net.Conn) {
	l.t.Helper()
	limit := time.NewTimer(long)
	defer limit.Stop()
	for {
		select {
		case who := <-l.ended:
			if who == c.LocalAddr().String() {
				return
			}
		case <-limit.C:
			l.t.Fatal("the service holds on to the connection")
		}
	}
}

// Connections that send their header a byte at a time are ended.
func TestSlowClients(t *testing.T) {
	g := guard(t, nil)
	var o api.Options
	srv := api.Server(api.New(o))
	if srv.ReadHeaderTimeout <= 0 || srv.ReadHeaderTimeout > 30*time.Second || srv.IdleTimeout <= 0 || srv.MaxHeaderBytes > 1<<20 || srv.MaxHeaderBytes <= 0 {
		t.Errorf("limits: header %v, idle %v, %d bytes", srv.ReadHeaderTimeout, srv.IdleTimeout, srv.MaxHeaderBytes)
	}
	srv.ReadHeaderTimeout = 200 * time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	defer func() { srv.Close(); <-done }()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-A: ")
	ended := make(chan struct{})
	go func() { // a byte now and then, as long as the service lets it
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-ended:
				tick.Stop()
				return
			case <-tick.C:
				io.WriteString(c, "a")
			}
		}
	}()
	answered, _ := io.ReadAll(c) // until the service closes; it may say why
	close(ended)
	if s := string(answered); strings.HasPrefix(s, "HTTP/1.1 2") {
		t.Errorf("answered %q", s)
	}

	// A header that does not end, and one too large.
	big, err := net.Dial("tcp", strings.TrimPrefix(g.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer big.Close()
	go func() {
		io.WriteString(big, "GET /livez HTTP/1.1\r\nHost: localhost\r\n")
		for range 64 {
			if _, err := io.WriteString(big, "X-A: "+strings.Repeat("a", 16<<10)+"\r\n"); err != nil {
				return
			}
		}
	}()
	first := make([]byte, len("HTTP/1.1 431"))
	if _, err := io.ReadFull(big, first); err == nil && string(first) != "HTTP/1.1 431" {
		t.Errorf("a header of a megabyte: %q", first)
	}

	// A body that is announced and does not come holds no place: the answer is
	// there at once, and the connection ends.
	slow, err := net.Dial("tcp", strings.TrimPrefix(g.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "POST /v1/batches/none/cancel HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\nx", g.tokens[store.Writer])
	all, _ := io.ReadAll(slow)
	if !strings.HasPrefix(string(all), "HTTP/1.1 404") {
		t.Errorf("%.100q", all)
	}
	if _, err := http.Get(g.base + "/livez"); err != nil {
		t.Error(err)
	}
}

// A body that trickles ends at its limit of time, on every kind of route, and
// is answered with what was wrong: the client learns it, and no place is held.
func TestBodiesThatTrickle(t *testing.T) {
	l := slowly(t, nil)
	const form = "Content-Type: multipart/form-data; boundary=b"
	part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n" + notice
	whole := part + "\r\n--b--\r\n"
	for _, c := range []struct {
		name, request string
		header        []string
		begun, drops  string
		status        string
	}{
		{"a file", "POST /v1/documents?name=a.txt", nil, notice, "a", "408"},
		{"a file that is not kept", "POST /v1/parse?name=a.txt", nil, notice, "a", "408"},
		{"a file in a form", "POST /v1/documents", []string{form}, part, "a", "408"},
		{"a form that is whole, and goes on", "POST /v1/documents", []string{form}, whole, "a", "408"},
		{"two files", "POST /v1/diff", []string{form}, strings.Replace(part, "file", "old", 1), "a", "408"},
		{"a batch", "POST /v1/batches?name=a.txt", nil, notice, "a", "408"},
		{"a batch in a form", "POST /v1/batches", []string{form}, part, "a", "408"},
		{"a batch in a form that is whole, and goes on", "POST /v1/batches", []string{form}, whole, "a", "408"},
		{"a correction", "POST /v1/documents/" + strings.Repeat("0", 64) + "/corrections", []string{"Content-Type: application/json"}, `{"fact":"`, "a", "408"},
		{"an upload from the page", "POST /upload", []string{form, "Accept: text/html"}, part, "a", "408"},
		{"a correction from the page", "POST /documents/" + strings.Repeat("0", 64) + "/corrections", []string{"Content-Type: application/x-www-form-urlencoded", "Accept: text/html"}, "fact=", "a", "408"},
		{"a token", "POST /signin", []string{"Content-Type: application/x-www-form-urlencoded", "Accept: text/html"}, "token=", "a", "401"},
		// What nobody reads is taken in for a moment and no longer.
		{"a body that no handler wants", "POST /v1/batches/none/cancel", nil, "x", "a", "404"},
		{"one that is refused with a page", "POST /documents/" + strings.Repeat("0", 64) + "/delete", []string{"Accept: text/html"}, "x", "a", "404"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, framing := range []string{"Content-Length: 200000", "Transfer-Encoding: chunked"} {
				conn := l.dial()
				begun, drops := c.begun, c.drops
				if strings.HasPrefix(framing, "Transfer") {
					begun, drops = fmt.Sprintf("%x\r\n%s\r\n", len(begun), begun), fmt.Sprintf("%x\r\n%s\r\n", len(drops), drops)
				}
				l.send(conn, c.request, append([]string{framing}, c.header...)...)
				if _, err := io.WriteString(conn, begun); err != nil {
					t.Fatal(err)
				}
				stop := drip(conn, drops)
				conn.SetReadDeadline(time.Now().Add(long))
				res, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatalf("%s: no answer: %v", framing, err)
				}
				b, _ := io.ReadAll(res.Body) // the service may cut the connection after what it said
				if fmt.Sprint(res.StatusCode) != c.status {
					t.Errorf("%s: %d %.300s, want %s", framing, res.StatusCode, b, c.status)
				}
				if c.status == "408" && !bytes.Contains(b, []byte("request_timeout")) {
					t.Errorf("%s: %.500s", framing, b)
				}
				l.letGo(conn)
				stop()
			}
		})
	}
	if a := l.ask(store.Reader, "GET", "/v1/documents", nil); !strings.Contains(string(a.body), `"documents":[]`) && !strings.Contains(string(a.body), `"name":"a.txt"`) {
		t.Errorf("%s", a.body)
	}
}

// pass waits until the limit for a request that is no upload has passed since
// now: one that does not come to its end is let go.
func (l *line) pass() {
	l.t.Helper()
	c := l.dial()
	l.send(c, "POST /signin", "Content-Length: 10", "Content-Type: application/x-www-form-urlencoded")
	l.letGo(c)
}

// An upload within its time is not hurried by the limit for other requests,
// nor is the work on it by that for sending.
func TestPatienceIsOfTheRoute(t *testing.T) {
	for _, c := range []struct {
		name   string
		upload time.Duration
		cut    int // what is held back of the file while the limit passes
	}{{"sending", long, 1}, {"work", 300 * time.Millisecond, 0}} {
		t.Run(c.name, func(t *testing.T) {
			entered, leave := make(chan struct{}), make(chan struct{})
			l := slowly(t, func(o *api.Options) {
				o.Patience.Form, o.Patience.Upload = 300*time.Millisecond, c.upload
				o.Documents = &waiting{o.Documents, entered, leave}
			})
			conn := l.dial()
			l.send(conn, "POST /v1/documents?name=a.txt", fmt.Sprintf("Content-Length: %d", len(notice)), "Connection: close")
			at := len(notice) - c.cut
			io.WriteString(conn, notice[:at])
			if c.cut > 0 {
				l.pass()
				io.WriteString(conn, notice[at:])
			}
			<-entered
			l.pass()
			close(leave)
			conn.SetReadDeadline(time.Now().Add(long))
			if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != http.StatusCreated {
				t.Errorf("%+v %v", res, err)
			}
		})
	}
}

// waiting is a store that looks for documents only when it may, and fails when
// the request ends before.
type waiting struct {
	api.Documents
	entered, leave chan struct{}
}

func (w *waiting) PlanJSON(ctx context.Context, id string) ([]byte, error) {
	close(w.entered)
	select {
	case <-w.leave:
		return w.Documents.PlanJSON(ctx, id)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// vast is a store whose documents are too large for the buffers between a
// service and its client.
type vast struct{ api.Documents }

const vastBytes = 64 << 20

func (vast) Get(_ context.Context, id string) (store.Document, error) {
	return store.Document{ID: id, Name: "a.bin"}, nil
}

func (vast) Source(_ context.Context, id string) (store.Document, []byte, error) {
	return store.Document{ID: id, Name: "a.bin"}, make([]byte, vastBytes), nil
}

// A client that does not read its answer is cut off, and the handler with it.
func TestAnswersThatNobodyReads(t *testing.T) {
	l := slowly(t, func(o *api.Options) { o.Documents, o.Patience.Answer = vast{o.Documents}, 300*time.Millisecond })
	c := l.dial()
	l.send(c, "GET /v1/documents/"+strings.Repeat("0", 64)+"/source")
	l.letGo(c)
	c.SetReadDeadline(time.Now().Add(long))
	if n, err := io.Copy(io.Discard, c); err != nil || n >= vastBytes { // what the buffers hold can still be read
		t.Errorf("%d bytes came, %v", n, err)
	}
	// Who reads in time gets the whole.
	l = slowly(t, func(o *api.Options) { o.Documents = vast{o.Documents} })
	if a := l.ask(store.Reader, "GET", "/v1/documents/"+strings.Repeat("0", 64)+"/source", nil); len(a.body) != vastBytes {
		t.Errorf("%d bytes", len(a.body))
	}
}

// flood is a queue whose batches change all the time.
type flood struct {
	api.Batches
	ended chan error
}

func (f *flood) Status(context.Context, string) (store.Batch, error) {
	return store.Batch{State: store.BatchRunning, Total: 1}, nil
}

func (f *flood) Watch(ctx context.Context, _ string, _ time.Duration, tell func(store.Batch)) error {
	b := store.Batch{State: store.BatchRunning, Label: strings.Repeat("要", 20_000)}
	for ctx.Err() == nil {
		b.Total++
		tell(b)
	}
	f.ended <- ctx.Err()
	return ctx.Err()
}

// A client that opens a stream of events and hangs is cut off.
func TestStreamsThatNobodyReads(t *testing.T) {
	f := &flood{ended: make(chan error, 1)}
	l := slowly(t, func(o *api.Options) {
		f.Batches = o.Batches
		o.Batches, o.Patience.Answer = f, 300*time.Millisecond
	})
	c := l.dial()
	l.send(c, "GET /v1/batches/x/events")
	l.letGo(c)
	select {
	case <-f.ended:
	case <-time.After(long):
		t.Error("the service follows the batch on and on")
	}
}

// idle is a queue whose batches never change.
type idle struct {
	api.Batches
	ended chan error
}

func (i *idle) Watch(ctx context.Context, batch string, _ time.Duration, tell func(store.Batch)) error {
	b, err := i.Batches.Status(ctx, batch)
	if err != nil {
		return err
	}
	tell(b)
	<-ctx.Done()
	i.ended <- ctx.Err()
	return ctx.Err()
}

// A stream without events says now and then that it lives, is not cut off for
// being silent, and ends when its reader may not see it any longer.
func TestStreamsWithoutEvents(t *testing.T) {
	q := &idle{ended: make(chan error, 1)}
	l := slowly(t, func(o *api.Options) {
		o.Patience.Beat = 20 * time.Millisecond
		q.Batches = o.Batches
		o.Batches = q
	})
	id, err := q.Create(context.Background(), "open", 1)
	if err != nil {
		t.Fatal(err)
	}
	c := l.dial()
	l.send(c, "GET /v1/batches/"+id+"/events")
	c.SetReadDeadline(time.Now().Add(long))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	lines := bufio.NewScanner(res.Body)
	for beats := 0; beats < 3; {
		if !lines.Scan() {
			t.Fatalf("the stream ended: %v", lines.Err())
		}
		if strings.HasPrefix(lines.Text(), ":") {
			beats++
		}
	}
	if _, err := l.store.RevokeToken(context.Background(), "test writer"); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // to its end
	}
	if err := lines.Err(); err != nil {
		t.Error(err)
	}
	select {
	case <-q.ended:
	case <-time.After(long):
		t.Error("the service follows the batch on and on")
	}
}

// A client that comes back tells what it saw last and is told what is new; of
// a batch that it saw end, that there is no more.
func TestStreamsGoOn(t *testing.T) {
	var batches api.Batches
	base := serve(t, func(o *api.Options) { batches = o.Batches })
	ctx := context.Background()
	id, err := batches.Create(ctx, "open", 1)
	if err != nil {
		t.Fatal(err)
	}
	open := func(last string) *bufio.Scanner {
		t.Helper()
		req, err := http.NewRequest("GET", base+"/v1/batches/"+id+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Last-Event-ID", last)
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != 200 {
			t.Fatal(res, err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return bufio.NewScanner(res.Body)
	}
	next := func(s *bufio.Scanner) (name string, st store.Batch) {
		t.Helper()
		for s.Scan() {
			if v, ok := strings.CutPrefix(s.Text(), "id: "); ok {
				name = v
			} else if v, ok := strings.CutPrefix(s.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(v), &st); err != nil {
					t.Fatal(err)
				}
				return name, st
			}
		}
		t.Fatalf("the stream ended: %v", s.Err())
		return "", st
	}
	first, st := next(open(""))
	if again, _ := next(open("")); again != first || st.Total != 0 {
		t.Errorf("one state, two names: %s and %s of %+v", first, again, st)
	}
	back := open(first)
	adder, err := batches.Adder(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := adder.Add(ctx, batch.File{Name: "a.txt", Data: []byte(notice)}); err != nil {
		t.Fatal(err)
	}
	if err := adder.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if name, st := next(back); name == first || st.Total != 1 {
		t.Errorf("after %s comes %s, %+v", first, name, st)
	}
	if err := batches.Seal(ctx, id); err != nil {
		t.Fatal(err)
	}
	var end string
	for s := open(""); !strings.HasPrefix(end, "end-"); {
		end, st = next(s)
	}
	if st.Done != 1 {
		t.Errorf("%+v", st)
	}
	if a := with(t, "GET", base+"/v1/batches/"+id+"/events", "Last-Event-ID", end); a.status != http.StatusNoContent || len(a.body) != 0 {
		t.Errorf("after the end: %d %s", a.status, a.body)
	}
	if a := with(t, "GET", base+"/v1/batches/"+id+"/events", "Last-Event-ID", first); a.status != 200 || !strings.Contains(string(a.body), "event: end") {
		t.Errorf("who did not see the end: %d %s", a.status, a.body)
	}
}
