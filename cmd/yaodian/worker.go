package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
)

type workerCmd struct {
	DB   string        `env:"YAODIAN_DB" name:"db" required:"" placeholder:"postgres://…" help:"The database whose queue to work on."`
	Jobs int           `env:"YAODIAN_JOBS" default:"0" help:"Notices read at once; 0 is one a processor."`
	Stop time.Duration `env:"YAODIAN_STOP" default:"20s" help:"How long notices in hand may take to finish when the worker stops."`
}

// Run takes part in the batches of a database until it is told to stop. Any
// number of workers may, on any machines.
func (c *workerCmd) Run(env *environment) error {
	s, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	b, err := batch.Open(env.ctx, s, batch.Options{Read: env.readFunc(), Jobs: c.Jobs, Spool: true, Log: slog.New(slog.NewJSONHandler(env.stderr, nil))})
	if err != nil {
		return err
	}
	fmt.Fprintln(env.stderr, "yaodian: working")
	select {
	case <-env.ctx.Done():
	case <-b.Failed():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), c.Stop)
	defer cancel()
	b.Close(ctx) // what does not end in time is taken up by another worker
	return b.Err()
}
