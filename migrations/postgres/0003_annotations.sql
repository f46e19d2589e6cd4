-- What is drawn over a photo: JSON, a list of arrows and circles.
ALTER TABLE photos ADD COLUMN annotations TEXT NOT NULL DEFAULT '[]';
