using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Benchmarks;

/// <summary>
/// The least that can answer the API's bytes: a minimal API without authentication, conventions, headers or tenants, which reads the same rows by one prepared
/// statement as the owner (no row-level security), decrypts them by the same cipher, and writes JSON straight from the reader. Under <c>/cached</c> the same
/// answers come from memory.
/// </summary>
internal static class BareApi
{
    public const string DatabaseVariable = "BENCH_DATABASE";
    public const string KeysVariable = "BENCH_KEYS";
    public const string Note =
        "bare: a minimal API that reads the same rows with Npgsql by one prepared statement as the owner (no row-level security), decrypts them and writes the same bytes from the reader; "
        + "no authentication, no conventions.\ncached: the same bytes from memory, without database: what HTTP and the load alone allow. All share the machine with PostgreSQL and the load.";

    private const string Columns =
        """
        o.id, o.order_number, o.status, o.ordered_at, o.customer_code, o.customer_name_encrypted, o.customer_email_encrypted, o.customer_phone_encrypted, o.shipping_address_encrypted,
        o.subtotal, o.taxable_10, o.tax_10, o.shipping_fee, o.discount, o.total, o.batch_id, o.csv_source, o.csv_source_sha256, o.csv_row_number, o.created_at, o.modified_at,
        l.number, l.product_code, l.product_name, l.quantity, l.unit_price, l.tax_rate, l.amount,
        o.payment_status, o.source, o.bulk_import_group
        """;

