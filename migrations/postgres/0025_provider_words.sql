-- The last that a provider said of a thing: of a membership, or of a person who is no more. It is kept for good, since a
-- message can arrive late or be sent again at any time. Of two of the same instant, an end is the later one.
CREATE TABLE provider_words (
  about_sha256 BYTEA PRIMARY KEY,
  said_at BIGINT NOT NULL,
  ended BOOLEAN NOT NULL,
  message_sha256 BYTEA NOT NULL
);
INSERT INTO provider_words (about_sha256, said_at, ended, message_sha256)
  SELECT about_sha256, said_at, TRUE, message_sha256 FROM webhook_messages w
  WHERE NOT EXISTS (
    SELECT 1 FROM webhook_messages later
    WHERE later.about_sha256 = w.about_sha256
      AND (later.said_at, later.message_sha256) > (w.said_at, w.message_sha256));
-- Of messages themselves no more is kept than that they were heard.
DROP INDEX webhook_messages_about;
ALTER TABLE webhook_messages DROP COLUMN about_sha256;
ALTER TABLE webhook_messages DROP COLUMN said_at;

GRANT SELECT, INSERT, UPDATE ON provider_words TO norven_app;

-- As whom a provider manages a membership or an invitation: SHA-256 of issuer and subject. Nothing where none does.
ALTER TABLE memberships ADD COLUMN managed_sha256 BYTEA;
ALTER TABLE invitations ADD COLUMN managed_sha256 BYTEA;
