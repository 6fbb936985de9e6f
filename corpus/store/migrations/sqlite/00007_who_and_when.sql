-- +goose Up
-- Who took a correction back, and who put it back and when: of each the last.
ALTER TABLE corrections ADD COLUMN undone_by TEXT;
ALTER TABLE corrections ADD COLUMN redone INTEGER; -- Unix microseconds
ALTER TABLE corrections ADD COLUMN redone_by TEXT;

-- The audit log by age, for what is asked of a time and for what is too old.
CREATE INDEX audit_by_time ON audit (at);

-- +goose Down
DROP INDEX audit_by_time;
ALTER TABLE corrections DROP COLUMN redone_by;
ALTER TABLE corrections DROP COLUMN redone;
ALTER TABLE corrections DROP COLUMN undone_by;