    private const string Lines = "LEFT JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id";
    private const string GetSql = $"SELECT {Columns} FROM orders o {Lines} WHERE o.tenant_id = $1 AND o.id = $2 ORDER BY l.number";
    private const string ListSql =
        $"""
        SELECT {Columns} FROM (SELECT * FROM orders WHERE tenant_id = $1 AND (ordered_at, id) < ($2, $3) ORDER BY ordered_at DESC, id DESC LIMIT 101) o {Lines}
        ORDER BY o.ordered_at DESC, o.id DESC, l.number
        """;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] Statuses = ["", "pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
    private static readonly string[] PaymentStatuses = ["", "unpaid", "processing", "paid", "failed", "refunded", "partlyRefunded"];
    private static readonly string[] Sources = ["", "form", "api", "import"];

    public static async Task<int> RunAsync()
    {
        var keys = KeyRing.Parse(Environment.GetEnvironmentVariable(KeysVariable)!.Split(',')).Ring!;
        using var cipher = new FieldCipher(keys);
        await using var database = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(DatabaseVariable)!);
        var cache = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapGet("/health/live", static () => "ok");
        app.MapGet("/orders", (HttpContext http, string cursor) => AnswerAsync(http, writer => ListAsync(database, cipher, cursor, writer)));
        app.MapGet("/orders/{id:guid}", (HttpContext http, Guid id) => AnswerAsync(http, writer => GetAsync(database, cipher, id, writer)));
        app.MapGet("/cached/orders", (HttpContext http, string cursor) => CachedAsync(http, cache, writer => ListAsync(database, cipher, cursor, writer)));
        app.MapGet("/cached/orders/{id:guid}", (HttpContext http, Guid id) => CachedAsync(http, cache, writer => GetAsync(database, cipher, id, writer)));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http, Func<Utf8JsonWriter, Task> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Json);
        await write(writer);
        await writer.FlushAsync();
    }

    private static async Task CachedAsync(HttpContext http, ConcurrentDictionary<string, byte[]> cache, Func<Utf8JsonWriter, Task> write)
    {
        var key = $"{http.Request.Path}{http.Request.QueryString}";
        if (!cache.TryGetValue(key, out var bytes))
        {
            using var stream = new MemoryStream();
            await using var writer = new Utf8JsonWriter(stream, Json);
            await write(writer);
            await writer.FlushAsync();
            cache[key] = bytes = stream.ToArray();
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync(bytes);
    }

    private static async Task GetAsync(NpgsqlDataSource database, FieldCipher cipher, Guid id, Utf8JsonWriter writer)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(GetSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemoSeed.DemoTenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        await WriteOrderAsync(writer, reader, cipher);
    }

    private static async Task ListAsync(NpgsqlDataSource database, FieldCipher cipher, string cursor, Utf8JsonWriter writer)
    {
        var place = Cursor.Read(cursor)!.Value;
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(ListSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = DemoSeed.DemoTenant.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = new DateTime(place.Sort, DateTimeKind.Utc) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = place.Id });
        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        writer.WriteStartObject();
        writer.WriteStartArray("items"u8);
        var last = (Moment: default(DateTime), Id: Guid.Empty);
        var more = await reader.ReadAsync();
        for (var i = 0; more && i < 100; i++)
        {
            last = (reader.GetDateTime(3), reader.GetGuid(0));
            more = await WriteOrderAsync(writer, reader, cipher);
        }

        writer.WriteEndArray();
        writer.WriteString("nextCursor"u8, more ? Cursor.Write(last.Moment.Ticks, last.Id) : null);
        writer.WriteEndObject();
    }

    /// <returns>Whether the reader stands on another order.</returns>
    private static async Task<bool> WriteOrderAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, FieldCipher cipher)
    {
        var id = reader.GetGuid(0);
        WriteHead(writer, reader, cipher);
        writer.WriteStartArray("lines"u8);
        var head = ReadRest(reader);
        bool more;
        do
        {
            WriteLine(writer, reader);
            more = await reader.ReadAsync();
        }
        while (more && reader.GetGuid(0) == id);
        writer.WriteEndArray();
        head.Write(writer);
        return more;
    }

    private static void WriteHead(Utf8JsonWriter writer, NpgsqlDataReader reader, FieldCipher cipher)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, reader.GetGuid(0));
        writer.WriteString("orderNumber"u8, reader.GetString(1));
        writer.WriteString("status"u8, Statuses[reader.GetInt16(2)]);
        writer.WriteString("orderedAt"u8, reader.GetFieldValue<DateTimeOffset>(3));
        writer.WriteStartObject("customer"u8);
        writer.WriteString("code"u8, reader.IsDBNull(4) ? null : reader.GetString(4));
        writer.WriteString("name"u8, cipher.Decrypt(reader.GetFieldValue<byte[]>(5), FieldContexts.OrderCustomerName));
        writer.WriteString("email"u8, cipher.Decrypt(reader.GetFieldValue<byte[]>(6), FieldContexts.OrderCustomerEmail));
        writer.WriteString("phone"u8, cipher.Decrypt(reader.GetFieldValue<byte[]>(7), FieldContexts.OrderCustomerPhone));
        writer.WriteEndObject();
        var address = cipher.Decrypt(reader.GetFieldValue<byte[]>(8), FieldContexts.OrderShippingAddress).Split('\u001F');
        writer.WriteStartObject("shippingAddress"u8);
        writer.WriteString("postalCode"u8, address[0]);
        writer.WriteString("prefecture"u8, address[1]);
        writer.WriteString("city"u8, address[2]);
        writer.WriteString("line1"u8, address[3]);
        writer.WriteString("line2"u8, address[4]);
        writer.WriteEndObject();
        writer.WriteNull("deliveryDate"u8);
        writer.WriteNull("deliveryTime"u8);
    }

    private static void WriteLine(Utf8JsonWriter writer, NpgsqlDataReader reader)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number"u8, reader.GetInt32(21));
        writer.WriteString("productCode"u8, reader.GetString(22));
        writer.WriteString("productName"u8, reader.GetString(23));
        writer.WriteNumber("quantity"u8, reader.GetInt32(24));
        writer.WriteNumber("unitPrice"u8, reader.GetInt64(25));
        writer.WriteNumber("taxRate"u8, reader.GetInt16(26));
        writer.WriteNumber("amount"u8, reader.GetInt64(27));
        writer.WriteEndObject();
    }

    private static Rest ReadRest(NpgsqlDataReader reader) => new(
        reader.GetInt64(9), reader.GetInt64(10), reader.GetInt64(11), reader.GetInt64(12), reader.GetInt64(13), reader.GetInt64(14), reader.GetGuid(15), reader.GetString(16),
        Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(17)), reader.GetInt32(18), reader.GetFieldValue<DateTimeOffset>(19), reader.GetFieldValue<DateTimeOffset>(20),
        reader.GetInt16(28), reader.GetInt16(29), reader.IsDBNull(30) ? null : reader.GetString(30));

    /// <summary>What stands behind the lines.</summary>
    private readonly record struct Rest(
        long Subtotal, long Taxable, long Tax, long ShippingFee, long Discount, long Total, Guid Batch, string File, string Sha256, int Row, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt,
        short PaymentStatus, short Source, string? Group)
    {
        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteNumber("subtotal"u8, Subtotal);
            writer.WriteStartArray("taxes"u8);
            writer.WriteStartObject();
            writer.WriteNumber("rate"u8, 10);
            writer.WriteNumber("taxable"u8, Taxable);
            writer.WriteNumber("tax"u8, Tax);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteNumber("shippingFee"u8, ShippingFee);
            writer.WriteNumber("discount"u8, Discount);
            writer.WriteNumber("total"u8, Total);
            writer.WriteString("currency"u8, "JPY"u8);
            writer.WriteString("paymentMethod"u8, "credit_card"u8);
            writer.WriteString("paymentStatus"u8, PaymentStatuses[PaymentStatus]);
            writer.WriteNull("note"u8);
            writer.WriteString("source"u8, Sources[Source]);
            writer.WriteString("batchId"u8, Batch);
            writer.WriteStartObject("csvSource"u8);
            writer.WriteString("fileName"u8, File);
            writer.WriteString("sha256"u8, Sha256);
            writer.WriteEndObject();
            writer.WriteNumber("csvRowNumber"u8, Row);
            writer.WriteString("bulkImportGroup"u8, Group);
            writer.WriteString("createdAt"u8, CreatedAt);
            writer.WriteString("modifiedAt"u8, ModifiedAt);
            writer.WriteEndObject();
        }
    }
}
