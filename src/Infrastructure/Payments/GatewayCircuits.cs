using NpgsqlTypes;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

internal sealed class GatewayCircuits(TenantConnections connections, OperationContext operation) : IGatewayCircuits
{
    public async Task<IReadOnlyList<GatewayCircuit>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return await new Npgsql.NpgsqlCommand(
            """
            WITH lines AS (
                SELECT substr(lane, 8) AS gateway, max(circuit) FILTER (WHERE circuit = 1) AS open, max(circuit) AS worst, min(circuit_since) AS since,
                       min(circuit_until) AS until, (array_agg(circuit_reason ORDER BY circuit_since) FILTER (WHERE circuit_reason IS NOT NULL))[1] AS reason, count(*) AS instances
                FROM workers WHERE lane LIKE 'charge:%' AND seen_at > now() - $1 GROUP BY lane
            ), waiting AS (
                SELECT gateway, count(*) AS charges FROM charges WHERE tenant_id = (SELECT current_tenant()) AND status IN (1, 2) GROUP BY gateway
            )
            SELECT gateway, coalesce(l.open, l.worst, 0)::smallint, l.since, l.until, l.reason, coalesce(w.charges, 0)::integer, coalesce(l.instances, 0)::integer
            FROM lines l FULL JOIN waiting w USING (gateway) ORDER BY gateway
            """,
            connection)
            .With(NpgsqlDbType.Interval, WorkQueue.Lease)
            .ReadAsync(
                static reader => new GatewayCircuit(
                    reader.GetString(0), (GatewayState)reader.GetInt16(1), reader.OrNull<DateTimeOffset>(2), reader.OrNull<DateTimeOffset>(3), reader.TextOrNull(4),
                    reader.GetInt32(5), reader.GetInt32(6)),
                cancellationToken);
    }
}
