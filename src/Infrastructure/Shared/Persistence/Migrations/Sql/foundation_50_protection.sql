-- Every tenant table, by name. Global tables and why they are: README.md beside the context.
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY[
        'users', 'user_roles', 'user_claims', 'user_logins', 'user_tokens',
        'api_clients', 'api_client_secrets', 'revoked_tokens',
        'orders', 'order_lines', 'order_status_changes', 'customers', 'products',
        'import_batches', 'import_counters', 'import_problems', 'stored_files', 'stored_file_chunks',
        'audit_log', 'audit_heads'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
END
$$;

-- Encrypted bytes do not compress; trying costs on every write.
ALTER TABLE stored_file_chunks ALTER COLUMN content_encrypted SET STORAGE EXTERNAL;

-- The password of the application's role, read by the owner at start (see DatabaseProvisioning).
CREATE TABLE private.application_role (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    role_name text NOT NULL,
    password text NOT NULL
);

-- Nobody but the owner makes tables here; before PostgreSQL 15, and in databases that come from there, everybody could.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- What the application may do. Called at every start, since the role can be another one (restored or copied database).
-- Listed by what is refused: everything in public is the application's to read and write, except where the list says less.
CREATE PROCEDURE private.grant_application_role(app name)
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
DECLARE
    target record;
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), app);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA quartz TO %I', app);
    FOR target IN
        SELECT c.oid::regclass AS name, c.relname, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT c.relispartition
    LOOP
        IF target.relkind = 'S' THEN
            EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', target.name, app);
        ELSIF target.relname = 'audit_log' THEN
            EXECUTE format('GRANT SELECT, INSERT (tenant_id, action, result, actor_kind, actor_id, actor_name, entity_type, entity_id, before, after, source_address, user_agent, session_id, correlation_id) ON TABLE %s TO %I', target.name, app);
        ELSIF target.relname IN ('audit_heads', 'roles', '__EFMigrationsHistory') THEN
            EXECUTE format('GRANT SELECT ON TABLE %s TO %I', target.name, app);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %s TO %I', target.name, app);
        END IF;
    END LOOP;
END
$$;

CREATE SCHEMA quartz;
