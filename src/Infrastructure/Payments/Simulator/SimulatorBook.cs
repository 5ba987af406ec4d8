using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>A charge as the simulated gateway knows it; also what its API answers.</summary>
/// <param name="Id">The gateway's reference.</param>
/// <param name="Status">One of <see cref="SimulatedStatus"/>.</param>
/// <param name="Code">Why it was declined; null otherwise.</param>
/// <param name="Metadata">As the caller sent it.</param>
/// <param name="Voucher">Store → its numbers; null for cards.</param>
public sealed record SimulatedCharge(
    string Id, string Key, long Amount, string Method, string Status, string? Code, long Refunded, IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, SimulatedVoucher>? Voucher, DateTimeOffset? ExpiresAt);

/// <summary>What the customer types in at one chain's machine.</summary>
public sealed record SimulatedVoucher(string PaymentCode, string ConfirmationNumber);

/// <summary>A refund as the simulated gateway knows it.</summary>
public sealed record SimulatedRefund(string Id, string Key, string Charge, long Amount);

/// <summary>Words of the simulator's API.</summary>
public static class SimulatedStatus
{
    public const string Succeeded = "succeeded";
    public const string Declined = "declined";
    public const string Awaiting = "awaiting";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
}

/// <summary>
/// The simulated gateway's own book: what it executed, once for each idempotency key. It stands for a company outside, so it knows nothing
/// of the portal's tables, and tests compare the portal's with it.
/// </summary>
internal sealed class SimulatorBook(NpgsqlDataSource database)
{
    private const string Columns = "reference, idempotency_key, amount, method, outcome, code, refunded, metadata, voucher, expires_at";
    private static readonly string[] Chains = ["familymart", "lawson", "ministop", "seicomart"];

    /// <summary>Executes a charge, or gives back what the first execution with this key came to.</summary>
    /// <param name="code">A reason to decline it, or null.</param>
    public async Task<SimulatedCharge> ExecuteAsync(
        string key, long amount, string method, IReadOnlyDictionary<string, string> metadata, string? code, TimeSpan konbiniExpiry, CancellationToken cancellationToken)
    {
        var awaits = code is null && method == "konbini";
        var made = await OneAsync(
            $"""
            INSERT INTO simulator.charges (idempotency_key, reference, amount, method, outcome, code, metadata, voucher, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $8::jsonb IS NULL THEN NULL ELSE now() + $9 END)
            ON CONFLICT (idempotency_key) DO NOTHING
            RETURNING {Columns}
            """,
            [
                Text(key), Text($"sim_{Guid.CreateVersion7():N}"), new NpgsqlParameter<long> { TypedValue = amount }, Text(method),
                Text(code is not null ? SimulatedStatus.Declined : awaits ? SimulatedStatus.Awaiting : SimulatedStatus.Succeeded), Text(code),
                Json(JsonSerializer.Serialize(metadata)), Json(awaits ? JsonSerializer.Serialize(NewVoucher()) : null), new NpgsqlParameter<TimeSpan> { TypedValue = konbiniExpiry },
            ],
            cancellationToken);
        return made ?? (await FindByKeyAsync(key, cancellationToken))!;
    }

    public Task<SimulatedCharge?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        OneAsync($"SELECT {Columns} FROM simulator.charges WHERE idempotency_key = $1", [Text(key)], cancellationToken);

    public Task<SimulatedCharge?> FindAsync(string reference, CancellationToken cancellationToken) =>
        OneAsync($"SELECT {Columns} FROM simulator.charges WHERE reference = $1", [Text(reference)], cancellationToken);

    /// <summary>Moves a charge that waits for its customer on, and has the portal told. Null: it does not wait (any more).</summary>
    public Task<SimulatedCharge?> LeaveWaitingAsync(string reference, string status, CancellationToken cancellationToken) => OneAsync(
        $"""
        UPDATE simulator.charges SET outcome = $2, message_id = gen_random_uuid(), message_due_at = now()
        WHERE reference = $1 AND outcome = 'awaiting' RETURNING {Columns}
        """,
        [Text(reference), Text(status)],
        cancellationToken);

