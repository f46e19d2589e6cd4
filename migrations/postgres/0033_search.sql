-- What can be searched for: one row for each thing, newest last, with its words. They are folded before they come here,
-- to letters and digits of ASCII and `_`.
CREATE TABLE search_docs (
  doc BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id UUID NOT NULL,
  kind TEXT NOT NULL,
  thing_id UUID NOT NULL,
  site_id UUID,
  inspector_id UUID,
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT,
  words TSVECTOR NOT NULL,
  UNIQUE (org_id, kind, thing_id)
);
CREATE INDEX search_docs_words ON search_docs USING GIN (words);

-- Things whose words have to be read anew. Each change counts the turn up: what was read before it is not kept.
CREATE TABLE search_queue (
  org_id UUID NOT NULL,
  kind TEXT NOT NULL,
  thing_id UUID NOT NULL,
  turn BIGINT NOT NULL,
  PRIMARY KEY (org_id, kind, thing_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON search_docs, search_queue TO norven_app;
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['search_docs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$policy$, name);
    EXECUTE format($policy$CREATE POLICY reach ON %I AS RESTRICTIVE USING (
      nullif(current_setting('app.reach', true), '') IS NULL
      OR site_id IS NULL OR site_id IN (SELECT id FROM sites))$policy$, name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['search_queue'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;

CREATE FUNCTION search_note(org UUID, thing_kind TEXT, thing UUID) RETURNS void LANGUAGE sql AS $$
  INSERT INTO search_queue AS queue VALUES (org, thing_kind, thing, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = queue.turn + 1;
$$;
CREATE FUNCTION search_thing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM search_note(OLD.org_id, TG_ARGV[0], OLD.id);
  ELSE
    PERFORM search_note(NEW.org_id, TG_ARGV[0], NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION search_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_note(NEW.org_id, 'site', NEW.id);
  IF NEW.name <> OLD.name THEN
    PERFORM search_note(i.org_id, 'inspection', i.id) FROM inspections i
      WHERE i.org_id = NEW.org_id AND i.site_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION search_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM search_note(OLD.org_id, 'member', OLD.user_id);
  ELSE
    PERFORM search_note(NEW.org_id, 'member', NEW.user_id);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION search_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_note(m.org_id, 'member', m.user_id) FROM memberships m WHERE m.user_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER search_inspections_new AFTER INSERT ON inspections
  FOR EACH ROW EXECUTE FUNCTION search_thing('inspection');
CREATE TRIGGER search_inspections AFTER UPDATE OF rev, state ON inspections
  FOR EACH ROW WHEN (NEW.rev <> OLD.rev OR NEW.state <> OLD.state) EXECUTE FUNCTION search_thing('inspection');
CREATE TRIGGER search_reports_new AFTER INSERT OR DELETE ON reports
  FOR EACH ROW EXECUTE FUNCTION search_thing('report');
CREATE TRIGGER search_reports AFTER UPDATE OF content_sha256, facts_missing ON reports
  FOR EACH ROW EXECUTE FUNCTION search_thing('report');
CREATE TRIGGER search_sites_new AFTER INSERT ON sites FOR EACH ROW EXECUTE FUNCTION search_thing('site');
CREATE TRIGGER search_sites AFTER UPDATE OF name, address, archived_at ON sites
  FOR EACH ROW EXECUTE FUNCTION search_site();
CREATE TRIGGER search_templates_new AFTER INSERT ON templates FOR EACH ROW EXECUTE FUNCTION search_thing('template');
CREATE TRIGGER search_templates AFTER UPDATE OF title, archived_at ON templates
  FOR EACH ROW EXECUTE FUNCTION search_thing('template');
CREATE TRIGGER search_members AFTER INSERT OR DELETE ON memberships
  FOR EACH ROW EXECUTE FUNCTION search_member();
CREATE TRIGGER search_users AFTER UPDATE OF name ON users
  FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION search_user();

-- Row-level security is the owner's too, and here the rows of all organisations are meant.
SELECT set_config('app.system', 'on', true);
ALTER TABLE sites NO FORCE ROW LEVEL SECURITY;
ALTER TABLE templates NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reports NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections NO FORCE ROW LEVEL SECURITY;
INSERT INTO search_queue SELECT org_id, 'site', id, 1 FROM sites;
INSERT INTO search_queue SELECT org_id, 'template', id, 1 FROM templates;
INSERT INTO search_queue SELECT org_id, 'member', user_id, 1 FROM memberships;
INSERT INTO search_queue SELECT org_id, 'report', id, 1 FROM reports;
INSERT INTO search_queue SELECT org_id, 'inspection', id, 1 FROM inspections;
ALTER TABLE inspections FORCE ROW LEVEL SECURITY;
ALTER TABLE reports FORCE ROW LEVEL SECURITY;
ALTER TABLE templates FORCE ROW LEVEL SECURITY;
ALTER TABLE sites FORCE ROW LEVEL SECURITY;
