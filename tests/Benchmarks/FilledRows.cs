using System.Globalization;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Orders at the pace of ten million in two years, the last of them placed at <paramref name="Now"/>, made in the database. Some customers and products have much
/// more than others, as everywhere; all the same each of 200,000 customers has orders, and each of 12,000 products is sold. Every order's values follow from its
/// number alone.
/// </summary>
internal sealed record FilledRows(long Orders, DateTimeOffset Now)
{
    /// <summary>People who order again and again: so many different personal values there are.</summary>
    public const int People = 1_000;

    /// <summary>The customer with the most orders.</summary>
    public const string BusiestCustomer = "C-0";

    /// <summary>One of the many with a few.</summary>
    public const string UsualCustomer = "C-100000";

    private const int Customers = 200_000;
    private const int Products = 12_000;

    /// <summary>Orders of an upload; one in so many belongs to a group.</summary>
    private const int GroupSize = 100_000;

    private const int GroupShare = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMicroseconds(6_307_200);

    /// <summary>A whole one that ended lately.</summary>
    public string LatestGroup => string.Create(CultureInfo.InvariantCulture, $"G-{Math.Max(0, (Orders / GroupSize) - 1)}");

    public static Guid IdOf(long number) => Guid.Parse($"01980000-0000-7000-8000-{number.ToString("x12", CultureInfo.InvariantCulture)}");

    public DateTimeOffset MomentOf(long number) => Now - ((Orders - number) * Pace);

    /// <summary>The orders of these numbers with their lines, charges, problems of imports and messages. Past all triggers, so without rollups.</summary>
    public string Insert(long first, long last) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SET session_replication_role = replica;
        SET synchronous_commit = off;
        CREATE FUNCTION pg_temp.share(n bigint, salt int) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$ SELECT (hashint8extended(n, salt) & 16777215) / 16777216.0::float8 $$;
        CREATE FUNCTION pg_temp.order_id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT ('01980000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
        CREATE FUNCTION pg_temp.moment(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
            $$ SELECT timestamptz '{Now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z' - ({Orders} - n) * interval '{Pace.TotalMicroseconds} microseconds' $$;
        CREATE FUNCTION pg_temp.price(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 100 + 10 * floor(1000 * pg_temp.share(n, 1) ^ 3)::bigint $$;
        CREATE FUNCTION pg_temp.customer(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
            $$ SELECT CASE WHEN n % 20 > 0 THEN 'C-' || floor({Customers} * pg_temp.share(n, 2) ^ 2)::int END $$;
        CREATE FUNCTION pg_temp.status(n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY[1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 7])[1 + floor(13 * pg_temp.share(n, 3))::int] $$;
        CREATE FUNCTION pg_temp.payment(n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY[1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5, 6])[1 + floor(14 * pg_temp.share(n, 4))::int] $$;

        INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, customer_email_encrypted, customer_phone_encrypted,
            customer_email_index, customer_phone_index, shipping_address_encrypted, ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount,
            taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, batch_id, csv_source, csv_source_sha256, csv_row_number, bulk_import_group, created_at, modified_at)
        SELECT '{DemoSeed.DemoTenant}', pg_temp.order_id(n), 'EC-' || n, pg_temp.status(n), pg_temp.payment(n), (ARRAY[1, 2, 3, 3, 3, 3, 3, 3, 3, 3])[1 + n % 10],
            pg_temp.customer(n), p.name, p.email, p.phone, p.email_index, p.phone_index, p.address, pg_temp.moment(n), 1, false, price, 0, 0, price, price / 10, 0, 0, 0, price + price / 10,
            ('01980000-0000-7000-9000-' || lpad(to_hex(n / 10000), 12, '0'))::uuid, 'orders.csv', sha256('a'), 2 + n % 10000,
            CASE WHEN n % {GroupShare} = 3 THEN 'G-' || n / {GroupSize} END, pg_temp.moment(n), pg_temp.moment(n)
        FROM generate_series({first}::bigint, {last}::bigint) n JOIN bench_people p ON p.number = n % {People}, LATERAL (SELECT pg_temp.price(n) * (1 + n % 2) AS price) made;

        INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount, row_number)
        SELECT '{DemoSeed.DemoTenant}', pg_temp.order_id(n), l, 'A-' || floor({Products} * pg_temp.share(n, 10 + l) ^ 2)::int, 'ボールペン 黒', 1, pg_temp.price(n), 10, pg_temp.price(n), 1 + l + n % 10000
        FROM generate_series({first}::bigint, {last}::bigint) n, generate_series(1, 1 + (n % 2)::int) l;

        INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, customer_code, created_at)
        SELECT '{DemoSeed.DemoTenant}', ('01980000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, '01980000-0000-7000-b000-000000000001', 'bench', 1,
            pg_temp.price(n) * (1 + n % 2) * 11 / 10, (ARRAY[3, 3, 3, 3, 3, 3, 4, 5, 6, 9])[1 + floor(10 * pg_temp.share(n, 5))::int], pg_temp.customer(n), pg_temp.moment(n)
        FROM generate_series({first}::bigint, {last}::bigint) n WHERE n % 20 = 13;
        INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount)
        SELECT '{DemoSeed.DemoTenant}', ('01980000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, pg_temp.order_id(n), pg_temp.price(n) * (1 + n % 2) * 11 / 10
        FROM generate_series({first}::bigint, {last}::bigint) n WHERE n % 20 = 13;

        INSERT INTO import_problems (tenant_id, batch_id, batch_created_at, number, row_number, code, severity)
        SELECT '{DemoSeed.DemoTenant}', ('01980000-0000-7000-9000-' || lpad(to_hex(n / 10000), 12, '0'))::uuid, pg_temp.moment(n - n % 10000), n, 2 + n % 10000,
            (ARRAY['required', 'bad_date', 'bad_number', 'bad_email', 'unknown_product', 'duplicate_order'])[1 + floor(6 * pg_temp.share(n, 6))::int], 1
        FROM generate_series({first}::bigint, {last}::bigint) n WHERE n % 50 = 0;

        INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, status, content_encrypted)
        SELECT '{DemoSeed.DemoTenant}', gen_random_uuid(), pg_temp.moment(n), gen_random_uuid(), 1, 1, CASE WHEN n % 10000 = 0 THEN 4 WHEN n > {Orders} - 20000 THEN 1 ELSE 3 END, '\x00'
        FROM generate_series({first}::bigint, {last}::bigint) n WHERE n % 100 = 0
        """);
}
