CREATE TABLE notifications (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    -- Of the event it tells of.
    created_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    -- 1 order accepted, 2 payment succeeded, 3 payment failed, 4 konbini slip, 5 shipped, 6 import finished, 7 digest of a batch, 8 webhook, 9 test.
    topic smallint NOT NULL CHECK (topic BETWEEN 1 AND 9),
    -- 1 e-mail, 2 webhook, 3 portal.
    channel smallint NOT NULL CHECK (channel BETWEEN 1 AND 3),
    -- 1 waiting, 2 sending, 3 sent, 4 dead, 5 withdrawn.
    status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 5),
    language character(2) NOT NULL DEFAULT 'ja',
    event_type text COLLATE "C",
    -- E-mail address, personal; null for webhooks.
    recipient_encrypted bytea,
    recipient_index bytea,
    endpoint_id uuid,
    order_id uuid,
    charge_id uuid,
    import_id uuid,
    -- Subject, text and HTML, or the body of a webhook: what was or will be sent, to the byte.
    content_encrypted bytea NOT NULL,
    -- Since it was written or sent again by a person, as first_attempt_at.
    attempts integer NOT NULL DEFAULT 0,
    first_attempt_at timestamptz,
    next_attempt_at timestamptz,
    sent_at timestamptz,
    failure_code text COLLATE "C",
    -- Sent again after a crash that may have come after the first sending.
    possible_duplicate boolean NOT NULL DEFAULT false,
    CONSTRAINT pk_notifications PRIMARY KEY (tenant_id, id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE notifications_default PARTITION OF notifications DEFAULT;
CREATE INDEX ix_notifications_tenant_id_created_at_id ON notifications (tenant_id, created_at DESC, id DESC);
CREATE INDEX ix_notifications_tenant_id_status_created_at_id ON notifications (tenant_id, status, created_at DESC, id DESC) WHERE status <> 3;
CREATE INDEX ix_notifications_tenant_id_order_id ON notifications (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ix_notifications_tenant_id_import_id ON notifications (tenant_id, import_id, status) WHERE import_id IS NOT NULL;
CREATE INDEX ix_notifications_tenant_id_endpoint_id ON notifications (tenant_id, endpoint_id, created_at DESC) WHERE endpoint_id IS NOT NULL;

CREATE TABLE notification_attempts (
    tenant_id uuid NOT NULL,
    notification_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    finished_at timestamptz,
    -- 1 sent, 2 refused for now, 3 refused for good, 4 timed out or cut off, 5 lost in a crash.
    outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 5),
    code text COLLATE "C",
    answer_status integer,
    -- Shortened; of mail servers the status alone.
    answer_encrypted bytea,
    CONSTRAINT pk_notification_attempts PRIMARY KEY (tenant_id, notification_id, started_at, id)
) PARTITION BY RANGE (started_at);
CREATE TABLE notification_attempts_default PARTITION OF notification_attempts DEFAULT;

CREATE TABLE webhook_endpoints (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL,
    description text,
    event_types text[] NOT NULL,
    secret_encrypted bytea NOT NULL,
    previous_secret_encrypted bytea,
    previous_secret_until timestamptz,
    enabled boolean NOT NULL DEFAULT true,
    disabled_code text COLLATE "C",
    -- Calls that failed since the last success, whatever they carried; since when, and until when nothing is sent for that.
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    rests_until timestamptz,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT pk_webhook_endpoints PRIMARY KEY (tenant_id, id)
);

-- What the bell shows. Sentences are made when they are shown; who has seen how far is a mark for each person.
CREATE TABLE portal_notices (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    arguments jsonb NOT NULL DEFAULT '[]',
    href text,
    -- One of the permissions; null: everybody's.
    permission text COLLATE "C",
    CONSTRAINT pk_portal_notices PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ix_portal_notices_tenant_id_created_at ON portal_notices (tenant_id, created_at DESC, id DESC);
CREATE TABLE notice_marks (tenant_id uuid NOT NULL, user_id uuid NOT NULL, seen_at timestamptz NOT NULL, CONSTRAINT pk_notice_marks PRIMARY KEY (tenant_id, user_id));

-- Mails that are kept instead of sent, in development.
CREATE TABLE dev_mails (
    tenant_id uuid NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    mail_encrypted bytea NOT NULL,
    CONSTRAINT pk_dev_mails PRIMARY KEY (tenant_id, message_id)
);
CREATE INDEX ix_dev_mails_tenant_id_created_at ON dev_mails (tenant_id, created_at DESC);

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['notifications', 'notifications_default', 'notification_attempts', 'notification_attempts_default', 'webhook_endpoints',
        'portal_notices', 'notice_marks', 'dev_mails'] LOOP
        EXECUTE format('CALL private.protect_tenant_table(%L)', target);
    END LOOP;
END
$$;
