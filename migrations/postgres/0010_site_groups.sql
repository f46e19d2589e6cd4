-- Groups of sites. A member whose limited is set sees the sites of their groups and what hangs on them, nothing else; one
-- who is limited and in no group sees no site.
ALTER TABLE memberships ADD COLUMN limited BOOLEAN NOT NULL DEFAULT FALSE;
-- To which groups whoever is invited will be limited: JSON, a list of ids; nothing where they will see every site.
ALTER TABLE invitations ADD COLUMN groups TEXT;

CREATE TABLE site_groups (
  org_id UUID NOT NULL REFERENCES organisations (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE site_group_sites (
  org_id UUID NOT NULL,
  group_id UUID NOT NULL,
  site_id UUID NOT NULL,
  PRIMARY KEY (org_id, group_id, site_id),
  FOREIGN KEY (org_id, group_id) REFERENCES site_groups (org_id, id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, site_id) REFERENCES sites (org_id, id)
);
CREATE INDEX site_group_sites_site ON site_group_sites (org_id, site_id);

CREATE TABLE member_groups (
  org_id UUID NOT NULL,
  user_id UUID NOT NULL,
  group_id UUID NOT NULL,
  PRIMARY KEY (org_id, user_id, group_id),
  FOREIGN KEY (org_id, user_id) REFERENCES memberships (org_id, user_id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, group_id) REFERENCES site_groups (org_id, id) ON DELETE CASCADE
);
CREATE INDEX member_groups_group ON member_groups (org_id, group_id);
CREATE INDEX inspections_site ON inspections (org_id, site_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON site_groups, site_group_sites, member_groups TO norven_app;

DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['site_groups', 'site_group_sites', 'member_groups'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$policy$, name);
  END LOOP;
END $$;

-- The second wall around what a member is limited to: app.reach names the member of a transaction that sees less than
-- everything. It narrows the policies that are there.
CREATE POLICY reach ON sites AS RESTRICTIVE USING (
  nullif(current_setting('app.reach', true), '') IS NULL
  OR id IN (
    SELECT s.site_id FROM site_group_sites s
    JOIN member_groups m ON m.org_id = s.org_id AND m.group_id = s.group_id
    WHERE m.user_id = nullif(current_setting('app.reach', true), '')::uuid));

-- What names a site is seen with the site, and what names an inspection with the inspection.
CREATE POLICY reach ON inspections AS RESTRICTIVE USING (
  nullif(current_setting('app.reach', true), '') IS NULL OR site_id IN (SELECT id FROM sites));

DO $$ DECLARE name TEXT; BEGIN
  FOREACH name IN ARRAY ARRAY['inspection_commands', 'answers', 'photos', 'actions', 'signatures', 'reports'] LOOP
    EXECUTE format($policy$CREATE POLICY reach ON %I AS RESTRICTIVE USING (
      nullif(current_setting('app.reach', true), '') IS NULL
      OR inspection_id IN (SELECT id FROM inspections))$policy$, name);
  END LOOP;
END $$;
