using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Orders;

/// <summary>Orders as a person or program writes them.</summary>
/// <param name="Orders">
/// 1 to <see cref="PlaceOrders.MaxOrders"/>. A blank number is generated; a blank product name is the catalogue's, else the product code. Null stands for what could
/// not be read as an order: it counts as rejected, and whoever read it knows why.
/// </param>
/// <param name="Source">Form or Api: files have their own way.</param>
/// <param name="Mode">Whether good orders go in beside others that are not.</param>
public sealed record PlaceOrdersRequest(IReadOnlyList<OrderDraft?> Orders, OrderSource Source, ImportMode Mode = ImportMode.Partial)
{
    /// <summary>By its 0-based place what could not be read of an order, or was read as something else; for the former its draft holds something harmless.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<OrderProblem>> Readings { get; init; } = ReadOnlyDictionary<int, IReadOnlyList<OrderProblem>>.Empty;
}

/// <summary>What became of one order of the request.</summary>
/// <param name="Index">0-based place in the request.</param>
/// <param name="Id">Null where it was not placed; then at least one problem is an error, unless the request had no order there.</param>
/// <param name="Problems">Warnings too.</param>
public sealed record OrderPlacement(int Index, OrderId? Id, string? OrderNumber, IReadOnlyList<OrderProblem> Problems);

/// <summary>What became of a request, in its order.</summary>
public sealed record OrderPlacements(IReadOnlyList<OrderPlacement> Items)
{
    public int Created => Items.Count(static item => item.Id is not null);

    public int Rejected => Items.Count - Created;
}

/// <summary>What placing orders needs of the database.</summary>
public interface IOrderIntake
{
    /// <summary>Sets running numbers of a day aside; nobody else gets them, whether they are used or not.</summary>
    /// <param name="count">At least 1.</param>
    /// <returns>The first of them.</returns>
    Task<int> TakeNumbersAsync(DateOnly day, int count, CancellationToken cancellationToken);

    /// <summary>Orders, events and entry together or not at all.</summary>
    /// <returns>False, and nothing written, where an order number is taken.</returns>
    Task<bool> WriteAsync(IReadOnlyList<Order> orders, IReadOnlyList<PortalEvent> events, AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>Places orders from form or API by the rules and in the words of imports.</summary>
public sealed class PlaceOrders(
    IOrderIntake intake, IStoredOrders stored, IProductQueries products, ITenantSettings settings, OperationContext operation, TimeProvider clock)
{
    public const int MaxOrders = 10_000;

    /// <summary>The request has no order.</summary>
    public const string NoOrders = "no_orders";

    /// <summary>The request has more than <see cref="MaxOrders"/> (argument).</summary>
    public const string TooManyOrders = "too_many_orders";

    /// <summary>Stands for a number that is still to be generated while the rest is looked at.</summary>
    private const string ToBeGenerated = "OP";

    /// <summary>After so many numbers that were free and then were not, something else is wrong.</summary>
    private const int MostAttempts = 20;

    public async Task<Result<OrderPlacements>> ExecuteAsync(PlaceOrdersRequest request, CancellationToken cancellationToken)
    {
        if (request.Source == OrderSource.Import)
        {
            throw new ArgumentException("A file is imported.", nameof(request));
        }

        if (request.Orders.Count is 0 or > MaxOrders)
        {
            return request.Orders.Count == 0 ? new Error(NoOrders) : new Error(TooManyOrders, CellText.Number(MaxOrders));
        }

        var tenant = await settings.GetAsync(cancellationToken);
        var known = await products.FindAsync(CodesOf(request.Orders), cancellationToken);
        var candidates = request.Orders.Index().Where(static item => item.Item is not null)
            .Select(item => new Candidate(item.Index, item.Item!, request.Readings.GetValueOrDefault(item.Index) ?? [], known, tenant)).ToList();
        RejectRepeats(candidates);
        await RejectTakenAsync(candidates, cancellationToken);
        return await WriteAsync(candidates, request, tenant, cancellationToken);
    }

    /// <summary>Product codes that can be looked up; what is none may hold what no database takes.</summary>
    private static HashSet<string> CodesOf(IEnumerable<OrderDraft?> orders)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in orders.OfType<OrderDraft>().SelectMany(static order => order.Lines))
        {
            if (!CodeValue.Read(line.ProductCode, out var code).IsFault && code.Length is > 0 and <= OrderLimits.ProductCodeLength)
            {
                codes.Add(code);
            }
        }

        return codes;
    }

    private async Task<OrderPlacements> WriteAsync(List<Candidate> candidates, PlaceOrdersRequest request, TenantSettings tenant, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var good = candidates.Where(candidate => !candidate.IsRejected).ToList();
            if (request.Mode == ImportMode.AllOrNothing && good.Count < request.Orders.Count)
            {
                good.ForEach(candidate => candidate.Reject(null, ProblemCodes.NothingWritten));
                good.Clear();
            }

            if (good.Count == 0)
            {
                return ToResult(request, candidates, new Dictionary<Candidate, Order>());
            }

            var now = clock.GetUtcNow();
            await NumberAsync(good, now, cancellationToken);
            var orders = good.ToDictionary(candidate => candidate, candidate => Order.Place(operation.Tenant, candidate.Draft, request.Source, tenant.TaxRounding, now));
            if (await intake.WriteAsync([.. orders.Values], [.. orders.Values.Select(order => Event(order, now))], Entry([.. orders.Values], request.Source), cancellationToken))
            {
                return ToResult(request, candidates, orders);
            }

            // Somebody was faster: the look before the write tells whose number it was.
            await RejectTakenAsync(candidates, cancellationToken);
        }

