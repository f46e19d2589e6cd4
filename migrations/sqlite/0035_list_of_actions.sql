-- The list of actions: whose inspection each belongs to stands beside it, as it never changes; where it stands and by when
-- it is due follow from what it says. Of one that was removed neither is there, so that no index leads to it.
ALTER TABLE actions ADD COLUMN site_id BLOB;
ALTER TABLE actions ADD COLUMN template_id BLOB;
ALTER TABLE actions ADD COLUMN inspector_id BLOB;
UPDATE actions SET
  site_id = (SELECT i.site_id FROM inspections i WHERE i.org_id = actions.org_id AND i.id = actions.inspection_id),
  template_id = (SELECT i.template_id FROM inspections i WHERE i.org_id = actions.org_id AND i.id = actions.inspection_id),
  inspector_id = (SELECT i.inspector_id FROM inspections i WHERE i.org_id = actions.org_id AND i.id = actions.inspection_id);
ALTER TABLE actions ADD COLUMN standing TEXT GENERATED ALWAYS AS (CASE
  WHEN removed_at IS NOT NULL THEN NULL WHEN done_at IS NOT NULL OR closed_at IS NOT NULL THEN 'done' ELSE 'open' END) VIRTUAL;
-- A day as a number, 20261129; without one, after every other.
ALTER TABLE actions ADD COLUMN due_day INTEGER GENERATED ALWAYS AS (CASE
  WHEN removed_at IS NOT NULL THEN NULL
  WHEN due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN CAST(replace(due, '-', '') AS INTEGER)
  ELSE 99999999 END) VIRTUAL;
CREATE INDEX actions_by_day ON actions (org_id, due_day, id);
CREATE INDEX actions_of_site ON actions (org_id, site_id, due_day, id);
CREATE INDEX actions_of_template ON actions (org_id, template_id, due_day, id);
CREATE INDEX actions_of_inspector ON actions (org_id, inspector_id, due_day, id);
CREATE INDEX actions_by_standing ON actions (org_id, standing, due_day, id);
