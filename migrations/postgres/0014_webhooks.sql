-- Messages of providers that were heard: each counts once, and of what they are about nothing counts that was said earlier.
CREATE TABLE webhook_messages (
  message_sha256 BYTEA PRIMARY KEY,
  about_sha256 BYTEA NOT NULL,
  said_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX webhook_messages_about ON webhook_messages (about_sha256, said_at);
CREATE INDEX webhook_messages_expires ON webhook_messages (expires_at);

GRANT SELECT, INSERT, DELETE ON webhook_messages TO norven_app;
