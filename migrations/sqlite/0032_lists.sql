-- Lists of inspections are narrowed by one of these and sorted by the last change.
DROP INDEX inspections_updated;
CREATE INDEX inspections_updated ON inspections (org_id, updated_at, id);
CREATE INDEX inspections_of_site ON inspections (org_id, site_id, updated_at, id);
CREATE INDEX inspections_of_template ON inspections (org_id, template_id, updated_at, id);
CREATE INDEX inspections_of_inspector ON inspections (org_id, inspector_id, updated_at, id);
CREATE INDEX inspections_of_state ON inspections (org_id, state, updated_at, id);
