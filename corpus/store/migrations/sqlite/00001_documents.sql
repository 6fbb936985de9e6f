-- +goose Up
-- seq is never reused, so that a cursor taken before a deletion stays right.
CREATE TABLE documents (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    size            INTEGER NOT NULL,
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
    created_at      INTEGER NOT NULL
);
CREATE INDEX documents_by_issuer ON documents (issuer, kind, year);
CREATE INDEX documents_by_kind ON documents (kind, year);
CREATE INDEX documents_by_year ON documents (year);
CREATE INDEX documents_by_extractor ON documents (extractor);

-- Large values stand apart, so that lists never page through them.
CREATE TABLE blobs (
    doc    INTEGER PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE,
    source BLOB NOT NULL,
    plan   BLOB NOT NULL
);

-- key = documents.seq * 1000000 + position: a document's items lie together
-- and need no second index. The same key is the row of the word index.
CREATE TABLE items (
    key    INTEGER PRIMARY KEY,
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
    item     INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    inferred INTEGER NOT NULL,
    start    INTEGER NOT NULL,
    stop     INTEGER NOT NULL,
    PRIMARY KEY (item, n)
) WITHOUT ROWID;
CREATE INDEX offices_by_name ON offices (name, item);

-- value stands twice: the exact decimal as printed in JSON, and a number to
-- compare by.
CREATE TABLE targets (
    item       INTEGER NOT NULL,
    n          INTEGER NOT NULL,
    text       TEXT NOT NULL,
    start      INTEGER NOT NULL,
    stop       INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    action     TEXT,
    indicator  TEXT,
    value      TEXT,
    amount     REAL,
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
) WITHOUT ROWID;
CREATE INDEX targets_by_unit ON targets (unit, item, n);

-- The word index. Words come separated by blanks, in lower case (see
-- words.go), so that the tokenizer only cuts at blanks; facets holds one term
-- for each filter value, so that a filter costs as little as a word. The texts
-- themselves stand in items.
CREATE VIRTUAL TABLE item_words USING fts5 (
    title, body, facets,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
-- A chunk of documents is gathered in memory and written as one segment; more
-- segments may stand side by side before they are merged. Both trade a little
-- memory and time of search for a third of the time of writing.
INSERT INTO item_words (item_words, rank) VALUES ('hashsize', 16777216);
INSERT INTO item_words (item_words, rank) VALUES ('automerge', 8);

-- +goose Down
DROP TABLE item_words;
DROP TABLE targets;
DROP TABLE offices;
DROP TABLE items;
DROP TABLE blobs;
DROP TABLE documents;
