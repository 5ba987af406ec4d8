using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Writes the problems of a chunk in the chunk's transaction; the temporary table lives as long as the connection.</summary>
internal sealed class ImportProblemWriter(FieldCipher cipher)
{
    /// <summary>Problems of one row lie within so many numbers of one another.</summary>
    public const int ProblemsPerRow = 1_000;

    public async Task WriteAsync(NpgsqlConnection connection, ImportRun run, IReadOnlyList<ImportProblem> problems, CancellationToken cancellationToken)
    {
        if (problems.Count == 0)
        {
            return;
        }

        const string Columns = "tenant_id, batch_id, batch_created_at, number, row_number, column_id, code, severity, detail_encrypted";
        await using (var create = new NpgsqlCommand("CREATE TEMPORARY TABLE IF NOT EXISTS staged_problems (LIKE import_problems) ON COMMIT DELETE ROWS", connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"COPY staged_problems ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            var row = -1;
            var within = 0;
            foreach (var problem in problems.OrderBy(problem => problem.Row))
            {
                within = problem.Row == row ? within + 1 : 0;
                row = problem.Row;
                await copy.StartRowAsync(cancellationToken);
                Write(copy, run, problem, ((long)row * ProblemsPerRow) + within);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var insert = new NpgsqlCommand($"INSERT INTO import_problems ({Columns}) SELECT {Columns} FROM staged_problems", connection);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Write(NpgsqlBinaryImporter copy, ImportRun run, ImportProblem problem, long number)
    {
        copy.Write(run.Tenant.Value, NpgsqlDbType.Uuid);
        copy.Write(run.Id.Value, NpgsqlDbType.Uuid);
        copy.Write(run.CreatedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(number, NpgsqlDbType.Bigint);
        copy.Write(problem.Row, NpgsqlDbType.Integer);
        if (problem.Column is { } column)
        {
            copy.Write((short)column, NpgsqlDbType.Smallint);
        }
        else
        {
            copy.WriteNull();
        }

        copy.Write(problem.Code, NpgsqlDbType.Text);
        copy.Write((short)problem.Severity, NpgsqlDbType.Smallint);
        if (ProblemDetail.Pack(problem) is { } detail)
        {
            copy.Write(cipher.Encrypt(detail, FieldContexts.ImportProblemDetail), NpgsqlDbType.Bytea);
        }
        else
        {
            copy.WriteNull();
        }
    }
}

/// <summary>Value and arguments of a problem as the one encrypted value of its column.</summary>
internal static class ProblemDetail
{
    /// <summary>Null where there is nothing to keep.</summary>
    public static string? Pack(ImportProblem problem) =>
        problem.Value is null && problem.Arguments.Count == 0 ? null : JsonSerializer.Serialize<string?[]>([problem.Value, .. problem.Arguments]);

    public static (string? Value, IReadOnlyList<string> Arguments) Unpack(string? detail)
    {
        if (detail is null)
        {
            return (null, []);
        }

        var parts = JsonSerializer.Deserialize<string?[]>(detail) ?? [];
        return (parts.FirstOrDefault(), [.. parts.Skip(1).Select(part => part ?? "")]);
    }
}
