-- Append-only tables, partitioned by month so that retention drops partitions. The default partition catches what no month was
-- made for; a month cannot be made while the default holds rows of it, so months are made ahead at every start.
CREATE TABLE import_problems (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    batch_created_at timestamptz NOT NULL,
    number bigint NOT NULL,
    row_number integer NOT NULL,
    column_id smallint,
    code text NOT NULL,
    severity smallint NOT NULL CHECK (severity BETWEEN 1 AND 2),
    detail_encrypted bytea,
    CONSTRAINT pk_import_problems PRIMARY KEY (tenant_id, batch_id, batch_created_at, number)
) PARTITION BY RANGE (batch_created_at);

CREATE TABLE audit_log (
    tenant_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seq bigint NOT NULL,
    action text NOT NULL,
    result smallint NOT NULL CHECK (result BETWEEN 1 AND 3),
    actor_kind smallint NOT NULL CHECK (actor_kind BETWEEN 0 AND 2),
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    entity_type text,
    entity_id uuid,
    before jsonb,
    after jsonb,
    source_address inet,
    user_agent text,
    session_id text,
    correlation_id text,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (tenant_id, occurred_at, seq)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX ix_audit_log_tenant_id_seq ON audit_log (tenant_id, seq);
CREATE INDEX ix_audit_log_tenant_id_entity_id ON audit_log (tenant_id, entity_id, occurred_at) WHERE entity_id IS NOT NULL;

CREATE TABLE import_problems_default PARTITION OF import_problems DEFAULT;
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;
CALL private.protect_tenant_table('import_problems_default');
CALL private.protect_tenant_table('audit_log_default');

-- Makes the months from this one to so many ahead, where they are missing. A month whose rows already lie in the default
-- partition stays there: nothing is lost, it is only not dropped by itself.
CREATE FUNCTION private.ensure_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = public, pg_catalog SET TimeZone = 'UTC'
    AS $$
DECLARE
    parent text;
    month date;
    partition text;
    made integer := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['import_problems', 'audit_log'] LOOP
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
