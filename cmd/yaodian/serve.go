package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yaodian/api"
	"yaodian/cmd/yaodian/sample"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/extract"
)

type serveCmd struct {
	Addr   string        `env:"YAODIAN_ADDR" default:"127.0.0.1:8080" help:"Address to listen on."`
	DB     string        `env:"YAODIAN_DB" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database: a SQLite file, or a PostgreSQL address."`
	Sample bool          `env:"YAODIAN_SAMPLE" help:"Load two sample plans of an invented city, if they are not there."`
	Jobs   int           `env:"YAODIAN_JOBS" default:"0" help:"Files of batches read at once; 0 is one a processor, -1 leaves them to workers."`
	Stop   time.Duration `env:"YAODIAN_STOP" default:"20s" help:"How long requests and files in hand may take to finish when the service stops."`
	Drain  time.Duration `env:"YAODIAN_DRAIN" default:"0s" help:"How long to go on serving when told to stop, with /readyz saying so, for a balancer to notice."`

	accessFlags `group:"Who may use the service"`
	watched     `group:"For those who run it"`
	keeping     `group:"For those who run it"`
}

// Run listens, opens the database, works on its batches and serves. Until the
// database is ready it says so to whoever asks.
func (c *serveCmd) Run(env *environment) (err error) {
	mode, err := c.mode()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	door := &api.Door{}
	if err := c.begin(env, log, door); err != nil {
		return err
	}
	site, err := listen("--addr", c.Addr, door)
	if err != nil {
		return err
	}
	// All that is in hand when the service stops shares one limit of time, but
	// what is read of batches has some seconds in any case.
	var stopping context.Context
	grace := func(least time.Duration) (context.Context, context.CancelFunc) {
		left := least
		if stopping != nil {
			deadline, _ := stopping.Deadline()
			left = max(least, time.Until(deadline))
		}
		return context.WithTimeout(context.WithoutCancel(env.ctx), left)
	}
	defer func() {
		ctx, cancel := grace(time.Second)
		defer cancel()
		site.srv.Close()
		c.end(ctx, log)
	}()
	docs, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer docs.Close()
	access, err := c.access(env.ctx, mode, docs)
	if err != nil {
		return err
	}
	if err := c.know(env.ctx, c.DB, docs); err != nil {
		return err
	}
	if c.Sample {
		if err := env.loadSample(env.ctx, docs); err != nil {
			return err
		}
	}
	// The queue tells of every migration and start; only its trouble is news.
	trouble := slog.New(slog.NewJSONHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	queue, err := batch.Open(env.ctx, docs, batch.Options{Read: c.meter.ReadFunc(env.options(), api.CleanName), Jobs: c.Jobs, Log: trouble})
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := grace(5 * time.Second)
		defer cancel()
		if closeErr := queue.Close(ctx); closeErr != nil {
			log.Warn("files in hand were put back into the queue", "err", closeErr)
		}
	}()
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	housework, rest := context.WithCancel(env.ctx)
	var house sync.WaitGroup
	house.Go(func() { c.keepHouse(housework, docs, hourly.C, log) })
	defer house.Wait()
	defer rest()
	c.meter.Queue(docs.Backlog)
	door.Open(api.New(api.Options{Version: version(), Parser: env.options(), Documents: docs, Corrections: docs, Batches: queue, Log: log, Stopping: env.ctx,
		Sample: env.sampler(docs), Access: access, Meter: c.meter, Tracing: c.tracing}))
	fmt.Fprintf(env.stdout, "yaodian listens on http://%s\n", site.addr)
	select {
	case err := <-site.ended:
		return err
	case <-queue.Failed():
	case <-env.ctx.Done():
		log.Info("stopping", "drain", c.Drain.String(), "stop", c.Stop.String())
		time.Sleep(c.Drain) // /readyz says that it stops; requests are still taken
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), c.Stop)
	defer cancel()
	if err := site.close(stopping); err != nil {
		return err
	}
	return queue.Err()
}

// sampler is what the page's offer of the samples does.
func (env *environment) sampler(docs api.Documents) func(context.Context) error {
	return func(ctx context.Context) error { return env.loadSample(ctx, docs) }
}

// loadSample stores the sample plans.
func (env *environment) loadSample(ctx context.Context, docs api.Documents) error {
	for _, name := range sample.Names {
		data, err := sample.Read(name)
		if err != nil {
			return err
		}
		p, err := extract.Read(ctx, name, data, env.options())
		if err != nil {
			return fmt.Errorf("sample %s: %w", name, err)
		}
		if _, err := docs.Put(ctx, data, p); err != nil {
			return err
		}
	}
	return nil
}
