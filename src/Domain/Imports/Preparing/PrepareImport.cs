using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports.Preparing;

/// <summary>A draft after its dry run was asked for.</summary>
/// <param name="Import">The dry run, wherever it is on its way; null where it was refused.</param>
/// <param name="Refusal">Why there is none; the file is kept, so that something else can be chosen.</param>
public sealed record CheckedDraft(ImportDraft Draft, ImportSnapshot? Import, ImportRefusal? Refusal);

/// <summary>Leads a file from its upload to its import: what is chosen is kept, tried, and written when somebody says so.</summary>
public sealed class PrepareImport(
    IImportDrafts drafts, IImportFileStore files, IImportQueries imports, StartImport start, ControlImport control, ConfirmImport confirm)
{
    /// <summary>Takes an uploaded file in.</summary>
    public async Task<ImportDraft> BeginAsync(StoredFile file, ImportSettings choices, CancellationToken cancellationToken)
    {
        var draft = new ImportDraft(file, choices);
        await drafts.SaveAsync(draft, cancellationToken);
        return draft;
    }

    /// <summary>The draft of a dry run that was made here or elsewhere; null where the number is that of no import which waits to be written.</summary>
    public async Task<ImportDraft?> OpenAsync(long importNumber, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(importNumber, cancellationToken) is not { Task: ImportTask.DryRun, Status: not ImportStatus.Cancelled } import
            || await imports.FileAsync(import.Id, cancellationToken) is not ({ } file, _))
        {
            return null;
        }

        if (await drafts.GetAsync(file.Id, cancellationToken) is { } known && known.DryRun == import.Id)
        {
            return known;
        }

        var choices = new ImportSettings
        {
            Mode = import.Mode,
            Duplicates = import.Duplicates,
            Encoding = import.Encoding,
            Delimiter = import.Delimiter,
            Sheet = import.Sheet,
            HeadingRow = import.HeadingRow,
            Mapping = import.Mapping,
            Group = import.Group,
            Settle = import.Settle,
            Notify = import.Notify,
            Parent = import.ParentId,
        };
        var draft = new ImportDraft(file, choices) { DryRun = import.Id };
        await drafts.SaveAsync(draft, cancellationToken);
        return draft;
    }

    /// <summary>Keeps other choices. A dry run that was made with the former ones is cancelled: what it says no longer holds.</summary>
    public async Task<ImportDraft> ChangeAsync(ImportDraft draft, ImportSettings choices, CancellationToken cancellationToken)
    {
        var changed = draft with { Choices = choices, DryRun = null };
        await drafts.SaveAsync(changed, cancellationToken);
        await CancelDryRunAsync(draft, cancellationToken);
        return changed;
    }

    /// <summary>The dry run with the draft's choices, begun where there is none yet.</summary>
    public async Task<CheckedDraft> CheckAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        if (draft.DryRun is { } known && await imports.GetAsync(known, cancellationToken) is { Status: not ImportStatus.Cancelled } existing)
        {
            return new CheckedDraft(draft, existing, null);
        }

        var started = await start.TryAsync(draft.File, draft.Choices with { DryRun = true }, cancellationToken);
        if (started.Import is { } import)
        {
            draft = draft with { DryRun = import.Id };
            await drafts.SaveAsync(draft, cancellationToken);
        }

        return new CheckedDraft(draft, started.Import, started.Refusal);
    }

    /// <summary>Writes what the dry run has shown.</summary>
    /// <returns>The import, queued for writing; or the refusal. After <c>confirmation_outdated</c> another dry run has to show what has changed.</returns>
    public async Task<Result<ImportSnapshot>> ConfirmAsync(ImportDraft draft, string token, CancellationToken cancellationToken)
    {
        var confirmed = draft.DryRun is { } dryRun ? await confirm.ExecuteAsync(dryRun, token, cancellationToken) : null;
        if (confirmed is not { } answer)
        {
            return new Error(ProblemCodes.ConfirmationOutdated);
        }

        if (answer.IsSuccess)
        {
            await drafts.DeleteAsync(draft.File.Id, cancellationToken);
        }
        else if (answer.Error!.Code is ProblemCodes.ConfirmationOutdated or ConfirmImport.WrongToken)
        {
            await ChangeAsync(draft, draft.Choices, cancellationToken);
            return new Error(ProblemCodes.ConfirmationOutdated);
        }

        return answer;
    }

    /// <summary>Imports without a look before. A refusal keeps the file.</summary>
    public async Task<StartedImport> ImportAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        var started = await start.TryAsync(draft.File, draft.Choices, cancellationToken);
        if (started.Import is not null)
        {
            await drafts.DeleteAsync(draft.File.Id, cancellationToken);
            await CancelDryRunAsync(draft, cancellationToken);
        }

        return started;
    }

    /// <summary>Gives the file up. Where a dry run has read it, it stays with that, cancelled, until retention removes both.</summary>
    public async Task DiscardAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        await drafts.DeleteAsync(draft.File.Id, cancellationToken);
        await CancelDryRunAsync(draft, cancellationToken);
        if (draft.DryRun is null)
        {
            await files.DeleteAsync(draft.File.Id, cancellationToken);
        }
    }

    private async Task CancelDryRunAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        // Refused where it ended by itself or was confirmed elsewhere; both leave nothing to do.
        if (draft.DryRun is { } superseded)
        {
            await control.ExecuteAsync(superseded, ImportRequest.Cancel, cancellationToken);
        }
    }
}
