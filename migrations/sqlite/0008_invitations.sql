-- Who is asked to join an organisation, and as what. Signing in with the address shows that it is theirs.
CREATE TABLE invitations (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, email)
) STRICT;
CREATE INDEX invitations_email ON invitations (email);
