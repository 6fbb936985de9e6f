-- +goose Up
-- Who may use the service. A token's secret is shown once and never stored;
-- id is its public part, by which it is looked up.
CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,    -- reader, writer, admin
    hash       BLOB NOT NULL,    -- SHA-256 of the whole token
    created_at INTEGER NOT NULL, -- Unix microseconds, as every time here
    used_at    INTEGER,
    revoked_at INTEGER
);
CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_at IS NULL;

-- Browsers that signed in with a token.
CREATE TABLE sessions (
    hash       BLOB PRIMARY KEY, -- SHA-256 of the cookie's value
    token      TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_by_token ON sessions (token);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- What was changed through the service and on which tokens, by whom.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    who     TEXT NOT NULL,
    token   TEXT,            -- its id, where one was used
    action  TEXT NOT NULL,   -- "POST /v1/documents", "token add"
    object  TEXT,            -- the id of what it was done to
    status  INTEGER,         -- the answer's HTTP status
    request TEXT             -- the request's id, as in the log
);
CREATE INDEX audit_by_who ON audit (who, seq);
CREATE INDEX audit_by_object ON audit (object, seq);

-- +goose Down
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE tokens;
