package batch

import (
	"context"
	"time"

	"yaodian/corpus/store"
)

// keepAnswers is how long an answer is kept for the same request sent again.
const keepAnswers = 24 * time.Hour

// Claim takes a key for a request in hand; see store.ClaimKey.
func (b *Service) Claim(ctx context.Context, key string) (*store.Answer, error) {
	return b.store.ClaimKey(ctx, key, b.worker, keepAnswers, b.opt.Stale)
}

// Keep answers the requests to come with a claimed key.
func (b *Service) Keep(ctx context.Context, key string, a store.Answer) error {
	return b.store.KeepAnswer(ctx, key, b.worker, a)
}

// Release gives a claimed key back after a failure.
func (b *Service) Release(ctx context.Context, key string) error {
	return b.store.ReleaseKey(ctx, key, b.worker)
}
