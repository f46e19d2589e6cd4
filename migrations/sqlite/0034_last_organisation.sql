-- The organisation that a person chose last: a new session works in it, and not in the oldest one.
ALTER TABLE users ADD COLUMN last_org BLOB;
