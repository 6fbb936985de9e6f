package store

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"strconv"
	"strings"
	"sync"
	"time"

	"yaodian/extract"
)

// Document describes a stored notice; its plan and source are fetched apart.
type Document struct {
	ID        string             `json:"id"` // SHA-256 of the source bytes, hex
	Name      string             `json:"name"`
	MediaType string             `json:"media_type"`
	Size      int64              `json:"size"` // bytes of the source
	Title     extract.NullString `json:"title"`
	Issuer    extract.NullString `json:"issuer"`
	Kind      extract.NullString `json:"kind"`
	Year      extract.NullInt    `json:"year"`
	YearEnd   extract.NullInt    `json:"year_end"`
	Items     int                `json:"items"` // counts of what the plan holds
	Offices   int                `json:"offices"`
	Targets   int                `json:"targets"`
	Warnings  int                `json:"warnings"`
	Extractor string             `json:"extractor"` // extract.Version that made the plan
	// Corrections counts those in force; the plan and what is counted of it
	// are as corrected.
	Corrections int       `json:"corrections"`
	CreatedAt   time.Time `json:"created_at"`
	// Revision rises with every correction made, taken back or put back.
	Revision int64 `json:"-"`
}

// Version names the state of the document's plan: it differs when the plan may.
func (d Document) Version() string {
	v := d.ID[:min(32, len(d.ID))] + "-" + d.Extractor
	if d.Revision > 0 {
		v += "-c" + strconv.FormatInt(d.Revision, 10)
	}
	return v
}

const documentColumns = `d.seq, d.id, d.name, d.media_type, d.size, COALESCE(d.title, ''), COALESCE(d.issuer, ''),
	COALESCE(d.kind, ''), COALESCE(d.year, 0), COALESCE(d.year_end, 0), d.items, d.offices, d.targets, d.warnings,
	d.extractor, d.corrections, d.revision, d.created_at`

func scanDocument(scan func(...any) error, more ...any) (seq int64, d Document, err error) {
	var created int64
	var title, issuer, kind string
	var year, yearEnd int
	err = scan(append([]any{&seq, &d.ID, &d.Name, &d.MediaType, &d.Size, &title, &issuer, &kind, &year, &yearEnd,
		&d.Items, &d.Offices, &d.Targets, &d.Warnings, &d.Extractor, &d.Corrections, &d.Revision, &created}, more...)...)
	d.Title, d.Issuer, d.Kind = extract.NullString(title), extract.NullString(issuer), extract.NullString(kind)
	d.Year, d.YearEnd = extract.NullInt(year), extract.NullInt(yearEnd)
	d.CreatedAt = time.UnixMicro(created).UTC()
	return seq, d, err
}

// Put stores a source and its plan in one transaction. A document is known by
// the hash of its bytes, plan.ID: when these bytes are stored already, nothing
// changes and created is false, whatever name they came under this time.
func (s *Store) Put(ctx context.Context, source []byte, plan *extract.Plan) (created bool, err error) {
	w, err := s.Prepare(source, plan)
	if err != nil {
		return false, err
	}
	err = s.Update(ctx, func(tx *Tx) error {
		created, err = tx.Put(ctx, w)
		return err
	})
	return created && err == nil, err
}

// Update runs f in one write transaction, and with it writes the line of the
// context's deed into the audit log.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	d := DeedOf(ctx)
	var lines []line
	err := s.db.write(ctx, func(tx *Tx) (err error) {
		tx.store = s
		if err := f(tx); err != nil {
			return err
		}
		if err := tx.pending.insert(ctx, tx); err != nil {
			return err
		}
		lines, err = tx.note(ctx, d)
		return err
	})
	if err == nil && lines != nil {
		d.lines = lines
	}
	return err
}

// Prepared is a document ready to be written: all work that needs no
// transaction is done.
type Prepared struct {
	plan         *extract.Plan
	source, json []byte // packed
	size         int64
	rows         planRows
}

