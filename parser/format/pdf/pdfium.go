package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"yaodian/parser/format"
)

var errPassword = errors.New("a password is needed")

const (
	// secondEngineTime bounds PDFium's work on one document, its start
	// excepted: compiling takes seconds, once per cache.
	secondEngineTime = 8 * time.Second
	// wasmPages bounds PDFium's memory, in pages of 64 KiB: 384 MiB.
	wasmPages = 6144
)

// pdfiumPool starts the WebAssembly runtime, once in a process. The compiled
// module is kept in the user's cache directory; where there is none, or it
// cannot be written, each process compiles for itself.
var pdfiumPool = sync.OnceValues(func() (pdfium.Pool, error) {
	begun.Store(true)
	defer close(started)
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(wasmPages).
		WithCloseOnContextDone(true)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "yaodian", "pdfium")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		Context:  experimental.WithCompilationWorkers(context.Background(), min(runtime.NumCPU(), 4)),
		MaxTotal: 4, MaxIdle: 0,
		// No files, no output: the module sees only the bytes it is given.
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: config,
	})
})

// begun and started tell how far the start of the second engine has come.
var (
	begun   atomic.Bool
	started = make(chan struct{})
)

// Settle waits until a start of the second engine that is under way is over,
// limit at most. A process about to end calls it, so that on a slow machine
// the compilation reaches the cache although the first document that needed
// it ran out of time; otherwise none ever would be read.
func Settle(limit time.Duration) {
	if !begun.Load() {
		return
	}
	select {
	case <-started:
	case <-time.After(limit):
	}
}

// pdfiumWithin is pdfiumPool for as long as ctx lasts.
func pdfiumWithin(ctx context.Context) (pdfium.Pool, error) {
	type result struct {
		pool pdfium.Pool
		err  error
	}
	done := make(chan result, 1)
	go func() {
		pool, err := pdfiumPool()
		done <- result{pool, err}
	}()
	select {
	case r := <-done:
		return r.pool, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Warm starts the second engine ahead of need, so that the first document for
// it does not pay for its compilation. It is for servers.
func Warm() error {
	_, err := pdfiumPool()
	return err
}

// secondEngine reads the pages whose indices are in only (nil: all) with
// PDFium. The result is indexed by page; pages not asked for are nil.
func secondEngine(ctx context.Context, data []byte, lim format.Limits, only []int) (pages []*pageText, err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	pool, err := pdfiumWithin(ctx)
	if err != nil {
		return nil, fmt.Errorf("second engine: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, secondEngineTime)
	defer cancel()
	inst, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("second engine: %w", err)
	}
	// Killing the instance stops the module in the middle of a call.
	done := make(chan struct{})
	var once sync.WaitGroup
	once.Go(func() {
		select {
		case <-ctx.Done():
			inst.Kill()
		case <-done:
			inst.Close()
		}
	})
	defer func() {
		if x := recover(); x != nil {
			pages, err = nil, fmt.Errorf("second engine: %v", x)
		}
		if ctx.Err() != nil {
			pages, err = nil, ctx.Err()
		}
		close(done)
		once.Wait()
	}()
	f := &fium{Pdfium: inst, ctx: ctx, lim: lim}
	return f.document(data, only)
}

// fium reads one document through PDFium's text and path interfaces. PDFium
// passes over a text object of one character in a font that is not embedded:
// without system fonts the character has no extent.
type fium struct {
	pdfium.Pdfium
	ctx    context.Context
	lim    format.Limits
	glyphs int
}

func (f *fium) document(data []byte, only []int) ([]*pageText, error) {
	doc, err := f.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		if errors.Is(err, pdfiumerrors.ErrPassword) {
			return nil, errPassword
		}
		return nil, err
	}
	count, err := f.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, err
	}
	n := min(count.PageCount, f.lim.Pages)
	if n == 0 {
		return nil, errors.New("no pages")
	}
	if only == nil {
		for i := range n {
			only = append(only, i)
		}
	}
	out := make([]*pageText, n)
	read := 0
	for _, i := range only {
		if i >= n {
			continue
		}
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		p, err := f.page(doc.Document, i)
		if err != nil {
			// One broken page does not spoil the others.
			p = &pageText{box: rect{0, 0, 595, 842}}
		} else {
			read++
		}
		out[i] = p
	}
	if read == 0 {
		return nil, errors.New("no page can be loaded")
	}
	return out, nil
}
