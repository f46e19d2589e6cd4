-- What tells each file of the deployment's keys from another of its name: digests. Data is opened with its own keys only.
CREATE TABLE deployment_keys (
  file TEXT PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  noted_at INTEGER NOT NULL
) STRICT;

-- Public objects that are replaced as a whole: which object each is now. Whoever replaces one says which edition it read.
CREATE TABLE editions (
  name TEXT PRIMARY KEY,
  edition INTEGER NOT NULL,
  object TEXT NOT NULL
) STRICT;
