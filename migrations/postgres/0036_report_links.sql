-- Links by which people without an account read a report. Each is the way in for whoever has it, until it runs out or is
-- revoked; one that was mailed says to whom.
CREATE TABLE report_links (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  report_id UUID NOT NULL,
  token_sha256 BYTEA NOT NULL,
  -- The keyed digest of the code that is asked for, and what a browser shows once it gave the code.
  code_sha256 BYTEA,
  pass BYTEA,
  recipient TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID NOT NULL,
  created_by_name TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  views INTEGER NOT NULL DEFAULT 0,
  viewed_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id)
);
CREATE UNIQUE INDEX report_links_token ON report_links (token_sha256);
CREATE INDEX report_links_report ON report_links (org_id, report_id, created_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON report_links TO norven_app;

-- A directory table with an org_id: a link is looked for before its organisation is known.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['report_links'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
