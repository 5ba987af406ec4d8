using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class ImportFileStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Piece = 512 * 1024;

    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Piece - 1, 1)]
    [InlineData(Piece, 1)]
    [InlineData(Piece + 1, 2)]
    [InlineData(2 * Piece, 2)]
    [InlineData((2 * Piece) + 4_711, 3)]
    public async Task Save_OfAnySize_ReadsBackAsItWas(int bytes, int pieces)
    {
        var tenant = await database.AddTenantAsync();
        var content = RandomNumberGenerator.GetBytes(bytes);

        var file = (await SaveAsync(tenant, new TricklingContent(content))).Value;

        Assert.Equal((bytes, "注文.csv"), (file.Bytes, file.Name));
        Assert.Equal(SHA256.HashData(content), file.Sha256.ToArray());
        Assert.Equal(content, await ReadAsync(tenant, file));
        Assert.Equal((long)pieces, await CountAsync(tenant, "stored_file_chunks"));
    }

    [Theory]
    [InlineData(Piece, Piece - 1)]
    [InlineData(3 * Piece, Piece)]
    [InlineData(1, 0)]
    public async Task Save_OverTheLimit_LeavesNothing(int bytes, long limit)
    {
        var tenant = await database.AddTenantAsync();

        var refused = await SaveAsync(tenant, new MemoryStream(new byte[bytes]), limit);

        Assert.Equal(ProblemCodes.TooLarge, refused.Error!.Code);
        Assert.Equal((0L, 0L), (await CountAsync(tenant, "stored_files"), await CountAsync(tenant, "stored_file_chunks")));
    }

    [Fact]
    public async Task Save_AtTheLimit_IsTaken() =>
        Assert.True((await SaveAsync(await database.AddTenantAsync(), new MemoryStream(new byte[Piece]), Piece)).IsSuccess);

    [Fact]
    public async Task Save_WhenTheSenderBreaksOff_LeavesNothing()
    {
        var tenant = await database.AddTenantAsync();

        await Assert.ThrowsAsync<IOException>(() => SaveAsync(tenant, new TricklingContent(new byte[2 * Piece]) { BreaksOffAt = Piece + 100 }));

        Assert.Equal((0L, 0L), (await CountAsync(tenant, "stored_files"), await CountAsync(tenant, "stored_file_chunks")));
    }

    [Fact]
    public async Task Save_WhileTheSenderIsWaitedFor_HoldsNoConnection()
    {
        var tenant = await database.AddTenantAsync();
        await using var one = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 2 }.ConnectionString);
        var content = new TricklingContent(new byte[2 * Piece]);
        content.BeforeRead = async () => await (await one.OpenConnectionAsync(Cancel)).DisposeAsync();

        Assert.True((await Store(tenant, one).SaveAsync(content, "a.csv", long.MaxValue, Cancel)).IsSuccess);
    }

    [Fact]
    public async Task Content_AtRest_IsEncrypted()
    {
        var tenant = await database.AddTenantAsync();
        await SaveAsync(tenant, new MemoryStream(Encoding.UTF8.GetBytes("taro@example.jp")));

        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand("SELECT position(convert_to('taro', 'UTF8') IN content_encrypted) FROM stored_file_chunks", connection);
        Assert.Equal(0, await command.ExecuteScalarAsync(Cancel));
    }

    [Theory]
    [InlineData("UPDATE stored_file_chunks SET number = 1 - number", typeof(AuthenticationTagMismatchException))]
    [InlineData("DELETE FROM stored_file_chunks WHERE number = 1", typeof(InvalidDataException))]
    [InlineData("UPDATE stored_file_chunks SET content_encrypted = set_byte(content_encrypted, 100, 255 - get_byte(content_encrypted, 100)) WHERE number = 1", typeof(AuthenticationTagMismatchException))]
    public async Task Read_OfTamperedPieces_Fails(string tampering, Type expected)
    {
        var tenant = await database.AddTenantAsync();
        var file = (await SaveAsync(tenant, new MemoryStream(RandomNumberGenerator.GetBytes(2 * Piece)))).Value;
        await using (var connection = new NpgsqlConnection(database.OwnerConnectionString))
        {
            await connection.OpenAsync(Cancel);
            // The primary key is asked row by row; out of the way with it while numbers are swapped.
            var sql = tampering.Replace("1 - number", "11 - number", StringComparison.Ordinal);
            var where = $"{(sql.Contains("WHERE", StringComparison.Ordinal) ? " AND" : " WHERE")} file_id = '{file.Id.Value}'";
            await using var command = new NpgsqlCommand($"{sql}{where}; UPDATE stored_file_chunks SET number = number - 10 WHERE number >= 10", connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await Assert.ThrowsAsync(expected, () => ReadAsync(tenant, file));
    }

    [Fact]
    public async Task Read_ByAnotherTenant_FindsNothing()
    {
        var tenant = await database.AddTenantAsync();
        var file = (await SaveAsync(tenant, new MemoryStream(new byte[10]))).Value;

        var other = await database.AddTenantAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(other, file));
        await Store(other).DeleteAsync(file.Id, Cancel);

        Assert.Equal(1L, await CountAsync(tenant, "stored_files"));
    }

    [Fact]
    public async Task Delete_RemovesThePiecesToo()
    {
        var tenant = await database.AddTenantAsync();
        var file = (await SaveAsync(tenant, new MemoryStream(new byte[2 * Piece]))).Value;

        await Store(tenant).DeleteAsync(file.Id, Cancel);

        Assert.Equal((0L, 0L), (await CountAsync(tenant, "stored_files"), await CountAsync(tenant, "stored_file_chunks")));
    }

    [Fact]
    public async Task Save_ADayAfterFilesWereLeftAlone_RemovesThemAndNothingElse()
    {
        var tenant = await database.AddTenantAsync();
        await ExecuteAsync(tenant, $"INSERT INTO stored_files (tenant_id, id, file_name, length, created_at) VALUES ('{tenant}', gen_random_uuid(), 'cut off', 0, '{_clock.GetUtcNow():O}')");
        await AddDraftAsync(tenant, await SaveAsync(tenant, new MemoryStream(new byte[10])));
        var worked = await SaveAsync(tenant, new MemoryStream(new byte[10]));
        await AddDraftAsync(tenant, worked);
        var imported = await SaveAsync(tenant, new MemoryStream(new byte[10]));
        await ExecuteAsync(
            tenant,
            $"INSERT INTO import_batches (tenant_id, id, status, phase, file_name, file_id, file_sha256, file_length, mode, dry_run, duplicates, allow_duplicate_file, settle, notify, rows_read, rows_accepted, rows_rejected, rows_skipped, warnings, orders_created, orders_updated, orders_unchanged, orders_rejected, orders_skipped, quantity_read, amount_read, checkpoint_orders, checkpoint_rows, attempt, progress_sequence, created_by_kind, created_by_id, created_by_name, created_at, orders_removed, orders_restored, orders_kept, modified_at) "
            + $"VALUES ('{tenant}', gen_random_uuid(), 4, 7, 'a.csv', '{imported.Value.Id.Value}', decode(repeat('00', 32), 'hex'), 10, 1, true, 1, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, gen_random_uuid(), '', now(), 0, 0, 0, now())");

        _clock.Advance(TimeSpan.FromHours(23));
        await ExecuteAsync(tenant, $"UPDATE import_drafts SET modified_at = '{_clock.GetUtcNow():O}' WHERE file_id = '{worked.Value.Id.Value}'");
        await SaveAsync(tenant, new MemoryStream(new byte[10]));
        Assert.Equal((5L, 2L), (await CountAsync(tenant, "stored_files"), await CountAsync(tenant, "import_drafts")));

        // The one that somebody has worked on since, the one that an import has, the one of two hours ago and the one that comes now.
        _clock.Advance(TimeSpan.FromHours(2));
        await SaveAsync(tenant, new MemoryStream(new byte[10]));
        Assert.Equal((4L, 1L), (await CountAsync(tenant, "stored_files"), await CountAsync(tenant, "import_drafts")));
        Assert.Equal(2L, await CountAsync(tenant, $"stored_files WHERE id IN ('{worked.Value.Id.Value}', '{imported.Value.Id.Value}')"));

        Task AddDraftAsync(TenantId owner, Result<StoredFile> file) =>
            ExecuteAsync(owner, $"INSERT INTO import_drafts (tenant_id, file_id, choices, modified_at) VALUES ('{owner}', '{file.Value.Id.Value}', '{{}}', '{_clock.GetUtcNow():O}')");
    }

    private Task<Result<StoredFile>> SaveAsync(TenantId tenant, Stream content, long limit = long.MaxValue) => Store(tenant).SaveAsync(content, "注文.csv", limit, Cancel);

    private async Task<byte[]> ReadAsync(TenantId tenant, StoredFile file)
    {
        await using var stream = Store(tenant).OpenRead(file);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Cancel);
        return content.ToArray();
    }

    private ImportFileStore Store(TenantId tenant, NpgsqlDataSource? dataSource = null)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        return new ImportFileStore(new(dataSource ?? database.DataSource), operation, TestKeys.Cipher, _clock);
    }

    private async Task<long> CountAsync(TenantId tenant, string from)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {from}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task ExecuteAsync(TenantId tenant, string sql)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>Comes in odd pieces, as from a network.</summary>
    private sealed class TricklingContent(byte[] content) : MemoryStream(content)
    {
        public int BreaksOffAt { get; init; } = int.MaxValue;

        public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await BeforeRead();
            return Position >= BreaksOffAt
                ? throw new IOException("The sender is gone.")
                : await base.ReadAsync(buffer[..Math.Min(buffer.Length, 70_001)], cancellationToken);
        }
    }
}
