-- The foreign key of order lines cost more than writing the lines themselves: each of them looked its order up and locked it, and the plan of
-- that look-up outlived the table's growth within an import. Lines are written in the transaction that writes their order, by code that
-- makes both from one order, so the key never refused anything. What remains of its work is done here, by the set.
ALTER TABLE order_lines DROP CONSTRAINT fk_order_lines_orders_tenant_id_order_id;

CREATE FUNCTION delete_lines_of_orders() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- Planned anew each time, by the number of orders that are really gone.
    EXECUTE 'DELETE FROM public.order_lines l USING gone g WHERE l.tenant_id = g.tenant_id AND l.order_id = g.id';
    RETURN NULL;
END
$$;

CREATE TRIGGER delete_lines AFTER DELETE ON orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_lines_of_orders();
