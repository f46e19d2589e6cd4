-- What can be searched for: one row for each thing, newest last; its words are in the index of the same number.
CREATE TABLE search_docs (
  doc INTEGER PRIMARY KEY,
  org_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  thing_id BLOB NOT NULL,
  site_id BLOB,
  inspector_id BLOB,
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER,
  UNIQUE (org_id, kind, thing_id)
) STRICT;
-- The words are folded before they come here, to letters and digits of ASCII and `_`.
CREATE VIRTUAL TABLE search_words USING fts5(
  words, content='', contentless_delete=1, detail=none, prefix='2 3 4', tokenize="ascii tokenchars '_'"
);
CREATE TRIGGER search_docs_gone AFTER DELETE ON search_docs BEGIN
  DELETE FROM search_words WHERE rowid = OLD.doc;
END;

-- Things whose words have to be read anew. Each change counts the turn up: what was read before it is not kept.
CREATE TABLE search_queue (
  org_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  thing_id BLOB NOT NULL,
  turn INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, thing_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER search_inspections_new AFTER INSERT ON inspections BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'inspection', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_inspections AFTER UPDATE OF rev, state ON inspections
  WHEN NEW.rev <> OLD.rev OR NEW.state <> OLD.state BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'inspection', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_reports_new AFTER INSERT ON reports BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'report', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_reports AFTER UPDATE OF content_sha256, facts_missing ON reports BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'report', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_reports_gone AFTER DELETE ON reports BEGIN
  INSERT INTO search_queue VALUES (OLD.org_id, 'report', OLD.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_sites_new AFTER INSERT ON sites BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'site', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_sites AFTER UPDATE OF name, address, archived_at ON sites BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'site', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
  INSERT INTO search_queue SELECT i.org_id, 'inspection', i.id, 1 FROM inspections i
    WHERE NEW.name <> OLD.name AND i.org_id = NEW.org_id AND i.site_id = NEW.id
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_templates_new AFTER INSERT ON templates BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'template', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_templates AFTER UPDATE OF title, archived_at ON templates BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'template', NEW.id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_members_new AFTER INSERT ON memberships BEGIN
  INSERT INTO search_queue VALUES (NEW.org_id, 'member', NEW.user_id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_members_gone AFTER DELETE ON memberships BEGIN
  INSERT INTO search_queue VALUES (OLD.org_id, 'member', OLD.user_id, 1)
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;
CREATE TRIGGER search_users AFTER UPDATE OF name ON users WHEN NEW.name <> OLD.name BEGIN
  INSERT INTO search_queue SELECT m.org_id, 'member', m.user_id, 1 FROM memberships m WHERE m.user_id = NEW.id
    ON CONFLICT (org_id, kind, thing_id) DO UPDATE SET turn = turn + 1;
END;

INSERT INTO search_queue SELECT org_id, 'site', id, 1 FROM sites;
INSERT INTO search_queue SELECT org_id, 'template', id, 1 FROM templates;
INSERT INTO search_queue SELECT org_id, 'member', user_id, 1 FROM memberships;
INSERT INTO search_queue SELECT org_id, 'report', id, 1 FROM reports;
INSERT INTO search_queue SELECT org_id, 'inspection', id, 1 FROM inspections;
