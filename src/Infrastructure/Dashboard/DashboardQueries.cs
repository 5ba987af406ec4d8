using System.Data;
using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Dashboard;

/// <param name="Statement">After which a statement of the dashboard is given up.</param>
public sealed record DashboardLimits(TimeSpan Statement);

/// <summary>
/// Adds the figures up from the tables themselves, over their indexes by time and no further than the range: exact, and the slower the more orders the range has.
/// </summary>
public sealed class DashboardQueries(TenantConnections connections, OperationContext operation, DashboardLimits limits) : IDashboardQueries
{
    /// <summary>Read once into few rows, then divided in four ways; the first number tells which.</summary>
    private const string Orders =
        """
        WITH cells AS (
            SELECT (ordered_at AT TIME ZONE 'Asia/Tokyo')::date AS day, status, payment_status, source, count(*) AS orders, sum(total) AS amount
            FROM orders WHERE tenant_id = $1 AND ordered_at >= $2 AND ordered_at < $3 GROUP BY 1, 2, 3, 4)
        SELECT grouping(day, status, payment_status, source), day, coalesce(status, payment_status, source), sum(orders)::bigint, sum(amount)::bigint
        FROM cells GROUP BY GROUPING SETS ((day), (status), (payment_status), (source))
        """;

    private const string Charges =
        "SELECT status, count(*), sum(amount)::bigint, sum(refunded)::bigint FROM charges WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY 1";

    private static readonly string Imports = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT status, count(*), sum(rows_rejected)::bigint FROM import_batches
        WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND NOT (dry_run AND status = {(short)ImportStatus.Cancelled}) GROUP BY 1
        """);

    private static readonly string Notifications = string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT count(*) FROM notifications WHERE tenant_id = $1 AND status = {(short)NotificationStatus.Dead} AND created_at >= $2 AND created_at < $3");

    public async Task<Result<DashboardSummary>> SummariseAsync(DashboardRange range, DashboardParts parts, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);

        // One snapshot, so that the figures fit one another whatever is written meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            await LimitAsync(connection, cancellationToken);
            var orders = await OrdersAsync(connection, range, cancellationToken);
            return orders with
            {
                Imports = parts.Imports ? await ImportsAsync(connection, range, cancellationToken) : null,
                Charges = parts.Charges ? await ChargesAsync(connection, range, cancellationToken) : null,
                DeadNotifications = parts.Notifications ? await DeadAsync(connection, range, cancellationToken) : null,
            };
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return new Error(DashboardErrors.TooSlow);
        }
    }

    private async Task LimitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT set_config('statement_timeout', $1, true)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ((long)limits.Statement.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<DashboardSummary> OrdersAsync(NpgsqlConnection connection, DashboardRange range, CancellationToken cancellationToken)
    {
        var (days, statuses, payments, sources) =
            (new Dictionary<DateOnly, OrderFigures>(), new Dictionary<OrderStatus, OrderFigures>(), new Dictionary<PaymentStatus, OrderFigures>(), new Dictionary<OrderSource, OrderFigures>());
        await using var command = Command(connection, Orders, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var figures = new OrderFigures(reader.GetInt64(3), reader.GetInt64(4));

            // A bit is set for every column that the row is not divided by.
            switch (reader.GetInt32(0))
            {
                case 0b0111:
                    days.Add(reader.GetFieldValue<DateOnly>(1), figures);
                    break;
                case 0b1011:
                    statuses.Add((OrderStatus)reader.GetInt16(2), figures);
                    break;
                case 0b1101:
                    payments.Add((PaymentStatus)reader.GetInt16(2), figures);
                    break;
                default:
                    sources.Add((OrderSource)reader.GetInt16(2), figures);
                    break;
            }
        }

        return new DashboardSummary(days, statuses, payments, sources, null, null, null);
    }

    private async Task<IReadOnlyDictionary<ImportStatus, ImportFigures>> ImportsAsync(NpgsqlConnection connection, DashboardRange range, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ImportStatus, ImportFigures>();
        await using var command = Command(connection, Imports, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((ImportStatus)reader.GetInt16(0), new ImportFigures(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return found;
    }

    private async Task<IReadOnlyDictionary<ChargeStatus, ChargeFigures>> ChargesAsync(NpgsqlConnection connection, DashboardRange range, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ChargeStatus, ChargeFigures>();
        await using var command = Command(connection, Charges, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((ChargeStatus)reader.GetInt16(0), new ChargeFigures(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return found;
    }

    private async Task<long> DeadAsync(NpgsqlConnection connection, DashboardRange range, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, Notifications, range);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, DashboardRange range) => new(sql, connection)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value },
            new NpgsqlParameter<DateTime> { TypedValue = range.From.UtcDateTime },
            new NpgsqlParameter<DateTime> { TypedValue = range.Before.UtcDateTime },
        },
    };
}
