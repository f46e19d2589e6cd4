-- How many attempts ended because somebody else was out of reach, a log or an authority: these are not counted against a job.
ALTER TABLE jobs ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
