using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="IRequestLimits"/>
internal sealed partial class RequestLimits(TenantConnections connections, RateLimits limits, TimeProvider clock, ILogger<RequestLimits> logger) : IRequestLimits, IDisposable
{
    /// <summary>How long a slot stays taken without a sign of life; a request that takes longer renews it in time.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // One client's requests queue here and not in the database, where each would wait with a connection in its hand: nobody floods the pool. As many as there are limited clients.
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _queues = [];

    public async Task<RequestAdmission> AdmitAsync(TenantId tenant, Guid apiClientId, bool isUpload, CancellationToken cancellationToken)
    {
        var (kind, most) = isUpload ? ((short)2, limits.UploadsPerHour) : ((short)1, limits.RequestsPerHour);
        var id = Guid.CreateVersion7();
        var queue = _queues.GetOrAdd(apiClientId, static _ => new SemaphoreSlim(1, 1));
        await queue.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await connections.OpenGlobalAsync(CancellationToken.None);
            await using var batch = Batch(
                connection, tenant, "SELECT refusal, remaining, reset_seconds FROM admit_api_request($1, $2, $3, $4, $5, $6)", apiClientId, id, kind, most, limits.Concurrent, Lease);
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            var refusal = (RequestRefusal)reader.GetInt16(0);
            return new RequestAdmission(
                refusal, most, reader.GetInt32(1), TimeSpan.FromSeconds(reader.GetInt32(2)), refusal == RequestRefusal.None ? new RequestSlot(this, clock, tenant, apiClientId, id) : null);
        }
        finally
        {
            queue.Release();
        }
    }

    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }
    }

    /// <summary>Never throws: the request is over, and what cannot be written down the lease sees to.</summary>
    private async Task ExecuteAsync(TenantId tenant, string sql, params object[] values)
    {
        try
        {
            await using var connection = await connections.OpenGlobalAsync(CancellationToken.None);
            await using var batch = Batch(connection, tenant, sql, values);
            await batch.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException exception)
        {
            Unwritten(logger, exception);
        }
    }

    /// <summary>Tenant and statement in one round trip and one transaction. Nobody waits for the disk: a crash of the server may forget the last moment's counts.</summary>
    private static NpgsqlBatch Batch(NpgsqlConnection connection, TenantId tenant, string sql, params object[] values)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command("SELECT set_config('app.tenant_id', $1, false), set_config('synchronous_commit', 'off', true)", tenant.Value.ToString("D")));
        batch.BatchCommands.Add(Command(sql, values));
        return batch;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A slot of an API client could not be renewed or given back; it is free when its lease ends")]
    private static partial void Unwritten(ILogger logger, Exception exception);

    private sealed class RequestSlot : IAsyncDisposable
    {
        private readonly RequestLimits _limits;
        private readonly TenantId _tenant;
        private readonly object[] _key;
        private readonly ITimer _renewal;

        public RequestSlot(RequestLimits limits, TimeProvider clock, TenantId tenant, Guid apiClientId, Guid id)
        {
            (_limits, _tenant, _key) = (limits, tenant, [tenant.Value, apiClientId, id]);
            _renewal = clock.CreateTimer(static slot => _ = ((RequestSlot)slot!).RenewAsync(), this, RenewEvery, RenewEvery);
        }

        public async ValueTask DisposeAsync()
        {
            await _renewal.DisposeAsync();
            await _limits.ExecuteAsync(_tenant, "DELETE FROM api_requests WHERE tenant_id = $1 AND api_client_id = $2 AND id = $3", _key);
        }

        private Task RenewAsync() => _limits.ExecuteAsync(
            _tenant, "UPDATE api_requests SET lease_until = clock_timestamp() + $4 WHERE tenant_id = $1 AND api_client_id = $2 AND id = $3", [.. _key, Lease]);
    }
}
