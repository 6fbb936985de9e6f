package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"yaodian/corpus/correct"
	"yaodian/extract"
	"yaodian/parser/format"
)

// CodeStale refuses a change that was made looking at an older state.
const CodeStale format.Code = "stale"

// ErrStale is returned when a document is no longer in the state that the
// caller saw; nothing is changed then.
var ErrStale error = &format.Error{Code: CodeStale, Message: "the document was changed meanwhile; look at it again and repeat the change"}

// Corrections returns the document's corrections in order of making, those
// taken back among them. ErrNotFound when there is no such document.
func (s *Store) Corrections(ctx context.Context, id string) ([]correct.Correction, error) {
	seq, err := one[int64](ctx, s.db.reader(), `SELECT seq FROM documents WHERE id=$1`, id)
	if err != nil {
		return nil, err
	}
	return corrections(ctx, s.db.reader(), seq)
}

// Extracted returns the document's plan without its corrections.
func (s *Store) Extracted(ctx context.Context, id string) (*extract.Plan, error) {
	b, err := s.ExtractedJSON(ctx, id)
	if err != nil {
		return nil, err
	}
	return decode(b)
}

// Correct makes a correction of the document as it stands and lays it over the
// plan and its rows, all in one transaction. version is the Document.Version
// that the caller saw, "" for any: ErrStale when it is another by now. A draft
// that cannot be is refused with *correct.Invalid.
func (s *Store) Correct(ctx context.Context, id, version string, d correct.Draft) (correct.Correction, Document, error) {
	var c correct.Correction
	doc, err := s.revise(ctx, id, version, func(tx *Tx, seq int64, raw *extract.Plan, cs []correct.Correction) error {
		p, _ := correct.Apply(raw, cs)
		var err error
		if c, err = correct.Make(p, d); err != nil {
			return err
		}
		c.Seq, c.At = len(cs)+1, s.now().UTC().Truncate(time.Second)
		record, err := json.Marshal(c)
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `INSERT INTO corrections (doc, n, record) VALUES ($1, $2, $3)`, seq, c.Seq, clean(string(record)))
		return err
	})
	return c, doc, err
}

// Undo takes a correction back: number n, or the last in force where n is 0.
// Redo puts one back in its old place: number n, or the one taken back last.
// by says who does, "" where nobody said. ErrNotFound when there is no such
// one; version is as in Correct.
func (s *Store) Undo(ctx context.Context, id, version string, n int, by string) (correct.Correction, Document, error) {
	return s.toggle(ctx, id, version, n, true, by)
}

// Redo is described at Undo.
func (s *Store) Redo(ctx context.Context, id, version string, n int, by string) (correct.Correction, Document, error) {
	return s.toggle(ctx, id, version, n, false, by)
}

func (s *Store) toggle(ctx context.Context, id, version string, n int, undo bool, by string) (c correct.Correction, doc Document, err error) {
	doc, err = s.revise(ctx, id, version, func(tx *Tx, seq int64, _ *extract.Plan, cs []correct.Correction) error {
		found := -1
		for i, x := range cs {
			if (x.Gone == nil) != undo || n != 0 && x.Seq != n {
				continue
			}
			if undo || found < 0 || x.Gone.After(*cs[found].Gone) {
				found = i
			}
		}
		if found < 0 {
			return ErrNotFound
		}
		c = cs[found]
		c.Gone, c.GoneBy, c.Back, c.BackBy = nil, "", nil, ""
		now := s.now().UTC().Truncate(time.Microsecond)
		who := extract.NullString(clean(by))
		if undo {
			c.Gone, c.GoneBy = &now, who
		} else {
			c.Back, c.BackBy = &now, who
		}
		_, err := tx.exec(ctx, `UPDATE corrections SET undone=$3, undone_by=$4, redone=$5, redone_by=$6 WHERE doc=$1 AND n=$2`,
			seq, c.Seq, micros(c.Gone), null(string(c.GoneBy)), micros(c.Back), null(string(c.BackBy)))
		return err
	})
	return c, doc, err
}

// revise runs change on a document's extracted plan and corrections, alone,
// and settles what it returns.
func (s *Store) revise(ctx context.Context, id, version string, change func(tx *Tx, seq int64, raw *extract.Plan, cs []correct.Correction) error) (Document, error) {
	var doc Document
	err := s.Update(ctx, func(tx *Tx) error {
		tx.about(id)
		// Writing first holds the row: whoever comes second sees what the first did.
		seq, err := one[int64](ctx, tx, `UPDATE documents SET revision=revision+1 WHERE id=$1 RETURNING seq`, id)
		if err != nil {
			return err
		}
		if doc, err = document(ctx, tx, id); err != nil {
			return err
		}
		before := doc
		before.Revision--
		if version != "" && version != before.Version() {
			return ErrStale
		}
		b, err := s.planJSON(ctx, tx, "b.plan", "d.seq", seq)
		if err != nil {
			return err
		}
		raw, err := decode(b)
		if err != nil {
			return err
		}
		cs, err := corrections(ctx, tx, seq)
		if err != nil {
			return err
		}
		if err := change(tx, seq, raw, cs); err != nil {
			return err
		}
		w, err := s.Prepare(nil, raw)
		if err != nil {
			return err
		}
		if err := tx.settle(ctx, seq, w); err != nil {
			return err
		}
		doc, err = document(ctx, tx, id)
		return err
	})
	return doc, err
}

// settle lays the document's corrections over w, its extracted plan, and writes
// all that is made of the result.
func (tx *Tx) settle(ctx context.Context, seq int64, w *Prepared) error {
	cs, err := corrections(ctx, tx, seq)
	if err != nil {
		return err
	}
	cs = slices.DeleteFunc(cs, func(c correct.Correction) bool { return c.Gone != nil })
	var corrected any
	if len(cs) > 0 {
		p, _ := correct.Apply(w.plan, cs)
		if w, err = tx.store.Prepare(nil, p); err != nil {
			return err
		}
		corrected = w.json
	}
	if _, err := tx.exec(ctx, `UPDATE documents SET title=$2, issuer=$3, kind=$4, document_number=$5, issued_on=$6,
		year=$7, year_end=$8, items=$9, offices=$10, targets=$11, warnings=$12, corrections=$13 WHERE seq=$1`,
		append(append([]any{seq}, planColumns(w)...), len(cs))...); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE blobs SET corrected=$2 WHERE doc=$1`, seq, corrected); err != nil {
		return err
	}
	if err := deleteRows(ctx, tx, seq); err != nil {
		return err
	}
	tx.pending.add(w.rows, seq)
	return nil
}

// corrections reads a document's, in order of making.
func corrections(ctx context.Context, q querier, seq int64) ([]correct.Correction, error) {
	out := []correct.Correction{}
	err := each(ctx, q, `SELECT n, record, undone, COALESCE(undone_by, ''), redone, COALESCE(redone_by, '') FROM corrections WHERE doc=$1 ORDER BY n`, []any{seq}, func(scan func(...any) error) error {
		var n int
		var record, undoneBy, redoneBy string
		var undone, redone *int64
		if err := scan(&n, &record, &undone, &undoneBy, &redone, &redoneBy); err != nil {
			return err
		}
		var c correct.Correction
		if err := json.Unmarshal([]byte(record), &c); err != nil {
			return refuse(CodeCorrupt, "a stored correction cannot be read; restore the database from a backup", err)
		}
		c.Seq = n
		c.Gone, c.GoneBy = moment(undone), extract.NullString(undoneBy)
		c.Back, c.BackBy = moment(redone), extract.NullString(redoneBy)
		out = append(out, c)
		return nil
	})
	return out, err
}
