-- Imports that wait for a worker or have one. Ids only, and of all tenants: an instance that looks for work does not know whose it
-- will be. A row is gone when the import is finished.
CREATE TABLE import_queue (
    import_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    attempt integer NOT NULL DEFAULT 0,
    worker uuid,
    lease_until timestamptz
);
