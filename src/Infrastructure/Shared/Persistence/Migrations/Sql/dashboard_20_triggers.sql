-- Plans of trigger functions are kept, and those made while the tables were empty would read all of a tenant's rows later. So lines are only looked up by their
-- only index, and orders by the first id from the wanted one on: in that sequence nothing but the primary key has them (other indexes end with the id too, and
-- to a planner without statistics all are the same). A statement that changes nothing that is counted writes nothing.

CREATE FUNCTION count_inserted_orders() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- Row by row: adding up first costs an import more than it saves. Lines of new orders are counted when they are written.
    INSERT INTO public.order_deltas (tenant_id, orders, amount, day, status, payment_status, source, customer_code, bulk_import_group)
    SELECT tenant_id, 1, total, public.day_in_japan(ordered_at), status, payment_status, source, customer_code, bulk_import_group FROM fresh;
    INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM fresh;
    RETURN NULL;
END
$$;

CREATE FUNCTION count_updated_orders() RETURNS trigger
    LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
    AS $$
BEGIN
    INSERT INTO public.order_deltas (tenant_id, orders, amount, day, status, payment_status, source, customer_code, bulk_import_group)
    SELECT tenant_id, sum(sign), sum(sign * total), public.day_in_japan(ordered_at) AS day, status, payment_status, source, customer_code, bulk_import_group
    FROM (
        SELECT 1 AS sign, tenant_id, total, ordered_at, status, payment_status, source, customer_code, bulk_import_group FROM fresh
        UNION ALL SELECT -1, tenant_id, total, ordered_at, status, payment_status, source, customer_code, bulk_import_group FROM gone) both_states
    GROUP BY tenant_id, day, status, payment_status, source, customer_code, bulk_import_group HAVING sum(sign) <> 0 OR sum(sign * total) <> 0;
    IF FOUND THEN
        INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
        SELECT l.tenant_id, sum(c.sign * l.quantity), sum(c.sign * l.amount), c.day, l.product_code, c.bulk_import_group
        FROM (
            SELECT tenant_id, id, day, bulk_import_group, sum(sign) AS sign
            FROM (
                SELECT 1 AS sign, tenant_id, id, public.day_in_japan(ordered_at) AS day, bulk_import_group FROM fresh WHERE public.is_sale(status)
                UNION ALL SELECT -1, tenant_id, id, public.day_in_japan(ordered_at), bulk_import_group FROM gone WHERE public.is_sale(status)) both_states
            GROUP BY tenant_id, id, day, bulk_import_group HAVING sum(sign) <> 0) c
        JOIN public.order_lines l ON l.tenant_id = c.tenant_id AND l.order_id = c.id
        GROUP BY l.tenant_id, c.day, l.product_code, c.bulk_import_group;
        INSERT INTO public.rollup_marks (tenant_id) SELECT tenant_id FROM fresh UNION SELECT tenant_id FROM gone;
    END IF;

    RETURN NULL;
END
$$;

CREATE FUNCTION count_deleted_orders() RETURNS trigger
    LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
    AS $$
BEGIN
    INSERT INTO public.order_deltas (tenant_id, orders, amount, day, status, payment_status, source, customer_code, bulk_import_group)
    SELECT tenant_id, -1, -total, public.day_in_japan(ordered_at), status, payment_status, source, customer_code, bulk_import_group FROM gone;

    -- Their lines are still there: they go with the trigger delete_lines, which comes after this one.
    INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
    SELECT l.tenant_id, -sum(l.quantity), -sum(l.amount), public.day_in_japan(o.ordered_at) AS day, l.product_code, o.bulk_import_group
    FROM gone o JOIN public.order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
    WHERE public.is_sale(o.status) GROUP BY l.tenant_id, day, l.product_code, o.bulk_import_group;
    INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM gone;
    RETURN NULL;
END
$$;

