-- How well a session is known to be its person's: by a passkey, and by the provider of which organisation.
ALTER TABLE sessions ADD COLUMN strong INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN provider_org BLOB;

-- What an organisation asks of sessions that work in it.
ALTER TABLE organisations ADD COLUMN asks_passkey INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN asks_provider INTEGER NOT NULL DEFAULT 0;

-- Domains of e-mail addresses that an organisation says are its own; verified once a TXT record held the token.
CREATE TABLE org_domains (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  domain TEXT NOT NULL,
  token TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  verified_at INTEGER,
  PRIMARY KEY (org_id, domain)
) STRICT;
-- A domain is that of one organisation.
CREATE UNIQUE INDEX org_domains_verified ON org_domains (domain) WHERE verified_at IS NOT NULL;

-- Providers of identities that vouch for the people of these domains. The secret is encrypted with the organisation's key.
CREATE TABLE org_providers (
  id BLOB PRIMARY KEY,
  org_id BLOB NOT NULL REFERENCES organisations (id),
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX org_providers_org ON org_providers (org_id);
