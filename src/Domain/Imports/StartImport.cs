using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>Why a file was not taken.</summary>
/// <param name="Error">The first reason, for a title.</param>
/// <param name="Problems">All reasons, e.g. every missing heading.</param>
/// <param name="Earlier">The import that has the same file, where that is the reason.</param>
public sealed record ImportRefusal(Error Error, IReadOnlyList<ImportProblem> Problems, ImportSnapshot? Earlier);

/// <summary>An import that was accepted, or why it was not.</summary>
public sealed record StartedImport(ImportSnapshot? Import, ImportRefusal? Refusal);

/// <summary>
/// Takes a stored file in as an import. What can be told from the file alone (not a text file, empty, required headings missing, same
/// file again) is refused at once, so that the person who hands it over hears it there and then.
/// </summary>
public sealed class StartImport(
    IImportFileStore files, IOrderFileReader reader, ChooseMapping mappings, IImportRepository imports, IImportScheduler scheduler, IAuditLog audit)
{
    public const string SameFile = "same_file";

    /// <summary>For a file that belongs to nobody yet: a refusal keeps nothing of it.</summary>
    public async Task<StartedImport> ExecuteAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var (chosen, refusal) = await OwnAsync(file, settings, cancellationToken);
        if (refusal is not null)
        {
            await files.DeleteAsync(file.Id, cancellationToken);
        }

        return await BeginAsync(file, settings, chosen, refusal, cancellationToken);
    }

    /// <summary>For a file that a draft holds: a refusal leaves it there, so that something else can be chosen.</summary>
    public async Task<StartedImport> TryAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var (chosen, refusal) = await InspectAsync(file, settings, cancellationToken);
        return await BeginAsync(file, settings, chosen, refusal, cancellationToken);
    }

    private async Task<StartedImport> BeginAsync(
        StoredFile file, ImportSettings settings, ChosenMapping? chosen, ImportRefusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is not null)
        {
            await audit.WriteAsync(
                new AuditEntry(AuditActions.ImportRefused, "import", After: $"{{\"code\":\"{refusal.Error.Code}\"}}", Result: AuditResult.Failed), cancellationToken);
            return new StartedImport(null, refusal);
        }

        var import = await imports.CreateAsync(file, chosen!.Format, settings with { Mapping = chosen.Mapping }, cancellationToken);
        await scheduler.WakeAsync(import.Id, cancellationToken);
        return new StartedImport(import, null);
    }

    private async Task<(ChosenMapping? Chosen, ImportRefusal? Refusal)> InspectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var format = await reader.DetectAsync(file, settings, cancellationToken);
        if (format.Error is { } unreadable)
        {
            return (null, new ImportRefusal(unreadable, [new ImportProblem(0, null, unreadable.Code, ProblemSeverity.Error, null, unreadable.Arguments)], null));
        }

        var chosen = await mappings.ExecuteAsync(file, format.Value, settings, cancellationToken);
        return (chosen, await RefuseAsync(file, chosen, settings, cancellationToken));
    }

    private async Task<(ChosenMapping? Chosen, ImportRefusal? Refusal)> OwnAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await InspectAsync(file, settings, cancellationToken);
        }
        catch
        {
            // The caller went away, or the database did: nobody would own the file.
            await files.DeleteAsync(file.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<ImportRefusal?> RefuseAsync(StoredFile file, ChosenMapping chosen, ImportSettings settings, CancellationToken cancellationToken)
    {
        if (chosen.Problems is [var first, ..])
        {
            return new ImportRefusal(new Error(first.Code, first.Arguments), chosen.Problems, null);
        }

        if (!settings.AllowDuplicateFile && await imports.FindSameFileAsync(file.Sha256, cancellationToken) is { } earlier)
        {
            return new ImportRefusal(new Error(SameFile), [], earlier);
        }

        return null;
    }
}
