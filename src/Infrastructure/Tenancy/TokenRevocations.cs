using System.Buffers.Binary;
using System.Collections.Concurrent;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>
/// Whether tokens are revoked, as every request asks: the database's answer, kept for two seconds and shared by the requests
/// that wait for it. The same look-up keeps when the client was last used, to a minute.
/// </summary>
internal sealed class TokenRevocations(TenantConnections connections, TimeProvider clock) : ITokenRevocations
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, Answer> _answers = [];

    public ValueTask<bool> IsRevokedAsync(TenantId tenant, Guid apiClientId, Guid tokenId, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        if (_answers.TryGetValue(tokenId, out var known) && clock.GetElapsedTime(known.AskedAt, now) < RememberedFor && !known.Revoked.Value.IsFaulted)
        {
            return new ValueTask<bool>(known.Revoked.Value.WaitAsync(cancellationToken));
        }

        if (_answers.Count >= MaxRemembered)
        {
            _answers.Clear();
        }

        // Not cancelled with the request that happens to ask first: others wait for the same answer.
        var fresh = new Answer(now, new Lazy<Task<bool>>(() => AskAsync(tenant, apiClientId, tokenId)));
        var kept = _answers.AddOrUpdate(tokenId, fresh, (_, current) => known is null || ReferenceEquals(current, known) ? fresh : current);
        return new ValueTask<bool>(kept.Revoked.Value.WaitAsync(cancellationToken));
    }

    public void Forget(Guid tokenId) => _answers.TryRemove(tokenId, out _);

    /// <summary>For changes that concern all tokens of a client.</summary>
    public void ForgetAll() => _answers.Clear();

    private async Task<bool> AskAsync(TenantId tenant, Guid apiClientId, Guid tokenId)
    {
        await using var connection = await connections.OpenAsync(tenant, CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            WITH valid AS (
                SELECT c.id FROM api_clients c
                WHERE c.tenant_id = $1 AND c.id = $3 AND c.active AND (c.tokens_from IS NULL OR c.tokens_from <= $4)
                    AND NOT EXISTS (SELECT FROM revoked_tokens r WHERE r.tenant_id = $1 AND r.token_id = $2)),
            used AS (
                UPDATE api_clients c SET last_used_at = $5 FROM valid v
                WHERE c.tenant_id = $1 AND c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at < $5 - interval '1 minute'))
            SELECT NOT EXISTS (SELECT FROM valid)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tokenId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = apiClientId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = IssuedAt(tokenId) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Token ids are UUIDs of version 7, which begin with their milliseconds.</summary>
    private static DateTimeOffset IssuedAt(Guid tokenId)
    {
        Span<byte> bytes = stackalloc byte[16];
        tokenId.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
    }

    private sealed record Answer(long AskedAt, Lazy<Task<bool>> Revoked);
}
