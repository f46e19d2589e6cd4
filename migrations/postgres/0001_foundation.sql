-- The serving role: owns nothing, obeys row-level security. Roles belong to the cluster, so another
-- database of it may have made this one already.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'norven_app') THEN
    CREATE ROLE norven_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  EXECUTE format('GRANT norven_app TO %I', current_user);
EXCEPTION WHEN OTHERS THEN NULL;
END $$;

-- Directory tables: read before an organisation is known ------------------------------------------

CREATE TABLE users (
  id UUID PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE login_links (
  id UUID PRIMARY KEY,
  token_sha256 BYTEA NOT NULL UNIQUE,
  code_sha256 BYTEA,
  browser_sha256 BYTEA,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries INTEGER NOT NULL,
  consumed_at BIGINT
);
CREATE INDEX login_links_email ON login_links (email, created_at);

CREATE TABLE organisations (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  colour TEXT NOT NULL,
  photos_per_row INTEGER NOT NULL,
  keep_originals BOOLEAN NOT NULL,
  print_origins BOOLEAN NOT NULL,
  demo BOOLEAN NOT NULL,
  next_report INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
  org_id UUID NOT NULL REFERENCES organisations (id),
  user_id UUID NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
  id UUID PRIMARY KEY,
  token_sha256 BYTEA NOT NULL UNIQUE,
  user_id UUID NOT NULL REFERENCES users (id),
  current_org UUID,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE jobs (
  id UUID PRIMARY KEY,
  org_id UUID,
  kind TEXT NOT NULL,
  dedupe TEXT NOT NULL UNIQUE,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  leased_until BIGINT,
  progress_done INTEGER NOT NULL,
  progress_total INTEGER NOT NULL,
  finished_at BIGINT,
  dead_at BIGINT,
  last_error TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE finished_at IS NULL AND dead_at IS NULL;

CREATE TABLE audit_events (
  id UUID PRIMARY KEY,
  org_id UUID,
  at BIGINT NOT NULL,
  user_id UUID,
  actor TEXT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id UUID NOT NULL,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id UUID,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_events_org ON audit_events (org_id, at, id);

CREATE TABLE report_digests (
  digest BYTEA NOT NULL,
  kind TEXT NOT NULL,
  org_id UUID NOT NULL,
  report_id UUID NOT NULL,
  issuer TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  issued_at BIGINT NOT NULL,
  PRIMARY KEY (digest, kind)
);
CREATE INDEX report_digests_report ON report_digests (org_id, report_id);

CREATE TABLE outbox_mails (
  id UUID PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Tenant tables -----------------------------------------------------------------------------------

CREATE TABLE org_keys (
  org_id UUID NOT NULL REFERENCES organisations (id),
  version INTEGER NOT NULL,
  wrapped BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, version)
);

CREATE TABLE sites (
  org_id UUID NOT NULL REFERENCES organisations (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  archived_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE templates (
  org_id UUID NOT NULL REFERENCES organisations (id),
  id UUID NOT NULL,
  title TEXT NOT NULL,
  locale TEXT NOT NULL,
  icon TEXT NOT NULL,
  draft TEXT NOT NULL,
  draft_rev BIGINT NOT NULL,
  draft_changed BOOLEAN NOT NULL,
  latest_version INTEGER,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE template_versions (
  org_id UUID NOT NULL,
  template_id UUID NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  sha256 BYTEA NOT NULL,
  published_at BIGINT NOT NULL,
  published_by UUID NOT NULL,
  PRIMARY KEY (org_id, template_id, version),
  FOREIGN KEY (org_id, template_id) REFERENCES templates (org_id, id)
);

CREATE TABLE inspections (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  template_id UUID NOT NULL,
  template_version INTEGER NOT NULL,
  site_id UUID NOT NULL,
  inspector_id UUID NOT NULL REFERENCES users (id),
  locale TEXT NOT NULL,
  state TEXT NOT NULL,
  rev BIGINT NOT NULL,
  answered INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL,
  items INTEGER NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  finished_at BIGINT,
  core TEXT,
  core_sha256 BYTEA,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, template_id, template_version) REFERENCES template_versions (org_id, template_id, version),
  FOREIGN KEY (org_id, site_id) REFERENCES sites (org_id, id)
);
CREATE INDEX inspections_updated ON inspections (org_id, updated_at);

CREATE TABLE inspection_commands (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  rev BIGINT NOT NULL,
  user_id UUID NOT NULL,
  device UUID NOT NULL,
  device_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, inspection_id, rev),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);

CREATE TABLE answers (
  org_id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  item_id UUID NOT NULL,
  value TEXT,
  note TEXT NOT NULL,
  value_rev BIGINT NOT NULL,
  value_device UUID NOT NULL,
  value_device_at BIGINT NOT NULL,
  note_rev BIGINT NOT NULL,
  note_device UUID NOT NULL,
  note_device_at BIGINT NOT NULL,
  answered_by UUID NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, inspection_id, item_id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);

-- A photo is announced by a command, then its bytes arrive; until then the columns of what was made
-- of them are empty.
CREATE TABLE photos (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  item_id UUID NOT NULL,
  media_type TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  taken_at TEXT,
  position TEXT,
  caption TEXT NOT NULL,
  added_by UUID NOT NULL,
  added_at BIGINT NOT NULL,
  received_at BIGINT,
  original_key TEXT,
  shown_key TEXT,
  shown_sha256 BYTEA,
  shown_bytes BIGINT,
  shown_width INTEGER,
  shown_height INTEGER,
  thumb_key TEXT,
  removed_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);
CREATE INDEX photos_inspection ON photos (org_id, inspection_id);

CREATE TABLE actions (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  item_id UUID NOT NULL,
  text TEXT NOT NULL,
  assignee TEXT NOT NULL,
  due TEXT,
  done_at BIGINT,
  device_at BIGINT NOT NULL,
  created_by UUID NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);
CREATE INDEX actions_inspection ON actions (org_id, inspection_id);

CREATE TABLE signatures (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  slot UUID,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  organisation TEXT NOT NULL,
  core_sha256 BYTEA NOT NULL,
  consent_locale TEXT NOT NULL,
  consent_version INTEGER NOT NULL,
  method TEXT NOT NULL,
  strokes TEXT NOT NULL,
  identified_by TEXT NOT NULL,
  device TEXT NOT NULL,
  device_at BIGINT NOT NULL,
  signed_at BIGINT NOT NULL,
  recorded_by UUID NOT NULL,
  ip TEXT NOT NULL,
  ip_salt BYTEA NOT NULL,
  user_agent TEXT NOT NULL,
  user_agent_salt BYTEA NOT NULL,
  position TEXT,
  position_salt BYTEA NOT NULL,
  voided_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);
CREATE INDEX signatures_inspection ON signatures (org_id, inspection_id);

CREATE TABLE reports (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  issued_by UUID NOT NULL,
  content_sha256 BYTEA NOT NULL,
  record_key TEXT NOT NULL,
  pdf_key TEXT,
  file_sha256 BYTEA,
  file_bytes BIGINT,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, number, revision),
  UNIQUE (org_id, inspection_id, revision),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);

-- What the serving role may do, and to which rows -------------------------------------------------

GRANT USAGE ON SCHEMA public TO norven_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO norven_app;

-- Tenant tables: only the rows of the organisation that the transaction is bound to.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['org_keys', 'sites', 'templates', 'template_versions', 'inspections',
    'inspection_commands', 'answers', 'photos', 'actions', 'signatures', 'reports'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$policy$, name);
  END LOOP;
END $$;

-- Directory tables with an org_id: those rows, or all of them for a transaction that says that it
-- works before an organisation is known.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['memberships', 'jobs', 'audit_events', 'report_digests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
