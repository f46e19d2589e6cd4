-- Directory tables: read before an organisation is known ------------------------------------------

CREATE TABLE users (
  id BLOB PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE login_links (
  id BLOB PRIMARY KEY,
  token_sha256 BLOB NOT NULL UNIQUE,
  code_sha256 BLOB,
  browser_sha256 BLOB,
  email TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  consumed_at INTEGER
) STRICT;
CREATE INDEX login_links_email ON login_links (email, created_at);

CREATE TABLE organisations (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  colour TEXT NOT NULL,
  photos_per_row INTEGER NOT NULL,
  keep_originals INTEGER NOT NULL,
  print_origins INTEGER NOT NULL,
  demo INTEGER NOT NULL,
  next_report INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  user_id BLOB NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, user_id)
) STRICT;
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
  id BLOB PRIMARY KEY,
  token_sha256 BLOB NOT NULL UNIQUE,
  user_id BLOB NOT NULL REFERENCES users (id),
  current_org BLOB,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE jobs (
  id BLOB PRIMARY KEY,
  org_id BLOB,
  kind TEXT NOT NULL,
  dedupe TEXT NOT NULL UNIQUE,
  payload TEXT NOT NULL,
  run_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  leased_until INTEGER,
  progress_done INTEGER NOT NULL,
  progress_total INTEGER NOT NULL,
  finished_at INTEGER,
  dead_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at) WHERE finished_at IS NULL AND dead_at IS NULL;

CREATE TABLE audit_events (
  id BLOB PRIMARY KEY,
  org_id BLOB,
  at INTEGER NOT NULL,
  user_id BLOB,
  actor TEXT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id BLOB NOT NULL,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id BLOB,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_events_org ON audit_events (org_id, at, id);

CREATE TABLE report_digests (
  digest BLOB NOT NULL,
  kind TEXT NOT NULL,
  org_id BLOB NOT NULL,
  report_id BLOB NOT NULL,
  issuer TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  PRIMARY KEY (digest, kind)
) STRICT;
CREATE INDEX report_digests_report ON report_digests (org_id, report_id);

CREATE TABLE outbox_mails (
  id BLOB PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Tenant tables -----------------------------------------------------------------------------------

CREATE TABLE org_keys (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  version INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, version)
) STRICT;

CREATE TABLE sites (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER,
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE TABLE templates (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  id BLOB NOT NULL,
  title TEXT NOT NULL,
  locale TEXT NOT NULL,
  icon TEXT NOT NULL,
  draft TEXT NOT NULL,
  draft_rev INTEGER NOT NULL,
  draft_changed INTEGER NOT NULL,
  latest_version INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER,
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE TABLE template_versions (
  org_id BLOB NOT NULL,
  template_id BLOB NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  published_at INTEGER NOT NULL,
  published_by BLOB NOT NULL,
  PRIMARY KEY (org_id, template_id, version),
  FOREIGN KEY (org_id, template_id) REFERENCES templates (org_id, id)
) STRICT;

CREATE TABLE inspections (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  template_id BLOB NOT NULL,
  template_version INTEGER NOT NULL,
  site_id BLOB NOT NULL,
  inspector_id BLOB NOT NULL REFERENCES users (id),
  locale TEXT NOT NULL,
  state TEXT NOT NULL,
  rev INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL,
  items INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  core TEXT,
  core_sha256 BLOB,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, template_id, template_version) REFERENCES template_versions (org_id, template_id, version),
  FOREIGN KEY (org_id, site_id) REFERENCES sites (org_id, id)
) STRICT;
CREATE INDEX inspections_updated ON inspections (org_id, updated_at);

CREATE TABLE inspection_commands (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  rev INTEGER NOT NULL,
  user_id BLOB NOT NULL,
  device BLOB NOT NULL,
  device_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, inspection_id, rev),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;

CREATE TABLE answers (
  org_id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  item_id BLOB NOT NULL,
  value TEXT,
  note TEXT NOT NULL,
  value_rev INTEGER NOT NULL,
  value_device BLOB NOT NULL,
  value_device_at INTEGER NOT NULL,
  note_rev INTEGER NOT NULL,
  note_device BLOB NOT NULL,
  note_device_at INTEGER NOT NULL,
  answered_by BLOB NOT NULL,
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, inspection_id, item_id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;

-- A photo is announced by a command, then its bytes arrive; until then the columns of what was made
-- of them are empty.
CREATE TABLE photos (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  item_id BLOB NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  taken_at TEXT,
  position TEXT,
  caption TEXT NOT NULL,
  added_by BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  received_at INTEGER,
  original_key TEXT,
  shown_key TEXT,
  shown_sha256 BLOB,
  shown_bytes INTEGER,
  shown_width INTEGER,
  shown_height INTEGER,
  thumb_key TEXT,
  removed_at INTEGER,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;
CREATE INDEX photos_inspection ON photos (org_id, inspection_id);

CREATE TABLE actions (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  item_id BLOB NOT NULL,
  text TEXT NOT NULL,
  assignee TEXT NOT NULL,
  due TEXT,
  done_at INTEGER,
  device_at INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;
CREATE INDEX actions_inspection ON actions (org_id, inspection_id);

CREATE TABLE signatures (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  slot BLOB,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  organisation TEXT NOT NULL,
  core_sha256 BLOB NOT NULL,
  consent_locale TEXT NOT NULL,
  consent_version INTEGER NOT NULL,
  method TEXT NOT NULL,
  strokes TEXT NOT NULL,
  identified_by TEXT NOT NULL,
  device TEXT NOT NULL,
  device_at INTEGER NOT NULL,
  signed_at INTEGER NOT NULL,
  recorded_by BLOB NOT NULL,
  ip TEXT NOT NULL,
  ip_salt BLOB NOT NULL,
  user_agent TEXT NOT NULL,
  user_agent_salt BLOB NOT NULL,
  position TEXT,
  position_salt BLOB NOT NULL,
  voided_at INTEGER,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;
CREATE INDEX signatures_inspection ON signatures (org_id, inspection_id);

CREATE TABLE reports (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  issued_by BLOB NOT NULL,
  content_sha256 BLOB NOT NULL,
  record_key TEXT NOT NULL,
  pdf_key TEXT,
  file_sha256 BLOB,
  file_bytes INTEGER,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, number, revision),
  UNIQUE (org_id, inspection_id, revision),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;
