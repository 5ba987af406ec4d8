-- Numbers that people say ("settlement 12"), and the running part of generated order numbers of a day.
CREATE TABLE settlement_counters (tenant_id uuid CONSTRAINT pk_settlement_counters PRIMARY KEY, last_number bigint NOT NULL);
CREATE TABLE order_counters (tenant_id uuid NOT NULL, day date NOT NULL, last_number integer NOT NULL, CONSTRAINT pk_order_counters PRIMARY KEY (tenant_id, day));

CREATE TABLE settlements (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint NOT NULL,
    -- 1 per order, 2 by customer, 3 by customer and group.
    grouping smallint NOT NULL CHECK (grouping BETWEEN 1 AND 3),
    gateway text COLLATE "C" NOT NULL,
    -- The batch that it settles; null for a selection of orders.
    import_id uuid,
    plan_digest bytea NOT NULL,
    orders integer NOT NULL CHECK (orders > 0),
    charges integer NOT NULL CHECK (charges > 0),
    amount bigint NOT NULL CHECK (amount > 0),
    orders_unsettled integer NOT NULL DEFAULT 0,
    amount_unsettled bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    actor_kind smallint NOT NULL CHECK (actor_kind BETWEEN 0 AND 2),
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    -- When no charge was waiting or under way any more; null again when some are retried.
    finished_at timestamptz,
    modified_at timestamptz NOT NULL DEFAULT now(),
    modified_seq bigint NOT NULL DEFAULT nextval('modified_seq'),
    CONSTRAINT pk_settlements PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX ix_settlements_tenant_id_number ON settlements (tenant_id, number);
CREATE INDEX ix_settlements_tenant_id_created_at_id ON settlements (tenant_id, created_at DESC, id DESC);
CREATE INDEX ix_settlements_tenant_id_import_id ON settlements (tenant_id, import_id) WHERE import_id IS NOT NULL;
CREATE INDEX ix_settlements_tenant_id_modified_seq ON settlements (tenant_id, modified_seq);

CREATE FUNCTION give_settlement_number() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO public.settlement_counters AS c (tenant_id, last_number) VALUES (NEW.tenant_id, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
    RETURNING last_number INTO NEW.number;
    RETURN NEW;
END
$$;
CREATE TRIGGER give_settlement_number BEFORE INSERT ON settlements FOR EACH ROW EXECUTE FUNCTION give_settlement_number();

-- One transaction with a gateway.
CREATE TABLE charges (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    settlement_id uuid NOT NULL,
    gateway text COLLATE "C" NOT NULL,
    -- 1 card, 2 konbini: the numbers of orders.payment_method.
    method smallint NOT NULL CHECK (method IN (1, 2)),
    amount bigint NOT NULL CHECK (amount BETWEEN 100 AND 1000000),
    -- 1 planned, 2 sending, 3 succeeded, 4 declined, 5 failed, 6 awaiting customer, 7 expired, 8 cancelled, 9 refunded, 10 partly refunded.
    status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 10),
    customer_code text COLLATE "C",
    -- Part of the idempotency key; rises only when a person retries what was definitely refused.
    round integer NOT NULL DEFAULT 1 CHECK (round > 0),
    -- Of this round.
    attempts integer NOT NULL DEFAULT 0,
    -- Of all rounds.
    attempts_total integer NOT NULL DEFAULT 0,
    -- A person asked to take it back while the customer has not paid yet.
    cancel_requested boolean NOT NULL DEFAULT false,
    gateway_reference text COLLATE "C",
    failure_code text COLLATE "C",
    -- Whether the gateway's last word on this round is known; false while it may have charged without our knowing.
    outcome_known boolean NOT NULL DEFAULT true,
    refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    next_attempt_at timestamptz,
    expires_at timestamptz,
    -- What the customer shows at the till.
    voucher_encrypted bytea,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    captured_at timestamptz,
    modified_at timestamptz NOT NULL DEFAULT now(),
    modified_seq bigint NOT NULL DEFAULT nextval('modified_seq'),
    CONSTRAINT pk_charges PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_charges_settlements FOREIGN KEY (tenant_id, settlement_id) REFERENCES settlements (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX ix_charges_tenant_id_settlement_id_status ON charges (tenant_id, settlement_id, status, id);
CREATE INDEX ix_charges_tenant_id_created_at_id ON charges (tenant_id, created_at DESC, id DESC);
CREATE INDEX ix_charges_tenant_id_status_created_at_id ON charges (tenant_id, status, created_at DESC, id DESC);
CREATE INDEX ix_charges_tenant_id_customer_code ON charges (tenant_id, customer_code, created_at DESC, id DESC) WHERE customer_code IS NOT NULL;
CREATE INDEX ix_charges_tenant_id_modified_seq ON charges (tenant_id, modified_seq);

-- Which part of which order a charge settles. Sums: an order's allocations are its total, a charge's allocations its amount.
CREATE TABLE charge_allocations (
    tenant_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    -- The order's modified_seq when the settlement had taken it, and whether nobody had touched it since it was made: undoing an import asks.
    order_seq bigint,
    order_untouched boolean NOT NULL DEFAULT false,
    CONSTRAINT pk_charge_allocations PRIMARY KEY (tenant_id, charge_id, order_id),
    CONSTRAINT fk_charge_allocations_charges FOREIGN KEY (tenant_id, charge_id) REFERENCES charges (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_charge_allocations_tenant_id_order_id ON charge_allocations (tenant_id, order_id);

CREATE TABLE refunds (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    charge_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    -- 1 planned, 2 sending, 3 succeeded, 4 failed.
    status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 4),
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    gateway_reference text COLLATE "C",
    failure_code text COLLATE "C",
    created_at timestamptz NOT NULL,
    actor_kind smallint NOT NULL CHECK (actor_kind BETWEEN 0 AND 2),
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    finished_at timestamptz,
    CONSTRAINT pk_refunds PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_refunds_charges FOREIGN KEY (tenant_id, charge_id) REFERENCES charges (tenant_id, id)
);
CREATE INDEX ix_refunds_tenant_id_charge_id ON refunds (tenant_id, charge_id, created_at);

CREATE TABLE refund_allocations (
    tenant_id uuid NOT NULL,
    refund_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    CONSTRAINT pk_refund_allocations PRIMARY KEY (tenant_id, refund_id, order_id),
    CONSTRAINT fk_refund_allocations_refunds FOREIGN KEY (tenant_id, refund_id) REFERENCES refunds (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_refund_allocations_tenant_id_order_id ON refund_allocations (tenant_id, order_id);

-- The book of money: append-only, one row for each part of an order that came in (1) or went back (2, negative). Its key is why no answer of a
-- gateway, however often it comes, is booked twice.
CREATE TABLE payment_movements (
    tenant_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    order_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    -- The charge itself for money that came in.
    refund_id uuid NOT NULL,
    amount bigint NOT NULL CHECK ((kind = 1 AND amount > 0) OR (kind = 2 AND amount < 0)),
    occurred_at timestamptz NOT NULL,
    CONSTRAINT pk_payment_movements PRIMARY KEY (tenant_id, charge_id, order_id, kind, refund_id)
);
CREATE INDEX ix_payment_movements_tenant_id_order_id ON payment_movements (tenant_id, order_id);

CREATE FUNCTION private.refuse_movement_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'Movements of money are append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON payment_movements FOR EACH ROW EXECUTE FUNCTION private.refuse_movement_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON payment_movements FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_movement_change();

-- Every call to a gateway, and what came back.
CREATE TABLE charge_attempts (
    tenant_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    id uuid NOT NULL,
    refund_id uuid,
    -- 1 charge, 2 refund, 3 look-up, 4 cancel, 5 webhook.
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 5),
    round integer NOT NULL,
    -- Of the round, from 1.
    number integer NOT NULL,
    finished_at timestamptz,
    -- 1 succeeded, 2 declined, 3 awaiting customer, 4 throttled, 5 gateway error, 6 timed out or cut off (may have charged), 7 lost in a crash, 8 refused by the gateway as wrong, 9 expired, 10 cancelled.
    outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 10),
    code text COLLATE "C",
    http_status integer,
    gateway_reference text COLLATE "C",
    request_id text COLLATE "C",
    worker uuid,
    CONSTRAINT pk_charge_attempts PRIMARY KEY (tenant_id, charge_id, started_at, id)
) PARTITION BY RANGE (started_at);
CREATE TABLE charge_attempts_default PARTITION OF charge_attempts DEFAULT;

-- Messages of gateways that were taken, so that each has one effect. Global: a message comes before anybody knows whose it is.
CREATE TABLE gateway_messages (
    gateway text COLLATE "C" NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_gateway_messages PRIMARY KEY (gateway, message_id)
);

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['settlement_counters', 'order_counters', 'settlements', 'charges', 'charge_allocations', 'refunds', 'refund_allocations',
        'payment_movements', 'charge_attempts', 'charge_attempts_default'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['settlements', 'charges'] LOOP
        EXECUTE format('CREATE TRIGGER hold_modified_seq BEFORE INSERT OR UPDATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hold_modified_seq()', target);
        EXECUTE format('CREATE TRIGGER touch_modified BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION touch_modified()', target);
    END LOOP;
END
$$;

-- Orders whose money is under way, failed or went back: few, and looked for. What is unpaid or paid is found along the other indexes.
CREATE INDEX ix_orders_tenant_id_payment_status_ordered_at_id ON orders (tenant_id, payment_status, ordered_at DESC, id DESC) WHERE payment_status IN (2, 4, 5, 6);

-- The simulator's own book. It stands for a gateway outside: no tenant, and nothing of the portal reads it but its endpoint.
CREATE SCHEMA simulator;
CREATE TABLE simulator.charges (
    idempotency_key text COLLATE "C" PRIMARY KEY,
    reference text COLLATE "C" NOT NULL UNIQUE,
    amount bigint NOT NULL,
    method text NOT NULL,
    -- succeeded, declined, awaiting, expired, cancelled.
    outcome text NOT NULL,
    code text,
    metadata jsonb NOT NULL,
    voucher jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    -- What the portal still has to be told by a webhook, and when the next try is due; null: nothing.
    message_id uuid,
    message_due_at timestamptz
);
CREATE INDEX ix_charges_expires_at ON simulator.charges (expires_at) WHERE outcome = 'awaiting';
CREATE INDEX ix_charges_message_due_at ON simulator.charges (message_due_at) WHERE message_due_at IS NOT NULL;
CREATE TABLE simulator.refunds (
    idempotency_key text COLLATE "C" PRIMARY KEY,
    reference text COLLATE "C" NOT NULL UNIQUE,
    charge_reference text COLLATE "C" NOT NULL REFERENCES simulator.charges (reference),
    amount bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE simulator.settings (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), value jsonb NOT NULL);
