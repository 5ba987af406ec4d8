using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Counts and finds the charges that failed, over the index of a settlement's statuses.</summary>
public sealed class ChargeFailures(TenantConnections connections, OperationContext operation) : IChargeFailures
{
    public async Task<IReadOnlyList<ChargeFailure>> OfAsync(SettlementId settlement, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return await new NpgsqlCommand(
            """
            SELECT c.status, coalesce(c.failure_code, ''), count(*)::int, sum(c.amount)::bigint FROM charges c
            WHERE c.tenant_id = $1 AND c.settlement_id = $2 AND c.status IN (4, 5, 7)
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, settlement.Value)
            .ReadAsync(static reader => new ChargeFailure((ChargeStatus)reader.GetInt16(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3)), cancellationToken);
    }

    public async Task<IReadOnlyList<ChargeId>> ChargesAsync(SettlementId settlement, ChargeStatus status, string code, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return await new NpgsqlCommand(
            """
            SELECT c.id FROM charges c
            WHERE c.tenant_id = $1 AND c.settlement_id = $2 AND c.status = $3 AND coalesce(c.failure_code, '') = $4 ORDER BY c.id LIMIT $5
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, settlement.Value)
            .With(NpgsqlDbType.Smallint, (short)status)
            .With(NpgsqlDbType.Text, code)
            .With(NpgsqlDbType.Integer, ChargeSelection.MaxCharges)
            .ReadAsync(static reader => new ChargeId(reader.GetGuid(0)), cancellationToken);
    }
}
