-- Groups of sites. A member whose limited is set sees the sites of their groups and what hangs on them, nothing else; one
-- who is limited and in no group sees no site.
ALTER TABLE memberships ADD COLUMN limited INTEGER NOT NULL DEFAULT 0;
-- To which groups whoever is invited will be limited: JSON, a list of ids; nothing where they will see every site.
ALTER TABLE invitations ADD COLUMN groups TEXT;

CREATE TABLE site_groups (
  org_id BLOB NOT NULL REFERENCES organisations (id),
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE TABLE site_group_sites (
  org_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  site_id BLOB NOT NULL,
  PRIMARY KEY (org_id, group_id, site_id),
  FOREIGN KEY (org_id, group_id) REFERENCES site_groups (org_id, id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, site_id) REFERENCES sites (org_id, id)
) STRICT;
CREATE INDEX site_group_sites_site ON site_group_sites (org_id, site_id);

CREATE TABLE member_groups (
  org_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  PRIMARY KEY (org_id, user_id, group_id),
  FOREIGN KEY (org_id, user_id) REFERENCES memberships (org_id, user_id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, group_id) REFERENCES site_groups (org_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX member_groups_group ON member_groups (org_id, group_id);
CREATE INDEX inspections_site ON inspections (org_id, site_id);
