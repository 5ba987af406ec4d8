using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports;

namespace OrderPortal.Infrastructure.Delivery;

/// <summary>Loads the post office's table, <c>KEN_ALL.CSV</c> (Shift_JIS) or <c>utf_ken_all.csv</c>, in place of the one before.</summary>
public static class PostalCodeTable
{
    private const int CodeAt = 2;
    private const int PrefectureAt = 6;
    private const int CityAt = 7;
    private const int TownAt = 8;

    /// <summary>What the town's column says where the code is the city's as a whole.</summary>
    private const string NoTown = "以下に掲載がない場合";

    /// <param name="file">The file's bytes.</param>
    /// <returns>Number of different codes, or null where the file is not that table; then nothing is changed.</returns>
    public static async Task<int?> LoadAsync(NpgsqlDataSource database, byte[] file, CancellationToken cancellationToken)
    {
        if (await ReadAsync(file, cancellationToken) is not { } areas)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var delete = new NpgsqlCommand("DELETE FROM postal_codes", connection))
        {
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("COPY postal_codes (postal_code, prefecture, city, town) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var (code, prefecture, city, town) in areas)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(code, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(prefecture, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(city, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(town, NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return areas.Select(area => area.Code).Distinct(StringComparer.Ordinal).Count();
    }

    private static async Task<HashSet<(string Code, string Prefecture, string City, string Town)>?> ReadAsync(byte[] file, CancellationToken cancellationToken)
    {
        var held = new HeldContent(file);
        var reader = new OrderFileReader(held);
        var detected = await reader.DetectAsync(held.File, new ImportSettings { Delimiter = ',' }, cancellationToken);
        if (detected.Error is not null)
        {
            return null;
        }

        var areas = new HashSet<(string, string, string, string)>();
        var isOpen = false;

        // The table has no heading: what is read as one is its first row.
        var first = await reader.ReadHeadingAsync(held.File, detected.Value, cancellationToken);
        if (first is null || !TryAdd(first.Cells, areas, ref isOpen))
        {
            return null;
        }

        await foreach (var block in reader.ReadAsync(held.File, detected.Value, null, cancellationToken))
        {
            foreach (var row in block)
            {
                if (!TryAdd(row.Cells, areas, ref isOpen))
                {
                    return null;
                }
            }
        }

        return areas;
    }

    /// <param name="isOpen">True in the rows over which the Shift_JIS table spreads a long remark in brackets: they go on with it and name no town.</param>
    /// <returns>False where the row is none of that table.</returns>
    private static bool TryAdd(string[] cells, HashSet<(string, string, string, string)> areas, ref bool isOpen)
    {
        if (cells.Length <= TownAt || cells[CodeAt].Length != 7 || !cells[CodeAt].All(char.IsAsciiDigit) || cells[PrefectureAt].Length == 0)
        {
            return false;
        }

        var text = cells[TownAt];
        if (!isOpen)
        {
            areas.Add((cells[CodeAt], cells[PrefectureAt], cells[CityAt], TownOf(text)));
        }

        isOpen = (isOpen || text.Contains('（', StringComparison.Ordinal)) && !text.Contains('）', StringComparison.Ordinal);
        return true;
    }

    /// <summary>Without remarks: 「（次のビルを除く）」, 「…の次に番地がくる場合」, 「…一円」 (but 一円 alone is a town).</summary>
    private static string TownOf(string text)
    {
        var bracket = text.IndexOf('（', StringComparison.Ordinal);
        var town = bracket < 0 ? text : text[..bracket];
        return town == NoTown || town.EndsWith("の次に番地がくる場合", StringComparison.Ordinal) || (town.Length > 2 && town.EndsWith("一円", StringComparison.Ordinal)) ? "" : town;
    }
}
