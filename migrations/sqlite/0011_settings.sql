-- In which languages checklists are written; how the browser makes photos smaller; how many months inspections with their
-- reports (nothing: always) and the audit log are to be kept.
ALTER TABLE organisations ADD COLUMN languages TEXT NOT NULL DEFAULT 'en,es';
ALTER TABLE organisations ADD COLUMN photo_side INTEGER NOT NULL DEFAULT 2048;
ALTER TABLE organisations ADD COLUMN photo_quality INTEGER NOT NULL DEFAULT 82;
ALTER TABLE organisations ADD COLUMN report_months INTEGER;
ALTER TABLE organisations ADD COLUMN audit_months INTEGER NOT NULL DEFAULT 24;
