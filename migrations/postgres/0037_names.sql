-- Lists by name: what each is sorted by and the words it is found by, folded by the application before they come here.
-- What was there before is folded as far as SQL can, until it is saved again.
SELECT set_config('app.system', 'on', true);
ALTER TABLE sites ADD COLUMN sort_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sites NO FORCE ROW LEVEL SECURITY;
UPDATE sites SET sort_name = lower(name), words = ' ' || lower(name || ' ' || address);
ALTER TABLE sites FORCE ROW LEVEL SECURITY;
ALTER TABLE templates ADD COLUMN sort_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE templates NO FORCE ROW LEVEL SECURITY;
UPDATE templates SET sort_name = lower(title), words = ' ' || lower(title);
ALTER TABLE templates FORCE ROW LEVEL SECURITY;
ALTER TABLE users ADD COLUMN sort_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE users SET sort_name = lower(name), words = ' ' || lower(name || ' ' || replace(replace(email, '@', ' '), '.', ' '));
CREATE INDEX sites_by_name ON sites (org_id, sort_name, id);
CREATE INDEX templates_by_name ON templates (org_id, sort_name, id);
ALTER TABLE invitations ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE invitations NO FORCE ROW LEVEL SECURITY;
UPDATE invitations SET words = ' ' || replace(replace(email, '@', ' '), '.', ' ');
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
