-- An entry is found again by the instant of what it states, then by its leaf: entries arrive nearly in that order, so that
-- a new one goes to the end of the index however long the log is.
ALTER TABLE log_entries ADD COLUMN stated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE log_entries ALTER COLUMN stated_at DROP DEFAULT;
ALTER TABLE log_entries DROP CONSTRAINT log_entries_origin_leaf_key;
ALTER TABLE log_entries ADD UNIQUE (origin, stated_at, leaf);
