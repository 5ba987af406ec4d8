using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Renders pages of imports and orders over lists instead of a database.</summary>
public abstract class PageTests : ComponentTests
{
    protected PageTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddScoped<ImportMessages>();
        Services.AddSingleton<IImportProgressFeed>(Feed);
        Services.AddSingleton<IImportQueries>(Imports);
        Services.AddSingleton<IOrderQueries>(Orders);
        Services.AddSingleton<IAuditTrail>(Trail);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IImportControl>(Control);
        Services.AddSingleton<IImportScheduler>(Control);
        Services.AddSingleton<IImportProgressPublisher>(Control);
        Services.AddScoped<ControlImport>();
        Services.AddSingleton<IChangeFeed>(Told);
        Services.AddSingleton<ISettlementQueries>(Flow);
        Services.AddSingleton<IImportNotifications>(Flow);
    }

    internal FakeFeed Feed { get; } = new();

    internal FakeImports Imports { get; } = new();

    internal FakeOrders Orders { get; } = new();

    internal FakeTrail Trail { get; } = new();

    internal FakeControl Control { get; } = new();

    internal FakeChangeFeed Told { get; } = new();

    internal FakeFlow Flow { get; } = new();

    internal ManualClock Clock { get; } = new();

    protected static Task<AuthenticationState> As(string role) => Task.FromResult(new AuthenticationState(Person(role)));

    internal static ClaimsPrincipal Person(string role) => new(new ClaimsIdentity(
        [new(PortalClaims.Tenant, Snapshots.Tenant.ToString()), new(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), new(ClaimTypes.Role, role), new(ClaimTypes.Name, "佐藤")], "test"));
}

internal static class Snapshots
{
    public static readonly TenantId Tenant = TenantId.New();

    public static readonly DateTimeOffset CreatedAt = new(2026, 1, 5, 6, 4, 0, TimeSpan.Zero);

    /// <summary>A little later than the clock of the tests.</summary>
    public static readonly DateTimeOffset UndoUntil = new ManualClock().GetUtcNow().AddMinutes(1);

    public static ImportSnapshot Running(long sequence, long accepted, long? total = 400) => new()
    {
        Id = new ImportId(new Guid("01900000-0000-7000-8000-000000001042")),
        Tenant = Tenant,
        Number = 1042,
        Status = ImportStatus.Running,
        Phase = ImportPhase.Writing,
        FileName = "注文.csv",
        FileBytes = 1000,
        Sha256 = new byte[32],
        RowsTotal = total,
        Counts = new ImportCheckpoint { RowsAccepted = accepted },
        Sequence = sequence,
        CreatedAt = CreatedAt,
        CreatedBy = "佐藤",
    };

    public static ImportSnapshot Finished(StoredTotals stored) => Running(9, 3, 4) with
    {
        Status = ImportStatus.CompletedWithErrors,
        Phase = ImportPhase.Finished,
        Counts = new ImportCheckpoint { RowsAccepted = 3, RowsRejected = 1, OrdersCreated = 2, OrdersRejected = 1, Quantity = 7, Amount = 12_300 },
        Stored = stored,
        TotalsMatch = stored == new StoredTotals(2, 3, 7, 12_300),
        FinishedAt = CreatedAt.AddMinutes(1),
        UndoUntil = UndoUntil,
    };

    public static ImportSnapshot Done { get; } = Finished(new StoredTotals(2, 3, 7, 12_300));

    public static ImportSnapshot Undone(long kept) => Done with { Status = ImportStatus.Undone, Task = ImportTask.Undo, Undo = new UndoCounts(2 - kept, 0, kept) };
}

/// <summary>Remembers who listens and lets a test speak.</summary>
internal sealed class FakeFeed : IImportProgressFeed
{
    private readonly List<Action<ImportProgress>> _listeners = [];

    public int Listeners => _listeners.Count;

    public ImportProgress? Latest { get; set; }

    public void Say(ImportProgress progress) => _listeners.ToList().ForEach(listener => listener(progress));

    public IDisposable Subscribe(ImportId import, Action<ImportProgress> onProgress) => SubscribeAll(onProgress);

    public IDisposable SubscribeAll(Action<ImportProgress> onProgress)
    {
        _listeners.Add(onProgress);
        return new Ending(() => _listeners.Remove(onProgress));
    }

    public ImportProgress? Last(ImportId import) => Latest;

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

internal sealed class FakeImports : IImportQueries
{
    public List<ImportSnapshot> Stored { get; } = [];

    public List<ImportProblem> Problems { get; } = [];

