-- With what a session began, and by which passkey it was shown since: what is removed takes its sessions along.
ALTER TABLE sessions ADD COLUMN provider TEXT;
ALTER TABLE sessions ADD COLUMN passkey_id BLOB;
ALTER TABLE sessions ADD COLUMN strong_by BLOB;
-- Of those that began with a passkey or a provider before, nobody knows with which: their people sign in again.
DELETE FROM sessions WHERE strong OR provider_org IS NOT NULL;
