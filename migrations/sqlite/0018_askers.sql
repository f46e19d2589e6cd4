-- Who had a link sent, as a digest: a session, a device that was seen before, or a network. Each has a limit of their own.
ALTER TABLE login_links ADD COLUMN asker_sha256 BLOB;
ALTER TABLE login_links ADD COLUMN stranger INTEGER NOT NULL DEFAULT 0;
