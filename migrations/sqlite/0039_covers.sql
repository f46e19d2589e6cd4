-- What reports print on their cover: what the organisation says of itself, the client of a site, the number under which an
-- inspection was ordered. Empty where nothing is said.
ALTER TABLE organisations ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN tax_number TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN web TEXT NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE inspections ADD COLUMN order_number TEXT NOT NULL DEFAULT '';
