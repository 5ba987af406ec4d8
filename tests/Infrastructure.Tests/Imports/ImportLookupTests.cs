using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>A plan that was made while a table was empty must not be used when the table has grown: each row would then cost more than the one before.</summary>
public sealed class ImportLookupTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Orders = 4_000;

    // So few that whatever is planned with the first chunk is planned for a table of one page.
    private const int ChunkOrders = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_IntoEmptyTables_ReadsRowsInProportionToWhatItWrites()
    {
        var tenant = await database.AddTenantAsync(new() { FreeProductCodes = true, SplitSettlement = true });
        ImportSnapshot import;
        await using (var host = new ImportHost(database, chunkOrders: ChunkOrders))
        {
            import = await host.ImportAsync(tenant, ImportHost.Sample(SampleFile.ForBench(Orders, SampleErrors.None)).Content);
        }

        Assert.Equal((ImportStatus.Completed, (long)Orders), (import.Status, import.Counts.OrdersCreated));

        // Closing its connections made the run hand in what it had counted.
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await Eventually.HoldsAsync(async () => await RowsReadAsync(owner, "n_tup_ins", "orders") >= Orders);
        foreach (var (table, rows) in new[] { ("orders", Orders), ("order_lines", import.Counts.RowsAccepted), ("customers", Orders) })
        {
            // What an index is read for and then passed over counts as well: it is what a look-up along the wrong one costs.
            var read = await RowsReadAsync(owner, "seq_tup_read + coalesce((SELECT sum(idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = pg_stat_user_tables.relid), 0)", table);

            // While a table has but some hundreds of rows, reading them all is as good as looking one up. With every chunk, or even every line, reading
            // all that is there it would be hundreds or thousands of rows for each row written.
            Assert.True(read <= 50 * rows, $"{read} rows of {table} were read to import {rows}.");
        }
    }

    private static async Task<long> RowsReadAsync(NpgsqlDataSource owner, string figure, string table)
    {
        await using var command = owner.CreateCommand($"SELECT ({figure})::bigint FROM pg_stat_user_tables WHERE relname = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
