-- +goose Up
-- Answers to requests that carried an Idempotency-Key, kept so that the same
-- request sent again gets the same answer and does nothing.
CREATE TABLE idempotency_keys (
    key         TEXT PRIMARY KEY, -- SHA-256 of who asks and the key that they sent, hex
    owner       TEXT,             -- the worker that has the request in hand; NULL once it is answered
    fingerprint TEXT,             -- SHA-256 of what was asked, hex
    status      BIGINT,
    location    TEXT,
    body        BYTEA,
    created_at  BIGINT NOT NULL  -- Unix microseconds
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- The depth of the queue, which monitoring asks for again and again.
CREATE INDEX batch_documents_waiting ON batch_documents (state) WHERE state IN ('queued', 'running');

-- +goose Down
DROP INDEX batch_documents_waiting;
DROP TABLE idempotency_keys;