    /// <summary>Lets the time of those run out that nobody paid.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE simulator.charges SET outcome = 'expired', message_id = gen_random_uuid(), message_due_at = now()
            WHERE idempotency_key IN (SELECT idempotency_key FROM simulator.charges WHERE outcome = 'awaiting' AND expires_at <= now() LIMIT 500 FOR UPDATE SKIP LOCKED)
            """);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Messages whose time has come; each is due again in a while unless it is forgotten.</summary>
    public async Task<IReadOnlyList<SimulatedMessage>> TakeMessagesAsync(CancellationToken cancellationToken)
    {
        return await database.CreateCommand(
            $"""
            UPDATE simulator.charges SET message_due_at = now() + interval '5 seconds'
            WHERE idempotency_key IN (SELECT idempotency_key FROM simulator.charges WHERE message_due_at <= now() ORDER BY message_due_at LIMIT 50 FOR UPDATE SKIP LOCKED)
            RETURNING {Columns}, message_id
            """).ReadAsync(
            static reader =>
            {
                var charge = Read(reader);
                return new SimulatedMessage(reader.GetGuid(10).ToString("N"), $"charge.{charge.Status}", charge);
            },
            cancellationToken);
    }

    public Task ForgetMessageAsync(string id, CancellationToken cancellationToken) =>
        database.CreateCommand("UPDATE simulator.charges SET message_due_at = NULL WHERE message_id = $1").With(NpgsqlDbType.Uuid, Guid.ParseExact(id, "N")).RunAsync(cancellationToken);

    /// <summary>Gives money back, once for each key. Null: the charge has not so much left, or never took money.</summary>
    public async Task<SimulatedRefund?> RefundAsync(string key, string reference, long amount, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Of two calls with one key the second waits here, and finds the first one's refund.
        await using (var charge = new NpgsqlCommand("SELECT 1 FROM simulator.charges WHERE reference = $1 FOR UPDATE", connection) { Parameters = { Text(reference) } })
        {
            await charge.ExecuteScalarAsync(cancellationToken);
        }

        if (await FindRefundAsync(connection, key, cancellationToken) is { } known)
        {
            return known;
        }

        await using var command = new NpgsqlCommand(
            """
            WITH taken AS (
                UPDATE simulator.charges SET refunded = refunded + $4 WHERE reference = $3 AND outcome = 'succeeded' AND refunded + $4 <= amount RETURNING reference)
            INSERT INTO simulator.refunds (idempotency_key, reference, charge_reference, amount) SELECT $1, $2, reference, $4 FROM taken
            """,
            connection)
        { Parameters = { Text(key), Text($"simr_{Guid.CreateVersion7():N}"), Text(reference), new NpgsqlParameter<long> { TypedValue = amount } } };
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return null;
        }

        var refund = await FindRefundAsync(connection, key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return refund;
    }

    private static async Task<SimulatedRefund?> FindRefundAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT reference, idempotency_key, charge_reference, amount FROM simulator.refunds WHERE idempotency_key = $1", connection)
        { Parameters = { Text(key) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new SimulatedRefund(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)) : null;
    }

    private async Task<SimulatedCharge?> OneAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    internal static SimulatedCharge Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetInt64(6),
        JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(7)) ?? [],
        reader.IsDBNull(8) ? null : JsonSerializer.Deserialize<Dictionary<string, SimulatedVoucher>>(reader.GetString(8)),
        reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9));

    public static Dictionary<string, SimulatedVoucher> NewVoucher() => Chains.ToDictionary(
        static chain => chain,
        static _ => new SimulatedVoucher(
            RandomNumberGenerator.GetInt32(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture),
            (1_000_000_000L + RandomNumberGenerator.GetInt32(int.MaxValue)).ToString("D11", CultureInfo.InvariantCulture)),
        StringComparer.Ordinal);

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
