-- +goose Up
-- seq is never reused, so that a cursor taken before a deletion stays right.
CREATE TABLE documents (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    size            BIGINT NOT NULL,
    title           TEXT,
    issuer          TEXT,
    kind            TEXT,
    document_number TEXT,
    issued_on       TEXT,
    year            INTEGER,
    year_end        INTEGER,
    items           INTEGER NOT NULL,
    offices         INTEGER NOT NULL,
    targets         INTEGER NOT NULL,
    warnings        INTEGER NOT NULL,
    extractor       TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE INDEX documents_by_issuer ON documents (issuer, kind, year);
CREATE INDEX documents_by_kind ON documents (kind, year);
CREATE INDEX documents_by_year ON documents (year);
CREATE INDEX documents_by_extractor ON documents (extractor);

-- Large values stand apart, so that lists never page through them.
CREATE TABLE blobs (
    doc    BIGINT PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE,
    source BYTEA NOT NULL,
    plan   BYTEA NOT NULL
);

-- key = documents.seq * 1000000 + position: a document's items lie together
-- and need no second index. The same key is the row of the word index.
CREATE TABLE items (
    key    BIGINT PRIMARY KEY,
    path   TEXT NOT NULL,
    parent TEXT,
    level  INTEGER NOT NULL,
    label  TEXT NOT NULL,
    title  TEXT,
    start  INTEGER NOT NULL,
    stop   INTEGER NOT NULL,
    body   TEXT NOT NULL
);

CREATE TABLE offices (
    item     BIGINT NOT NULL,
    n        INTEGER NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    inferred BOOLEAN NOT NULL,
    start    INTEGER NOT NULL,
    stop     INTEGER NOT NULL,
    PRIMARY KEY (item, n)
);
CREATE INDEX offices_by_name ON offices (name, item);

-- value stands twice: the exact decimal as printed in JSON, and a number to
-- compare by.
CREATE TABLE targets (
    item       BIGINT NOT NULL,
    n          INTEGER NOT NULL,
    text       TEXT NOT NULL,
    start      INTEGER NOT NULL,
    stop       INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    action     TEXT,
    indicator  TEXT,
    value      TEXT,
    amount     DOUBLE PRECISION,
    value_max  TEXT,
    unit       TEXT,
    comparator TEXT NOT NULL,
    change     TEXT,
    direction  TEXT,
    baseline   TEXT,
    period     TEXT,
    due        TEXT,
    rule       TEXT NOT NULL,
    PRIMARY KEY (item, n)
);
CREATE INDEX targets_by_unit ON targets (unit, item, n);

-- The word index: lexemes are made by words.go, never by a PostgreSQL parser.
-- Weight A is the heading, B the body, D the terms of filters.
CREATE TABLE item_words (
    item  BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX item_words_by_word ON item_words USING gin (words);

-- +goose Down
DROP TABLE item_words;
DROP TABLE targets;
DROP TABLE offices;
DROP TABLE items;
DROP TABLE blobs;
DROP TABLE documents;
