using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Keeps every call of a gateway, in the transaction that writes what came of it.</summary>
internal static class CallLog
{
    public static Task WriteAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<CallRecord> calls, CancellationToken cancellationToken) => calls.Count == 0
        ? Task.CompletedTask
        : new NpgsqlCommand(
            """
            INSERT INTO charge_attempts (tenant_id, charge_id, started_at, id, refund_id, kind, round, number, finished_at, outcome, code, http_status, gateway_reference, request_id, worker)
            SELECT $1, a.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                AS a (charge_id, started_at, id, refund_id, kind, round, number, finished_at, outcome, code, http_status, gateway_reference, request_id, worker)
            """,
            connection)
            .With(NpgsqlDbType.Uuid, tenant.Value)
            .With(NpgsqlDbType.Uuid, calls, static call => call.Charge.Value)
            .With(NpgsqlDbType.TimestampTz, calls, static call => call.StartedAt.UtcDateTime)
            .With(NpgsqlDbType.Uuid, calls, static call => Guid.CreateVersion7(call.StartedAt))
            .With(NpgsqlDbType.Uuid, calls, static call => call.Refund?.Value)
            .With(NpgsqlDbType.Smallint, calls, static call => (short)call.Kind)
            .With(NpgsqlDbType.Integer, calls, static call => call.Round)
            .With(NpgsqlDbType.Integer, calls, static call => call.Number)
            .With(NpgsqlDbType.TimestampTz, calls, static call => call.FinishedAt?.UtcDateTime)
            .With(NpgsqlDbType.Smallint, calls, static call => (short)call.Answer.Outcome)
            .With(NpgsqlDbType.Text, calls, static call => call.Answer.Code)
            .With(NpgsqlDbType.Integer, calls, static call => call.Answer.HttpStatus)
            .With(NpgsqlDbType.Text, calls, static call => call.Answer.Reference)
            .With(NpgsqlDbType.Text, calls, static call => call.Answer.RequestId)
            .With(NpgsqlDbType.Uuid, calls, static call => call.Worker)
            .RunAsync(cancellationToken);
}
