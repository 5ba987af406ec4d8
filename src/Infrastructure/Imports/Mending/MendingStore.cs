using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports.Mending;

/// <summary>Rejected rows out of the problems of an import, and the cells that people have mended in them.</summary>
public sealed class MendingStore(OrderPortalDbContext context, TenantConnections connections, OperationContext operation, FieldCipher cipher, TimeProvider clock) : IMendings
{
    /// <summary>Errors that one row has at most, with room: each column and each rule on the whole may have one.</summary>
    private const int ErrorsPerRow = 40;

    /// <summary>Errors of one import, by which rows are rejected; the partition is known by the import's own time.</summary>
    private static readonly string ErrorsOfImport = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"""
        FROM import_problems WHERE tenant_id = $1 AND batch_id = $2 AND batch_created_at = (SELECT created_at FROM import_batches WHERE tenant_id = $1 AND id = $2)
            AND severity = {(short)ProblemSeverity.Error} AND row_number > 0
        """);

    public async Task<TenantSettings> SettingsAsync(CancellationToken cancellationToken) =>
        (await context.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == operation.Tenant, cancellationToken)).Settings;

    public Task<IReadOnlyList<int>> RowsAfterAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken) =>
        RowsAsync(import, code, ((long)row * ImportProblemWriter.ProblemsPerRow) + ImportProblemWriter.ProblemsPerRow - 1, ">", "ASC", limit, cancellationToken);

    public Task<IReadOnlyList<int>> RowsBeforeAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken) =>
        RowsAsync(import, code, (long)row * ImportProblemWriter.ProblemsPerRow, "<", "DESC", limit, cancellationToken);

    public async IAsyncEnumerable<int> RejectedRowsAsync(ImportId import, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(connection, $"SELECT row_number {ErrorsOfImport} ORDER BY number", import);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var last = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) is var row && row != last)
            {
                yield return last = row;
            }
        }
    }

    public async Task<IReadOnlyList<MendingCode>> CodesAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(connection, $"SELECT code, count(DISTINCT row_number) {ErrorsOfImport} GROUP BY code ORDER BY 2 DESC, 1", import);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var codes = new List<MendingCode>();
        while (await reader.ReadAsync(cancellationToken))
        {
            codes.Add(new MendingCode(reader.GetString(0), reader.GetInt64(1)));
        }

        return codes;
    }

    public async Task<DistinctValues> ValuesAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(
            connection, $"SELECT column_id, code, detail_encrypted {ErrorsOfImport} AND column_id = ANY($3) AND code = ANY($4) AND detail_encrypted IS NOT NULL ORDER BY number LIMIT $5", import);
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. DistinctErrors.Columns.Select(column => (short)column)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. DistinctErrors.Codes] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = DistinctErrors.MostErrors + 1 });
        var errors = new DistinctErrors();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var detail = cipher.Decrypt(reader.GetFieldValue<byte[]>(2), FieldContexts.ImportProblemDetail);
            errors.Add((ImportColumn)reader.GetInt16(0), reader.GetString(1), ProblemDetail.Unpack(detail).Value);
        }

        return errors.ToValues();
    }

    public async Task<IReadOnlyList<CellEdit>> EditsAsync(ImportId import, int firstRow, int lastRow, CancellationToken cancellationToken)
    {
        var edits = await context.ImportEdits.AsNoTracking()
            .Where(edit => edit.BatchId == import && edit.RowNumber >= firstRow && edit.RowNumber <= lastRow)
            .OrderBy(edit => edit.RowNumber).ThenBy(edit => edit.Cell).ToListAsync(cancellationToken);
        return edits.ConvertAll(edit => new CellEdit(edit.RowNumber, edit.Cell, edit.Value));
    }

    public async Task SaveAsync(ImportId import, CellEdit edit, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(
            connection,
            """
            INSERT INTO import_edits (tenant_id, batch_id, row_number, cell, value_encrypted, edited_at, edited_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (tenant_id, batch_id, row_number, cell) DO UPDATE SET value_encrypted = $5, edited_at = $6, edited_by_name = $7
            """,
            import);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = edit.Row });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = edit.Cell });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = cipher.Encrypt(edit.Value, FieldContexts.ImportEditValue) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = operation.Actor.Name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task ClearAsync(ImportId import, int row, int cell, CancellationToken cancellationToken) =>
        context.ImportEdits.Where(edit => edit.BatchId == import && edit.RowNumber == row && edit.Cell == cell).ExecuteDeleteAsync(cancellationToken);

    public async Task<IAsyncDisposable?> TryHoldAsync(ImportId import, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(operation, cancellationToken);
        var hold = new Hold(connection, await connection.BeginTransactionAsync(cancellationToken));
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"retry {import}" });
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            return hold;
        }

        await hold.DisposeAsync();
        return null;
    }

    /// <remarks>
    /// Read in the sequence of the key, so that a page costs as much as it has problems, however many the import has. The two comparisons and
    /// directions are written here, never by a caller.
    /// </remarks>
    private async Task<IReadOnlyList<int>> RowsAsync(
        ImportId import, string? code, long number, string comparison, string direction, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(
            connection,
            $"""
            SELECT DISTINCT row_number FROM (
                SELECT row_number {ErrorsOfImport} AND number {comparison} $3 {(code is null ? "" : "AND code = $6")} ORDER BY number {direction} LIMIT $4) nearest
            ORDER BY row_number {direction} LIMIT $5
            """,
            import);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)limit * ErrorsPerRow });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (code is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        }

        var rows = new List<int>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.GetInt32(0));
        }

        rows.Sort();
        return rows;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, ImportId import)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        return command;
    }

    /// <summary>Let go by the end of its transaction, which also ends when the connection breaks.</summary>
    private sealed class Hold(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
