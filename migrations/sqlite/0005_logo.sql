-- SHA-256 of the organisation's logo, which names the object that holds it.
ALTER TABLE organisations ADD COLUMN logo_sha256 BLOB;
