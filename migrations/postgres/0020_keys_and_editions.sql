-- What tells each file of the deployment's keys from another of its name: digests. Data is opened with its own keys only.
CREATE TABLE deployment_keys (
  file TEXT PRIMARY KEY,
  fingerprint BYTEA NOT NULL,
  noted_at BIGINT NOT NULL
);

-- Public objects that are replaced as a whole: which object each is now. Whoever replaces one says which edition it read.
CREATE TABLE editions (
  name TEXT PRIMARY KEY,
  edition BIGINT NOT NULL,
  object TEXT NOT NULL
);

GRANT SELECT, INSERT ON deployment_keys TO norven_app;
GRANT SELECT, INSERT, UPDATE ON editions TO norven_app;
