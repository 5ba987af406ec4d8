-- What waits to be done, or is in an instance's hands: charges, refunds, events, notifications, imports that are followed. Ids only and of all
-- tenants, because an instance that looks for work does not know whose it will be. A row is gone when its work is done.
CREATE TABLE work_queue (
    lane text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    -- Nobody's: from when on it may be taken. A worker's: until when it is the worker's.
    due_at timestamptz NOT NULL DEFAULT now(),
    worker uuid,
    claims integer NOT NULL DEFAULT 0,
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_work_queue PRIMARY KEY (lane, id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX ix_work_queue_lane_due_at ON work_queue (lane, due_at, id);
CREATE INDEX ix_work_queue_worker ON work_queue (worker, lane) WHERE worker IS NOT NULL;

-- Who works on a lane, and how its breaker stands; a row that was not renewed for 15 seconds is a dead instance's.
CREATE TABLE workers (
    lane text COLLATE "C" NOT NULL,
    worker uuid NOT NULL,
    instance text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    -- 0 closed, 1 open, 2 half open.
    circuit smallint NOT NULL DEFAULT 0 CHECK (circuit BETWEEN 0 AND 2),
    circuit_since timestamptz,
    circuit_until timestamptz,
    circuit_reason text,
    CONSTRAINT pk_workers PRIMARY KEY (lane, worker)
);

-- What happened, written in the transaction in which it happened; expanded into notifications by whoever takes it from the lane "event".
CREATE TABLE outbox_events (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    type text COLLATE "C" NOT NULL,
    order_id uuid,
    charge_id uuid,
    refund_id uuid,
    settlement_id uuid,
    import_id uuid,
    -- Never personal: ids, numbers, amounts, codes.
    data jsonb,
    CONSTRAINT pk_outbox_events PRIMARY KEY (tenant_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE TABLE outbox_events_default PARTITION OF outbox_events DEFAULT;
CREATE INDEX ix_outbox_events_tenant_id_order_id ON outbox_events (tenant_id, order_id, occurred_at) WHERE order_id IS NOT NULL;

CALL private.protect_tenant_table('outbox_events');
CALL private.protect_tenant_table('outbox_events_default');