-- A line counts on its order's day, so it must have one: what lacks its order has no day, and ck_order_lines_have_an_order refuses it. And whoever changes lines holds
-- their orders: a change of an order that does not see these lines yet, and that they do not see, would count their former state. Orders that the same
-- transaction made are nobody else's yet.
CREATE FUNCTION count_inserted_lines() RETURNS trigger
    LANGUAGE plpgsql SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_sort = off SET jit = off
    AS $$
DECLARE
    tenant uuid;
    other uuid;
    first_order uuid;
    last_order uuid;
    lines bigint;
BEGIN
    SELECT tenant_id, order_id INTO tenant, first_order FROM fresh ORDER BY tenant_id, order_id LIMIT 1;
    SELECT tenant_id, order_id INTO other, last_order FROM fresh ORDER BY tenant_id DESC, order_id DESC LIMIT 1;
    SELECT count(*) INTO lines FROM fresh;

    -- An import writes orders whose ids follow each other and then their lines: reading these orders in one go costs a third of looking each up.
    IF tenant = other AND (SELECT count(*) <= lines AND bool_and(xmin = pg_current_xact_id()::xid) FROM (
            SELECT xmin FROM public.orders WHERE tenant_id = tenant AND id >= first_order AND id <= last_order ORDER BY id LIMIT lines + 1) made) THEN
        PERFORM set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true);
        INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
        SELECT l.tenant_id, sum(l.quantity), sum(l.amount), o.day, l.product_code, o.bulk_import_group
        FROM fresh l LEFT JOIN (
            SELECT tenant_id, id, status, public.day_in_japan(ordered_at) AS day, bulk_import_group FROM public.orders
            -- Between them others may have placed orders since the question above: each statement sees what is committed when it starts.
            WHERE tenant_id = tenant AND id >= first_order AND id <= last_order AND xmin = pg_current_xact_id()::xid ORDER BY id LIMIT lines) o ON o.id = l.order_id AND o.tenant_id = l.tenant_id
        WHERE o.status IS NULL OR public.is_sale(o.status) GROUP BY l.tenant_id, o.day, l.product_code, o.bulk_import_group;
    ELSE
        PERFORM FROM (SELECT DISTINCT tenant_id, order_id FROM fresh ORDER BY order_id) l, LATERAL (
            SELECT FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1 FOR NO KEY UPDATE) held;
        INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
        SELECT l.tenant_id, sum(l.quantity), sum(l.amount), public.day_in_japan(o.ordered_at) AS day, l.product_code, o.bulk_import_group
        FROM fresh l LEFT JOIN LATERAL (
            SELECT status, ordered_at, bulk_import_group
            FROM (SELECT id, status, ordered_at, bulk_import_group FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1) next
            WHERE id = l.order_id) o ON true
        WHERE o.status IS NULL OR public.is_sale(o.status) GROUP BY l.tenant_id, day, l.product_code, o.bulk_import_group;
    END IF;

    IF FOUND THEN
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM fresh;
    END IF;

    RETURN NULL;
END
$$;

CREATE FUNCTION count_updated_lines() RETURNS trigger
    LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_sort = off SET jit = off
    AS $$
BEGIN
    PERFORM FROM (SELECT tenant_id, order_id FROM fresh UNION SELECT tenant_id, order_id FROM gone ORDER BY order_id) l, LATERAL (
        SELECT FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1 FOR NO KEY UPDATE) held;
    INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
    SELECT l.tenant_id, sum(l.sign * l.quantity), sum(l.sign * l.amount), public.day_in_japan(o.ordered_at) AS day, l.product_code, o.bulk_import_group
    FROM (
        SELECT 1 AS sign, tenant_id, order_id, product_code, quantity, amount FROM fresh
        UNION ALL SELECT -1, tenant_id, order_id, product_code, quantity, amount FROM gone) l
    LEFT JOIN LATERAL (
        SELECT status, ordered_at, bulk_import_group
        FROM (SELECT id, status, ordered_at, bulk_import_group FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1) next
        WHERE id = l.order_id) o ON true
    WHERE o.status IS NULL OR public.is_sale(o.status)
    GROUP BY l.tenant_id, day, l.product_code, o.bulk_import_group HAVING sum(l.sign * l.quantity) <> 0 OR sum(l.sign * l.amount) <> 0;
    IF FOUND THEN
        INSERT INTO public.rollup_marks (tenant_id) SELECT tenant_id FROM fresh UNION SELECT tenant_id FROM gone;
    END IF;

    RETURN NULL;