    public string? AskedCode { get; private set; }

    public string? AskedCursor { get; private set; }

    public string? Next { get; set; }

    public Task<ImportSnapshot?> GetAsync(ImportId id, CancellationToken cancellationToken) => Task.FromResult(Stored.Find(import => import.Id == id));

    /// <summary>How often somebody looked for an import by its number.</summary>
    public int Found { get; private set; }

    public Task<ImportSnapshot?> FindAsync(long number, CancellationToken cancellationToken)
    {
        Found++;
        return Task.FromResult(Stored.Find(import => import.Number == number));
    }

    public List<ImportFilter> Filters { get; } = [];

    public Task<Page<ImportSnapshot>> ListAsync(ImportFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Filters.Add(filter);
        return Task.FromResult(new Page<ImportSnapshot>([.. Stored], Next));
    }

    public Task<ModifiedPage<ImportSnapshot>> ListModifiedAsync(ImportFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<ImportProblem>> ProblemsAsync(ImportId id, ImportProblemFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        (AskedCode, AskedCursor) = (filter.Code, cursor);
        return Task.FromResult(new Page<ImportProblem>([.. Problems.Where(problem => filter.Code is null || problem.Code == filter.Code)], Next));
    }

    public Task<IReadOnlyList<ProblemSummary>> SummariseAsync(ImportId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProblemSummary>>(Summary);

    public List<ProblemSummary> Summary { get; } = [];

    public async IAsyncEnumerable<ImportProblem> RejectedAsync(ImportId id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<Page<KeptOrder>> KeptAsync(ImportId id, bool lastFirst, int limit, string? cursor, CancellationToken cancellationToken) => Task.FromResult(new Page<KeptOrder>(Kept, null));

    public List<KeptOrder> Kept { get; } = [];

    public Task<IReadOnlyList<ImportSnapshot>> ChildrenAsync(ImportId id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImportSnapshot>>([.. Stored.Where(import => import.ParentId == id)]);

    public Task<(StoredFile File, FileFormat? Format)?> FileAsync(ImportId id, CancellationToken cancellationToken) => Task.FromResult<(StoredFile, FileFormat?)?>(null);
}

/// <summary>Decides on one state as the database does; remembers what was asked, and wakes and tells nobody.</summary>
internal sealed class FakeControl : IImportControl, IImportScheduler, IImportProgressPublisher
{
    public List<ImportRequest> Asked { get; } = [];

    /// <summary>As the database has it; null: there is no such import.</summary>
    public ImportSnapshot? Stored { get; set; }

    public Task<Result<ImportSnapshot>?> MoveAsync(ImportId import, ImportRequest request, Func<ImportState, Result<ImportMove>> decide, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return Task.FromResult(Stored is not { } stored ? (Result<ImportSnapshot>?)null
            : decide(new ImportState(stored.Status, stored.Task, HasWorker: true, ImportLook.HasWritten(stored), stored.UndoUntil)).Error is { } refusal ? refusal : stored);
    }

    public Task WakeAsync(ImportId import, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class FakeTrail : IAuditTrail
{
    public List<AuditEvent> Events { get; } = [];

    public Task<IReadOnlyList<AuditEvent>> OfAsync(string entityType, Guid entityId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEvent>>(Events);
}

internal sealed class FakeOrders : IOrderQueries
{
    public List<OrderFilter> Asked { get; } = [];

    public Func<OrderFilter, IReadOnlyList<OrderListItem>> Answer { get; set; } = _ => [];

    public string? Next { get; set; }

    public Task<Page<OrderListItem>> ListAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        return Task.FromResult(new Page<OrderListItem>(Answer(filter), Next));
    }

    public Task<Page<Order>> ListFullAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>How many the database thinks there are.</summary>
    public long Estimate { get; set; }

    public Task<long> EstimateAsync(OrderFilter filter, CancellationToken cancellationToken) => Task.FromResult(Estimate);

    public Task<long> CountLinesAsync(OrderFilter filter, long most, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The one that has a page.</summary>
    public OrderDetails? Details { get; set; }

    public Task<OrderDetails?> DetailsAsync(string orderNumber, CancellationToken cancellationToken) =>
        Task.FromResult(Details?.Order.OrderNumber == orderNumber ? Details : null);

    public Task<ModifiedPage<Order>> ListModifiedAsync(OrderFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Order?> FindAsync(string orderNumber, CancellationToken cancellationToken) => Task.FromResult<Order?>(null);

    public Task<long?> ImportNumberAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<long?>(null);
}
