-- +goose Up
-- What people put right, in order of making; record is the correction as JSON.
-- One that is taken back stays, so that it can be put back.
CREATE TABLE corrections (
    doc    INTEGER NOT NULL REFERENCES documents (seq) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    record TEXT NOT NULL,
    undone INTEGER, -- when, in Unix microseconds
    PRIMARY KEY (doc, n)
) WITHOUT ROWID;

-- revision rises with every change of the corrections, corrections counts
-- those in force.
ALTER TABLE documents ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0;
CREATE INDEX documents_by_corrections ON documents (seq) WHERE corrections > 0;

-- The plan with its corrections laid over it; NULL where it has none. plan
-- stays what was extracted.
ALTER TABLE blobs ADD COLUMN corrected BLOB;

-- +goose Down
ALTER TABLE blobs DROP COLUMN corrected;
DROP INDEX documents_by_corrections;
ALTER TABLE documents DROP COLUMN corrections;
ALTER TABLE documents DROP COLUMN revision;
DROP TABLE corrections;
