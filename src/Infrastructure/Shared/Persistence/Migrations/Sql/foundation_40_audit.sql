-- The end of every tenant's chain. Locked for the rest of a writer's transaction, so that numbers have no gap and the chain no fork.
CREATE TABLE audit_heads (
    tenant_id uuid PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    -- Moved forward only by retention, which drops old months; what stood before is gone on purpose.
    first_seq bigint NOT NULL DEFAULT 1
);

CREATE FUNCTION audit_hash(entry audit_log) RETURNS bytea
    LANGUAGE sql STABLE
    SET TimeZone = 'UTC'
    AS $$
SELECT sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.tenant_id, entry.seq, to_char(entry.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), entry.action, entry.result,
    entry.actor_kind, entry.actor_id, entry.actor_name, entry.entity_type, entry.entity_id, entry.before, entry.after,
    host(entry.source_address), entry.user_agent, entry.session_id, entry.correlation_id)::text, 'UTF8'))
$$;

-- Runs as the owner: the application cannot write the heads, nor give numbers and hashes of its own.
CREATE FUNCTION private.chain_audit_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    head audit_heads;
BEGIN
    IF NEW.tenant_id IS DISTINCT FROM current_tenant() THEN
        RAISE EXCEPTION 'An audit entry belongs to the tenant of its connection.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_heads (tenant_id, seq, hash) VALUES (NEW.tenant_id, 0, '\x') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.hash := audit_hash(NEW);
    UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE tenant_id = NEW.tenant_id;
    RETURN NEW;
END
$$;

CREATE TRIGGER chain_audit_entry BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION private.chain_audit_entry();

-- Not even the owner changes an entry by mistake. Retention drops whole partitions, which this does not see.
CREATE FUNCTION private.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION private.refuse_audit_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_audit_change();

-- Walks the current tenant's chain. One row: how many entries were read, and the number of the first that does not fit (null: the
-- chain holds). Finds changed, missing, added and cut-off entries. Whoever can rewrite the whole chain and its head can still deceive
-- it, so keep the newest hash elsewhere where the owner of the database is not trusted.
CREATE FUNCTION verify_audit_chain() RETURNS TABLE (entries bigint, first_bad_seq bigint, head_seq bigint, head_hash bytea)
    LANGUAGE sql STABLE
    AS $$
WITH head AS (
    SELECT h.seq, h.hash, h.first_seq FROM public.audit_heads h WHERE h.tenant_id = (SELECT public.current_tenant())
), walked AS (
    SELECT a.seq, a.hash,
           a.hash = public.audit_hash(a)
           AND CASE
               WHEN lag(a.seq) OVER w IS NULL THEN a.seq = (SELECT first_seq FROM head) AND (a.seq > 1 OR a.prev_hash = '\x')
               ELSE a.seq = lag(a.seq) OVER w + 1 AND a.prev_hash = lag(a.hash) OVER w
           END AS fits
    FROM public.audit_log a
    WHERE a.tenant_id = (SELECT public.current_tenant())
    WINDOW w AS (ORDER BY a.seq)
), last AS (
    SELECT w.seq, w.hash FROM walked w ORDER BY w.seq DESC LIMIT 1
)
SELECT (SELECT count(*) FROM walked),
       coalesce(
           (SELECT min(w.seq) FROM walked w WHERE w.fits IS NOT TRUE),
           -- The chain ends before its head says, or beyond it.
           (SELECT coalesce(l.seq, 0) + 1 FROM (SELECT 1) one LEFT JOIN last l ON true LEFT JOIN head h ON true
            WHERE (l.seq, l.hash) IS DISTINCT FROM (h.seq, h.hash) AND NOT (l.seq IS NULL AND h.seq IS NOT DISTINCT FROM h.first_seq - 1))),
       (SELECT h.seq FROM head h),
       (SELECT h.hash FROM head h)
$$;
