-- Differential synchronisation reads rows in the order of modified_seq. Numbers are drawn before their transaction commits, so a
-- lower number can become visible after a higher one. Every writing transaction therefore holds, from before its first number
-- until it is visible, a shared advisory lock whose key tells the last number drawn before its own; readers stop at the lowest
-- key held. Keys: 0x4D53 ("MS") in the upper 16 bits, the number in the lower 48.
CREATE FUNCTION hold_modified_seq() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- Once per transaction: later statements only draw higher numbers. The mark falls back with the lock at a rolled-back savepoint.
    IF current_setting('app.modified_hold', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM pg_advisory_xact_lock_shared((19795::bigint << 48) | (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.modified_seq));
        PERFORM set_config('app.modified_hold', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION touch_modified() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.modified_at := now();
    NEW.modified_seq := nextval('public.modified_seq');
    RETURN NEW;
END
$$;

-- Up to which number nothing can appear any more. Ask in a statement of its own BEFORE the one that reads the rows, both in READ
-- COMMITTED: asked in the same statement, the rows' snapshot would be older than the answer. The sequence is read before the
-- locks; the other way round a writer could draw between the two.
CREATE FUNCTION safe_modified_seq() RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    last_drawn bigint;
    lowest_held bigint;
BEGIN
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO last_drawn FROM public.modified_seq;
    SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) INTO lowest_held
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = 19795
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN least(last_drawn, lowest_held);
END
$$;

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['orders', 'customers', 'products', 'import_batches'] LOOP
        EXECUTE format('CREATE TRIGGER hold_modified_seq BEFORE INSERT OR UPDATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hold_modified_seq()', target);
        EXECUTE format('CREATE TRIGGER touch_modified BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION touch_modified()', target);
    END LOOP;
END
$$;

-- EF cannot index into a complex property.
CREATE INDEX ix_orders_tenant_id_batch_id_csv_row_number ON orders (tenant_id, batch_id, csv_row_number) WHERE batch_id IS NOT NULL;
