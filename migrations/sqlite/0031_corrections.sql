-- Why and when what had been issued was opened again, and what it was before: a correction can be given up.
CREATE TABLE corrections (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  inspection_id BLOB NOT NULL,
  reason TEXT NOT NULL,
  -- What the inspection was, as JSON; empty once the correction is over.
  snapshot TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  started_by BLOB NOT NULL,
  started_by_name TEXT NOT NULL,
  ended_at INTEGER,
  outcome TEXT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, inspection_id) REFERENCES inspections (org_id, id)
) STRICT;
CREATE UNIQUE INDEX corrections_open ON corrections (org_id, inspection_id) WHERE ended_at IS NULL;
CREATE INDEX corrections_inspection ON corrections (org_id, inspection_id);

-- When the inspection was finished that the first report was issued of: a correction does not move it.
ALTER TABLE inspections ADD COLUMN first_finished_at INTEGER;
-- Why the report was issued again, from its record.
ALTER TABLE reports ADD COLUMN correction TEXT NOT NULL DEFAULT '';

-- Done on site and closed later are two facts, each with its own instant and person.
ALTER TABLE actions ADD COLUMN done_by BLOB;
ALTER TABLE actions ADD COLUMN closed_at INTEGER;
ALTER TABLE actions ADD COLUMN closed_by BLOB;
UPDATE actions SET done_by = created_by WHERE done_at IS NOT NULL;
UPDATE actions SET closed_at = done_at, done_at = NULL, done_by = NULL,
  closed_by = (SELECT e.user_id FROM audit_events e WHERE e.org_id = actions.org_id AND e.action = 'action.completed'
    AND e.object_id = actions.id ORDER BY e.at LIMIT 1)
WHERE done_at IS NOT NULL AND EXISTS (SELECT 1 FROM audit_events e WHERE e.org_id = actions.org_id
  AND e.action = 'action.completed' AND e.object_id = actions.id);