        throw new InvalidOperationException("Order numbers are taken faster than they can be given.");
    }

    private static OrderPlacements ToResult(PlaceOrdersRequest request, List<Candidate> candidates, Dictionary<Candidate, Order> placed)
    {
        var items = request.Orders.Select(static (_, index) => new OrderPlacement(index, null, null, [])).ToArray();
        foreach (var candidate in candidates)
        {
            items[candidate.Index] = candidate.ToResult(placed.GetValueOrDefault(candidate));
        }

        return new OrderPlacements(items);
    }

    /// <remarks>Of two orders with one number the first goes in, as in a file.</remarks>
    private static void RejectRepeats(List<Candidate> candidates)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var candidate in candidates.Where(candidate => !candidate.IsGenerated && candidate.Draft.OrderNumber.Length > 0))
        {
            if (!first.TryAdd(candidate.Draft.OrderNumber, candidate.Index))
            {
                candidate.Reject(ImportColumn.OrderNumber, ProblemCodes.DuplicateInFile, CellText.Number(first[candidate.Draft.OrderNumber] + 1));
            }
        }
    }

    private async Task RejectTakenAsync(List<Candidate> candidates, CancellationToken cancellationToken)
    {
        var open = candidates.Where(candidate => !candidate.IsRejected && candidate.HasNumber).ToList();
        var taken = await stored.FindAsync([.. open.Select(candidate => candidate.Draft.OrderNumber)], withValues: false, cancellationToken);
        foreach (var candidate in open.Where(candidate => taken.ContainsKey(candidate.Draft.OrderNumber)))
        {
            if (candidate.IsGenerated)
            {
                candidate.Number(null);
            }
            else
            {
                candidate.Reject(ImportColumn.OrderNumber, ProblemCodes.DuplicateExisting);
            }
        }
    }

    private async Task NumberAsync(List<Candidate> candidates, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lacking = candidates.Where(candidate => !candidate.HasNumber).ToList();
        if (lacking.Count == 0)
        {
            return;
        }

        var day = DateOnly.FromDateTime(now.ToOffset(DateValue.Jst).DateTime);
        var number = await intake.TakeNumbersAsync(day, lacking.Count, cancellationToken);
        foreach (var candidate in lacking)
        {
            candidate.Number(string.Create(CultureInfo.InvariantCulture, $"OP-{day:yyyyMMdd}-{number++:D6}"));
        }
    }

    private static PortalEvent Event(Order order, DateTimeOffset now) => PortalEvent.Of(EventTypes.OrderPlaced, now) with
    {
        OrderId = order.Id.Value,
        Data = JsonSerializer.Serialize(new { orderNumber = order.OrderNumber, total = order.Totals.Total }, AuditJson.Options),
    };

    private static AuditEntry Entry(IReadOnlyList<Order> orders, OrderSource source) => new(
        AuditActions.OrdersCreated,
        "order",
        orders is [var only] ? only.Id.Value : null,
        After: JsonSerializer.Serialize(
            new { orders = orders.Count, source = source == OrderSource.Form ? "form" : "api", orderNumber = orders is [var one] ? one.OrderNumber : null }, AuditJson.Options));

    /// <summary>An order of the request on its way.</summary>
    private sealed class Candidate
    {
        private readonly List<OrderProblem> _problems;

        public Candidate(int index, OrderDraft written, IReadOnlyList<OrderProblem> readings, IReadOnlyDictionary<string, Product> products, TenantSettings tenant)
        {
            Index = index;
            _problems = [.. readings];
            var draft = WrittenOrder.Read(written, _problems);
            IsGenerated = draft.OrderNumber.Length == 0;
            Draft = draft with
            {
                OrderNumber = IsGenerated ? ToBeGenerated : draft.OrderNumber,
                Lines = [.. draft.Lines.Select(line => line.ProductName.Length > 0 ? line : line with
                {
                    ProductName = products.GetValueOrDefault(line.ProductCode)?.Values.Name ?? line.ProductCode,
                })],
            };
            _problems.AddRange(OrderRules.CheckRead(Draft, tenant, readings));
            if (!tenant.FreeProductCodes)
            {
                RejectUnknown(products);
            }
        }

        public int Index { get; }

        public OrderDraft Draft { get; private set; }

        public bool IsGenerated { get; }

        public bool HasNumber => Draft.OrderNumber != ToBeGenerated || !IsGenerated;

        public bool IsRejected => _problems.Exists(static problem => problem.Severity == ProblemSeverity.Error);

        /// <param name="number">Null: it needs another one.</param>
        public void Number(string? number) => Draft = Draft with { OrderNumber = number ?? ToBeGenerated };

        public void Reject(ImportColumn? field, string code, params IReadOnlyList<string> arguments) =>
            _problems.Add(new OrderProblem(field, null, code, ProblemSeverity.Error, field is null ? null : Draft.OrderNumber, arguments));

        public OrderPlacement ToResult(Order? placed) => new(Index, placed?.Id, placed?.OrderNumber ?? (IsGenerated ? null : Draft.OrderNumber), _problems);

        private void RejectUnknown(IReadOnlyDictionary<string, Product> products)
        {
            for (var i = 0; i < Draft.Lines.Count; i++)
            {
                var code = Draft.Lines[i].ProductCode;
                if (code.Length > 0 && products.GetValueOrDefault(code) is not { Values.Active: true })
                {
                    _problems.Add(new OrderProblem(ImportColumn.ProductCode, i, ProblemCodes.UnknownProduct, ProblemSeverity.Error, ProblemText.Shorten(code)));
                }
            }
        }
    }
}
