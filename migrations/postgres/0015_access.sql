-- How well a session is known to be its person's: by a passkey, and by the provider of which organisation.
ALTER TABLE sessions ADD COLUMN strong BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sessions ADD COLUMN provider_org UUID;

-- What an organisation asks of sessions that work in it.
ALTER TABLE organisations ADD COLUMN asks_passkey BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organisations ADD COLUMN asks_provider BOOLEAN NOT NULL DEFAULT FALSE;

-- Domains of e-mail addresses that an organisation says are its own; verified once a TXT record held the token.
CREATE TABLE org_domains (
  org_id UUID NOT NULL REFERENCES organisations (id),
  domain TEXT NOT NULL,
  token TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  verified_at BIGINT,
  PRIMARY KEY (org_id, domain)
);
-- A domain is that of one organisation.
CREATE UNIQUE INDEX org_domains_verified ON org_domains (domain) WHERE verified_at IS NOT NULL;

-- Providers of identities that vouch for the people of these domains. The secret is encrypted with the organisation's key.
CREATE TABLE org_providers (
  id UUID PRIMARY KEY,
  org_id UUID NOT NULL REFERENCES organisations (id),
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX org_providers_org ON org_providers (org_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON org_domains, org_providers TO norven_app;

-- Directory tables with an org_id, like memberships: who signs in has no organisation yet.
DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['org_domains', 'org_providers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY directory ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid
             OR current_setting('app.system', true) = 'on')$policy$, name);
  END LOOP;
END $$;
