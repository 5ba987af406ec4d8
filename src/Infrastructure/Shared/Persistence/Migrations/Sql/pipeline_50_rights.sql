-- The same as before, with the months of the new append-only tables.
CREATE OR REPLACE FUNCTION private.ensure_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = public, pg_catalog SET TimeZone = 'UTC'
    AS $$
DECLARE
    parent text;
    month date;
    partition text;
    made integer := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['import_problems', 'audit_log', 'outbox_events', 'charge_attempts', 'notifications', 'notification_attempts'] LOOP
        FOR i IN 0..months_ahead LOOP
            month := (date_trunc('month', now()) + make_interval(months => i))::date;
            partition := format('%s_%s', parent, to_char(month, 'YYYYMM'));
            IF to_regclass(partition) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                        partition, parent, month::timestamptz, (month + interval '1 month')::timestamptz);
                    EXECUTE format('CALL private.protect_tenant_table(%L)', partition);
                    made := made + 1;
                EXCEPTION WHEN check_violation THEN
                    NULL;
                END;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;

-- The same as before, with movements of money that nobody changes and the simulator's book.
CREATE OR REPLACE PROCEDURE private.grant_application_role(app name)
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    target record;
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), app);
    EXECUTE format('GRANT USAGE ON SCHEMA public, simulator TO %I', app);
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA quartz TO %I', app);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA simulator TO %I', app);
    FOR target IN
        SELECT c.oid::regclass AS name, c.relname, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT c.relispartition
    LOOP
        IF target.relkind = 'S' THEN
            EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', target.name, app);
        ELSIF target.relname = 'audit_log' THEN
            EXECUTE format('GRANT SELECT, INSERT (tenant_id, action, result, actor_kind, actor_id, actor_name, entity_type, entity_id, before, after, source_address, user_agent, session_id, correlation_id) ON TABLE %s TO %I', target.name, app);
        ELSIF target.relname = 'payment_movements' THEN
            EXECUTE format('GRANT SELECT, INSERT ON TABLE %s TO %I', target.name, app);
        ELSIF target.relname IN ('audit_heads', 'roles', '__EFMigrationsHistory') THEN
            EXECUTE format('GRANT SELECT ON TABLE %s TO %I', target.name, app);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %s TO %I', target.name, app);
        END IF;
    END LOOP;
END
$$;
