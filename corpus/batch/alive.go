package batch

import (
	"context"
	"os"
	"strconv"
	"strings"
	"time"

	"yaodian/corpus/store"
)

// keepAlive says every few seconds that this worker lives, and looks for those
// that do not.
func (b *Service) keepAlive(ctx context.Context) {
	tick := time.NewTicker(b.opt.Stale / 5)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := b.store.Heartbeat(ctx, b.worker); err != nil && ctx.Err() == nil {
			b.opt.Log.Warn("heartbeat", "error", err)
			b.trouble(err)
		}
		if err := b.takeUp(ctx); err != nil && ctx.Err() == nil {
			b.opt.Log.Warn("taking up what was cut off", "error", err)
		}
		if err := b.reap(ctx); err != nil && ctx.Err() == nil {
			b.opt.Log.Warn("looking for dead workers", "error", err)
		}
	}
}

// takeUp queues the chunks anew that were at work when the database went away.
// Neither their claims could be given back nor, mostly, their failure be told
// to River, which would take them to be at work for hours. Where River does
// repeat a job by itself, the second finds nothing to do.
func (b *Service) takeUp(ctx context.Context) error {
	b.mu.Lock()
	chunks := b.cutOff
	b.cutOff = nil
	b.mu.Unlock()
	if len(chunks) == 0 {
		return nil
	}
	err := b.store.Update(ctx, func(tx *store.Tx) error {
		for _, c := range chunks {
			if err := tx.Release(ctx, b.worker, c.Batch, c.First, c.Last); err != nil {
				return err
			}
		}
		return b.queue.insert(ctx, tx, 1, chunks)
	})
	if err != nil {
		b.mu.Lock()
		b.cutOff = append(b.cutOff, chunks...)
		b.mu.Unlock()
		return err
	}
	b.opt.Log.Info("took up what a lost connection had cut off", "chunks", len(chunks))
	return nil
}

// reap gives the chunks that dead workers held to the living. River's own
// table keeps the dead worker's jobs as running until it rescues them hours
// later; they then find nothing to do.
func (b *Service) reap(ctx context.Context) error {
	workers, err := b.store.Workers(ctx)
	if err != nil {
		return err
	}
	var dead []string
	for id, silent := range workers {
		if id != b.worker && (silent > b.opt.Stale || endedHere(id, b.worker)) {
			dead = append(dead, id)
		}
	}
	if len(dead) == 0 {
		return nil
	}
	held, err := b.queue.held(ctx)
	if err != nil {
		return err
	}
	for _, id := range dead {
		err := b.store.Update(ctx, func(tx *store.Tx) error {
			// Whoever forgets the worker gives its work away; the others find
			// it forgotten.
			first, err := tx.ForgetWorker(ctx, id)
			if err != nil || !first {
				return err
			}
			for _, c := range held[id] {
				if err := tx.RequeueOf(ctx, id, c.Batch, c.First, c.Last); err != nil {
					return err
				}
			}
			return b.queue.insert(ctx, tx, 1, held[id])
		})
		if err != nil {
			return err
		}
		b.opt.Log.Info("took over from a dead worker", "worker", id, "chunks", len(held[id]))
	}
	return nil
}

// endedHere reports that a worker was a process of this machine that no longer
// exists. Names are "host:pid:start".
func endedHere(id, self string) bool {
	host, rest, _ := strings.Cut(id, ":")
	own, _, _ := strings.Cut(self, ":")
	pid, _, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(pid)
	return err == nil && host == own && n != os.Getpid() && !processExists(n)
}
