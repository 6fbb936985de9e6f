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
)

type serveCmd struct {
	Addr string        `default:"127.0.0.1:8080" help:"Address to listen on."`
	Stop time.Duration `default:"20s" help:"How long requests in hand may take to finish when the service stops."`
}

// Run serves until the process is told to stop, then lets requests in hand
// finish.
func (c *serveCmd) Run(env *environment) error {
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	h := api.New(api.Options{Version: version(), Parser: env.options(), Log: log})
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
