package batch

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"yaodian/corpus/store"
)

// chunk is a job's argument: a run of a batch's files.
type chunk struct {
	Batch string `json:"batch"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	// Alone makes the process read nothing else meanwhile: the file is
	// suspected of killing it.
	Alone bool `json:"alone,omitempty"`
}

// Kind names the job to River.
func (chunk) Kind() string { return "ingest" }

// queue is River on either database.
type queue interface {
	start(ctx context.Context) error
	stop(ctx context.Context) error
	// insert adds jobs in the transaction: they exist when it commits.
	insert(ctx context.Context, tx *store.Tx, priority int, jobs []chunk) error
	// held returns the chunks that River believes to be at work, by worker.
	held(ctx context.Context) (map[string][]chunk, error)
}

// River's own times. A worker's death is noticed by its heartbeat long before
// rescueAfter, which only tidies River's table; no chunk takes jobTimeout.
const (
	jobTimeout  = 2 * time.Hour
	rescueAfter = 3 * time.Hour
)

// River fetches jobs for free places only, and not at once when one gets free.
// Fetched jobs wait here for their turn, so that processors never do.
const fetchAhead = 2

func openQueue(ctx context.Context, b *Service) (queue, error) {
	if db := b.store.SQLite(); db != nil {
		return newRiver(ctx, b, riversqlite.New(db), func(tx *store.Tx) *sql.Tx { return tx.SQLite },
			river.JobCompleteTx[*riversqlite.Driver, *sql.Tx, chunk])
	}
	return newRiver(ctx, b, riverpgxv5.New(b.store.Postgres()), func(tx *store.Tx) pgx.Tx { return tx.Postgres },
		river.JobCompleteTx[*riverpgxv5.Driver, pgx.Tx, chunk])
}

type riverQueue[T any] struct {
	client *river.Client[T]
	tx     func(*store.Tx) T
}

func newRiver[T any](ctx context.Context, b *Service, d riverdriver.Driver[T], tx func(*store.Tx) T,
	complete func(context.Context, T, *river.Job[chunk]) (*river.Job[chunk], error)) (queue, error) {
	m, err := rivermigrate.New(d, &rivermigrate.Config{Logger: b.opt.Log})
	if err != nil {
		return nil, err
	}
	// Processes that start together take turns: SQLite's transaction, and the
	// store's lock on PostgreSQL, where the migrations need transactions of
	// their own.
	err = b.store.Update(ctx, func(t *store.Tx) error {
		if err := t.Lock(ctx, "river"); err != nil {
			return err
		}
		if t.SQLite != nil {
			//lint:ignore SA1019 SQLite has one writing connection and this transaction holds it; its migrations need none of their own
			_, err = m.MigrateTx(ctx, tx(t), rivermigrate.DirectionUp, nil)
		} else {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	cfg := &river.Config{
		ID: b.worker, Logger: b.opt.Log, MaxAttempts: math.MaxInt16, RetryPolicy: retrySoon{},
		JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter, CompletedJobRetentionPeriod: 10 * time.Minute,
		FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond,
		Workers: river.NewWorkers(),
	}
	river.AddWorker(cfg.Workers, &worker{b: b, complete: func(ctx context.Context, t *store.Tx, j *river.Job[chunk]) error {
		_, err := complete(ctx, tx(t), j)
		return err
	}})
	if b.opt.Jobs > 0 {
		cfg.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: b.opt.Jobs * fetchAhead}}
	}
	c, err := river.NewClient(d, cfg)
	if err != nil {
		return nil, err
	}
	return &riverQueue[T]{client: c, tx: tx}, nil
}

func (q *riverQueue[T]) start(ctx context.Context) error { return q.client.Start(ctx) }

func (q *riverQueue[T]) stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	q.client.StopAndCancel(hard)
	return err
}

func (q *riverQueue[T]) insert(ctx context.Context, tx *store.Tx, priority int, jobs []chunk) error {
	if len(jobs) == 0 {
		return nil
	}
	many := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		many[i] = river.InsertManyParams{Args: j, InsertOpts: &river.InsertOpts{Priority: priority}}
	}
	_, err := q.client.InsertManyFastTx(ctx, q.tx(tx), many)
	return err
}

func (q *riverQueue[T]) held(ctx context.Context) (map[string][]chunk, error) {
	res, err := q.client.JobList(ctx, river.NewJobListParams().Kinds(chunk{}.Kind()).States(rivertype.JobStateRunning).First(10_000))
	if err != nil {
		return nil, err
	}
	out := make(map[string][]chunk)
	for _, j := range res.Jobs {
		var c chunk
		if len(j.AttemptedBy) == 0 || json.Unmarshal(j.EncodedArgs, &c) != nil {
			continue
		}
		w := j.AttemptedBy[len(j.AttemptedBy)-1]
		out[w] = append(out[w], c)
	}
	return out, nil
}

// retrySoon repeats a job that failed as a whole, which is to say whose
// database did, after 1 s, 2 s … 30 s.
type retrySoon struct{}

func (retrySoon) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(min(30*time.Second, time.Duration(max(1, len(j.Errors)+1))*time.Second))
}
