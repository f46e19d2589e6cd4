-- The values of an event, which can be purged: each field with 32 random bytes, its salt. gen_random_uuid is the only
-- strong randomness of a bare server: two of them, 244 random bits, make a salt.
SELECT set_config('app.system', 'on', true);
ALTER TABLE audit_events ADD COLUMN topic TEXT, ADD COLUMN salts BYTEA;
UPDATE audit_events SET
  topic = CASE
    WHEN action IN ('photo.viewed', 'report.downloaded') THEN 'views'
    WHEN action LIKE 'session.%' OR action LIKE 'access.%' OR action LIKE 'profile.%' THEN 'access'
    WHEN action LIKE 'member.%' THEN 'members'
    WHEN action LIKE 'site.%' THEN 'sites'
    WHEN action LIKE 'template.%' THEN 'templates'
    WHEN action LIKE 'inspection.%' OR action LIKE 'action.%' OR action LIKE 'photo.%' THEN 'inspections'
    WHEN action LIKE 'report.%' THEN 'reports'
    ELSE 'organisation'
  END,
  salts = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
       || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
ALTER TABLE audit_events ALTER COLUMN topic SET NOT NULL, ALTER COLUMN salts SET NOT NULL;

-- Ids ascend with time: each index gives a filter's events newest first, and a span of time as a span of ids.
DROP INDEX audit_events_org;
CREATE INDEX audit_events_org ON audit_events (org_id, id);
CREATE INDEX audit_events_user ON audit_events (org_id, user_id, id);
CREATE INDEX audit_events_topic ON audit_events (org_id, topic, id);
CREATE INDEX audit_events_object ON audit_events (org_id, object_id, id) WHERE object_id IS NOT NULL;
CREATE INDEX audit_events_denied ON audit_events (org_id, id) WHERE outcome = 'denied';

-- The chain: nothing personal. An entry is an event's header with a commitment to each of its fields, or says that the
-- values of an earlier one were purged.
CREATE TABLE audit_entries (
  sequence BIGINT PRIMARY KEY,
  event_id UUID UNIQUE,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  tenant UUID NOT NULL,
  commitments BYTEA NOT NULL,
  purges BIGINT,
  fields TEXT NOT NULL,
  basis TEXT NOT NULL,
  leaf BYTEA NOT NULL
);
CREATE INDEX audit_entries_purges ON audit_entries (purges) WHERE purges IS NOT NULL;

-- What stands for an organisation in the chain. Without its row nobody can tell whose the entries are.
CREATE TABLE audit_tenants (
  org_id UUID PRIMARY KEY,
  tenant UUID NOT NULL UNIQUE
);

-- The chain's head: the right edge of its tree, and the signed checkpoint.
CREATE TABLE audit_heads (
  origin TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  peaks BYTEA NOT NULL,
  checkpoint TEXT NOT NULL
);

-- Checkpoints of the chain whose digests are in the public log, or will be as soon as it can be written.
CREATE TABLE audit_anchors (
  size BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  digest BYTEA NOT NULL UNIQUE,
  checkpoint TEXT NOT NULL,
  log TEXT,
  position BIGINT
);

-- Events that are not in the chain yet. A transaction that commits late leaves its event here, whatever came before.
CREATE TABLE audit_queue (
  id UUID PRIMARY KEY
);
INSERT INTO audit_queue (id) SELECT id FROM audit_events;

CREATE FUNCTION audit_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_queue (id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_wait();

-- The serving role has no right to change what must stay. The triggers refuse it to the owner of the tables too.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the audit log only grows', TG_OP, TG_TABLE_NAME;
END $$;
CREATE FUNCTION audit_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM audit_entries e JOIN audit_entries p ON p.purges = e.sequence WHERE e.event_id = OLD.id)
  THEN
    RAISE EXCEPTION 'an audit event is deleted only after the chain says so';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_events_last BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_last();
CREATE TRIGGER audit_events_whole BEFORE TRUNCATE ON audit_events EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON audit_entries EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchors_stay BEFORE DELETE OR UPDATE OF size, at, digest, checkpoint ON audit_anchors
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

REVOKE UPDATE, TRUNCATE ON audit_events FROM norven_app;
GRANT SELECT, INSERT ON audit_entries TO norven_app;
GRANT SELECT, INSERT, DELETE ON audit_tenants, audit_queue TO norven_app;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO norven_app;
GRANT SELECT, INSERT, UPDATE (log, position) ON audit_anchors TO norven_app;

-- A directory table with an org_id, like audit_events.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['audit_tenants'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
