package store

import (
	"context"
	"strconv"
	"time"
)

// Names in the audit log of those who come without a token.
const (
	WhoLocal  = "local"     // on the machine itself
	WhoAnyone = "anonymous" // from elsewhere, where a service asks nobody
)

// Act is a line of the audit log: a change, by whom and with what result. It
// holds no secrets and nothing of what documents say.
type Act struct {
	ID     int64     `json:"id"` // ascending
	At     time.Time `json:"at"`
	Who    string    `json:"who"`    // a token's name, WhoLocal or WhoAnyone
	Token  *string   `json:"token"`  // the token's id
	Action string    `json:"action"` // method and route, or the command
	Object *string   `json:"object"` // id of what it was done to
	// Status is that of the HTTP answer; null for commands, and for a request
	// that changed something and was not answered yet, or never, since the
	// service was killed.
	Status  *int    `json:"status" doc:"Status of the answer; null for commands, and for a change that the service was killed before answering."`
	Request *string `json:"request"` // id of the request, as in the log
}

// ActFilter narrows the audit log. Zero fields do not narrow.
type ActFilter struct {
	Who    string // exactly
	Object string // exactly
	From   time.Time
	To     time.Time // before this
	Limit  int       // 1 to MaxLimit; 0 means DefaultLimit
	Cursor string    // as the call before returned it
}

// Acts returns a page of the audit log, the newest first, and the cursor of
// the next page, "" after the last. CodeBadCursor when the cursor is not one
// that Acts made.
func (s *Store) Acts(ctx context.Context, f ActFilter) ([]Act, string, error) {
	limit, err := pageSize(f.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	if f.Cursor != "" {
		at, err := readCursor("a", f.Cursor, 1)
		if err != nil {
			return nil, "", err
		}
		w.add("seq < ", at[0])
	}
	if f.Who != "" {
		w.add("who = ", clean(f.Who))
	}
	if f.Object != "" {
		w.add("object = ", clean(f.Object))
	}
	if !f.From.IsZero() {
		w.add("at >= ", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		w.add("at < ", f.To.UnixMicro())
	}
	out, next := []Act{}, ""
	err = each(ctx, s.db.reader(), `SELECT seq, at, who, token, action, object, status, request FROM audit`+w.sql()+
		` ORDER BY seq DESC LIMIT `+strconv.Itoa(limit+1), w.args, func(scan func(...any) error) error {
		var a Act
		var at int64
		if err := scan(&a.ID, &at, &a.Who, &a.Token, &a.Action, &a.Object, &a.Status, &a.Request); err != nil {
			return err
		}
		a.At = time.UnixMicro(at).UTC()
		if len(out) == limit {
			next = cursor("a", out[limit-1].ID)
			return nil
		}
		out = append(out, a)
		return nil
	})
	return out, next, err
}

// pruneChunk is how many lines one transaction takes out of the log: few
// enough that nobody waits for it.
const pruneChunk = 2000

// PruneActs takes the lines of the audit log that are older than before out of
// it, the oldest first, and returns how many those were. What was taken out by
// the time that ctx ends stays out.
func (s *Store) PruneActs(ctx context.Context, before time.Time) (pruned int64, err error) {
	for n := int64(pruneChunk); err == nil && n == pruneChunk; pruned += n {
		err = s.Update(ctx, func(tx *Tx) error {
			n, err = tx.exec(ctx, `DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE at < $1 ORDER BY at LIMIT $2)`, before.UnixMicro(), pruneChunk)
			return err
		})
		if err != nil {
			n = 0
		}
	}
	return pruned, err
}
