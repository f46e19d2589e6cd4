-- Who had a link sent, as a digest: a session, a device that was seen before, or a network. Each has a limit of their own.
ALTER TABLE login_links ADD COLUMN asker_sha256 BYTEA;
ALTER TABLE login_links ADD COLUMN stranger BOOLEAN NOT NULL DEFAULT FALSE;
