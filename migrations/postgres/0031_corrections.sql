-- Why and when what had been issued was opened again, and what it was before: a correction can be given up.
CREATE TABLE corrections (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  inspection_id UUID NOT NULL,
  reason TEXT NOT NULL,
  -- What the inspection was, as JSON; empty once the correction is over.
  snapshot TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  started_by UUID NOT NULL,
  started_by_name TEXT NOT NULL,
  ended_at BIGINT,
  outcome TEXT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
);
CREATE UNIQUE INDEX corrections_open ON corrections (org_id, inspection_id) WHERE ended_at IS NULL;
CREATE INDEX corrections_inspection ON corrections (org_id, inspection_id);

-- When the inspection was finished that the first report was issued of: a correction does not move it.
ALTER TABLE inspections ADD COLUMN first_finished_at BIGINT;
-- Why the report was issued again, from its record.
ALTER TABLE reports ADD COLUMN correction TEXT NOT NULL DEFAULT '';

-- Done on site and closed later are two facts, each with its own instant and person.
ALTER TABLE actions ADD COLUMN done_by UUID;
ALTER TABLE actions ADD COLUMN closed_at BIGINT;
ALTER TABLE actions ADD COLUMN closed_by UUID;
-- Row-level security is the owner's too, and here the rows of all organisations are meant.
ALTER TABLE actions NO FORCE ROW LEVEL SECURITY;
SELECT set_config('app.system', 'on', true);
UPDATE actions SET done_by = created_by WHERE done_at IS NOT NULL;
UPDATE actions SET closed_at = done_at, done_at = NULL, done_by = NULL,
  closed_by = (SELECT e.user_id FROM audit_events e WHERE e.org_id = actions.org_id AND e.action = 'action.completed'
    AND e.object_id = actions.id ORDER BY e.at LIMIT 1)
WHERE done_at IS NOT NULL AND EXISTS (SELECT 1 FROM audit_events e WHERE e.org_id = actions.org_id
  AND e.action = 'action.completed' AND e.object_id = actions.id);
ALTER TABLE actions FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON corrections TO norven_app;
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['corrections'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$policy$, name);
    EXECUTE format($policy$CREATE POLICY reach ON %I AS RESTRICTIVE USING (
      nullif(current_setting('app.reach', true), '') IS NULL
      OR inspection_id IN (SELECT id FROM inspections))$policy$, name);
  END LOOP;
END $$;
