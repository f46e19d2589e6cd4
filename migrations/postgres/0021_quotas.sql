-- What grows without end is counted in the organisation's row, so that its ceilings cost no count of all there is.
ALTER TABLE organisations ADD COLUMN made_inspections BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN made_actions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN kept_photos BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN kept_bytes BIGINT NOT NULL DEFAULT 0;
-- A list of templates does not read their drafts to count what they ask.
ALTER TABLE templates ADD COLUMN draft_items INTEGER NOT NULL DEFAULT 0;

-- Organisation by organisation: the policies show the rows of one at a time.
DO $$ DECLARE org UUID; BEGIN
  FOR org IN SELECT id FROM organisations LOOP
    PERFORM set_config('app.org_id', org::text, true);
    UPDATE organisations SET
      made_inspections = (SELECT COUNT(*) FROM inspections i WHERE i.org_id = org),
      made_actions = (SELECT COUNT(*) FROM actions a WHERE a.org_id = org),
      kept_photos = (SELECT COUNT(*) FROM photos p WHERE p.org_id = org),
      kept_bytes = (SELECT COALESCE(SUM(p.bytes + COALESCE(p.shown_bytes, 0)), 0) FROM photos p WHERE p.org_id = org)
        + (SELECT COALESCE(SUM(r.file_bytes), 0) FROM reports r WHERE r.org_id = org)
    WHERE id = org;
    UPDATE templates SET draft_items = (
      SELECT COALESCE(SUM(jsonb_array_length(section -> 'items')), 0)
      FROM jsonb_array_elements(draft::jsonb -> 'sections') section)
    WHERE org_id = org;
  END LOOP;
  PERFORM set_config('app.org_id', '', true);
END $$;
