-- Whom providers of identities mean: a subject of an issuer is one person, whatever their address.
CREATE TABLE identities (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON identities TO norven_app;
