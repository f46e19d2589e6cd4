-- A filter with several conditions goes along the index of one and looks at the rows there: what the others ask for stands
-- in that index too, so that rows which do not fit are not read from the table, where each would be a page of its own.
DROP INDEX audit_events_user;
DROP INDEX audit_events_denied;
CREATE INDEX audit_events_user ON audit_events (org_id, user_id, id, topic);
CREATE INDEX audit_events_denied ON audit_events (org_id, id, user_id, topic) WHERE outcome = 'denied';
