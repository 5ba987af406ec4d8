using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class FollowImportTests
{
    private static readonly ImportRun Run = new(
        ImportId.New(), TenantId.New(), 7, new StoredFile(StoredFileId.New(), "a.csv", 10, new byte[32]), FileFormat.Delimited(FileEncoding.Utf8, ','), new ImportSettings(),
        new TenantSettings(), 1, ImportCheckpoint.Start, DateTimeOffset.UnixEpoch);

    private readonly FakeFollowed _imports = new();
    private readonly FakeSettlement _settlement = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_FromSettlingToTheEnd_BeginsOnceTellsOnceAndEnds()
    {
        _imports.Is(ImportPhase.Settling, ImportSettle.ByCustomer, ImportNotify.Digest);

        Assert.NotNull(await StepAsync());
        Assert.NotNull(await StepAsync());
        Assert.Equal((ImportSettle.ByCustomer, ImportPhase.Settling), (_settlement.Begun, _imports.Phase));
        _settlement.IsDone = true;
        Assert.NotNull(await StepAsync());
        Assert.Equal(ImportPhase.Notifying, _imports.Phase);
        Assert.NotNull(await StepAsync());
        _imports.IsTold = true;
        Assert.Null(await StepAsync());

        Assert.Equal(ImportPhase.Finished, _imports.Phase);
        var told = Assert.Single(_imports.Told);
        Assert.Equal((EventTypes.ImportOrdersAccepted, _imports.Id.Value, (Guid?)_imports.Id.Value), (told.Type, told.Id, told.ImportId));
    }

    [Fact]
    public async Task Execute_WhenNobodyIsToBeTold_EndsWithTheSettlement()
    {
        _imports.Is(ImportPhase.Settling, ImportSettle.PerOrder, ImportNotify.None);
        _settlement.IsDone = true;

        await StepAsync();

        Assert.Equal(ImportPhase.Finished, _imports.Phase);
        Assert.Empty(_imports.Told);
        Assert.Null(await StepAsync());
    }

    [Theory]
    [InlineData(ImportStatus.Undone)]
    [InlineData(ImportStatus.Queued)]
    [InlineData(ImportStatus.Running)]
    public async Task Execute_WhileSomebodyUndoesIt_LeavesItAlone(ImportStatus status)
    {
        _imports.Is(ImportPhase.Settling, ImportSettle.PerOrder, ImportNotify.Default, status);

        Assert.Null(await StepAsync());

        Assert.Null(_settlement.Begun);
        Assert.Equal(ImportPhase.Settling, _imports.Phase);
    }

    [Theory]
    [InlineData(ImportTask.Write, ImportStatus.Completed, 5, ImportSettle.PerOrder, ImportNotify.None, ImportPhase.Settling, false)]
    [InlineData(ImportTask.Write, ImportStatus.Completed, 5, ImportSettle.ByCustomer, ImportNotify.Digest, ImportPhase.Settling, false)]
    [InlineData(ImportTask.Write, ImportStatus.CompletedWithErrors, 5, ImportSettle.None, ImportNotify.Digest, ImportPhase.Notifying, true)]
    [InlineData(ImportTask.Write, ImportStatus.CompletedWithErrors, 5, ImportSettle.None, ImportNotify.Default, ImportPhase.Finished, true)]
    [InlineData(ImportTask.Write, ImportStatus.Completed, 5, ImportSettle.None, ImportNotify.None, ImportPhase.Finished, false)]
    [InlineData(ImportTask.Write, ImportStatus.Completed, 0, ImportSettle.PerOrder, ImportNotify.Digest, ImportPhase.Finished, false)]
    [InlineData(ImportTask.Write, ImportStatus.Failed, 5, ImportSettle.PerOrder, ImportNotify.Digest, ImportPhase.Finished, false)]
    [InlineData(ImportTask.DryRun, ImportStatus.AwaitingConfirmation, 5, ImportSettle.PerOrder, ImportNotify.Digest, ImportPhase.Finished, false)]
    [InlineData(ImportTask.Undo, ImportStatus.Undone, 5, ImportSettle.PerOrder, ImportNotify.Digest, ImportPhase.Finished, false)]
    public void After_TheRows_FollowsWhatWasAskedFor(ImportTask task, ImportStatus status, long created, ImportSettle settle, ImportNotify notify, ImportPhase next, bool tellsNow)
    {
        var run = Run with { Task = task, Settings = new ImportSettings { Settle = settle, Notify = notify } };

        Assert.Equal((next, tellsNow), FollowImport.After(run, new ImportOutcome(status, null, null, null, 0, []), created));
    }

    private Task<TimeSpan?> StepAsync() => new FollowImport(_imports, _settlement, _clock).ExecuteAsync(_imports.Id, Cancel);

    private sealed class FakeFollowed : IFollowedImports
    {
        private FollowedImport _import = null!;

        public ImportId Id { get; } = ImportId.New();

        public ImportPhase Phase => _import.Phase;

        public List<PortalEvent> Told { get; } = [];

        public bool IsTold { get; set; }

        public void Is(ImportPhase phase, ImportSettle settle, ImportNotify notify, ImportStatus status = ImportStatus.Completed) =>
            _import = new FollowedImport(Id, status, phase, settle, notify);

        public Task<FollowedImport?> FindAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<FollowedImport?>(_import);

        public Task EnterAsync(ImportId import, ImportPhase phase, PortalEvent? told, CancellationToken cancellationToken)
        {
            _import = _import with { Phase = phase };
            Told.AddRange(told is null ? [] : [told]);
            return Task.CompletedTask;
        }

        public Task<bool> IsToldAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(IsTold);
    }

    private sealed class FakeSettlement : IBatchSettlement
    {
        public ImportSettle? Begun { get; private set; }

        public bool IsDone { get; set; }

        public Task BeginAsync(ImportId import, ImportSettle settle, CancellationToken cancellationToken)
        {
            Begun = settle;
            return Task.CompletedTask;
        }

        public Task<bool> IsDoneAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(IsDone);
    }
}
