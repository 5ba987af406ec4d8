using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Puts an import to rest because somebody asked for it: one statement, whether its worker or the one who asked runs it.</summary>
internal static class ImportStops
{
    /// <remarks>
    /// Rows that a cancelled import has not reached are skipped, so that rows in = accepted + rejected + skipped holds for it too.
    /// </remarks>
    /// <param name="sequence">Of the progress event that goes with it.</param>
    public static async Task EndAsync(
        NpgsqlConnection connection, TenantId tenant, ImportId import, ImportStop stop, long sequence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            stop == ImportStop.Pause
                ? "UPDATE import_batches SET status = 3, worker_token = NULL, progress_sequence = greatest(progress_sequence, $3) WHERE tenant_id = $1 AND id = $2"
                : """
                UPDATE import_batches SET status = 8, phase = 7, worker_token = NULL, finished_at = $4, progress_sequence = greatest(progress_sequence, $3),
                    rows_skipped = rows_skipped + CASE WHEN status = 4 THEN 0 ELSE coalesce(rows_total, 0) - least(coalesce(rows_total, 0), rows_accepted + rows_rejected + rows_skipped) END,
                    undo_until = CASE WHEN NOT dry_run AND orders_created + orders_updated > 0 THEN $5 END
                WHERE tenant_id = $1 AND id = $2
                """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        if (stop == ImportStop.Cancel)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (now + ImportTransitions.UndoPeriod).UtcDateTime });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
