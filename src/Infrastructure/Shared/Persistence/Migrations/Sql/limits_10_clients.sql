-- Lets one request of an API client of the current tenant in and counts it, or says why not (1: the hour is used up, 2: too many at once)
-- and counts nothing. The hour begins with the first request counted in it. The clock is the database's, the same for all instances.
CREATE FUNCTION admit_api_request(
    client uuid, request uuid, usage_kind smallint, most integer, at_once integer, lease interval,
    OUT refusal smallint, OUT remaining integer, OUT reset_seconds integer)
    LANGUAGE plpgsql
    AS $$
DECLARE
    tenant uuid := public.current_tenant();
    moment timestamptz;
    started timestamptz;
    counted integer;
BEGIN
    -- One request of a client after the other; what is read from here on, the one before has committed.
    PERFORM pg_advisory_xact_lock(hashtextextended(client::text, 0));
    moment := clock_timestamp();

    SELECT u.window_start, u.used INTO started, counted FROM public.api_usage u
    WHERE u.tenant_id = tenant AND u.api_client_id = client AND u.kind = usage_kind;
    IF started IS NULL OR started + interval '1 hour' <= moment THEN
        started := moment;
        counted := 0;
    END IF;

    DELETE FROM public.api_requests r WHERE r.tenant_id = tenant AND r.api_client_id = client AND r.lease_until <= moment;
    IF counted >= most THEN
        refusal := 1;
    ELSIF (SELECT count(*) FROM public.api_requests r WHERE r.tenant_id = tenant AND r.api_client_id = client) >= at_once THEN
        refusal := 2;
    ELSE
        refusal := 0;
        counted := counted + 1;
        INSERT INTO public.api_usage AS u (tenant_id, api_client_id, kind, window_start, used) VALUES (tenant, client, usage_kind, started, counted)
        ON CONFLICT (tenant_id, api_client_id, kind) DO UPDATE SET window_start = EXCLUDED.window_start, used = EXCLUDED.used;
        INSERT INTO public.api_requests (tenant_id, api_client_id, id, lease_until) VALUES (tenant, client, request, moment + lease);
    END IF;

    remaining := greatest(most - counted, 0);
    reset_seconds := greatest(ceil(extract(epoch FROM started + interval '1 hour' - moment)), 1);
END
$$;

-- Tokens issued before this are worthless: what a client may was changed, or its secret ended.
ALTER TABLE api_clients ADD COLUMN tokens_from timestamptz;
