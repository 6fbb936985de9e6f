package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

// eventID names an event by what it says, so that whoever answers a client
// that reconnects knows what it has seen.
func eventID(event string, st store.Batch) string {
	b, _ := json.Marshal(st) // a struct of strings, numbers and a time always can be
	sum := sha256.Sum256(b)
	return event + "-" + hex.EncodeToString(sum[:8])
}

// events writes server-sent events to one client. What a client does not take
// in time, or may not see any longer, ends the stream.
type events struct {
	s   *server
	c   *gin.Context
	end context.CancelFunc
	mu  sync.Mutex
}

// write sends text, events or comments, at once.
func (e *events) write(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.s.still(e.c.Request.Context()) {
		e.end()
		return
	}
	rc := http.NewResponseController(e.c.Writer)
	_ = rc.SetWriteDeadline(time.Now().Add(e.s.Patience.Answer)) // the stream may last, a write may not
	if _, err := e.c.Writer.WriteString(text); err != nil {
		e.end()
		return
	}
	e.c.Writer.Flush()
}

// beat writes a comment now and then, so that no proxy takes the stream for
// dead, and that one which nobody may see any longer ends.
func (e *events) beat(ctx context.Context) {
	tick := time.NewTicker(e.s.Patience.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			e.write(": waiting\n\n")
		}
	}
}

// watch writes a batch's states as server-sent events until it ends, the
// client leaves or the service stops. The state that the client saw last is
// left out.
func (s *server) watch(c *gin.Context, id, seen string) {
	ctx, cancel := context.WithCancel(c.Request.Context())
	stop := context.AfterFunc(s.Stopping, cancel)
	defer stop()
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Writer.WriteHeader(http.StatusOK)
	e := &events{s: s, c: c, end: cancel}
	e.write("") // the headers, before there is anything to tell
	var beating sync.WaitGroup
	beating.Go(func() { e.beat(ctx) })
	defer beating.Wait()
	defer cancel()
	send := func(event string, st store.Batch) {
		name := eventID(event, st)
		if name == seen {
			return
		}
		seen = "" // what comes back is news
		b, err := json.Marshal(st)
		if err != nil {
			cancel()
			return
		}
		e.write(fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", name, event, b))
	}
	err := s.Batches.Watch(ctx, id, 300*time.Millisecond, func(st store.Batch) { send("batch", st) })
	if err != nil {
		return // the client is gone or the service stops; it will ask again
	}
	if st, err := s.Batches.Status(ctx, id); err == nil {
		send("end", st)
	}
}
