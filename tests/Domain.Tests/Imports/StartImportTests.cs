using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tests.Imports.Profiles;
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

    [Fact]
    public async Task Execute_WithoutAChoice_ReadsByTheVocabularyWhereItUnderstandsTheFile()
    {
        await StartAsync(new FakeOrderFileReader(Heading(), []));

        Assert.Same(ImportMapping.Automatic, _around.Settings!.Mapping);
        Assert.Null(_around.Format!.HeadingRow);
    }

    [Theory]
    [InlineData("eccube4_order", "eccube4")]
    [InlineData("rakuten_rms_order_158", "rakuten-rms")]
    [InlineData("nextengine_generic_38", "next-engine")]
    public async Task Execute_WithoutAChoice_TakesTheProfileOfAKnownSystem(string format, string key)
    {
        await StartAsync(new FakeOrderFileReader(Row(1, ProfileFile.KnownHeadings[format]), []));

        Assert.Equal(key, _around.Settings!.Mapping!.Profile);
    }

    [Fact]
    public async Task Execute_WhenTwoHeadingsMeanTheSame_DoesNotChooseBetweenThem()
    {
        var refusal = (await StartAsync(new FakeOrderFileReader(Row(1, [.. Heading().Cells, "受注番号"]), []))).Refusal!;

        Assert.Equal(ProblemCodes.DuplicateHeading, Assert.Single(refusal.Problems).Code);
    }

    [Fact]
    public async Task Execute_WhenAKnownSystemLacksWhatItsAmountsAreCheckedBy_NamesIt()
    {
        string[] headings = [.. ProfileFile.KnownHeadings["eccube4_order"].Where(heading => heading is not "支払合計")];

        var refusal = (await StartAsync(new FakeOrderFileReader(Row(1, headings), []))).Refusal!;

        Assert.Equal((ProblemCodes.MissingHeading, "支払合計"), (refusal.Error.Code, Assert.Single(refusal.Problems).Value));
    }

    [Fact]
    public async Task Execute_WhenTitlesStandAboveTheHeadings_FindsThem()
    {
        var reader = new FakeOrderFileReader(Row(4, Heading().Cells), []) { Above = [Row(1, "受注一覧"), Row(3, "出力日", "2026/1/5")] };

        await StartAsync(reader);

        Assert.Equal(4, _around.Format!.HeadingRow);
    }

    [Fact]
    public async Task Execute_WhenNoRowIsAHeadingRow_RefusesForTheFirst()
    {
        var started = await StartAsync(new FakeOrderFileReader(Row(2, "注文番号", "顧客名"), [Row(3, "1", "田中")]));

        Assert.Equal([2, 2, 2], started.Refusal!.Problems.Select(problem => problem.Row));
    }

    [Fact]
    public async Task Execute_WithAProfile_ReadsByIt()
    {
        var mapping = new ImportMapping { Columns = ReadyMadeProfiles.CanonicalJapanese.Mapping.Columns, TaxIncluded = true };
        var saved = _around.Profiles.Add("自社", mapping);
        _around.Rules.Kept.Add(new ValueRule(ImportColumn.ProductCode, "A100", "A-100"));

        await StartAsync(new FakeOrderFileReader(Heading(), []), new ImportSettings { Profile = saved.Id.ToString() });

        var chosen = _around.Settings!.Mapping!;
        Assert.Equal((saved.Id.ToString(), true, "A-100"), (chosen.Profile, chosen.TaxIncluded, Assert.Single(chosen.Rules).Replacement));
    }

    [Theory]
    [InlineData("no-such-key")]
    [InlineData("01890000-0000-7000-8000-000000000000")]
    public async Task Execute_WithAProfileThatThereIsNot_Refuses(string profile)
    {
        var started = await StartAsync(new FakeOrderFileReader(Heading(), []), new ImportSettings { Profile = profile });

        Assert.Equal(ProblemCodes.UnknownProfile, started.Refusal!.Error.Code);
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Execute_WithAMappingWhoseDefaultsCannotBeRead_Refuses()
    {
        var mapping = new ImportMapping { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.Quantity] = "many" } };

        var started = await StartAsync(new FakeOrderFileReader(Heading(), []), new ImportSettings { Mapping = mapping, HeadingRow = 1 });

        Assert.Equal((ProblemCodes.NotANumber, ImportColumn.Quantity), (started.Refusal!.Error.Code, started.Refusal.Problems[0].Column!.Value));
    }

    private void AssertNothingIsKept()
    {
        Assert.Equal([File.Id], _around.Deleted);
        Assert.Null(_around.Woken);
    }

    private Task<StartedImport> StartAsync(FakeOrderFileReader reader, ImportSettings? settings = null) =>
        new StartImport(_around, reader, new ChooseMapping(reader, _around.Profiles, _around.Rules), _around, _around, _around).ExecuteAsync(File, settings ?? new ImportSettings(), TestContext.Current.CancellationToken);

    private static FileRow Row(int number, params string[] cells) => new(number, cells, RowFlaws.None);

    private static FileRow Heading() => new(1, [.. ImportColumns.All.Select(info => info.Japanese)], RowFlaws.None);

    private sealed class Surroundings : IImportFileStore, IImportRepository, IImportScheduler, IAuditLog
    {
        public List<StoredFileId> Deleted { get; } = [];

        public ImportId? Woken { get; private set; }

        public FakeMappingProfiles Profiles { get; } = new();

        public FakeValueRules Rules { get; } = new();

        public ImportSettings? Settings { get; private set; }

        public FileFormat? Format { get; private set; }

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

        public Task<ImportSnapshot> CreateAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken)
        {
            (Settings, Format) = (settings, format);
            return Task.FromResult(Snapshot());
        }

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
