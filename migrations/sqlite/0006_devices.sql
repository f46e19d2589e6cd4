-- Where people signed in before: SHA-256 of the device in plain words and its network.
CREATE TABLE known_devices (
  user_id BLOB NOT NULL REFERENCES users (id),
  device_sha256 BLOB NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, device_sha256)
) STRICT;
