-- Who is taking a photo's bytes in, and until when: two uploads of one photo follow one another.
ALTER TABLE photos ADD COLUMN claim UUID;
ALTER TABLE photos ADD COLUMN claimed_until BIGINT;

-- Objects that are being written and that no row names yet. The transaction that names one takes it out of here; what was
-- given up is condemned first and then removed, so that nothing names it any more.
CREATE TABLE pending_objects (
  object TEXT PRIMARY KEY,
  begun_at BIGINT NOT NULL,
  condemned_at BIGINT
);
CREATE INDEX pending_objects_begun ON pending_objects (begun_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON pending_objects TO norven_app;
