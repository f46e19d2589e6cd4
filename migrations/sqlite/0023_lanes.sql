-- Jobs wait in lanes, each with workers of its own. Within one, turns go round the organisations: a job's turn is the one
-- after the last of its organisation, and never before the lane's own. A job can be of use until an instant only.
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'interactive';
ALTER TABLE jobs ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN useful_until INTEGER;
UPDATE jobs SET lane = 'sign_in' WHERE kind = 'identity.mail' AND finished_at IS NULL AND dead_at IS NULL;
DROP INDEX jobs_due;
CREATE INDEX jobs_turns ON jobs (lane, turn, run_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_orgs ON jobs (org_id, lane, turn) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_leased ON jobs (lane, leased_until)
  WHERE leased_until IS NOT NULL AND finished_at IS NULL AND dead_at IS NULL;

-- The turn that each lane has come to.
CREATE TABLE job_lanes (
  lane TEXT NOT NULL PRIMARY KEY,
  turn INTEGER NOT NULL
) STRICT;
INSERT INTO job_lanes (lane, turn) VALUES ('sign_in', 0), ('interactive', 0), ('bulk', 0);
