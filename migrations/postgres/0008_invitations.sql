-- Who is asked to join an organisation, and as what. Signing in with the address shows that it is theirs.
CREATE TABLE invitations (
  org_id UUID NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, email)
);
CREATE INDEX invitations_email ON invitations (email);

GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO norven_app;

-- A directory table with an org_id, like memberships.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['invitations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
