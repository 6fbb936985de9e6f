// Package sandbox reads documents in child processes of the same binary, so
// that a file made to hang, crash or swell its reader costs that one document
// and nothing else. Children are kept warm between documents; each has a limit
// on memory, each document one on wall-clock time.
//
// A program that uses it calls Main before anything else in its main (a test
// binary in TestMain): in a child Main serves documents and never returns.
//
// What bounds a child's memory differs by system: Linux RLIMIT_DATA, Windows a
// job object, elsewhere (macOS) only the child's own watch, which looks every
// few milliseconds and may be late for a single huge allocation. The watch
// runs everywhere.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"yaodian/parser/format"
)

// Options set the limits of a pool. The zero value of a field means the
// default named beside it.
type Options struct {
	Workers   int           // children at a time: one per CPU, at most 4
	Documents int           // that a child reads before it is replaced: 200
	Timeout   time.Duration // wall clock for one document, a retry included: 18 s
	Memory    int64         // bytes that a child may use: 900 MiB
	// Fallback names, for a media type, the one to try once more when the child
	// died over a document: another reader of the same format.
	Fallback map[string]string
	// Executable is the program started as child; os.Executable() when empty.
	Executable string
}

// Defaults of Options. A document of a hundred pages takes under a second;
// the first one that needs the second PDF engine pays some seconds for its
// compilation.
const (
	DefaultDocuments = 200
	DefaultTimeout   = 18 * time.Second
	DefaultMemory    = 900 << 20
	maxWorkers       = 4
)

func (o Options) orDefault() Options {
	if o.Workers <= 0 {
		o.Workers = min(runtime.NumCPU(), maxWorkers)
	}
	if o.Documents <= 0 {
		o.Documents = DefaultDocuments
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Memory <= 0 {
		o.Memory = DefaultMemory
	}
	return o
}

// Pool hands documents to children. It implements parser.Isolator and is safe
// for concurrent use.
type Pool struct {
	opt   Options
	slots chan struct{} // one token per child that may be at work

	mu     sync.Mutex
	idle   []*child
	closed bool

	stats Stats // guarded by mu
}

// Stats counts what became of a pool's children.
type Stats struct {
	Started int64 // children started, the first ones included
	Retired int64 // ended in order after their share of documents, or for leaking
	Crashed int64 // died by themselves or for want of memory
	Stopped int64 // killed at the limit of time, or because the caller left
}

// Stats returns the counts so far.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}

func (p *Pool) count(which *int64) {
	p.mu.Lock()
	*which++
	p.mu.Unlock()
}

// New makes a pool. It starts no child before the first document or Warm.
func New(opt Options) *Pool {
	opt = opt.orDefault()
	return &Pool{opt: opt, slots: make(chan struct{}, opt.Workers)}
}

// Warm starts children up to the pool's size, so that the first documents do
// not wait for them.
func (p *Pool) Warm() error {
	for range p.opt.Workers {
		p.mu.Lock()
		enough := p.closed || len(p.idle) >= p.opt.Workers
		p.mu.Unlock()
		if enough {
			return nil
		}
		c, err := p.start()
		if err != nil {
			return err
		}
		p.put(c)
	}
	return nil
}

// Close ends the idle children; those at work end with their document.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.end()
	}
	return nil
}

// Read reads a document in a child. Besides what the reader returns it fails
// with CodeTimeout when the document took longer than Options.Timeout or ctx
// ended, and with CodeKilled when the child died.
func (p *Pool) Read(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, &format.Error{Code: format.CodeTimeout, Message: "all readers are busy; try again later", Err: ctx.Err()}
	}
	ctx, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	c, err := p.once(ctx, mediaType, data, lim)
	if second := p.opt.Fallback[mediaType]; second != "" && errors.Is(err, errDied) {
		c, err = p.once(ctx, second, data, lim)
	}
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		if fe := (*format.Error)(nil); errors.As(err, &fe) {
			return nil, fe
		}
		return nil, &format.Error{Code: format.CodeTimeout, Message: fmt.Sprintf("reading took longer than the limit (%s) and was stopped; the file may be damaged or made to exhaust its reader", p.opt.Timeout), Err: err}
	case errors.Is(err, errDied):
		return nil, &format.Error{Code: format.CodeKilled, Message: "the process that read this file ran out of memory or crashed and was stopped; the file may be damaged or made to exhaust its reader; other files are not affected", Err: err}
	}
	return nil, err
}

// errDied says that a child ended without an answer.
var errDied = errors.New("the child process died")

// soon is how quickly a child's death after the document was sent is laid to
// what happened to it while idle (the system may have killed it) rather than
// to the document, which then is given to a new child.
const soon = 250 * time.Millisecond

// once reads a document in one child.
func (p *Pool) once(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error) {
	for {
		c, fresh, err := p.take()
		if err != nil {
			return nil, &format.Error{Code: format.CodeKilled, Message: "no process could be started to read the file; try again later", Err: err}
		}
		sent := time.Now()
		answer, err := c.read(ctx, request{Media: mediaType, Limits: lim}, data)
		if err != nil {
			c.kill()
			if ctx.Err() != nil {
				p.count(&p.stats.Stopped)
			} else {
				p.count(&p.stats.Crashed)
			}
			if !fresh && errors.Is(err, errDied) && time.Since(sent) < soon && ctx.Err() == nil {
				continue
			}
			return nil, err
		}
		if c.served++; answer.Retire || c.served >= p.opt.Documents {
			p.count(&p.stats.Retired)
			c.end()
		} else {
			p.put(c)
		}
		if answer.Code != "" {
			return nil, &format.Error{Code: answer.Code, Message: answer.Message, Err: errors.New(answer.Cause)}
		}
		return answer.Content, nil
	}
}

// take returns an idle child or starts one.
func (p *Pool) take() (c *child, fresh bool, err error) {
	p.mu.Lock()
	for n := len(p.idle); n > 0; n = len(p.idle) {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		if c.alive() {
			p.mu.Unlock()
			return c, false, nil
		}
		c.kill()
		p.stats.Crashed++
	}
	p.mu.Unlock()
	c, err = p.start()
	return c, true, err
}

func (p *Pool) start() (*child, error) {
	c, err := start(p.opt)
	if err == nil {
		p.count(&p.stats.Started)
	}
	return c, err
}

func (p *Pool) put(c *child) {
	p.mu.Lock()
	keep := !p.closed && len(p.idle) < p.opt.Workers
	if keep {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if !keep {
		c.end()
	}
}

// executable is the program to start as a child.
func (o Options) executable() (string, error) {
	if o.Executable != "" {
		return o.Executable, nil
	}
	return os.Executable()
}
