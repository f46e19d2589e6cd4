-- When a session was last shown to be its person's, by a passkey or a mailed code; signing in shows it too.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;

-- What people sign in with instead of a password: the public half of a key that their device keeps.
CREATE TABLE passkeys (
  id BLOB PRIMARY KEY,
  user_id BLOB NOT NULL REFERENCES users (id),
  credential_sha256 BLOB NOT NULL UNIQUE,
  credential TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_user ON passkeys (user_id);

-- What a passkey was asked to answer: for five minutes, once, and by whom it was asked only.
CREATE TABLE ceremonies (
  asker_sha256 BLOB NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (asker_sha256, kind)
) STRICT;
CREATE INDEX ceremonies_expires ON ceremonies (expires_at);
