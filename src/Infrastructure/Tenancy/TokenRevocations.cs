using System.Collections.Concurrent;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>
/// Whether tokens are revoked, as every request asks: the database's answer, kept for two seconds and shared by the requests
/// that wait for it.
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

    private async Task<bool> AskAsync(TenantId tenant, Guid apiClientId, Guid tokenId)
    {
        await using var connection = await connections.OpenAsync(tenant, CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (SELECT FROM revoked_tokens WHERE tenant_id = $1 AND token_id = $2)
                OR NOT EXISTS (SELECT FROM api_clients WHERE tenant_id = $1 AND id = $3 AND active)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tokenId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = apiClientId });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Answer(long AskedAt, Lazy<Task<bool>> Revoked);
}
