-- The public logs, one origin a year: how many entries each has, and of how many the object store
-- already has the files.
CREATE TABLE logs (
  origin TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  published BIGINT NOT NULL
);

-- Every entry with the hash of its leaf. Entries are public and hold nothing personal.
CREATE TABLE log_entries (
  origin TEXT NOT NULL REFERENCES logs (origin),
  position BIGINT NOT NULL,
  leaf BYTEA NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (origin, position),
  UNIQUE (origin, leaf)
);

-- For which entries of a log a certificate seals.
CREATE TABLE seal_keys (
  log TEXT NOT NULL REFERENCES logs (origin),
  certificate BYTEA NOT NULL,
  first_position BIGINT NOT NULL,
  last_position BIGINT,
  PRIMARY KEY (log, certificate)
);

-- Reports that no longer stand, as the public list tells it.
CREATE TABLE report_standing (
  content_sha256 BYTEA PRIMARY KEY,
  org_id UUID NOT NULL,
  report_id UUID NOT NULL,
  successor_sha256 BYTEA,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX report_standing_report ON report_standing (org_id, report_id);

-- A log only grows: nobody takes an entry out or changes one.
GRANT SELECT, INSERT, UPDATE ON logs, seal_keys TO norven_app;
GRANT SELECT, INSERT ON log_entries TO norven_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON report_standing TO norven_app;

DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['report_standing'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
