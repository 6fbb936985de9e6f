package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"yaodian/api"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
)

type workerCmd struct {
	DB   string        `env:"YAODIAN_DB" name:"db" required:"" placeholder:"postgres://…" help:"The database whose queue to work on."`
	Jobs int           `env:"YAODIAN_JOBS" default:"0" help:"Notices read at once; 0 is one a processor."`
	Stop time.Duration `env:"YAODIAN_STOP" default:"20s" help:"How long notices in hand may take to finish when the worker stops."`

	watched `group:"For those who run it"`
}

// Run takes part in the batches of a database until it is told to stop. Any
// number of workers may, on any machines.
func (c *workerCmd) Run(env *environment) error {
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	door := &api.Door{} // only for its health: a worker has no API
	if err := c.begin(env, log, door); err != nil {
		return err
	}
	s, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := c.know(env.ctx, c.DB, s); err != nil {
		return err
	}
	b, err := batch.Open(env.ctx, s, batch.Options{Read: c.meter.ReadFunc(env.options(), api.CleanName), Jobs: c.Jobs, Spool: true, Log: log})
	if err != nil {
		return err
	}
	c.meter.Queue(s.Backlog)
	door.Open(api.Health(s.Ping, env.ctx))
	fmt.Fprintln(env.stderr, "yaodian: working")
	select {
	case <-env.ctx.Done():
	case <-b.Failed():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), c.Stop)
	defer cancel()
	b.Close(ctx) // what does not end in time is taken up by another worker
	c.end(ctx, log)
	return b.Err()
}
