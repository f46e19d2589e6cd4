-- How many witnesses must have signed a checkpoint of a log, since its first entry.
ALTER TABLE logs ADD COLUMN quorum INTEGER NOT NULL DEFAULT 0;

-- The keys of the witnesses that ever signed a checkpoint of a log.
CREATE TABLE log_witnesses (
  origin TEXT NOT NULL REFERENCES logs (origin),
  witness TEXT NOT NULL,
  PRIMARY KEY (origin, witness)
) STRICT;
