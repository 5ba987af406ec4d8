-- Lists sorted or narrowed by total. The one index here that costs on every imported row (some 6 microseconds); without it the database would read
-- and sort all orders of the tenant for a page of 50.
CREATE INDEX ix_orders_tenant_id_total_id ON orders (tenant_id, total, id);

-- These two cost an import nothing unless its file names groups.
CREATE INDEX ix_orders_tenant_id_bulk_import_group ON orders (tenant_id, bulk_import_group, ordered_at DESC, id DESC) WHERE bulk_import_group IS NOT NULL;
CREATE INDEX ix_orders_tenant_id_source ON orders (tenant_id, source, ordered_at DESC, id DESC) WHERE source <> 3;
