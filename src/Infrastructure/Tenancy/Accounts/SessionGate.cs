using System.Collections.Concurrent;
using Npgsql;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="ISessionGate"/>
/// <remarks>As <see cref="TokenRevocations"/> for tokens: the database's answer, kept for two seconds and shared by those that wait for it.</remarks>
internal sealed class SessionGate(TenantConnections connections, TimeProvider clock) : ISessionGate
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<UserSessionKey, Answer> _answers = [];

    public ValueTask<bool> IsOpenAsync(UserSessionKey session, bool isActive, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        if (_answers.TryGetValue(session, out var known) && clock.GetElapsedTime(known.AskedAt, now) < RememberedFor && !known.IsOpen.Value.IsFaulted && (known.SawThePerson || !isActive))
        {
            return new ValueTask<bool>(known.IsOpen.Value.WaitAsync(cancellationToken));
        }

        if (_answers.Count >= MaxRemembered)
        {
            _answers.Clear();
        }

        // Not cancelled with the request that happens to ask first: others wait for the same answer.
        var fresh = new Answer(now, isActive, new Lazy<Task<bool>>(() => AskAsync(session, isActive)));
        var kept = _answers.AddOrUpdate(session, fresh, (_, current) => known is null || ReferenceEquals(current, known) ? fresh : current);
        return new ValueTask<bool>(kept.IsOpen.Value.WaitAsync(cancellationToken));
    }

    /// <summary>Here at once; elsewhere when what is remembered is two seconds old.</summary>
    public void ForgetAll() => _answers.Clear();

    /// <summary>Ends a session of whatever tenant.</summary>
    public async Task EndAsync(UserSessionKey session, CancellationToken cancellationToken)
    {
        await using (var connection = await connections.OpenAsync(session.Tenant, cancellationToken))
        {
            await using var command = new NpgsqlCommand("UPDATE user_sessions SET ended_at = $4 WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND ended_at IS NULL", connection);
            AddKey(command, session);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        _answers.TryRemove(session, out _);
    }

    private async Task<bool> AskAsync(UserSessionKey session, bool isActive)
    {
        await using var connection = await connections.OpenAsync(session.Tenant, CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            WITH found AS (
                SELECT s.id FROM user_sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
                WHERE s.tenant_id = $1 AND s.id = $2 AND s.user_id = $3 AND s.ended_at IS NULL AND s.last_seen_at > $4 - $5 AND s.security_stamp = u.security_stamp),
            seen AS (
                UPDATE user_sessions s SET last_seen_at = $4 FROM found f
                WHERE $6 AND s.tenant_id = $1 AND s.id = f.id AND s.last_seen_at < $4 - interval '1 minute')
            SELECT EXISTS (SELECT FROM found)
            """,
            connection);
        AddKey(command, session);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = ISessionGate.Idle });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isActive });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static void AddKey(NpgsqlCommand command, UserSessionKey session)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Session });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.User });
    }

    private sealed record Answer(long AskedAt, bool SawThePerson, Lazy<Task<bool>> IsOpen);
}
