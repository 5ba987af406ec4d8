using Npgsql;
using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Looks into a portal's database past row-level security.</summary>
internal static class DatabaseView
{
    public static async Task<long> CountAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task ExecuteAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Everything that an import could have left behind.</summary>
    public static async Task<(long Imports, long Orders, long Files, long Queue)> StoredAsync(this TestDatabase database) => (
        await database.CountAsync("SELECT count(*) FROM import_batches"),
        await database.CountAsync("SELECT count(*) FROM orders"),
        await database.CountAsync("SELECT count(*) FROM stored_files WHERE completed_at IS NOT NULL"),
        await database.CountAsync("SELECT count(*) FROM import_queue"));
}
