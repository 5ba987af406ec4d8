-- What else can be listed since a moment: see README.md on reading by modified_seq.
ALTER TABLE notifications ADD COLUMN modified_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN modified_seq bigint NOT NULL DEFAULT nextval('modified_seq');
CREATE INDEX ix_notifications_tenant_id_modified_seq ON notifications (tenant_id, modified_seq);
ALTER TABLE webhook_endpoints ADD COLUMN modified_seq bigint NOT NULL DEFAULT nextval('modified_seq');
CREATE INDEX ix_webhook_endpoints_tenant_id_modified_seq ON webhook_endpoints (tenant_id, modified_seq);

DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['notifications', 'webhook_endpoints', 'mapping_profiles'] LOOP
        EXECUTE format('CREATE TRIGGER hold_modified_seq BEFORE INSERT OR UPDATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hold_modified_seq()', target);
        EXECUTE format('CREATE TRIGGER touch_modified BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION touch_modified()', target);
    END LOOP;
END
$$;

-- What safe_modified_seq() was at some moments: rows up to it were committed before the moment, so that who asks for changes since a later
-- one begins behind it instead of at the first row there is. No tenant: numbers only.
CREATE TABLE modification_marks (
    at timestamptz CONSTRAINT pk_modification_marks PRIMARY KEY,
    seq bigint NOT NULL
);
