package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"yaodian/parser/format"
)

// Reader reads a document of a known media type; a child runs it.
type Reader func(ctx context.Context, mediaType string, data []byte, lim format.Limits) (*format.Content, error)

// Main makes a process that a Pool started serve documents with read until its
// input ends; then it exits. In any other process it returns at once. settle,
// where given, is called before an orderly end, with the longest that it may
// take: for work whose result outlives the process, as a cache.
func Main(read Reader, settle ...func(limit time.Duration)) {
	if os.Getenv(envChild) != "1" {
		return
	}
	// Nothing but answers may go out on standard output.
	out := os.Stdout
	os.Stdout = os.Stderr
	memory, err := strconv.ParseInt(os.Getenv(envMemory), 10, 64)
	if err != nil || memory <= 0 {
		memory = DefaultMemory
	}
	confine(memory)
	err = serve(read, os.Stdin, out, memory)
	for _, f := range settle {
		f(maxSettle)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Exit code of a child that found itself over its memory limit.
const exitMemory = 3

// maxSettle is how long a child may go on after its input has ended.
const maxSettle = 60 * time.Second

// maxStack bounds the stack of a goroutine: recursion over cyclic objects
// should die soon, not fill the memory first.
const maxStack = 64 << 20

// confine sets the limits that a process can set itself.
func confine(memory int64) {
	debug.SetMaxStack(maxStack)
	// The collector works harder from two thirds on.
	debug.SetMemoryLimit(memory * 2 / 3)
	limitMemory(memory)
	go watch(memory)
}

// watch ends the process when it uses more memory than it may: the second
// line behind the system's limit, and the only one where there is none.
func watch(memory int64) {
	for range time.Tick(20 * time.Millisecond) {
		if used() > memory {
			fmt.Fprintln(os.Stderr, "over the memory limit")
			os.Exit(exitMemory)
		}
	}
}

// used is the memory that the runtime holds and has not given back, in bytes.
func used() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}

// job is a request with its document.
type job struct {
	req  request
	data []byte
}

// serve answers requests until r ends. When r ends while a document is read,
// the parent is gone and so must the process be.
func serve(read Reader, r io.Reader, w io.Writer, memory int64) error {
	jobs := make(chan job)
	failed := make(chan error, 1)
	go func() {
		in := bufio.NewReaderSize(r, 64<<10)
		for {
			var j job
			if err := readFrame(in, maxRequest, &j.req); err != nil {
				failed <- err
				return
			}
			if j.req.Size < 0 || j.req.Size > j.req.Limits.OrDefault().Bytes {
				failed <- fmt.Errorf("a document of %d bytes is over the limit", j.req.Size)
				return
			}
			j.data = make([]byte, j.req.Size)
			if _, err := io.ReadFull(in, j.data); err != nil {
				failed <- err
				return
			}
			jobs <- j
		}
	}()
	baseline := runtime.NumGoroutine()
	answered := make(chan error, 1)
	for {
		var j job
		select {
		case j = <-jobs:
		case err := <-failed:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		go func() {
			a := answerTo(read, j)
			a.Retire = a.Retire || leaks(baseline+1) || used() > memory/2
			answered <- writeFrame(w, a)
		}()
		select {
		case err := <-answered:
			if err != nil {
				return err
			}
		case err := <-failed:
			return err
		}
		j.data = nil
	}
}

// answerTo reads one document; a panic of the reader is an answer too.
func answerTo(read Reader, j job) (a *answer) {
	defer func() {
		if x := recover(); x != nil {
			a = &answer{Code: format.CodeDamaged, Message: "the file is damaged and cannot be read; save it anew and try again", Cause: fmt.Sprint("panic: ", x), Retire: true}
		}
	}()
	ctx := context.Background()
	if j.req.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, j.req.Timeout)
		defer cancel()
	}
	c, err := read(ctx, j.req.Media, j.data, j.req.Limits)
	if err == nil {
		return &answer{Content: c}
	}
	a = &answer{Code: format.CodeDamaged, Message: "the file is damaged and cannot be read; save it anew and try again", Cause: err.Error()}
	if fe := (*format.Error)(nil); errors.As(err, &fe) {
		a.Code, a.Message = fe.Code, fe.Message
		if fe.Err != nil {
			a.Cause = fe.Err.Error()
		}
	}
	return a
}

// leaks reports goroutines left over by a reader, after giving them a moment:
// a library that loops cannot be stopped otherwise than with its process.
func leaks(baseline int) bool {
	for range 20 {
		if runtime.NumGoroutine() <= baseline {
			return false
		}
		time.Sleep(2 * time.Millisecond)
	}
	return true
}
