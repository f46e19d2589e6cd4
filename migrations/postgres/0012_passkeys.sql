-- When a session was last shown to be its person's, by a passkey or a mailed code; signing in shows it too.
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;

-- What people sign in with instead of a password: the public half of a key that their device keeps.
CREATE TABLE passkeys (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id),
  credential_sha256 BYTEA NOT NULL UNIQUE,
  credential TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkeys_user ON passkeys (user_id);

-- What a passkey was asked to answer: for five minutes, once, and by whom it was asked only.
CREATE TABLE ceremonies (
  asker_sha256 BYTEA NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (asker_sha256, kind)
);
CREATE INDEX ceremonies_expires ON ceremonies (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON passkeys, ceremonies TO norven_app;
