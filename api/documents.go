package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"yaodian/extract"
)

// ErrNoDocument is what Documents returns for an id that it does not hold.
var ErrNoDocument = errors.New("no such document")

// Documents is what the service needs of a store. Every method but Ping may
// fail with ErrNoDocument where it takes an id.
type Documents interface {
	// Put keeps a plan and the bytes it was read from, both or neither. It
	// reports false when the document is there already and leaves it alone.
	Put(ctx context.Context, plan *extract.Plan, source []byte) (created bool, err error)
	// PlanJSON returns the plan as Plan.Encode wrote it, byte for byte.
	PlanJSON(ctx context.Context, id string) ([]byte, error)
	// Source returns the bytes that were uploaded.
	Source(ctx context.Context, id string) ([]byte, error)
	// List returns the documents that match, newest first, and the cursor of
	// the next page, "" at the end.
	List(ctx context.Context, f Filter) (entries []Entry, next string, err error)
	Delete(ctx context.Context, id string) error
	Ping(ctx context.Context) error
}

// Filter selects documents; zero fields select all.
type Filter struct {
	Issuer, Kind string
	Year         int
	Query        string // words of title, issuer or name
	Limit        int    // 1 to 200
	Cursor       string // as List returned it
}

// Entry is a document in a list.
type Entry struct {
	ID             string    `json:"id" doc:"SHA-256 of the source bytes, hex."`
	Name           string    `json:"name" doc:"Name of the source file."`
	MediaType      string    `json:"media_type"`
	Size           int64     `json:"size" doc:"Bytes of the source."`
	Title          *string   `json:"title"`
	Issuer         *string   `json:"issuer"`
	Kind           *string   `json:"kind"`
	DocumentNumber *string   `json:"document_number"`
	IssuedOn       *string   `json:"issued_on" doc:"ISO 8601 date."`
	Year           *int      `json:"year"`
	YearEnd        *int      `json:"year_end"`
	Items          int       `json:"items" doc:"Number of numbered units."`
	Offices        int       `json:"offices" doc:"Number of distinct offices."`
	Targets        int       `json:"targets"`
	Warnings       int       `json:"warnings"`
	AddedAt        time.Time `json:"added_at"`
}

// EntryOf summarises a plan.
func EntryOf(p *extract.Plan, added time.Time) Entry {
	e := Entry{ID: p.ID, Name: p.Source.Name, MediaType: p.Source.MediaType, Size: p.Source.Size,
		Title: str(p.Title), Issuer: str(p.Issuer), Kind: str(p.Kind), DocumentNumber: str(p.DocumentNumber),
		IssuedOn: str(p.IssuedOn), Year: num(p.Year), YearEnd: num(p.YearEnd),
		Items: len(p.Items), Warnings: len(p.Warnings), AddedAt: added}
	offices := map[string]bool{}
	for _, it := range p.Items {
		e.Targets += len(it.Targets)
		for _, o := range it.Offices {
			offices[o.Name] = true
		}
	}
	e.Offices = len(offices)
	return e
}

func str(s extract.NullString) *string {
	if s == "" {
		return nil
	}
	v := string(s)
	return &v
}

func num(n extract.NullInt) *int {
	if n == 0 {
		return nil
	}
	v := int(n)
	return &v
}

// add reads an upload and keeps it. The same bytes are read once: what is
// there already is returned as it is, under its first name.
func (s *server) add(ctx context.Context, up upload) (id string, plan []byte, created bool, err error) {
	sum := sha256.Sum256(up.data)
	id = hex.EncodeToString(sum[:])
	if plan, err = s.Documents.PlanJSON(ctx, id); !errors.Is(err, ErrNoDocument) {
		return id, plan, false, err
	}
	p, err := s.plan(ctx, up)
	if err != nil {
		return "", nil, false, err
	}
	if created, err = s.Documents.Put(ctx, p, up.data); err != nil {
		return "", nil, false, err
	}
	if !created { // another upload of the same bytes came first
		plan, err = s.Documents.PlanJSON(ctx, id)
		return id, plan, false, err
	}
	var b bytes.Buffer
	err = p.Encode(&b)
	return id, b.Bytes(), true, err
}

// document returns a stored plan and its source.
func (s *server) document(ctx context.Context, id string) (*extract.Plan, []byte, error) {
	b, err := s.Documents.PlanJSON(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	p, err := extract.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, nil, err
	}
	data, err := s.Documents.Source(ctx, id)
	return p, data, err
}
