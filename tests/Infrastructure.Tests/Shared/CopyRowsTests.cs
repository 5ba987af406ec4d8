using Npgsql;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class CopyRowsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than the buffers between client and server hold, so that a write has to wait for the server.</summary>
    private const int Rows = 64;

    private static readonly string Long = new('a', 512 * 1024);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ThatIsCancelledWhileTheServerIsSlow_SaysThatItWasCancelled()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await ExecuteAsync(
            connection,
            """
            CREATE TEMPORARY TABLE slow_rows (value text);
            CREATE FUNCTION pg_temp.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
            CREATE TRIGGER wait BEFORE INSERT ON slow_rows FOR EACH ROW EXECUTE FUNCTION pg_temp.wait()
            """);
        using var rows = new CopyRows(1024);
        for (var i = 0; i < Rows; i++)
        {
            rows.BeginRow(1);
            rows.Text(Long);
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rows.SendAsync(connection, "slow_rows (value)", [Range.EndAt(rows.Length)], stop.Token));
    }

    [Fact]
    public async Task Send_OfRowsThatTheServerRefuses_SaysWhatTheServerSaid()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await ExecuteAsync(connection, "CREATE TEMPORARY TABLE short_rows (value varchar(3))");
        using var rows = new CopyRows(1024);
        for (var i = 0; i < Rows; i++)
        {
            rows.BeginRow(1);
            rows.Text(Long);
        }

        var refused = await Assert.ThrowsAsync<PostgresException>(() => rows.SendAsync(connection, "short_rows (value)", [Range.EndAt(rows.Length)], Cancel));

        Assert.Equal(PostgresErrorCodes.StringDataRightTruncation, refused.SqlState);
        await ExecuteAsync(connection, "SELECT 1");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
