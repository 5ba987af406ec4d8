-- Figures of the dashboard, kept by the database itself. Whatever statement changes an order, a line, a charge or a problem of an import, whoever runs it, a
-- statement trigger adds to an append-only table of differences what the statement changed, in the same transaction. A job folds differences into the
-- rollups. So in every snapshot: rollup + differences = the tables. Nobody waits for anybody: writers only append.

-- Days are days in Japan, by a fixed nine hours, as in DashboardRange.
CREATE FUNCTION day_in_japan(moment timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT timezone(interval '9 hours', moment)::date $$;

-- The Monday of a day's week.
CREATE FUNCTION week_of(day date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT day - (((day - date '2000-01-03') % 7 + 7) % 7) $$;

-- A "top" list tells what was sold: a cancelled (6) or refunded (7) order is no sale.
CREATE FUNCTION is_sale(status smallint) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT status < 6 $$;

CREATE TABLE order_days (
    tenant_id uuid NOT NULL, day date NOT NULL, status smallint NOT NULL, payment_status smallint NOT NULL,
    orders bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_order_days PRIMARY KEY (tenant_id, day, status, payment_status));
CREATE TABLE order_source_days (
    tenant_id uuid NOT NULL, day date NOT NULL, source smallint NOT NULL,
    orders bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_order_source_days PRIMARY KEY (tenant_id, day, source));
CREATE TABLE order_group_days (
    tenant_id uuid NOT NULL, bulk_import_group text NOT NULL, day date NOT NULL, status smallint NOT NULL, payment_status smallint NOT NULL,
    orders bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_order_group_days PRIMARY KEY (tenant_id, bulk_import_group, day, status, payment_status));
CREATE TABLE customer_days (
    tenant_id uuid NOT NULL, customer_code text COLLATE "C" NOT NULL, day date NOT NULL, status smallint NOT NULL, payment_status smallint NOT NULL,
    orders bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_customer_days PRIMARY KEY (tenant_id, customer_code, day, status, payment_status));
-- Of a day or two everybody is added up; many entries of one day share their key, so this costs little.
CREATE INDEX ix_customer_days_tenant_id_day ON customer_days (tenant_id, day);
CREATE TABLE customer_weeks (
    tenant_id uuid NOT NULL, week date NOT NULL, customer_code text COLLATE "C" NOT NULL,
    orders bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_customer_weeks PRIMARY KEY (tenant_id, week, customer_code));
CREATE INDEX ix_customer_weeks_tenant_id_week_amount ON customer_weeks (tenant_id, week, amount DESC);
CREATE TABLE product_days (
    tenant_id uuid NOT NULL, product_code text COLLATE "C" NOT NULL, day date NOT NULL,
    quantity bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_product_days PRIMARY KEY (tenant_id, product_code, day));
CREATE INDEX ix_product_days_tenant_id_day ON product_days (tenant_id, day);
CREATE TABLE product_weeks (
    tenant_id uuid NOT NULL, week date NOT NULL, product_code text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_product_weeks PRIMARY KEY (tenant_id, week, product_code));
CREATE INDEX ix_product_weeks_tenant_id_week_amount ON product_weeks (tenant_id, week, amount DESC);
CREATE TABLE product_group_days (
    tenant_id uuid NOT NULL, bulk_import_group text NOT NULL, day date NOT NULL, product_code text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL, amount bigint NOT NULL,
    CONSTRAINT pk_product_group_days PRIMARY KEY (tenant_id, bulk_import_group, day, product_code));
CREATE TABLE charge_days (
    tenant_id uuid NOT NULL, day date NOT NULL, status smallint NOT NULL,
    charges bigint NOT NULL, amount bigint NOT NULL, refunded bigint NOT NULL,
    CONSTRAINT pk_charge_days PRIMARY KEY (tenant_id, day, status));
-- Errors of rows by the day on which their file was handed over.
CREATE TABLE problem_days (
    tenant_id uuid NOT NULL, day date NOT NULL, code text COLLATE "C" NOT NULL,
    problems bigint NOT NULL,
    CONSTRAINT pk_problem_days PRIMARY KEY (tenant_id, day, code));

-- Differences: no key, and nothing to wait for. Found by tenant, because the dead ones of a busy tenant would be in every other's way.
CREATE TABLE order_deltas (
    tenant_id uuid NOT NULL, orders bigint NOT NULL, amount bigint NOT NULL, day date NOT NULL,
    status smallint NOT NULL, payment_status smallint NOT NULL, source smallint NOT NULL, customer_code text COLLATE "C", bulk_import_group text);
CREATE TABLE product_deltas (
    tenant_id uuid NOT NULL, quantity bigint NOT NULL, amount bigint NOT NULL, day date, product_code text COLLATE "C" NOT NULL, bulk_import_group text,
    -- The day is the order's.
    CONSTRAINT ck_order_lines_have_an_order CHECK (day IS NOT NULL));
CREATE TABLE charge_deltas (
    tenant_id uuid NOT NULL, charges bigint NOT NULL, amount bigint NOT NULL, refunded bigint NOT NULL, day date NOT NULL, status smallint NOT NULL);
CREATE TABLE problem_deltas (tenant_id uuid NOT NULL, problems bigint NOT NULL, day date NOT NULL, code text COLLATE "C" NOT NULL);

-- Which tenants have differences: appended with them, read by the job, which does not know whose they will be. Ids only.
CREATE TABLE rollup_marks (tenant_id uuid NOT NULL);

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['order_days', 'order_source_days', 'order_group_days', 'customer_days', 'customer_weeks', 'product_days', 'product_weeks', 'product_group_days', 'charge_days', 'problem_days'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['order_deltas', 'product_deltas', 'charge_deltas', 'problem_deltas'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
        EXECUTE format('CREATE INDEX ix_%1$s_tenant_id ON %1$I (tenant_id)', target);
        EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000)', target);
    END LOOP;
    -- Sums of a day change again and again, in their place.
    FOREACH target IN ARRAY ARRAY['order_days', 'order_source_days', 'order_group_days', 'customer_days', 'product_days', 'product_group_days', 'charge_days', 'problem_days'] LOOP
        EXECUTE format('ALTER TABLE %I SET (fillfactor = 80)', target);
    END LOOP;
END
$$;

-- The customers of one group have no rollup: its orders are added up from this index, without reading them.
DROP INDEX ix_orders_tenant_id_bulk_import_group;
CREATE INDEX ix_orders_tenant_id_bulk_import_group ON orders (tenant_id, bulk_import_group, ordered_at DESC, id DESC) INCLUDE (status, customer_code, total)
    WHERE bulk_import_group IS NOT NULL;
