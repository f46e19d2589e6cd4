-- When somebody said what they are called; until then the name is the part before the @ of their address.
ALTER TABLE users ADD COLUMN named_at BIGINT;
UPDATE users SET named_at = created_at WHERE name <> split_part(email, '@', 1);

-- Whose session a signature was given in, by name; the text that was agreed to; whether where it came from is printed.
ALTER TABLE signatures ADD COLUMN recorded_name TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN consent_text TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN origin_printed BOOLEAN NOT NULL DEFAULT FALSE;
-- Row-level security is the owner's too, and here the rows of all organisations are meant.
ALTER TABLE signatures NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organisations NO FORCE ROW LEVEL SECURITY;
UPDATE signatures SET recorded_name = (SELECT u.name FROM users u WHERE u.id = signatures.recorded_by);
-- Nobody was held to the name of their account before: what was signed under another name was identified by nobody else.
UPDATE signatures SET identified_by = 'inspector' WHERE identified_by = 'session' AND name <> recorded_name;
UPDATE signatures SET origin_printed = (SELECT o.print_origins FROM organisations o WHERE o.id = signatures.org_id);
UPDATE signatures SET consent_text = 'I have seen the results of this inspection as shown on this screen and sign them. My name, role, signature, the time, the IP address and the browser of this device are recorded with it, and its position only if I permit it.'
 WHERE consent_locale = 'en';
UPDATE signatures SET consent_text = 'He visto los resultados de esta inspección tal como aparecen en esta pantalla y los firmo. Con mi firma se registran mi nombre, mi función, la hora, la dirección IP y el navegador de este dispositivo, y su posición solo si lo permito.'
 WHERE consent_locale <> 'en';
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
ALTER TABLE signatures FORCE ROW LEVEL SECURITY;
