using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class StartImportTests
{
    private static readonly StoredFile File = new(StoredFileId.New(), "注文.csv", 100, new byte[32]);

    private readonly Surroundings _around = new();

    [Fact]
    public async Task Execute_WhenTheFileIsFine_CreatesAndWakes()
    {
        var started = await StartAsync(new FakeOrderFileReader(Heading(), []));

        Assert.Null(started.Refusal);
        Assert.Equal(started.Import!.Id, _around.Woken);
        Assert.Empty(_around.Deleted);
    }

    public static TheoryData<FakeOrderFileReader, string> Unfit => new()
    {
        { new FakeOrderFileReader(null, []), ProblemCodes.EmptyFile },
        { new FakeOrderFileReader(null, []) { Format = new Error(ProblemCodes.NotASpreadsheet) }, ProblemCodes.NotASpreadsheet },
        { new FakeOrderFileReader(new FileRow(1, ["注文番号", "顧客名"], RowFlaws.None), []), ProblemCodes.MissingHeading },
    };

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public async Task Execute_WhenTheFileIsUnfit_RefusesAndKeepsNothing(FakeOrderFileReader reader, string code)
    {
        var started = await StartAsync(reader);

        Assert.Equal(code, started.Refusal!.Error.Code);
        Assert.All(started.Refusal.Problems, problem => Assert.Equal(code, problem.Code));
        AssertNothingIsKept();
        Assert.Equal((AuditActions.ImportRefused, AuditResult.Failed), (_around.Audited!.Action, _around.Audited.Result));
    }

    [Fact]
    public async Task Execute_WhenTheFileWasImportedBefore_RefusesUnlessConfirmed()
    {
        _around.Earlier = Surroundings.Snapshot();

        var refused = await StartAsync(new FakeOrderFileReader(Heading(), []));
        Assert.Equal((StartImport.SameFile, _around.Earlier), (refused.Refusal!.Error.Code, refused.Refusal.Earlier));
        AssertNothingIsKept();

        Assert.Null((await StartAsync(new FakeOrderFileReader(Heading(), []), new ImportSettings { AllowDuplicateFile = true })).Refusal);
    }

    [Fact]
    public async Task Execute_WhenItFailsBeforeThereIsAnImport_KeepsNothing()
    {
        await Assert.ThrowsAsync<IOException>(() => StartAsync(new FakeOrderFileReader(Heading(), []) { Fault = new IOException() }));

        AssertNothingIsKept();
    }

    private void AssertNothingIsKept()
    {
        Assert.Equal([File.Id], _around.Deleted);
        Assert.Null(_around.Woken);
    }

    private Task<StartedImport> StartAsync(FakeOrderFileReader reader, ImportSettings? settings = null) =>
        new StartImport(_around, reader, _around, _around, _around).ExecuteAsync(File, settings ?? new ImportSettings(), TestContext.Current.CancellationToken);

    private static FileRow Heading() => new(1, [.. ImportColumns.All.Select(info => info.Japanese)], RowFlaws.None);

    private sealed class Surroundings : IImportFileStore, IImportRepository, IImportScheduler, IAuditLog
    {
        public List<StoredFileId> Deleted { get; } = [];

        public ImportId? Woken { get; private set; }

        public AuditEntry? Audited { get; private set; }

        public ImportSnapshot? Earlier { get; set; }

        public static ImportSnapshot Snapshot() => new()
        {
            Id = ImportId.New(), Tenant = TenantId.New(), Number = 1, Status = ImportStatus.Queued, Phase = ImportPhase.Received, FileName = File.Name, FileBytes = File.Bytes,
            Sha256 = new byte[32], Counts = ImportCheckpoint.Start, CreatedBy = "",
        };

        public Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream OpenRead(StoredFile file) => throw new NotSupportedException();

        public Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken)
        {
            Deleted.Add(id);
            return Task.CompletedTask;
        }

        public Task<ImportSnapshot?> FindSameFileAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => Task.FromResult(Earlier);

        public Task<ImportSnapshot> CreateAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken) => Task.FromResult(Snapshot());

        public Task WakeAsync(ImportId import, CancellationToken cancellationToken)
        {
            Woken = import;
            return Task.CompletedTask;
        }

        public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            Audited = entry;
            return Task.CompletedTask;
        }
    }
}
