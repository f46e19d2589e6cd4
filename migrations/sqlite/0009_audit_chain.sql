-- The values of an event, which can be purged: each field with 32 random bytes, its salt.
CREATE TABLE audit_events_salted (
  id BLOB PRIMARY KEY,
  org_id BLOB,
  at INTEGER NOT NULL,
  user_id BLOB,
  actor TEXT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id BLOB NOT NULL,
  action TEXT NOT NULL,
  topic TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id BLOB,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  salts BLOB NOT NULL
) STRICT;
INSERT INTO audit_events_salted
    (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, topic, object_kind, object_id, outcome, detail, salts)
  SELECT id, org_id, at, user_id, actor, ip, user_agent, request_id, action,
    CASE
      WHEN action IN ('photo.viewed', 'report.downloaded') THEN 'views'
      WHEN action LIKE 'session.%' OR action LIKE 'access.%' OR action LIKE 'profile.%' THEN 'access'
      WHEN action LIKE 'member.%' THEN 'members'
      WHEN action LIKE 'site.%' THEN 'sites'
      WHEN action LIKE 'template.%' THEN 'templates'
      WHEN action LIKE 'inspection.%' OR action LIKE 'action.%' OR action LIKE 'photo.%' THEN 'inspections'
      WHEN action LIKE 'report.%' THEN 'reports'
      ELSE 'organisation'
    END,
    object_kind, object_id, outcome, detail, randomblob(256)
  FROM audit_events;
DROP TABLE audit_events;
ALTER TABLE audit_events_salted RENAME TO audit_events;

-- Ids ascend with time: each index gives a filter's events newest first, and a span of time as a span of ids.
CREATE INDEX audit_events_org ON audit_events (org_id, id);
CREATE INDEX audit_events_user ON audit_events (org_id, user_id, id);
CREATE INDEX audit_events_topic ON audit_events (org_id, topic, id);
CREATE INDEX audit_events_object ON audit_events (org_id, object_id, id) WHERE object_id IS NOT NULL;
CREATE INDEX audit_events_denied ON audit_events (org_id, id) WHERE outcome = 'denied';

-- What the planner takes for the size of each: without it, it would search all of an organisation for one person's events,
-- newest first. Ten million events in ten organisations.
ANALYZE audit_events;
DELETE FROM sqlite_stat1 WHERE tbl = 'audit_events';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('audit_events', 'audit_events_org', '10000000 1000000 1'),
  ('audit_events', 'audit_events_user', '10000000 1000000 50000 1'),
  ('audit_events', 'audit_events_topic', '10000000 1000000 100000 1'),
  ('audit_events', 'audit_events_object', '10000000 1000000 20 1'),
  ('audit_events', 'audit_events_denied', '1000 100 1');
ANALYZE sqlite_schema;

-- The chain: nothing personal. An entry is an event's header with a commitment to each of its fields, or says that the
-- values of an earlier one were purged.
CREATE TABLE audit_entries (
  sequence INTEGER PRIMARY KEY,
  event_id BLOB UNIQUE,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  tenant BLOB NOT NULL,
  commitments BLOB NOT NULL,
  purges INTEGER,
  fields TEXT NOT NULL,
  basis TEXT NOT NULL,
  leaf BLOB NOT NULL
) STRICT;
CREATE INDEX audit_entries_purges ON audit_entries (purges) WHERE purges IS NOT NULL;

-- What stands for an organisation in the chain. Without its row nobody can tell whose the entries are.
CREATE TABLE audit_tenants (
  org_id BLOB PRIMARY KEY,
  tenant BLOB NOT NULL UNIQUE
) STRICT;

-- The chain's head: the right edge of its tree, and the signed checkpoint.
CREATE TABLE audit_heads (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  peaks BLOB NOT NULL,
  checkpoint TEXT NOT NULL
) STRICT;

-- Checkpoints of the chain whose digests are in the public log, or will be as soon as it can be written.
CREATE TABLE audit_anchors (
  size INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  checkpoint TEXT NOT NULL,
  log TEXT,
  position INTEGER
) STRICT;

-- Events that are not in the chain yet. A transaction that commits late leaves its event here, whatever came before.
CREATE TABLE audit_queue (
  id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO audit_queue (id) SELECT id FROM audit_events;

CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events BEGIN
  INSERT INTO audit_queue (id) VALUES (NEW.id);
END;
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events BEGIN
  SELECT RAISE(ABORT, 'an audit event is never changed');
END;
CREATE TRIGGER audit_events_last BEFORE DELETE ON audit_events
  WHEN NOT EXISTS (
    SELECT 1 FROM audit_entries e JOIN audit_entries p ON p.purges = e.sequence WHERE e.event_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'an audit event is deleted only after the chain says so');
END;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit chain is never changed');
END;
CREATE TRIGGER audit_entries_last BEFORE DELETE ON audit_entries BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit chain is never deleted');
END;
CREATE TRIGGER audit_anchors_stay BEFORE UPDATE OF size, at, digest, checkpoint ON audit_anchors BEGIN
  SELECT RAISE(ABORT, 'an anchored head is never changed');
END;
CREATE TRIGGER audit_anchors_last BEFORE DELETE ON audit_anchors BEGIN
  SELECT RAISE(ABORT, 'an anchored head is never deleted');
END;
