package store

import (
	"context"
	"time"

	"yaodian/parser/format"
)

// Codes of requests that repeat a key.
const (
	CodeKeyInHand format.Code = "idempotency_key_in_hand" // the first request with it is not answered yet
	CodeKeyReused format.Code = "idempotency_key_reused"  // it came with another request before
)

// Answer is what a request was answered with.
type Answer struct {
	Fingerprint string // of the request
	Status      int
	Location    string
	Body        []byte
}

// ClaimKey takes a key for a request that the worker has in hand. It returns
// nil when the key is the caller's, who must then call KeepAnswer or ReleaseKey;
// the answer, when the key has one no older than keep; and CodeKeyInHand while
// another has it. What a worker had in hand that is silent for longer than
// stale, or gone, is the caller's.
func (s *Store) ClaimKey(ctx context.Context, key, worker string, keep, stale time.Duration) (kept *Answer, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		now := s.now()
		if _, err := tx.exec(ctx, `DELETE FROM idempotency_keys WHERE created_at < $1`, now.Add(-keep).UnixMicro()); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `INSERT INTO idempotency_keys (key, owner, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`, key, worker, now.UnixMicro())
		if err != nil || n == 1 {
			return err
		}
		n, err = tx.exec(ctx, `UPDATE idempotency_keys SET owner=$2, created_at=$3 WHERE key=$1 AND owner IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM workers w WHERE w.id=idempotency_keys.owner AND w.seen_at > `+clock[tx.dialect()]+` - $4)`,
			key, worker, now.UnixMicro(), stale.Seconds())
		if err != nil || n == 1 {
			return err
		}
		var a Answer
		err = each(ctx, tx, `SELECT fingerprint, status, COALESCE(location, ''), body FROM idempotency_keys WHERE key=$1 AND owner IS NULL`, []any{key},
			func(scan func(...any) error) error {
				kept = &a
				return scan(&a.Fingerprint, &a.Status, &a.Location, &a.Body)
			})
		if err == nil && kept == nil {
			err = refuse(CodeKeyInHand, "the first request with this Idempotency-Key is not answered yet; ask again shortly", nil)
		}
		return err
	})
	return kept, err
}

// KeepAnswer answers the requests to come with a key that the worker claimed.
// It does nothing where the claim was taken over.
func (s *Store) KeepAnswer(ctx context.Context, key, worker string, a Answer) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `UPDATE idempotency_keys SET owner=NULL, fingerprint=$3, status=$4, location=$5, body=$6 WHERE key=$1 AND owner=$2`,
			key, worker, a.Fingerprint, a.Status, null(a.Location), a.Body)
		return err
	})
}

// ReleaseKey gives a claimed key back: its request failed and may be repeated.
func (s *Store) ReleaseKey(ctx context.Context, key, worker string) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM idempotency_keys WHERE key=$1 AND owner=$2`, key, worker)
		return err
	})
}
