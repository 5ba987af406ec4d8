using Npgsql;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Brings about in the database what would take an hour, or a race, over HTTP.</summary>
internal static class ContractLimits
{
    /// <summary>The demo tenant's client with limits.</summary>
    public const string Client = "limited-client";

    /// <summary>The client's hour has just begun, and everything in it is used.</summary>
    public static Task<int> UseUpAsync(PortalProcess portal) => ExecuteAsync(
        portal,
        "INSERT INTO api_usage (tenant_id, api_client_id, kind, window_start, used) SELECT tenant_id, id, kind, date_trunc('hour', now()), 1000000 FROM api_clients, generate_series(1, 2) kind "
        + "WHERE client_id = $1 ON CONFLICT (tenant_id, api_client_id, kind) DO UPDATE SET window_start = excluded.window_start, used = excluded.used",
        Client);

    /// <summary>Whoever had the key is still at it.</summary>
    /// <returns>False where the key is not known.</returns>
    public static async Task<bool> TakeInHandAsync(PortalProcess portal, string key) =>
        await ExecuteAsync(portal, "UPDATE idempotency_keys SET status = NULL, answer_encrypted = NULL, lease_until = now() + interval '1 hour' WHERE key = $1", key) == 1;

    private static async Task<int> ExecuteAsync(PortalProcess portal, string sql, string value)
    {
        await using var connection = new NpgsqlConnection(portal.Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } };
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
