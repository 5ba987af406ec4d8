-- How many workers met an error that nobody knows; crashes and shutdowns do not count (attempt counts every worker).
ALTER TABLE import_queue ADD COLUMN failures integer NOT NULL DEFAULT 0;
