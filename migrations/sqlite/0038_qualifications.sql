-- What qualifies somebody for what they sign, and the number of their licence, as they say it themselves. A signature keeps
-- what was said when it was given.
ALTER TABLE users ADD COLUMN qualification TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN licence_number TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN qualification TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN licence_number TEXT NOT NULL DEFAULT '';
