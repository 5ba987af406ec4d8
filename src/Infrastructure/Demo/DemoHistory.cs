using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>
/// The demo tenant's catalogue, and ninety days of its orders up to now with what became of them and a settlement for each day, so that lists and figures are
/// worth looking at.
/// Made once, for a tenant that has neither orders nor imports; key <c>Demo:History</c> set to false leaves it out.
/// </summary>
public static class DemoHistory
{
    public const int Days = 90;

    private const long LockKey = 0x4F72646572446D48;
    private const int Customers = 400;
    private const int LongestOrder = 4;

    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>Orders by the day of the week, Sunday first: offices order on weekdays.</summary>
    private static readonly int[] OfTheWeek = [38, 128, 116, 110, 112, 104, 52];

    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        if (!services.GetRequiredService<DemoAccess>().HasHistory)
        {
            return;
        }

        await using var scope = services.CreateAsyncScope();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var connection = await scope.ServiceProvider.GetRequiredService<TenantConnections>().OpenAsync(DemoSeed.DemoTenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({LockKey})"),
                new NpgsqlBatchCommand("SELECT NOT EXISTS (SELECT FROM orders WHERE tenant_id = $1) AND NOT EXISTS (SELECT FROM import_batches WHERE tenant_id = $1)")
                {
                    Parameters = { new NpgsqlParameter<Guid> { TypedValue = DemoSeed.DemoTenant.Value } },
                },
            },
        };
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken) || !reader.GetBoolean(0))
            {
                return;
            }
        }

        await AddProductsAsync(connection, cancellationToken);
        var orders = Make(now);
        var writer = scope.ServiceProvider.GetRequiredService<OrderBulkWriter>();
        using (var prepared = writer.Prepare([.. orders.Select(static past => past.Order)]))
        {
            await writer.WriteAsync(connection, [.. orders.Select(static past => past.Order)], prepared, cancellationToken);
        }

        await MoveOnAsync(connection, orders, cancellationToken);
        foreach (var day in orders.Where(static past => past.Charge is not null).GroupBy(static past => past.Order.OrderedAt.ToOffset(Japan).Date))
        {
            var night = new DateTimeOffset(day.Key, Japan).AddDays(1).AddMinutes(30);
            await DemoSettlements.AddAsync(connection, scope.ServiceProvider.GetRequiredService<FieldCipher>(), (night < now ? night : now).ToUniversalTime(), [.. day], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task AddProductsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO products (tenant_id, id, code, name_ja, name_en, price, tax_rate, active, created_at)
            SELECT $1, *, true, now() FROM unnest($2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemoSeed.DemoTenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. DemoProducts.All.Select(static _ => ProductId.New().Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. DemoProducts.All.Select(static product => product.Code)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. DemoProducts.All.Select(static product => product.Name)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. DemoProducts.All.Select(static product => product.NameEnglish)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. DemoProducts.All.Select(static product => product.UnitPrice)] });
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. DemoProducts.All.Select(static product => (short)product.TaxRate)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<PastOrder> Make(DateTimeOffset now)
    {
        var random = new DemoRandom(20_260_105);
        var today = new DateTimeOffset(now.ToOffset(Japan).Date, Japan);
        var made = new List<PastOrder>();
        for (var age = Days - 1; age >= 0; age--)
        {
            var day = today.AddDays(-age);
            var count = OfTheWeek[(int)day.DayOfWeek] * (100 + ((Days - age) / 3) + random.Next(16)) / 100;
            for (var i = 0; i < count; i++)
            {
                var at = day.AddHours(8).AddMinutes(random.Next(14 * 60));
                if (at <= now)
                {
                    made.Add(Make(random, made.Count + 1, at, age));
                }
            }
        }

        return made;
    }

    private static PastOrder Make(DemoRandom random, int number, DateTimeOffset at, int age)
    {
        // A few customers order again and again, most now and then.
        var customer = random.Next(1 + random.Next(1 + random.Next(Customers)));
        var person = new DemoRandom(0x9E37_79B9UL + (ulong)customer);
        var place = person.Pick(DemoAddresses.Places);
        var name = person.Once(3) ? person.Pick(DemoNames.Companies) : $"{person.Pick(DemoNames.Family)}　{person.Pick(DemoNames.Given)}";
        var products = Enumerable.Range(0, 1 + random.Next(LongestOrder))
            .Select(_ => DemoProducts.All[random.Next(1 + random.Next(DemoProducts.All.Count))]).DistinctBy(static product => product.Code);
        var order = Order.Place(
            DemoSeed.DemoTenant,
            new OrderDraft
            {
                OrderNumber = string.Create(CultureInfo.InvariantCulture, $"DEMO-{number:D6}"),
                Customer = new OrderCustomer(string.Create(CultureInfo.InvariantCulture, $"DC-{customer:D4}"), name, $"demo{customer.ToString(CultureInfo.InvariantCulture)}@example.jp", null),
                ShippingAddress = new ShippingAddress(
                    string.Create(CultureInfo.InvariantCulture, $"{place.PostalPrefix}{person.Next(10_000):D4}"), place.Prefecture, place.City,
                    string.Create(CultureInfo.InvariantCulture, $"{person.Pick(DemoAddresses.Towns)}{1 + person.Next(9)}-{1 + person.Next(20)}-{1 + person.Next(30)}"), person.Pick(DemoAddresses.Buildings)),
                OrderedAt = at,
                PaymentMethod = random.Next(10) switch { < 6 => PaymentMethod.CreditCard, < 8 => PaymentMethod.Konbini, 8 => PaymentMethod.BankTransfer, _ => PaymentMethod.Invoice },
                ShippingFee = random.Once(3) ? 0 : 550,
                Lines = [.. products.Select(product => new OrderLineDraft(product.Code, product.Name, 1 + random.Next(4), product.UnitPrice, product.TaxRate == 8 ? TaxRate.Reduced : TaxRate.Standard, null))],
            },
            random.Once(4) ? OrderSource.Form : OrderSource.Api,
            TaxRounding.Down,
            at);
        return FateOf(random, order, age);
    }

    /// <summary>What has become of an order after so many days.</summary>
    private static PastOrder FateOf(DemoRandom random, Order order, int age)
    {
        if (random.Once(25))
        {
            return new PastOrder(order, age > 0 ? OrderStatus.Cancelled : OrderStatus.Pending, PaymentStatus.Unpaid, null);
        }

        var reached = age switch { 0 => OrderStatus.Pending, 1 => OrderStatus.Confirmed, < 4 => OrderStatus.Processing, < 8 => OrderStatus.Shipped, _ => OrderStatus.Delivered };
        if (order.PaymentMethod is PaymentMethod.BankTransfer or PaymentMethod.Invoice || age == 0)
        {
            return new PastOrder(order, reached, PaymentStatus.Unpaid, null);
        }

        return order.PaymentMethod == PaymentMethod.CreditCard && random.Once(40) ? new PastOrder(order, OrderStatus.Pending, PaymentStatus.Failed, ChargeStatus.Declined)
            : order.PaymentMethod == PaymentMethod.Konbini && age < 3 && random.Once(2) ? new PastOrder(order, OrderStatus.Pending, PaymentStatus.Processing, ChargeStatus.AwaitingCustomer)
            : new PastOrder(order, reached, PaymentStatus.Paid, ChargeStatus.Succeeded);
    }

    private static async Task MoveOnAsync(NpgsqlConnection connection, List<PastOrder> orders, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH past AS (SELECT * FROM unnest($2, $3, $4) AS p (id, status, payment_status)),
            moved AS (
                UPDATE orders o SET status = past.status, payment_status = past.payment_status FROM past
                WHERE o.tenant_id = $1 AND o.id = past.id AND (past.status, past.payment_status) <> (1, 1) RETURNING o.id, o.ordered_at)
            INSERT INTO order_status_changes (tenant_id, order_id, id, from_status, to_status, changed_at, actor_kind, actor_id, actor_name, reason)
            SELECT $1, moved.id, gen_random_uuid(), step.before, step.after, least(moved.ordered_at + step.later, now()), 0, '00000000-0000-0000-0000-000000000000', '',
                CASE step.after WHEN 2 THEN CASE WHEN past.payment_status = 3 THEN 'paid' END END
            FROM moved JOIN past ON past.id = moved.id
            CROSS JOIN (VALUES (1, 2, interval '16 hours'), (2, 3, interval '1 day 2 hours'), (3, 4, interval '3 days 5 hours'), (4, 5, interval '7 days 4 hours'), (1, 6, interval '4 hours'))
                AS step (before, after, later)
            WHERE CASE WHEN past.status = 6 THEN step.after = 6 ELSE step.after <= past.status END
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemoSeed.DemoTenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. orders.Select(static past => past.Order.Id.Value)] });
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. orders.Select(static past => (short)past.Status)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. orders.Select(static past => (short)past.Payment)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
