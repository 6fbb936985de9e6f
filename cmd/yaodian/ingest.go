package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yaodian/api"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/extract"
)

type ingestCmd struct {
	Path  []string `arg:"" help:"Files, folders and archives."`
	DB    string   `env:"YAODIAN_DB" name:"db" placeholder:"FILE|postgres://…" help:"The database to store in; yaodian.db unless --jsonl is given."`
	Jsonl string   `name:"jsonl" placeholder:"OUT" help:"Write the plans there, one a line, in input order; - is standard output. Without --db nothing is stored."`
	Jobs  int      `env:"YAODIAN_JOBS" default:"0" help:"Notices read at once; 0 is one a processor."`

	Priority int `default:"2" help:"1 (the most urgent) to 4, among batches of one database."`
}

// Run reads every file below the paths into a database, as JSONL, or both. A
// file that cannot be read is named on stderr and the others are done all the
// same. Run again after an interruption, it goes on where it stopped.
func (c *ingestCmd) Run(env *environment) error {
	if c.Jsonl != "" && c.DB == "" {
		return c.stream(env)
	}
	if c.DB == "" {
		c.DB = "yaodian.db"
	}
	s, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	st, err := c.store(env, s)
	if err != nil {
		return err
	}
	if c.Jsonl != "" {
		err := output(env, c.Jsonl, func(w io.Writer) error {
			return eachFile(env.ctx, s, st.ID, "", func(f store.File) error {
				if f.Document == "" {
					return nil
				}
				b, err := s.PlanJSON(env.ctx, f.Document)
				if errors.Is(err, store.ErrNotFound) {
					return nil // deleted since
				}
				if err == nil {
					_, err = w.Write(b)
				}
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	if st.Failed > 0 {
		return errReported
	}
	return nil
}

// store ingests into a database and reports.
func (c *ingestCmd) store(env *environment, s *store.Store) (last store.Batch, err error) {
	b, err := batch.Open(env.ctx, s, batch.Options{Read: env.readFunc(), Jobs: c.Jobs, Spool: store.IsPostgres(c.DB), Log: warnings(env.stderr)})
	if err != nil {
		return last, err
	}
	defer func() {
		// What is being read when the user interrupts has this long to end.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), 5*time.Second)
		defer cancel()
		b.Close(ctx)
	}()
	id, resumed, err := b.Resume(env.ctx, label(c.Path), c.Priority)
	if err != nil {
		return last, err
	}
	begun := time.Now()
	before := 0
	if resumed {
		if last, err = b.Status(env.ctx, id); err != nil {
			return last, err
		}
		before = last.Total - last.Queued - last.Running
		fmt.Fprintf(env.stderr, "yaodian: going on with an interrupted ingest, %d files of it done\n", before)
	}
	expected, err := batch.Count(env.ctx, c.Path)
	if err != nil {
		return last, c.interrupted(env, err)
	}
	ctx, cancel := context.WithCancelCause(env.ctx)
	defer cancel(nil)
	go func() {
		if err := c.feed(ctx, b, id); err != nil {
			cancel(err)
		}
	}()
	show := newProgress(env.stderr)
	err = b.Watch(ctx, id, show.every, func(st store.Batch) {
		last = st
		show.update(st.Total-st.Queued-st.Running, max(expected, st.Total), st.Failed)
	})
	show.end()
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return last, c.interrupted(env, err)
	}
	if err := eachFile(env.ctx, s, id, store.FileFailed, func(f store.File) error {
		fmt.Fprintf(env.stderr, "yaodian: %s: %s: %s\n", f.Name, f.Code, f.Message)
		return nil
	}); err != nil {
		return last, err
	}
	summary(env.stderr, last.Done, last.Skipped, last.Failed, last.Cancelled, last.Total-before, time.Since(begun))
	if last.State == store.BatchCancelled {
		return last, errors.New("the batch was cancelled")
	}
	return last, nil
}

func (c *ingestCmd) feed(ctx context.Context, b *batch.Service, id string) error {
	a, err := b.Adder(ctx, id)
	if err != nil {
		return err
	}
	if err := batch.Walk(ctx, c.Path, func(f batch.File) error { return a.Add(ctx, f) }); err != nil {
		return err
	}
	if err := a.Flush(ctx); err != nil {
		return err
	}
	return b.Seal(ctx, id)
}

func (c *ingestCmd) interrupted(env *environment, err error) error {
	if env.ctx.Err() != nil {
		return errors.New("interrupted; the same command goes on from here")
	}
	return fmt.Errorf("%w; the same command goes on from here", err)
}

// stream writes JSONL without a database.
func (c *ingestCmd) stream(env *environment) error {
	done, failed := 0, 0
	begun := time.Now()
	expected, err := batch.Count(env.ctx, c.Path)
	if err != nil {
		return err
	}
	show := newProgress(env.stderr)
	var failures []string
	err = output(env, c.Jsonl, func(w io.Writer) error {
		walk := func(f func(batch.File) error) error { return batch.Walk(env.ctx, c.Path, f) }
		return batch.Stream(env.ctx, walk, env.readFunc(), c.Jobs, func(r batch.Result) error {
			if r.Err != nil {
				failed++
				failures = append(failures, r.Name+": "+r.Err.Error())
			} else if _, err := w.Write(r.Line); err != nil {
				return fmt.Errorf("%s: %w", c.Jsonl, plain(err))
			} else {
				done++
			}
			show.update(done+failed, max(expected, done+failed), failed)
			return nil
		})
	})
	show.end()
	if env.ctx.Err() != nil {
		return errors.New("interrupted; nothing was written")
	}
	if err != nil {
		return err
	}
	for _, f := range failures {
		fmt.Fprintf(env.stderr, "yaodian: %s\n", f)
	}
	summary(env.stderr, done, 0, failed, 0, done+failed, time.Since(begun))
	if failed > 0 {
		return errReported
	}
	return nil
}

func summary(w io.Writer, done, skipped, failed, cancelled, worked int, took time.Duration) {
	text := fmt.Sprintf("%d read", done)
	if skipped > 0 {
		text += fmt.Sprintf(", %d known already", skipped)
	}
	if cancelled > 0 {
		text += fmt.Sprintf(", %d cancelled", cancelled)
	}
	fmt.Fprintf(w, "yaodian: %s, %d failed, in %.1f s (%.0f files/s)\n", text, failed, took.Seconds(), float64(worked)/max(took.Seconds(), 1e-3))
}

// readFunc is how batches read a file.
func (env *environment) readFunc() batch.ReadFunc {
	opt := env.options()
	return func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
		return extract.Read(ctx, api.CleanName(name), data, opt)
	}
}

// label names a batch after its paths, so that the same command finds it.
func label(paths []string) string {
	abs := make([]string, len(paths))
	for i, p := range paths {
		abs[i] = p
		if a, err := filepath.Abs(p); err == nil {
			abs[i] = a
		}
	}
	return strings.Join(abs, "\n")
}

// eachFile goes through the files of a batch, in input order.
func eachFile(ctx context.Context, s *store.Store, id string, state store.FileState, f func(store.File) error) error {
	cursor := ""
	for {
		page, next, err := s.Files(ctx, id, state, store.MaxLimit, cursor)
		if err != nil {
			return err
		}
		for _, x := range page {
			if err := f(x); err != nil {
				return err
			}
		}
		if cursor = next; next == "" {
			return nil
		}
	}
}

// output gives f a buffered writer to a file, which appears whole or not at
// all, or to standard output or a device, which is written as it comes.
func output(env *environment, out string, f func(io.Writer) error) error {
	direct := env.stdout
	if out != "" && out != "-" {
		st, err := os.Stat(out)
		if err != nil || st.Mode().IsRegular() {
			return outputFile(out, f)
		}
		w, err := os.OpenFile(out, os.O_WRONLY, 0)
		if err != nil {
			return plain(err)
		}
		defer w.Close()
		direct = w
	}
	b := bufio.NewWriterSize(direct, 256<<10)
	if err := f(b); err != nil {
		return err
	}
	return b.Flush()
}

func outputFile(out string, f func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(out), ".yaodian-*")
	if err != nil {
		return plain(err)
	}
	defer os.Remove(tmp.Name())
	b := bufio.NewWriterSize(tmp, 256<<10)
	err = f(b)
	if err == nil {
		err = b.Flush()
	}
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), out)
}
