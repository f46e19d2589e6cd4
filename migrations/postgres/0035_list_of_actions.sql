-- The list of actions: whose inspection each belongs to stands beside it, as it never changes; where it stands and by when
-- it is due follow from what it says. Of one that was removed neither is there, so that no index leads to it.
ALTER TABLE actions ADD COLUMN site_id UUID;
ALTER TABLE actions ADD COLUMN template_id UUID;
ALTER TABLE actions ADD COLUMN inspector_id UUID;
-- Row-level security is the owner's too, and here the rows of all organisations are meant.
SELECT set_config('app.system', 'on', true);
ALTER TABLE actions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections NO FORCE ROW LEVEL SECURITY;
UPDATE actions SET site_id = i.site_id, template_id = i.template_id, inspector_id = i.inspector_id
  FROM inspections i WHERE i.org_id = actions.org_id AND i.id = actions.inspection_id;
ALTER TABLE inspections FORCE ROW LEVEL SECURITY;
ALTER TABLE actions FORCE ROW LEVEL SECURITY;
ALTER TABLE actions ADD COLUMN standing TEXT GENERATED ALWAYS AS (CASE
  WHEN removed_at IS NOT NULL THEN NULL WHEN done_at IS NOT NULL OR closed_at IS NOT NULL THEN 'done' ELSE 'open' END) STORED;
-- A day as a number, 20261129; without one, after every other.
ALTER TABLE actions ADD COLUMN due_day BIGINT GENERATED ALWAYS AS (CASE
  WHEN removed_at IS NOT NULL THEN NULL
  WHEN due ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN CAST(replace(due, '-', '') AS BIGINT)
  ELSE 99999999 END) STORED;
CREATE INDEX actions_by_day ON actions (org_id, due_day, id);
CREATE INDEX actions_of_site ON actions (org_id, site_id, due_day, id);
CREATE INDEX actions_of_template ON actions (org_id, template_id, due_day, id);
CREATE INDEX actions_of_inspector ON actions (org_id, inspector_id, due_day, id);
CREATE INDEX actions_by_standing ON actions (org_id, standing, due_day, id);
