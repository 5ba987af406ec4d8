using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications;

public sealed class MailExpanderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Yamada = "yamada@customer.example";
    private readonly ImportId _import = ImportId.New();
    private NotificationHost _host = null!;
    private TenantId _tenant;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await database.AddTenantAsync();
        _host = new NotificationHost(database);
        await _host.StartAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task OrderPlaced_WhenToldTwice_MakesOneMail()
    {
        var order = await StoredOrders.AddAsync(database, _tenant, StoredOrders.Order(_tenant, "EC-1001", Yamada));
        var placed = Event(EventTypes.OrderPlaced) with { OrderId = order.Value };

        await ExpandAsync(placed);
        await _host.ExecuteAsync(_tenant, $"INSERT INTO work_queue (lane, id, tenant_id) VALUES ('event', '{placed.Id}', '{_tenant.Value}')");
        await _host.ExpandedAsync(_tenant);

        var (topic, recipient, mail) = Assert.Single(await MailsAsync());
        Assert.Equal((NotificationTopic.OrderAccepted, Yamada), (topic, recipient));
        Assert.Contains("EC-1001", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("山田太郎様", mail.Text, StringComparison.Ordinal);
        Assert.Contains("¥1,100", mail.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _host.CountAsync(_tenant, $"order_id = '{order.Value}' AND created_at = '{placed.OccurredAt:O}'"));
        Assert.Equal(1L, await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE lane = 'notify:email' AND tenant_id = '{_tenant.Value}'"));
    }

    [Fact]
    public async Task OrderPlaced_WhereNobodyIsToBeToldOrThereIsNoAddress_MakesNone()
    {
        var silent = await StoredOrders.AddAsync(database, _tenant, StoredOrders.Order(_tenant, "EC-1", null));
        await ExpandAsync(Event(EventTypes.OrderPlaced) with { OrderId = silent.Value });
        var order = await StoredOrders.AddAsync(database, _tenant, StoredOrders.Order(_tenant, "EC-2", Yamada));
        await _host.ExecuteAsync(_tenant, $"UPDATE tenants SET notification_mode = 1 WHERE id = '{_tenant.Value}'");
        await ExpandAsync(Event(EventTypes.OrderPlaced) with { OrderId = order.Value }, Event(EventTypes.OrderShipped) with { OrderId = order.Value });

        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task OrderPlaced_WhenNamesHoldMarkupAndLineBreaks_StaysText()
    {
        var order = await StoredOrders.AddAsync(database, _tenant, StoredOrders.Order(_tenant, "A\r\nBcc: x", Yamada, name: "<script>alert(1)</script>"));

        await ExpandAsync(Event(EventTypes.OrderPlaced) with { OrderId = order.Value });

        var mail = Assert.Single(await MailsAsync()).Mail;
        Assert.DoesNotContain("<script", mail.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mail.Subject);
        Assert.DoesNotContain('\r', mail.Subject);
    }

    [Fact]
    public async Task Batch_WhenItIsLarge_GivesEachCustomerOneDigest()
    {
        await ImportAsync(orders: 75);
        await OrdersAsync("TMP-", 75, customers: 1);
        await _host.ExecuteAsync(_tenant, "UPDATE orders SET customer_email_index = decode(repeat('ab', 16), 'hex') WHERE csv_row_number > 60");
        await _host.ExecuteAsync(_tenant, "UPDATE orders SET payment_status = 3 WHERE csv_row_number = 1");

        await ExpandAsync(Event(EventTypes.ImportOrdersAccepted) with { ImportId = _import.Value });

        var mails = (await MailsAsync()).OrderByDescending(mail => mail.Mail.Text.Length).ToList();
        Assert.Equal(2, mails.Count);
        Assert.All(mails, mail => Assert.Equal(NotificationTopic.BatchDigest, mail.Topic));
        Assert.Contains("60", mails[0].Mail.Subject, StringComparison.Ordinal);
        Assert.Contains("ほか10件", mails[0].Mail.Text, StringComparison.Ordinal);
        Assert.Contains("TMP-50 |", mails[0].Mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("TMP-51 |", mails[0].Mail.Text, StringComparison.Ordinal);
        Assert.Contains("支払い済み", mails[0].Mail.Text, StringComparison.Ordinal);
        Assert.Contains("¥66,000", mails[0].Mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ほか", mails[1].Mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 3, 20, NotificationTopic.OrderAccepted)]
    [InlineData(21, 3, 1, NotificationTopic.BatchDigest)]
    [InlineData(21, 1, 21, NotificationTopic.OrderAccepted)]
    [InlineData(3, 2, 1, NotificationTopic.BatchDigest)]
    [InlineData(3, 0, 0, null)]
    public async Task Batch_ByItsSizeAndChoice_IsToldTogetherOrOneByOne(int orders, short notify, int mails, NotificationTopic? topic)
    {
        await ImportAsync(orders, (ImportNotify)notify);
        await OrdersAsync("B-", orders, customers: 1);

        await ExpandAsync(Event(EventTypes.ImportOrdersAccepted) with { ImportId = _import.Value });

        var told = await MailsAsync();
        Assert.Equal(mails, told.Count);
        Assert.All(told, mail => Assert.Equal(topic, mail.Topic));
    }

    [Fact]
    public async Task Batch_OfTenThousandOrders_IsExpandedInSecondsAndGoesOnWhereItStopped()
    {
        await ImportAsync(10_000);
        await OrdersAsync("X-", 10_000, customers: 4_000);
        var accepted = Event(EventTypes.ImportOrdersAccepted) with { ImportId = _import.Value };
        var start = TimeProvider.System.GetTimestamp();

        await ExpandAsync(accepted);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 20);
        Assert.Equal(4_000, await _host.CountAsync(_tenant));

        // As if the instance had died after two chunks.
        await _host.ExecuteAsync(_tenant, "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications ORDER BY id LIMIT 1500)");
        await _host.ExecuteAsync(_tenant, $"INSERT INTO work_queue (lane, id, tenant_id) VALUES ('event', '{accepted.Id}', '{_tenant.Value}')");
        await _host.ExpandedAsync(_tenant);
        Assert.Equal(4_000, await _host.CountAsync(_tenant));
    }

    [Fact]
    public async Task Batch_ThatIsBeingUndone_IsNotTold()
    {
        await ImportAsync(3, undone: true);
        await OrdersAsync("U-", 3, customers: 1);

        await ExpandAsync(Event(EventTypes.ImportOrdersAccepted) with { ImportId = _import.Value }, Event(EventTypes.ImportFinished) with { ImportId = _import.Value });

        Assert.Empty(await MailsAsync());
    }

    [Theory]
    [InlineData(EventTypes.ChargeSucceeded, 1, NotificationTopic.PaymentSucceeded)]
    [InlineData(EventTypes.ChargeSucceeded, 2, null)]
    [InlineData(EventTypes.ChargeDeclined, 2, NotificationTopic.PaymentFailed)]
    [InlineData(EventTypes.ChargeExpired, 2, NotificationTopic.PaymentFailed)]
    [InlineData(EventTypes.ChargeAwaitingCustomer, 2, NotificationTopic.KonbiniSlip)]
    public async Task Charge_OfABatch_IsToldWhereTheCustomerHasToKnow(string type, short notify, NotificationTopic? topic)
    {
        await ImportAsync(2, (ImportNotify)notify);
        await OrdersAsync("P-", 2, customers: 1);
        var charge = await ChargeAsync();

        await ExpandAsync(Event(type) with { ChargeId = charge });

        var mails = await MailsAsync();
        Assert.Equal(topic is null ? [] : [topic], mails.Select(mail => (NotificationTopic?)mail.Topic));
        Assert.All(mails, mail => Assert.Contains("P-1、ほか1件", mail.Mail.Subject, StringComparison.Ordinal));
        if (topic == NotificationTopic.KonbiniSlip)
        {
            Assert.Contains("ローソン：お支払い番号：123456、確認番号：789", mails[0].Mail.Text, StringComparison.Ordinal);
            Assert.Contains("2026/01/08 23:59", mails[0].Mail.Text, StringComparison.Ordinal);
        }
    }

    private static PortalEvent Event(string type) => PortalEvent.Of(type, TimeProvider.System.GetUtcNow());

    private async Task ExpandAsync(params IReadOnlyList<PortalEvent> events)
    {
        await _host.PublishAsync(_tenant, events);
        await _host.ExpandedAsync(_tenant, seconds: 60);
    }

    private async Task<List<(NotificationTopic Topic, string Recipient, MailContent Mail)>> MailsAsync()
    {
        await using var connection = await database.Connections.OpenAsync(_tenant, Cancel);
        await using var command = new Npgsql.NpgsqlCommand("SELECT topic, recipient_encrypted, content_encrypted FROM notifications", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var mails = new List<(NotificationTopic, string, MailContent)>();
        while (await reader.ReadAsync(Cancel))
        {
            mails.Add((
                (NotificationTopic)reader.GetInt16(0),
                TestKeys.Cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.NotificationRecipient),
                JsonSerializer.Deserialize<MailContent>(TestKeys.Cipher.Decrypt(reader.GetFieldValue<byte[]>(2), FieldContexts.NotificationContent))!));
        }

        return mails;
    }

    private async Task ImportAsync(int orders, ImportNotify notify = ImportNotify.Default, bool undone = false)
    {
        await using var context = database.CreateContext(_tenant);
        context.Add(new Infrastructure.Imports.ImportBatchRecord
        {
            Id = _import,
            FileName = "注文.csv",
            FileSha256 = new byte[32],
            Notify = (ImportNotify)notify,
            OrdersCreated = orders,
            Status = ImportStatus.Completed,
            CreatedByName = "佐藤",
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        await context.SaveChangesAsync(Cancel);
        await _host.ExecuteAsync(_tenant, $"UPDATE import_batches SET undo_requested_at = {(undone ? "now()" : "NULL")} WHERE id = '{_import.Value}'");
    }

    /// <summary>Orders of the import, the same but for number, row and customer.</summary>
    private async Task OrdersAsync(string prefix, int count, int customers)
    {
        var origin = new ImportOrigin(_import, "注文.csv", new byte[32], 1, null);
        var first = await StoredOrders.AddAsync(database, _tenant, StoredOrders.Order(_tenant, prefix + "1", Yamada, OrderSource.Import, origin, method: PaymentMethod.Konbini));
        await _host.ExecuteAsync(_tenant, string.Create(CultureInfo.InvariantCulture,
            $$"""
            INSERT INTO orders SELECT (copy).* FROM (
                SELECT jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'order_number', '{{prefix}}' || n, 'csv_row_number', n,
                    'ordered_at', o.ordered_at + n * interval '1 second',
                    'customer_email_index', CASE WHEN n % {{customers}} = 0 THEN '\x' || encode(o.customer_email_index, 'hex') ELSE '\x' || md5((n % {{customers}})::text) END)) AS copy
                FROM orders o, generate_series(2, {{count}}) AS n WHERE o.id = '{{first.Value}}') AS copies
            """));
        await _host.ExecuteAsync(_tenant, "ANALYZE orders");
    }

    /// <summary>One konbini charge for all the orders.</summary>
    private async Task<Guid> ChargeAsync()
    {
        var voucher = JsonSerializer.Serialize(
            new Voucher([new VoucherStore("lawson", "123456", "789")], new DateTimeOffset(2026, 1, 8, 14, 59, 0, TimeSpan.Zero), "https://gateway.example/slip"), JsonSerializerOptions.Web);
        var encrypted = Convert.ToHexString(TestKeys.Cipher.Encrypt(voucher, FieldContexts.ChargeVoucher));
        var (settlement, charge) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _host.ExecuteAsync(_tenant,
            $"""
            INSERT INTO settlements (tenant_id, id, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES ('{_tenant.Value}', '{settlement}', 2, 'simulator', '', 2, 1, 2200, now(), 0, '{Guid.Empty}', 'x');
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, created_at, voucher_encrypted, expires_at)
            VALUES ('{_tenant.Value}', '{charge}', '{settlement}', 'simulator', 2, 2200, now(), '\x{encrypted}', '2026-01-08T14:59:00Z');
            INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount) SELECT tenant_id, '{charge}', id, total FROM orders WHERE tenant_id = '{_tenant.Value}';
            """);
        return charge;
    }
}
