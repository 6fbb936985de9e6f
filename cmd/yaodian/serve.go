package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
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
	Stop   time.Duration `env:"YAODIAN_STOP" default:"20s" help:"How long requests in hand may take to finish when the service stops."`

	accessFlags `group:"Who may use the service"`
}

// Run opens the database, works on its batches and serves.
func (c *serveCmd) Run(env *environment) error {
	mode, err := c.mode()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	docs, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer docs.Close()
	access, err := c.access(env.ctx, mode, docs)
	if err != nil {
		return err
	}
	if c.Sample {
		if err := env.loadSample(docs); err != nil {
			return err
		}
	}
	// The queue tells of every migration and start; only its trouble is news.
	trouble := slog.New(slog.NewJSONHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	queue, err := batch.Open(env.ctx, docs, batch.Options{Read: env.readFunc(), Jobs: c.Jobs, Log: trouble})
	if err != nil {
		return err
	}
	err = c.listen(env, api.New(api.Options{Version: version(), Parser: env.options(), Documents: docs, Corrections: docs, Batches: queue, Log: log, Stopping: env.ctx, Access: access}), queue)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), c.Stop)
	defer cancel()
	if closeErr := queue.Close(ctx); closeErr != nil {
		log.Warn("files in hand were put back into the queue", "err", closeErr)
	}
	return err
}

// listen serves until the process is told to stop or cannot work on, then lets
// requests in hand finish.
func (c *serveCmd) listen(env *environment, h http.Handler, queue *batch.Service) error {
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", c.Addr, errors.Unwrap(err))
	}
	srv := api.Server(h)
	fmt.Fprintf(env.stdout, "yaodian listens on http://%s\n", ln.Addr())
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		return err
	case <-queue.Failed():
	case <-env.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), c.Stop)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		return fmt.Errorf("requests were cut off after %s", c.Stop)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return queue.Err()
}

// loadSample stores the sample plans.
func (env *environment) loadSample(docs api.Documents) error {
	for _, name := range sample.Names {
		data, err := sample.Read(name)
		if err != nil {
			return err
		}
		p, err := extract.Read(env.ctx, name, data, env.options())
		if err != nil {
			return fmt.Errorf("sample %s: %w", name, err)
		}
		if _, err := docs.Put(env.ctx, data, p); err != nil {
			return err
		}
	}
	return nil
}
