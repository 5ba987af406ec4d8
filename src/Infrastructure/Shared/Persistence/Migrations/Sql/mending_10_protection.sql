DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['mapping_profiles', 'import_drafts', 'import_updates', 'import_edits', 'value_rules'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
END
$$;

-- What a person asks of the worker that has the import: 0 nothing, 1 pause, 2 cancel.
ALTER TABLE import_queue ADD COLUMN requested_stop smallint NOT NULL DEFAULT 0 CHECK (requested_stop BETWEEN 0 AND 2);

