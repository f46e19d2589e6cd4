-- The faces in a report's PDF: JSON, a list of names and SHA-256. With the same files the same record gives the same PDF.
ALTER TABLE reports ADD COLUMN faces TEXT;
