using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;
using OrderPortal.WebApp.Imports.Wizard;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Renders the wizard's steps over a file in memory.</summary>
public abstract class WizardPageTests : PageTests
{
    protected static readonly StoredFile File = new(StoredFileId.New(), "受注.csv", 1_000, new byte[32]);

    protected WizardPageTests()
    {
        Services.AddCascadingValue(_ => As(Roles.Operator));
        Services.AddSingleton(TimeProvider.System).AddSingleton(new ImportLimits());
        Services.AddScoped<RefusalMessages>().AddScoped<PreviewValues>();
        Services.AddSingleton<IImportDrafts>(Drafts).AddSingleton<IMappingProfiles>(Profiles).AddSingleton<IKeptValueRules>(new FakeValueRules());
        Services.AddSingleton<IProductCatalogs>(new FakeCatalogs());
        var rest = new Rest();
        Services.AddSingleton<ITenantSettings>(rest).AddSingleton<IImportFileStore>(rest).AddSingleton<IImportRepository>(rest).AddSingleton<IImportScheduler>(rest)
            .AddSingleton<IAuditLog>(rest).AddSingleton<IImportControl>(rest).AddSingleton<IImportProgressPublisher>(rest).AddSingleton<IStoredOrders>(rest);
        Services.AddScoped<ChooseMapping>().AddScoped<PreviewImport>().AddScoped<OrderFilePasses>().AddScoped<StartImport>().AddScoped<ControlImport>()
            .AddScoped<ConfirmImport>().AddScoped<PrepareImport>();
    }

    internal FakeDrafts Drafts { get; } = new();

    internal FakeMappingProfiles Profiles { get; } = new();

    /// <summary>Before the first page is rendered.</summary>
    protected void Hold(string[] headings, params string[][] rows) => Services.AddSingleton<IOrderFileReader>(new FakeOrderFileReader(
        new FileRow(1, headings, RowFlaws.None), [.. rows.Select((cells, index) => new FileRow(index + 2, cells, RowFlaws.None))]));

    /// <summary>What these pages reach no deeper than.</summary>
    private sealed class Rest : ITenantSettings, IImportFileStore, IImportRepository, IImportScheduler, IAuditLog, IImportControl, IImportProgressPublisher, IStoredOrders
    {
        public Task<TenantSettings> GetAsync(CancellationToken cancellationToken) => Task.FromResult(new TenantSettings { FreeProductCodes = true });

        public Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream OpenRead(StoredFile file) => throw new NotSupportedException();

        public Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ImportSnapshot?> FindSameFileAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            Task.FromResult<ImportSnapshot?>(Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300)));

        public Task<ImportSnapshot> CreateAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WakeAsync(ImportId import, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Result<ImportSnapshot>?> MoveAsync(ImportId import, ImportRequest request, Func<ImportState, Result<ImportMove>> decide, CancellationToken cancellationToken) =>
            Task.FromResult<Result<ImportSnapshot>?>(null);

        public Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

/// <summary>Drafts in memory.</summary>
internal sealed class FakeDrafts : IImportDrafts
{
    public List<ImportDraft> Kept { get; } = [];

    /// <summary>What a save waits for.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public Task<ImportDraft?> GetAsync(StoredFileId file, CancellationToken cancellationToken) => Task.FromResult(Kept.Find(draft => draft.File.Id == file));

    public Task<IReadOnlyList<ImportDraft>> ListOwnAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ImportDraft>>([.. Kept]);

    public async Task SaveAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        await Ready;
        Kept.RemoveAll(kept => kept.File.Id == draft.File.Id);
        Kept.Add(draft);
    }

    public Task DeleteAsync(StoredFileId file, CancellationToken cancellationToken)
    {
        Kept.RemoveAll(kept => kept.File.Id == file);
        return Task.CompletedTask;
    }
}
