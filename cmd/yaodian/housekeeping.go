package main

import (
	"context"
	"log/slog"
	"time"

	"yaodian/corpus/store"
)

// keeping says how long a service keeps what only grows.
type keeping struct {
	AuditKeep int `env:"YAODIAN_AUDIT_KEEP" default:"1095" placeholder:"DAYS" help:"Days that the audit log is kept; what is older is taken out every hour. 0 keeps it for good."`
}

// check refuses what cannot be meant.
func (k keeping) check() error {
	if k.AuditKeep < 0 {
		return usageError("--audit-keep must not be negative; 0 keeps the audit log for good")
	}
	return nil
}

// pruner is what housekeeping needs of a store.
type pruner interface {
	PruneActs(ctx context.Context, before time.Time) (int64, error)
}

var _ pruner = (*store.Store)(nil)

// keepHouse takes out what is too old: at once and at every tick, until ctx
// ends. Several services on one database may do so at a time. What fails is
// tried again at the next tick.
func (k keeping) keepHouse(ctx context.Context, s pruner, tick <-chan time.Time, log *slog.Logger) {
	if k.AuditKeep == 0 {
		return
	}
	for now := time.Now(); ; {
		before := now.AddDate(0, 0, -k.AuditKeep)
		n, err := s.PruneActs(ctx, before)
		if err != nil && ctx.Err() == nil {
			log.Warn("the audit log was not pruned", "err", err)
		}
		if n > 0 {
			log.Info("pruned the audit log", "lines", n, "before", before.UTC().Format(time.DateOnly))
		}
		select {
		case <-ctx.Done():
			return
		case now = <-tick:
		}
	}
}
