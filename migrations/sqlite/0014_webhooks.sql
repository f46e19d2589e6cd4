-- Messages of providers that were heard: each counts once, and of what they are about nothing counts that was said earlier.
CREATE TABLE webhook_messages (
  message_sha256 BLOB PRIMARY KEY,
  about_sha256 BLOB NOT NULL,
  said_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_messages_about ON webhook_messages (about_sha256, said_at);
CREATE INDEX webhook_messages_expires ON webhook_messages (expires_at);