// Prepare does the part of Put and Tx.Replace that needs no transaction, for
// callers that write many documents in one.
func (s *Store) Prepare(source []byte, plan *extract.Plan) (*Prepared, error) {
	b := encodings.Get().(*bytes.Buffer)
	defer encodings.Put(b)
	b.Reset()
	if err := plan.Encode(b); err != nil {
		return nil, err
	}
	return &Prepared{plan: plan, source: pack(source, nil), json: pack(b.Bytes(), source), size: int64(len(source)), rows: flatten(plan)}, nil
}

var encodings = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Put writes a prepared document; see Store.Put.
func (tx *Tx) Put(ctx context.Context, w *Prepared) (created bool, err error) {
	p := w.plan
	tx.about(p.ID)
	seq, err := one[int64](ctx, tx, documentInsert,
		append([]any{p.ID, clean(p.Source.Name), p.Source.MediaType, w.size}, append(planColumns(w), extract.Version, tx.store.now().UnixMicro())...)...)
	if err == ErrNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	w.rows.blobs = [][]any{{seq, w.source, w.json}}
	tx.pending.add(w.rows, seq)
	return true, nil
}

const documentInsert = `INSERT INTO documents (id, name, media_type, size, title, issuer, kind, document_number,
	issued_on, year, year_end, items, offices, targets, warnings, extractor, created_at)
	VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17) ON CONFLICT (id) DO NOTHING RETURNING seq`

// planColumns are title … warnings of documents.
func planColumns(w *Prepared) []any {
	p := w.plan
	return []any{null(clean(string(p.Title))), null(clean(string(p.Issuer))), null(string(p.Kind)), null(string(p.DocumentNumber)),
		null(string(p.IssuedOn)), null(int(p.Year)), null(int(p.YearEnd)), len(p.Items), len(w.rows.offices), len(w.rows.targets),
		len(p.Warnings)}
}

// Replace puts a new plan in the place of a stored document's, as reparse
// does, and lays its corrections over it; source, the bytes that are stored,
// name and creation time stay. ErrNotFound when it is gone.
func (s *Store) Replace(ctx context.Context, source []byte, plan *extract.Plan) error {
	w, err := s.Prepare(source, plan)
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error { return tx.Replace(ctx, w) })
}

