-- The public logs, one origin a year: how many entries each has, and of how many the object store
-- already has the files.
CREATE TABLE logs (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  published INTEGER NOT NULL
) STRICT;

-- Every entry with the hash of its leaf. Entries are public and hold nothing personal.
CREATE TABLE log_entries (
  origin TEXT NOT NULL REFERENCES logs (origin),
  position INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (origin, position),
  UNIQUE (origin, leaf)
) STRICT;

-- For which entries of a log a certificate seals.
CREATE TABLE seal_keys (
  log TEXT NOT NULL REFERENCES logs (origin),
  certificate BLOB NOT NULL,
  first_position INTEGER NOT NULL,
  last_position INTEGER,
  PRIMARY KEY (log, certificate)
) STRICT;

-- Reports that no longer stand, as the public list tells it.
CREATE TABLE report_standing (
  content_sha256 BLOB PRIMARY KEY,
  org_id BLOB NOT NULL,
  report_id BLOB NOT NULL,
  successor_sha256 BLOB,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_standing_report ON report_standing (org_id, report_id);
