package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"yaodian/corpus/store"
	"yaodian/extract"
)

// Documents is what the service needs of a store; *store.Store is one. What
// takes an id fails with store.ErrNotFound where nothing is stored under it.
type Documents interface {
	// Put keeps a source and its plan, both or neither, and reports false when
	// these bytes are there already.
	Put(ctx context.Context, source []byte, plan *extract.Plan) (created bool, err error)
	// Get describes a document, Plan and PlanJSON return what was extracted
	// (PlanJSON byte for byte as Plan.Encode wrote it), Source what was uploaded.
	Get(ctx context.Context, id string) (store.Document, error)
	Plan(ctx context.Context, id string) (*extract.Plan, error)
	PlanJSON(ctx context.Context, id string) ([]byte, error)
	Source(ctx context.Context, id string) (store.Document, []byte, error)
	// List returns the documents that match, newest first, and the cursor of
	// the next page, "" at the end.
	List(ctx context.Context, f store.Filter) (list []store.Document, next string, err error)
	Search(ctx context.Context, q store.Query) (hits []store.Hit, next string, err error)
	Targets(ctx context.Context, q store.TargetQuery) (rows []store.TargetRow, next string, err error)
	Delete(ctx context.Context, id string) error
	Ping(ctx context.Context) error
}

// add reads an upload and keeps it. The same bytes are read once: what is
// there already is returned as it is, under its first name.
func (s *server) add(ctx context.Context, up upload) (id string, plan []byte, created bool, err error) {
	sum := sha256.Sum256(up.data)
	id = hex.EncodeToString(sum[:])
	if plan, err = s.Documents.PlanJSON(ctx, id); !errors.Is(err, store.ErrNotFound) {
		return id, plan, false, err
	}
	p, err := s.plan(ctx, up)
	if err != nil {
		return "", nil, false, err
	}
	if created, err = s.Documents.Put(ctx, up.data, p); err != nil {
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
