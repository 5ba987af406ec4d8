DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['mapping_profiles', 'import_drafts', 'import_updates', 'import_edits', 'value_rules'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
END
$$;

-- What a person asks of the worker that has the import: 1 pause, 2 cancel. A table of its own, and not a column of the queue: the worker holds
-- the queue's row while it writes, and nobody should have to wait for that to say "stop". Ids only, like the queue.
CREATE TABLE import_stops (
    import_id uuid PRIMARY KEY REFERENCES import_queue ON DELETE CASCADE,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2)
);
