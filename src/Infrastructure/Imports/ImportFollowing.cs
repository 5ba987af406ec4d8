using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Imports;

/// <inheritdoc cref="IFollowedImports"/>
public sealed class ImportFollowing(TenantConnections connections, OperationContext operation, IImportQueries imports, IImportProgressPublisher publisher) : IFollowedImports
{
    /// <summary>Lane of the queue in which imports wait whose rows are done.</summary>
    public const string Lane = "follow";

    /// <summary>What is left to do and to tell when the rows of an import are done; in the transaction of its end.</summary>
    internal static async Task BeginAsync(NpgsqlConnection connection, ImportRun run, ImportOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (run.Task != ImportTask.Write)
        {
            return;
        }

        var finished = PortalEvent.Of(EventTypes.ImportFinished, now) with
        {
            ImportId = run.Id.Value,
            Data = JsonSerializer.Serialize(new { number = run.Number, status = JsonNamingPolicy.CamelCase.ConvertName(outcome.Status.ToString()), code = outcome.FailureCode }),
        };
        await EventOutbox.WriteAsync(
            connection, run.Tenant, outcome.TellsNow ? [finished, FollowImport.OrdersAccepted(run.Id, now)] : [finished], cancellationToken);
        if (outcome.Next != ImportPhase.Finished)
        {
            await WorkQueue.EnqueueAsync(connection, Lane, run.Tenant, [run.Id.Value], TimeSpan.Zero, cancellationToken);
        }
    }

    public async Task<FollowedImport?> FindAsync(ImportId import, CancellationToken cancellationToken) =>
        await imports.GetAsync(import, cancellationToken) is { } found ? new FollowedImport(found.Id, found.Status, found.Phase, found.Settle, found.Notify) : null;

    public async Task EnterAsync(ImportId import, ImportPhase phase, PortalEvent? told, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var command = new NpgsqlCommand(
                """
                UPDATE import_batches SET phase = $3, progress_sequence = progress_sequence + 1
                WHERE tenant_id = $1 AND id = $2 AND status IN (5, 6) AND phase < $3
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)phase });
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return;
            }

            await EventOutbox.WriteAsync(connection, operation.Tenant, told is null ? [] : [told], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (await imports.GetAsync(import, cancellationToken) is { } moved)
        {
            await publisher.PublishAsync(moved.ToProgress(), cancellationToken);
        }
    }

    public async Task<bool> IsToldAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand("SELECT NOT EXISTS (SELECT FROM work_queue WHERE lane = $1 AND id = $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventOutbox.Lane });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
