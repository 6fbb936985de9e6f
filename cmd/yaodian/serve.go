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
	"yaodian/corpus/store"
	"yaodian/extract"
)

type serveCmd struct {
	Addr   string        `default:"127.0.0.1:8080" help:"Address to listen on."`
	DB     string        `default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database: a SQLite file, or a PostgreSQL address."`
	Sample bool          `help:"Load two sample plans of an invented city, if they are not there."`
	Stop   time.Duration `default:"20s" help:"How long requests in hand may take to finish when the service stops."`
}

// Run serves until the process is told to stop, then lets requests in hand
// finish.
func (c *serveCmd) Run(env *environment) error {
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	docs, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer docs.Close()
	if c.Sample {
		if err := env.loadSample(docs); err != nil {
			return err
		}
	}
	h := api.New(api.Options{Version: version(), Parser: env.options(), Documents: docs, Log: log})
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", c.Addr, errors.Unwrap(err))
	}
	srv := api.Server(h)
	fmt.Fprintf(env.stdout, "yaodian listens on http://%s\n", ln.Addr())
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-env.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.Stop)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		return fmt.Errorf("requests were cut off after %s", c.Stop)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
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
