using System.Data;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Shared.Idempotency;

/// <summary>
/// Keys of requests in the database, whose clock all instances share. Every statement is a transaction of its own: a claim that waited for the request's
/// would not be seen by others.
/// </summary>
internal sealed class IdempotencyKeys(TenantConnections connections, FieldCipher cipher) : IIdempotencyKeys
{
    /// <summary>A key whose time is over and whose request does not run any more is as good as none.</summary>
    private const string IsOver = "k.expires_at <= now() AND (k.status IS NOT NULL OR k.lease_until <= now())";

    /// <summary>The claim itself, unless it was answered or the key became another's.</summary>
    private const string IsHeld = "tenant_id = $1 AND caller_id = $2 AND key = $3 AND created_at = $4 AND status IS NULL";

    public async Task<IdempotencyClaim> ClaimAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryClaimAsync(request, cancellationToken) is { } claimedAt)
            {
                return new IdempotencyClaim(IdempotencyState.Claimed, claimedAt);
            }

            // Null: given back between the two statements.
            if (await FindAsync(request, cancellationToken) is { } found)
            {
                return found;
            }
        }
    }

    public async Task<IdempotencyClaim?> FindAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(request.Tenant, cancellationToken);
        await using var command = Command(
            connection,
            $"""
            SELECT k.request_hash = $4, k.status, CASE WHEN k.request_hash = $4 THEN k.answer_encrypted END, k.lease_until <= now()
            FROM idempotency_keys k WHERE k.tenant_id = $1 AND k.caller_id = $2 AND k.key = $3 AND NOT ({IsOver})
            """,
            request);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = request.Hash });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        if (!reader.GetBoolean(0))
        {
            return new IdempotencyClaim(IdempotencyState.Reused);
        }

        if (await reader.IsDBNullAsync(1, cancellationToken))
        {
            return new IdempotencyClaim(reader.GetBoolean(3) ? IdempotencyState.OutcomeUnknown : IdempotencyState.InHand);
        }

        var kept = cipher.DecryptBytes(await reader.GetFieldValueAsync<byte[]>(2, cancellationToken), Context(request));
        return new IdempotencyClaim(IdempotencyState.Answered, Answer: KeptAnswer.Read(reader.GetInt16(1), kept));
    }

    public Task RenewAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken) => ExecuteAsync(
        $"UPDATE idempotency_keys SET lease_until = now() + $5 WHERE {IsHeld}", request, claimedAt, cancellationToken, new NpgsqlParameter<TimeSpan> { TypedValue = IIdempotencyKeys.Lease });

    public Task CompleteAsync(IdempotentRequest request, DateTimeOffset claimedAt, IdempotentAnswer answer, CancellationToken cancellationToken) => ExecuteAsync(
        $"UPDATE idempotency_keys SET status = $5, answer_encrypted = $6 WHERE {IsHeld}", request, claimedAt, cancellationToken,
        new NpgsqlParameter<short> { TypedValue = (short)answer.Status },
        new NpgsqlParameter<byte[]> { TypedValue = cipher.EncryptBytes(KeptAnswer.Write(answer), Context(request)) });

    public Task ReleaseAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken) =>
        ExecuteAsync($"DELETE FROM idempotency_keys WHERE {IsHeld}", request, claimedAt, cancellationToken);

    public Task GiveUpAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken) =>
        ExecuteAsync($"UPDATE idempotency_keys SET lease_until = now() WHERE {IsHeld}", request, claimedAt, cancellationToken);

    /// <summary>Deletes keys of one tenant whose time is over.</summary>
    /// <returns>How many; as many as <paramref name="most"/> where there may be more.</returns>
    public async Task<int> DeleteOverAsync(TenantId tenant, int most, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            DELETE FROM idempotency_keys WHERE (tenant_id, caller_id, key) IN (
                SELECT k.tenant_id, k.caller_id, k.key FROM idempotency_keys k WHERE k.tenant_id = $1 AND {IsOver} ORDER BY k.expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenGlobalAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT id FROM tenants ORDER BY id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<TenantId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(new TenantId(reader.GetGuid(0)));
        }

        return tenants;
    }

    private async Task<DateTimeOffset?> TryClaimAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(request.Tenant, cancellationToken);
        await using var command = Command(
            connection,
            $"""
            INSERT INTO idempotency_keys AS k (tenant_id, caller_id, key, request_hash, created_at, lease_until, expires_at)
            VALUES ($1, $2, $3, $4, now(), now() + $5, now() + $6)
            ON CONFLICT (tenant_id, caller_id, key) DO UPDATE
            SET request_hash = excluded.request_hash, status = NULL, answer_encrypted = NULL,
                created_at = excluded.created_at, lease_until = excluded.lease_until, expires_at = excluded.expires_at
            WHERE {IsOver}
            RETURNING k.created_at
            """,
            request);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = request.Hash });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = IIdempotencyKeys.Lease });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = IIdempotencyKeys.Lifetime });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken) : null;
    }

    private async Task ExecuteAsync(string sql, IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var connection = await connections.OpenAsync(request.Tenant, cancellationToken);
        await using var command = Command(connection, sql, request);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = claimedAt });
        command.Parameters.AddRange(values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, IdempotentRequest request)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = request.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = request.Caller });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        return command;
    }

    private static byte[] Context(IdempotentRequest request) => FieldContexts.IdempotentAnswer(request.Tenant.Value, request.Caller, request.Key);
}
