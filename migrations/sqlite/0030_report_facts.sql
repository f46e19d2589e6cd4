-- What a report says, as lists and pages show it: its record is final, while site, template, inspector and inspection go on
-- and may be called otherwise later. What was issued before is read from its record at the next start.
ALTER TABLE reports ADD COLUMN site_id BLOB;
ALTER TABLE reports ADD COLUMN inspector_id BLOB;
ALTER TABLE reports ADD COLUMN template_id BLOB;
-- Whether it is the last word: rendering, unsealed, current, replaced or revoked.
ALTER TABLE reports ADD COLUMN status TEXT NOT NULL DEFAULT 'rendering';
ALTER TABLE reports ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN template TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN inspector TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN items INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN not_applicable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN facts_missing INTEGER NOT NULL DEFAULT 0;
UPDATE reports SET facts_missing = 1,
  status = CASE
    WHEN state <> 'issued' THEN state
    WHEN EXISTS (SELECT 1 FROM report_standing s WHERE s.content_sha256 = reports.content_sha256
      AND s.successor_sha256 IS NOT NULL) THEN 'replaced'
    WHEN EXISTS (SELECT 1 FROM report_standing s WHERE s.content_sha256 = reports.content_sha256) THEN 'revoked'
    ELSE 'current' END,
  template_id = (SELECT i.template_id FROM inspections i WHERE i.org_id = reports.org_id AND i.id = reports.inspection_id),
  site_id = (SELECT i.site_id FROM inspections i WHERE i.org_id = reports.org_id AND i.id = reports.inspection_id),
  inspector_id = (SELECT i.inspector_id FROM inspections i WHERE i.org_id = reports.org_id AND i.id = reports.inspection_id);
CREATE INDEX reports_latest ON reports (org_id, issued_at, id);
CREATE INDEX reports_of_site ON reports (org_id, site_id, issued_at, id);
CREATE INDEX reports_of_template ON reports (org_id, template_id, issued_at, id);
CREATE INDEX reports_of_inspector ON reports (org_id, inspector_id, issued_at, id);
CREATE INDEX reports_of_status ON reports (org_id, status, issued_at, id);
CREATE INDEX reports_without_facts ON reports (org_id) WHERE facts_missing = 1;