END
$$;

CREATE FUNCTION count_deleted_lines() RETURNS trigger
    LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_sort = off SET jit = off
    AS $$
BEGIN
    -- Lines that go with their orders (by the trigger delete_lines, so deeper than 1) were counted with these. One statement that deletes both itself is
    -- refused: neither trigger would see what the other's rows were.
    IF pg_trigger_depth() = 1 THEN
        PERFORM FROM (SELECT DISTINCT tenant_id, order_id FROM gone ORDER BY order_id) l, LATERAL (
            SELECT FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1 FOR NO KEY UPDATE) held;
    END IF;

    INSERT INTO public.product_deltas (tenant_id, quantity, amount, day, product_code, bulk_import_group)
    SELECT l.tenant_id, -sum(l.quantity), -sum(l.amount), public.day_in_japan(o.ordered_at) AS day, l.product_code, o.bulk_import_group
    FROM gone l LEFT JOIN LATERAL (
        SELECT status, ordered_at, bulk_import_group
        FROM (SELECT id, status, ordered_at, bulk_import_group FROM public.orders WHERE tenant_id = l.tenant_id AND id >= l.order_id ORDER BY id LIMIT 1) next
        WHERE id = l.order_id) o ON true
    WHERE CASE WHEN o.status IS NULL THEN pg_trigger_depth() = 1 ELSE public.is_sale(o.status) END GROUP BY l.tenant_id, day, l.product_code, o.bulk_import_group;
    IF FOUND THEN
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM gone;
    END IF;

    RETURN NULL;
END
$$;

CREATE FUNCTION count_charges() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.charge_deltas (tenant_id, charges, amount, refunded, day, status)
        SELECT tenant_id, count(*), sum(amount), sum(refunded), public.day_in_japan(created_at) AS day, status FROM fresh GROUP BY tenant_id, day, status;
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM fresh;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.charge_deltas (tenant_id, charges, amount, refunded, day, status)
        SELECT tenant_id, -count(*), -sum(amount), -sum(refunded), public.day_in_japan(created_at) AS day, status FROM gone GROUP BY tenant_id, day, status;
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM gone;
    ELSE
        INSERT INTO public.charge_deltas (tenant_id, charges, amount, refunded, day, status)
        SELECT tenant_id, sum(sign), sum(sign * amount), sum(sign * refunded), public.day_in_japan(created_at) AS day, status
        FROM (
            SELECT 1 AS sign, tenant_id, amount, refunded, created_at, status FROM fresh
            UNION ALL SELECT -1, tenant_id, amount, refunded, created_at, status FROM gone) both_states
        GROUP BY tenant_id, day, status HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0 OR sum(sign * refunded) <> 0;
        IF FOUND THEN
            INSERT INTO public.rollup_marks (tenant_id) SELECT tenant_id FROM fresh UNION SELECT tenant_id FROM gone;
        END IF;
    END IF;

    RETURN NULL;
END
$$;

-- Errors (1) of rows; what concerns a file as a whole stands at row 0.
CREATE FUNCTION count_problems() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.problem_deltas (tenant_id, problems, day, code)
        SELECT tenant_id, count(*), public.day_in_japan(batch_created_at) AS day, code FROM fresh WHERE severity = 1 AND row_number > 0 GROUP BY tenant_id, day, code;
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM fresh;
    END IF;

    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.problem_deltas (tenant_id, problems, day, code)
        SELECT tenant_id, -count(*), public.day_in_japan(batch_created_at) AS day, code FROM gone WHERE severity = 1 AND row_number > 0 GROUP BY tenant_id, day, code;
        INSERT INTO public.rollup_marks (tenant_id) SELECT DISTINCT tenant_id FROM gone;
    END IF;

    RETURN NULL;
