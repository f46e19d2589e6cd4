-- An entry is found again by the instant of what it states, then by its leaf: entries arrive nearly in that order, so that
-- a new one goes to the end of the index however long the log is.
CREATE TABLE log_entries_in_order (
  origin TEXT NOT NULL REFERENCES logs (origin),
  position INTEGER NOT NULL,
  stated_at INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (origin, position),
  UNIQUE (origin, stated_at, leaf)
) STRICT;
INSERT INTO log_entries_in_order (origin, position, stated_at, leaf, entry)
  SELECT origin, position, 0, leaf, entry FROM log_entries;
DROP TABLE log_entries;
ALTER TABLE log_entries_in_order RENAME TO log_entries;
