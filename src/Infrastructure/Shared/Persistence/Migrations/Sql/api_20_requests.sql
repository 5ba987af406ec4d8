-- One request of a caller that is to have its effect once. A key without a status is in hand until lease_until; after that nobody
-- knows what became of it.
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    caller_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- Method, address and body.
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    status smallint CHECK (status BETWEEN 200 AND 599),
    -- Headers and body as they were sent; personal.
    answer_encrypted bytea,
    created_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (tenant_id, caller_id, key)
);
CREATE INDEX ix_idempotency_keys_tenant_id_expires_at ON idempotency_keys (tenant_id, expires_at);
ALTER TABLE idempotency_keys ALTER COLUMN answer_encrypted SET STORAGE EXTERNAL;

-- How much of its hour an API client has used.
CREATE TABLE api_usage (
    tenant_id uuid NOT NULL,
    api_client_id uuid NOT NULL,
    -- 1 requests, 2 uploads.
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    window_start timestamptz NOT NULL,
    used integer NOT NULL CHECK (used >= 0),
    CONSTRAINT pk_api_usage PRIMARY KEY (tenant_id, api_client_id, kind)
);

-- Requests of an API client that run now, on any instance; one that was not ended by lease_until was a dead instance's.
CREATE TABLE api_requests (
    tenant_id uuid NOT NULL,
    api_client_id uuid NOT NULL,
    id uuid NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT pk_api_requests PRIMARY KEY (tenant_id, api_client_id, id)
);

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['idempotency_keys', 'api_usage', 'api_requests'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
END
$$;
