using System.Data;
using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Dashboard;

/// <param name="Statement">After which a statement of the dashboard is given up.</param>
public sealed record DashboardLimits(TimeSpan Statement);

/// <summary>Reads figures that are exact and of one moment: in one snapshot, and in one round trip but for "top" lists of which many are nearly the same.</summary>
public sealed class DashboardQueries(TenantConnections connections, OperationContext operation, FieldCipher cipher, DashboardLimits limits) : IDashboardQueries
{
    /// <summary>Fewer of each, where there are many weeks to look at.</summary>
    private const int ManyDays = 120;

    public Task<Result<DashboardSummary>> SummariseAsync(DashboardRange range, DashboardParts parts, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            object[] time = [range.From.UtcDateTime, range.Before.UtcDateTime];
            var days = Split(range);
            await using var batch = Batch(connection);
            Add(batch, DashboardSql.SummaryOrders, days);
            Add(batch, parts.Imports, DashboardSql.SummaryImports, time);
            Add(batch, parts.Charges, DashboardSql.SummaryCharges, days);
            Add(batch, parts.Notifications, DashboardSql.SummaryNotifications, time);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return (await OrdersAsync(reader, cancellationToken)) with
            {
                Imports = parts.Imports
                    ? (await ListAsync(reader, static row => (Status: (ImportStatus)row.GetInt16(0), Figures: new ImportFigures(row.GetInt64(1), row.GetInt64(2))), cancellationToken)).ToDictionary(static row => row.Status, static row => row.Figures)
                    : null,
                Charges = parts.Charges
                    ? (await ListAsync(reader, static row => (Status: (ChargeStatus)row.GetInt16(0), Figures: new ChargeFigures(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))), cancellationToken)).ToDictionary(static row => row.Status, static row => row.Figures)
                    : null,
                DeadNotifications = parts.Notifications ? (await ListAsync(reader, static row => row.GetInt64(0), cancellationToken))[0] : null,
            };
        },
        cancellationToken);

    public Task<Result<DashboardView>> ViewAsync(DashboardQuery query, DashboardParts parts, CancellationToken cancellationToken) => ReadAsync(
        async (connection, token) =>
        {
            var (customers, work, charges, backlog) = (query.CustomerCode is null, parts.Imports && !query.IsNarrowed, parts.Charges, parts.Notifications && !query.IsNarrowed);
            object?[] both = [query.Before, query.To, query.From, query.CustomerCode, query.Group];
            object?[] today = [query.Today, query.Today, query.Today, query.CustomerCode, query.Group];
            await using var batch = Batch(connection);
            Add(batch, DashboardSql.Orders(query), both);
            Add(batch, DashboardSql.OrdersTotal(query), today);
            Add(batch, charges, DashboardSql.Charges(query), both);
            Add(batch, customers, DashboardSql.TopCustomers(query), TopParameters(query));
            Add(batch, DashboardSql.TopProducts(query), TopParameters(query));
            Add(batch, work, DashboardSql.Problems, query.From, query.To, (long)DashboardView.Top);
            Add(batch, work, DashboardSql.RunningImports);
            Add(batch, backlog, DashboardSql.Backlog);
            DashboardView view;
            TopRows<TopCustomer>? topCustomers;
            TopRows<TopProduct> topProducts;
            await using (var reader = await batch.ExecuteReaderAsync(token))
            {
                var (byDay, orders, before) = await PeriodsAsync(reader, token);
                var total = (await ListAsync(reader, static row => new OrderFigures(row.GetInt64(0), row.GetInt64(1)), token))[0];
                var outcomes = charges ? await ListAsync(reader, static row => (IsCurrent: row.GetBoolean(0), Status: (ChargeStatus)row.GetInt16(1), Charges: row.GetInt64(2)), token) : null;
                topCustomers = customers ? await TopCustomersAsync(reader, token) : null;
                topProducts = await TopProductsAsync(reader, token);
                view = new DashboardView(
                    total, byDay, orders, before, Outcomes(outcomes, isCurrent: true), Outcomes(outcomes, isCurrent: false), topCustomers?.Rows, topProducts.Rows,
                    work ? await ListAsync(reader, static row => new ProblemCount(row.GetString(0), row.GetInt64(1)), token) : null,
                    work ? (await ListAsync(reader, static row => row.GetInt64(0), token))[0] : null,
                    backlog ? (await ListAsync(reader, static row => new NotificationBacklog(row.GetInt64(0), row.GetInt64(1)), token))[0] : null);
            }

            return view with
            {
                TopCustomers = topCustomers is { IsCertain: false } ? (await AllAsync(connection, DashboardSql.TopCustomers(query, all: true), query, TopCustomersAsync, token)).Rows : view.TopCustomers,
                TopProducts = topProducts.IsCertain ? view.TopProducts : (await AllAsync(connection, DashboardSql.TopProducts(query, all: true), query, TopProductsAsync, token)).Rows,
            };
        },
        cancellationToken);

    private async Task<Result<T>> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : notnull
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            return await read(connection, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return new Error(DashboardErrors.TooSlow);
        }
    }

    /// <summary>A batch that begins with the limit for all that follows in the transaction.</summary>
    private NpgsqlBatch Batch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('statement_timeout', $1, true), set_config('jit', 'off', true)")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = ((long)limits.Statement.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) } },
        });
        return batch;
    }

    private void Add(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value } } };
        foreach (var value in values)
        {
            // A statement need not use all: so each has its type.
            command.Parameters.Add(value switch
            {
                DateOnly day => new NpgsqlParameter<DateOnly> { TypedValue = day },
                DateTime moment => new NpgsqlParameter<DateTime> { TypedValue = moment },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                _ => new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value ?? DBNull.Value },
            });
        }

        batch.BatchCommands.Add(command);
    }

    private void Add(NpgsqlBatch batch, bool isAsked, string sql, params object?[] values)
    {
        if (isAsked)
        {
            Add(batch, sql, values);
        }
    }

    /// <summary>So many are looked at for a "top" list, and of each week; only where these leave doubt, all are.</summary>
    private static long CandidatesOf(DashboardQuery query) => query.Days > ManyDays ? 25 : 100;

    private static object?[] TopParameters(DashboardQuery query) => [query.From, query.To, (long)DashboardView.Top, query.Group, CandidatesOf(query), query.CustomerCode];

    private async Task<TopRows<T>> AllAsync<T>(
        NpgsqlConnection connection, string sql, DashboardQuery query, Func<NpgsqlDataReader, CancellationToken, Task<TopRows<T>>> read, CancellationToken cancellationToken)
    {
        await using var batch = Batch(connection);
        Add(batch, sql, TopParameters(query));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await read(reader, cancellationToken);
    }

    /// <summary>Whole days, and the times before and behind them.</summary>
    private static object[] Split(DashboardRange range)
    {
        var first = DashboardRange.DayOf(range.From);
        first = DashboardRange.StartOf(first) < range.From ? first.AddDays(1) : first;
        var end = DashboardRange.DayOf(range.Before);
        var (from, before) = (range.From.UtcDateTime, range.Before.UtcDateTime);
        return first >= end
            ? [first, first, from, before, before, before]
            : [first, end, from, DashboardRange.StartOf(first).UtcDateTime, DashboardRange.StartOf(end).UtcDateTime, before];
    }

    /// <summary>The rows of the next result.</summary>
    private static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static async Task<DashboardSummary> OrdersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (days, statuses, payments, sources) =
            (new Dictionary<DateOnly, OrderFigures>(), new Dictionary<OrderStatus, OrderFigures>(), new Dictionary<PaymentStatus, OrderFigures>(), new Dictionary<OrderSource, OrderFigures>());
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var figures = new OrderFigures(reader.GetInt64(3), reader.GetInt64(4));

            // A bit is set for every column that the row is not divided by; all are where it is divided by source.
            switch (reader.GetInt32(0))
            {
                case 0b011:
                    days.Add(reader.GetFieldValue<DateOnly>(1), figures);
                    break;
                case 0b101:
                    statuses.Add((OrderStatus)reader.GetInt16(2), figures);
                    break;
                case 0b110:
                    payments.Add((PaymentStatus)reader.GetInt16(2), figures);
                    break;
                default:
                    sources.Add((OrderSource)reader.GetInt16(2), figures);
                    break;
            }
        }

        return new DashboardSummary(days, statuses, payments, sources, null, null, null);
    }

    private static async Task<(IReadOnlyList<OrdersOn> ByDay, OrdersOfPeriod Orders, OrdersOfPeriod Before)> PeriodsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (days, current, before) = (new List<OrdersOn>(), new List<OrdersIn>(), new List<OrdersIn>());
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var figures = new OrderFigures(reader.GetInt64(5), reader.GetInt64(6));
            if (reader.GetInt32(0) == 0)
            {
                days.Add(new OrdersOn(reader.GetFieldValue<DateOnly>(1), figures));
            }
            else
            {
                (reader.GetBoolean(2) ? current : before).Add(new OrdersIn((OrderStatus)reader.GetInt16(3), (PaymentStatus)reader.GetInt16(4), figures));
            }
        }

        days.Sort(static (one, other) => one.Day.CompareTo(other.Day));
        return (days, new OrdersOfPeriod(current), new OrdersOfPeriod(before));
    }

    private static ChargeResults? Outcomes(List<(bool IsCurrent, ChargeStatus Status, long Charges)>? rows, bool isCurrent) =>
        rows is null ? null : ChargeResults.Of(rows.Where(row => row.IsCurrent == isCurrent).Select(static row => (row.Status, row.Charges)));

    private async Task<TopRows<TopCustomer>> TopCustomersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => TopRows<TopCustomer>.Of(
        await ListAsync(
            reader,
            row => (
                new TopCustomer(
                    row.GetString(0), row.IsDBNull(4) ? null : cipher.Decrypt(row.GetFieldValue<byte[]>(4), FieldContexts.CustomerName), new OrderFigures(row.GetInt64(1), row.GetInt64(2))),
                row.GetInt64(2),
                Others(row)),
            cancellationToken));

    private static async Task<TopRows<TopProduct>> TopProductsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => TopRows<TopProduct>.Of(
        await ListAsync(
            reader,
            static row => (
                new TopProduct(row.GetString(0), row.IsDBNull(4) ? null : row.GetGuid(4), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6), row.GetInt64(1), row.GetInt64(2)),
                row.GetInt64(2),
                Others(row)),
            cancellationToken));

    private static long? Others(NpgsqlDataReader row) => row.IsDBNull(3) ? null : row.GetInt64(3);

    /// <param name="IsCertain">Nobody who was not looked at can belong among them; false where there are none, since nothing tells then whether all were looked at.</param>
    private sealed record TopRows<T>(IReadOnlyList<T> Rows, bool IsCertain)
    {
        public static TopRows<T> Of(List<(T Row, long Amount, long? Others)> rows) => new(
            [.. rows.Select(static row => row.Row)],
            rows.Count > 0 && (rows[0].Others is not { } others || (rows.Count == DashboardView.Top && rows[^1].Amount > others)));
    }
}
