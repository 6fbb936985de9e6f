package store

import (
	"context"
	"slices"
)

// Deed is an act on its way into the audit log. Every transaction that writes
// under a context with a deed writes the deed's line too: both are there or
// neither, whenever the process is killed. Finish adds how it ended.
//
// A deed belongs to one request or command, which calls the store from one
// goroutine at a time. Who, Token and Object may be set until then.
type Deed struct {
	Act
	lines []line // of the log, as committed
}

// line is where a deed stands in the log; one whose transactions changed
// several documents has a line for each.
type line struct {
	seq    int64
	object string // "" where no transaction told one
}

type deedKey struct{}

// WithDeed puts what is written under the context on a deed's account; nil on
// nobody's.
func WithDeed(ctx context.Context, d *Deed) context.Context {
	return context.WithValue(ctx, deedKey{}, d)
}

// DeedOf returns the context's deed, or nil.
func DeedOf(ctx context.Context) *Deed {
	d, _ := ctx.Value(deedKey{}).(*Deed)
	return d
}

// about names what the transaction changed, for the line of the deed that it
// is part of: a document or batch by its id, a token by its name.
func (tx *Tx) about(object string) { tx.object = object }

// note writes the deed's line and returns the deed's lines as they are once
// the transaction is committed. A deed of nobody known has none: anyone could
// fill the log.
func (tx *Tx) note(ctx context.Context, d *Deed) ([]line, error) {
	if d == nil || d.Who == "" {
		return nil, nil
	}
	l := line{object: tx.object}
	if l.object == "" && d.Object != nil {
		l.object = *d.Object
	}
	for i, before := range d.lines {
		switch {
		case before.object == l.object || l.object == "":
			return d.lines, nil
		case before.object == "":
			_, err := tx.exec(ctx, `UPDATE audit SET object=$2 WHERE seq=$1`, before.seq, clean(l.object))
			lines := slices.Clone(d.lines)
			lines[i].object = l.object
			return lines, err
		}
	}
	a := d.Act
	if l.object != "" {
		a.Object = &l.object
	}
	if a.Token == nil && tx.token != "" {
		a.Token = &tx.token
	}
	var err error
	l.seq, err = tx.insertAct(ctx, a)
	return append(slices.Clip(d.lines), l), err
}

// insertAct adds a line to the log; its ID and time are the store's.
func (tx *Tx) insertAct(ctx context.Context, a Act) (seq int64, err error) {
	return one[int64](ctx, tx, `INSERT INTO audit (at, who, token, action, object, status, request) VALUES ($1,$2,$3,$4,$5,$6,$7) RETURNING seq`,
		tx.store.now().UnixMicro(), clean(a.Who), a.Token, a.Action, cleaned(a.Object), a.Status, a.Request)
}

// Finish adds to the log how a deed ended: its Status and Object, where it has
// them. One that changed nothing gets its line now.
func (s *Store) Finish(ctx context.Context, d *Deed) error {
	return s.Update(WithDeed(ctx, nil), func(tx *Tx) error {
		if len(d.lines) == 0 {
			_, err := tx.insertAct(ctx, d.Act)
			return err
		}
		for _, l := range d.lines {
			if _, err := tx.exec(ctx, `UPDATE audit SET status=$2, object=COALESCE(object, $3) WHERE seq=$1`, l.seq, d.Status, cleaned(d.Object)); err != nil {
				return err
			}
		}
		return nil
	})
}

func cleaned(s *string) *string {
	if s == nil {
		return nil
	}
	c := clean(*s)
	return &c
}
