-- Where people signed in before: SHA-256 of the device in plain words and its network.
CREATE TABLE known_devices (
  user_id UUID NOT NULL REFERENCES users (id),
  device_sha256 BYTEA NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, device_sha256)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON known_devices TO norven_app;