// Replace is Store.Replace of a prepared document in a transaction. Where it
// returns ErrNotFound, nothing was written and the transaction may go on.
func (tx *Tx) Replace(ctx context.Context, w *Prepared) error {
	seq, err := one[int64](ctx, tx, `UPDATE documents SET extractor=$2 WHERE id=$1 RETURNING seq`, w.plan.ID, extract.Version)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE blobs SET plan=$2 WHERE doc=$1`, seq, w.json); err != nil {
		return err
	}
	return tx.settle(ctx, seq, w)
}

// Get describes one document, or returns ErrNotFound.
func (s *Store) Get(ctx context.Context, id string) (Document, error) {
	return document(ctx, s.db.reader(), id)
}

func document(ctx context.Context, q querier, id string) (Document, error) {
	var d Document
	found := false
	err := each(ctx, q, `SELECT `+documentColumns+` FROM documents d WHERE d.id=$1`, []any{id}, func(scan func(...any) error) (err error) {
		found = true
		_, d, err = scanDocument(scan)
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return d, err
}

// PlanJSON returns the document's plan, corrections laid over it, exactly as
// Plan.Encode writes it.
func (s *Store) PlanJSON(ctx context.Context, id string) ([]byte, error) {
	return s.planJSON(ctx, s.db.reader(), "COALESCE(b.corrected, b.plan)", "d.id", id)
}

// ExtractedJSON is PlanJSON without the corrections: what was extracted.
func (s *Store) ExtractedJSON(ctx context.Context, id string) ([]byte, error) {
	return s.planJSON(ctx, s.db.reader(), "b.plan", "d.id", id)
}

// planJSON unpacks a column of plans, of the document that has a value in a key.
func (s *Store) planJSON(ctx context.Context, q querier, column, key string, value any) ([]byte, error) {
	var plan, source []byte
	found := false
	err := each(ctx, q, `SELECT `+column+`, b.source FROM documents d JOIN blobs b ON b.doc=d.seq WHERE `+key+`=$1`, []any{value}, func(scan func(...any) error) error {
		found = true
		return scan(&plan, &source)
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if len(plan) > 0 && plan[0] == packedBeside {
		if source, err = s.unpack(source, nil); err != nil {
			return nil, err
		}
	}
	return s.unpack(plan, source)
}

// Plan returns the document's plan, corrections laid over it.
func (s *Store) Plan(ctx context.Context, id string) (*extract.Plan, error) {
	b, err := s.PlanJSON(ctx, id)
	if err != nil {
		return nil, err
	}
	return decode(b)
}

func decode(b []byte) (*extract.Plan, error) {
	p, err := extract.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, refuse(CodeCorrupt, "the stored plan cannot be read; run yaodian reparse", err)
	}
	return p, nil
}

// Source returns the document and the bytes it came as.
func (s *Store) Source(ctx context.Context, id string) (Document, []byte, error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return d, nil, err
	}
	b, err := one[[]byte](ctx, s.db.reader(), `SELECT b.source FROM documents d JOIN blobs b ON b.doc=d.seq WHERE d.id=$1`, id)
	if err != nil {
		return d, nil, err
	}
	b, err = s.unpack(b, nil)
	return d, b, err
}

// Known returns which of the ids are stored.
func (s *Store) Known(ctx context.Context, ids []string) (map[string]bool, error) {
	return s.which(ctx, ids, "")
}

// Corrected returns which of the documents have corrections in force.
func (s *Store) Corrected(ctx context.Context, ids []string) (map[string]bool, error) {
	return s.which(ctx, ids, " AND corrections > 0")
}

func (s *Store) which(ctx context.Context, ids []string, and string) (map[string]bool, error) {
	known := make(map[string]bool)
	for len(ids) > 0 {
		part := ids[:min(500, len(ids))]
		ids = ids[len(part):]
		in, args := list(part, 1)
		err := each(ctx, s.db.reader(), `SELECT id FROM documents WHERE id IN (`+in+`)`+and, args, func(scan func(...any) error) error {
			var id string
			if err := scan(&id); err != nil {
				return err
			}
			known[id] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

// Delete removes a document with all its rows, or returns ErrNotFound.
func (s *Store) Delete(ctx context.Context, id string) error {
	return s.Update(ctx, func(tx *Tx) error {
		tx.about(id)
		seq, err := one[int64](ctx, tx, `SELECT seq FROM documents WHERE id=$1`, id)
		if err != nil {
			return err
		}
		if err := deleteRows(ctx, tx, seq); err != nil {
			return err
		}
		_, err = tx.exec(ctx, `DELETE FROM documents WHERE seq=$1`, seq)
		return err
	})
}

// clean drops what PostgreSQL cannot hold in a text: NUL and broken UTF-8,
// which occur in names of files.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// Outdated returns up to limit documents, in order of storing, whose plan
// another version of the extractor made, or all; pass 0 at first and then the
// second result.
func (s *Store) Outdated(ctx context.Context, after int64, all bool, limit int) ([]Document, int64, error) {
	w := where{}
	w.add("d.seq > ", after)
	if !all {
		w.add("d.extractor <> ", extract.Version)
	}
	var out []Document
	err := each(ctx, s.db.reader(), `SELECT `+documentColumns+` FROM documents d`+w.sql()+` ORDER BY d.seq LIMIT `+strconv.Itoa(limit), w.args,
		func(scan func(...any) error) error {
			seq, d, err := scanDocument(scan)
			out, after = append(out, d), seq
			return err
		})
	return out, after, err
}

// Plans goes through the plans of the documents that a filter matches, the
// newest first; Limit and Cursor are not used. Documents that are deleted
// meanwhile are passed over.
func (s *Store) Plans(ctx context.Context, f Filter) iter.Seq2[*extract.Plan, error] {
	return func(yield func(*extract.Plan, error) bool) {
		f.Limit, f.Cursor = MaxLimit, ""
		for {
			page, next, err := s.List(ctx, f)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, d := range page {
				p, err := s.Plan(ctx, d.ID)
				if errors.Is(err, ErrNotFound) {
					continue
				}
				if !yield(p, err) || err != nil {
					return
				}
			}
			if f.Cursor = next; next == "" {
				return
			}
		}
	}
}
