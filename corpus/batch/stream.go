package batch

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"sync"

	"yaodian/extract"
)

// Result is what became of one file of a Stream.
type Result struct {
	Name string
	Size int64  // bytes of the source
	Line []byte // the plan as Plan.Encode wrote it; valid until the call returns
	Err  error  // why there is no plan
}

// Stream reads files without a store: each file's plan is handed to write, in
// the order that walk named them, while others are read on jobs processors (0:
// all). Memory is bounded by a few files a processor, however many there are
// and however slow write is. It ends early with the error of walk, of write or
// of ctx; a file's own failure is in its Result.
func Stream(ctx context.Context, walk func(func(File) error) error, read ReadFunc, jobs int, write func(Result) error) error {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	type task struct {
		file File
		done chan Result
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tasks := make(chan *task)         // to be read
	order := make(chan *task, jobs*4) // as named; its length bounds what is held
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	b := &Service{opt: Options{Read: read, Log: slog.New(slog.DiscardHandler)}}
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for t := range tasks {
				t.done <- b.streamOne(ctx, t.file, buffers.Get().(*bytes.Buffer))
			}
		})
	}
	wg.Go(func() {
		defer close(order)
		defer close(tasks)
		err := walk(func(f File) error {
			t := &task{file: f, done: make(chan Result, 1)}
			for _, c := range []chan *task{order, tasks} {
				select {
				case c <- t:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		})
		if err != nil {
			cancel(err)
		}
	})
	var err error
	for t := range order {
		select {
		case r := <-t.done:
			if err == nil {
				if err = write(r); err != nil {
					cancel(err)
				}
			}
			if r.Line != nil {
				buffers.Put(bytes.NewBuffer(r.Line[:0]))
			}
		case <-ctx.Done():
		}
	}
	wg.Wait()
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return err
}

func (b *Service) streamOne(ctx context.Context, f File, buf *bytes.Buffer) Result {
	r := Result{Name: f.Name, Err: f.Err, Size: int64(len(f.Data))}
	data := f.Data
	if r.Err == nil && f.Path != "" {
		data, r.Err = readFile(f.Path)
		r.Size = int64(len(data))
	} else if r.Err == nil {
		r.Err = checkSize(r.Size)
	}
	var p *extract.Plan
	if r.Err == nil {
		p, r.Err = b.read(ctx, f.Name, data)
	}
	if r.Err == nil {
		r.Err = p.Encode(buf)
		r.Line = buf.Bytes()
	}
	return r
}
