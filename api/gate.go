package api

import (
	"context"
	"sync/atomic"
)

// Gate bounds the work in hand: so many inside, so many waiting, the rest told
// to come back. Being busy is thereby different from being broken.
type Gate struct {
	inside  chan struct{}
	waiting atomic.Int64
	queue   int64
}

// NewGate lets parallel calls in at once and queue more wait.
func NewGate(parallel, queue int) *Gate {
	return &Gate{inside: make(chan struct{}, parallel), queue: int64(queue)}
}

// Enter waits for a place and returns what gives it back. It fails with 429
// when the queue is full and with the context's error when the client leaves.
func (g *Gate) Enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.inside }
	select {
	case g.inside <- struct{}{}:
		return leave, nil
	default:
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		p := problemFor(codeBusy, "too many files are being read; try again shortly")
		p.retry = 2
		return nil, p
	}
	defer g.waiting.Add(-1)
	select {
	case g.inside <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Waiting is how many wait to enter.
func (g *Gate) Waiting() int { return int(g.waiting.Load()) }
