-- How much of something was used in the window of time that began at an instant. A row is also what those wait for who count
-- the same thing at once.
CREATE TABLE quotas (
  name TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT;

-- Whether the operator lets an organisation issue and invite: approved, awaiting, refused; and what they said when refusing.
ALTER TABLE organisations ADD COLUMN approval TEXT NOT NULL DEFAULT 'approved';
ALTER TABLE organisations ADD COLUMN refusal TEXT;
