-- Links by which people without an account read a report. Each is the way in for whoever has it, until it runs out or is
-- revoked; one that was mailed says to whom.
CREATE TABLE report_links (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  report_id BLOB NOT NULL,
  token_sha256 BLOB NOT NULL,
  -- The keyed digest of the code that is asked for, and what a browser shows once it gave the code.
  code_sha256 BLOB,
  pass BLOB,
  recipient TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  created_by_name TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  views INTEGER NOT NULL DEFAULT 0,
  viewed_at INTEGER,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id)
) STRICT;
CREATE UNIQUE INDEX report_links_token ON report_links (token_sha256);
CREATE INDEX report_links_report ON report_links (org_id, report_id, created_at);
