-- What grows without end is counted in the organisation's row, so that its ceilings cost no count of all there is.
ALTER TABLE organisations ADD COLUMN made_inspections INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN made_actions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN kept_photos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE organisations SET
  made_inspections = (SELECT COUNT(*) FROM inspections i WHERE i.org_id = organisations.id),
  made_actions = (SELECT COUNT(*) FROM actions a WHERE a.org_id = organisations.id),
  kept_photos = (SELECT COUNT(*) FROM photos p WHERE p.org_id = organisations.id),
  kept_bytes = (SELECT COALESCE(SUM(p.bytes + COALESCE(p.shown_bytes, 0)), 0) FROM photos p WHERE p.org_id = organisations.id)
    + (SELECT COALESCE(SUM(r.file_bytes), 0) FROM reports r WHERE r.org_id = organisations.id);

-- A list of templates does not read their drafts to count what they ask.
ALTER TABLE templates ADD COLUMN draft_items INTEGER NOT NULL DEFAULT 0;
UPDATE templates SET draft_items = (
  SELECT COALESCE(SUM(json_array_length(section.value, '$.items')), 0) FROM json_each(draft, '$.sections') section);