END
$$;

-- Only the owner may empty a table, and then of all tenants.
CREATE FUNCTION forget_rollups() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY TG_ARGV LOOP
        EXECUTE format('TRUNCATE public.%I', target);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_inserted AFTER INSERT ON orders REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_orders();
CREATE TRIGGER count_updated AFTER UPDATE ON orders REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_updated_orders();
-- Triggers of one event run in the order of their names: this one before delete_lines.
CREATE TRIGGER count_deleted AFTER DELETE ON orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_orders();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON orders FOR EACH STATEMENT
    EXECUTE FUNCTION forget_rollups('order_deltas', 'order_days', 'order_source_days', 'order_group_days', 'customer_days', 'customer_weeks',
        'product_deltas', 'product_days', 'product_weeks', 'product_group_days');
CREATE TRIGGER count_inserted AFTER INSERT ON order_lines REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_lines();
CREATE TRIGGER count_updated AFTER UPDATE ON order_lines REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_updated_lines();
CREATE TRIGGER count_deleted AFTER DELETE ON order_lines REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_lines();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON order_lines FOR EACH STATEMENT EXECUTE FUNCTION forget_rollups('product_deltas', 'product_days', 'product_weeks', 'product_group_days');
CREATE TRIGGER count_inserted AFTER INSERT ON charges REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_charges();
CREATE TRIGGER count_updated AFTER UPDATE ON charges REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_charges();
CREATE TRIGGER count_deleted AFTER DELETE ON charges REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_charges();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON charges FOR EACH STATEMENT EXECUTE FUNCTION forget_rollups('charge_deltas', 'charge_days');
CREATE TRIGGER count_inserted AFTER INSERT ON import_problems REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_problems();
CREATE TRIGGER count_updated AFTER UPDATE ON import_problems REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_problems();
CREATE TRIGGER count_deleted AFTER DELETE ON import_problems REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_problems();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON import_problems FOR EACH STATEMENT EXECUTE FUNCTION forget_rollups('problem_deltas', 'problem_days');

-- What there is already is counted as the first difference there is; the job folds it like any other. Tenant by tenant: the owner is bound by row-level security too.
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO order_deltas (tenant_id, orders, amount, day, status, payment_status, source, customer_code, bulk_import_group)
        SELECT tenant_id, count(*), sum(total), day_in_japan(ordered_at) AS day, status, payment_status, source, customer_code, bulk_import_group FROM orders
        WHERE tenant_id = tenant GROUP BY tenant_id, day, status, payment_status, source, customer_code, bulk_import_group;
        INSERT INTO product_deltas (tenant_id, quantity, amount, day, product_code)
        SELECT l.tenant_id, sum(l.quantity), sum(l.amount), day_in_japan(o.ordered_at) AS day, l.product_code
        FROM orders o JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
        WHERE o.tenant_id = tenant AND is_sale(o.status) GROUP BY l.tenant_id, day, l.product_code;
        INSERT INTO charge_deltas (tenant_id, charges, amount, refunded, day, status)
        SELECT tenant_id, count(*), sum(amount), sum(refunded), day_in_japan(created_at) AS day, status FROM charges WHERE tenant_id = tenant GROUP BY tenant_id, day, status;
        INSERT INTO problem_deltas (tenant_id, problems, day, code)
        SELECT tenant_id, count(*), day_in_japan(batch_created_at) AS day, code FROM import_problems
        WHERE tenant_id = tenant AND severity = 1 AND row_number > 0 GROUP BY tenant_id, day, code;
        INSERT INTO rollup_marks (tenant_id) VALUES (tenant);
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END
$$;
