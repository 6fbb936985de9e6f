-- +goose Up
CREATE TABLE batches (
    id         TEXT PRIMARY KEY,
    label      TEXT NOT NULL,
    priority   INTEGER NOT NULL,
    state      TEXT NOT NULL, -- open (more files may come), sealed, cancelled
    created_at INTEGER NOT NULL
);
CREATE INDEX batches_by_label ON batches (label);

-- One row a file, in input order. origin tells a file that is named again when
-- an interrupted ingest goes on; uploads have none. A file is read from path,
-- or from spool where the worker may run on another machine.
CREATE TABLE batch_documents (
    batch      TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    name       TEXT NOT NULL,
    origin     TEXT,
    path       TEXT,
    size       INTEGER NOT NULL,
    state      TEXT NOT NULL,
    worker     TEXT,
    attempts   INTEGER NOT NULL DEFAULT 0,
    document   TEXT,
    code       TEXT,
    message    TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (batch, n)
);
CREATE INDEX batch_documents_by_state ON batch_documents (batch, state, n);
CREATE UNIQUE INDEX batch_documents_by_origin ON batch_documents (batch, origin);

CREATE TABLE spool (
    batch TEXT NOT NULL,
    n     INTEGER NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (batch, n)
);

-- Processes that work on batches; one that stops saying so is dead, and its
-- work is given to others.
CREATE TABLE workers (
    id      TEXT PRIMARY KEY,
    seen_at DOUBLE PRECISION NOT NULL -- Unix seconds by the database's clock
);

-- +goose Down
DROP TABLE workers;
DROP TABLE spool;
DROP TABLE batch_documents;
DROP TABLE batches;
