package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"yaodian/api"
	"yaodian/api/observe"
	"yaodian/corpus/store"
)

// listener is an HTTP server at work.
type listener struct {
	srv   *http.Server
	addr  net.Addr
	ended chan error
}

// listen starts to serve on an address; flag is what chose it.
func listen(flag, addr string, h http.Handler) (*listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		cause := err
		if inner := errors.Unwrap(err); inner != nil {
			cause = inner
		}
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with %s", addr, cause, flag)
	}
	l := &listener{srv: api.Server(h), addr: ln.Addr(), ended: make(chan error, 1)}
	go func() { l.ended <- l.srv.Serve(ln) }()
	return l, nil
}

// close stops listening at once and lets requests in hand finish until ctx
// ends; then it cuts them off and says so.
func (l *listener) close(ctx context.Context) error {
	if err := l.srv.Shutdown(ctx); err != nil {
		l.srv.Close()
		return errors.New("requests in hand were cut off; --stop sets how long they may take")
	}
	return nil
}

// watched is what is watched of a process, and by whom.
type watched struct {
	AdminAddr string `env:"YAODIAN_ADMIN_ADDR" placeholder:"HOST:PORT" help:"Also answer /metrics, /livez, /readyz and /debug/pprof there. On an address that other machines reach, the first and the last need an admin's token."`

	meter   *observe.Meter
	tracing *observe.Tracing
	door    *api.AdminDoor // nil without AdminAddr
	admin   *listener
}

// begin makes the meter and the tracing of a process, and serves them where
// that is wanted.
func (w *watched) begin(env *environment, log *slog.Logger, health http.Handler) (err error) {
	w.meter = observe.NewMeter(version())
	w.meter.Children(env.pool)
	if w.tracing, err = observe.NewTracing(env.ctx, version()); err != nil {
		return fmt.Errorf("traces: %w; see the OTEL_ variables of the environment", err)
	}
	if w.tracing != nil {
		env.stage = w.tracing.Stage
	}
	if w.AdminAddr == "" {
		return nil
	}
	near, err := local("--admin-addr", w.AdminAddr)
	if err != nil {
		return err
	}
	w.door = &api.AdminDoor{Inner: observe.Admin(w.meter, health), Local: near}
	if w.admin, err = listen("--admin-addr", w.AdminAddr, w.door); err != nil {
		return err
	}
	log.Info("administration", "addr", w.admin.addr.String())
	return nil
}

// know lets the holders of an admin's token in to the administration, and
// checks that there is one where one is needed.
func (w *watched) know(ctx context.Context, db string, s *store.Store) error {
	if w.door == nil || w.door.Local {
		return nil
	}
	has, err := s.HasTokens(ctx, store.Admin)
	if err != nil {
		return err
	}
	if !has {
		return usageError(fmt.Sprintf("--admin-addr %s can be reached from other machines and asks for an admin's token, and the database has none yet: run\n"+
			"  yaodian token add NAME --role admin --db %s\nfirst, or choose an address of this machine, such as 127.0.0.1:9090", w.AdminAddr, shown("db", db)))
	}
	w.door.Know(s)
	return nil
}

// end sends the last traces and closes the administration.
func (w *watched) end(ctx context.Context, log *slog.Logger) {
	if err := w.tracing.Close(ctx); err != nil {
		log.Warn("traces were lost", "err", err)
	}
	if w.admin != nil {
		w.admin.srv.Close()
	}
}
