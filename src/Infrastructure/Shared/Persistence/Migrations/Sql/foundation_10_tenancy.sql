-- Whose rows a connection may see. No setting, or an empty one, is nobody's.
CREATE FUNCTION current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;

CREATE SCHEMA private;
REVOKE ALL ON SCHEMA private FROM PUBLIC;

-- The one rule of every tenant table. A later migration that adds such a table calls this for it; a test finds those it forgot.
-- Forced, so that the owner is bound too; only superusers and BYPASSRLS roles are not.
CREATE PROCEDURE private.protect_tenant_table(target regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY tenant ON %s USING (tenant_id = (SELECT public.current_tenant())) WITH CHECK (tenant_id = (SELECT public.current_tenant()))',
        target);
END
$$;

-- Numbers that people say ("import 1042"), from 1 in every tenant and without gaps.
CREATE TABLE import_counters (
    tenant_id uuid PRIMARY KEY,
    last_number bigint NOT NULL
);

CREATE FUNCTION give_import_number() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO public.import_counters AS c (tenant_id, last_number) VALUES (NEW.tenant_id, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
    RETURNING last_number INTO NEW.number;
    RETURN NEW;
END
$$;

CREATE TRIGGER give_import_number BEFORE INSERT ON import_batches FOR EACH ROW EXECUTE FUNCTION give_import_number();
