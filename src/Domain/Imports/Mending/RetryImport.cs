using System.Runtime.CompilerServices;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>What became of the wish to import mended rows: a child, a refusal by the parent's state, or one of the file.</summary>
public sealed record RetriedImport(StartedImport? Started, Error? Refusal);

/// <summary>
/// Runs mended rows as a child import that is read and written as its parent was, rules added. The child gets the rejected rows; of an import that took
/// nothing because something was wrong, the whole file.
/// </summary>
public sealed class RetryImport(
    MendingSources sources, IMendings mendings, IOrderFileReader reader, IMendedFiles mended, IImportFileStore files, StartImport start)
{
    /// <summary>A child of the import is at work or waits; two would bring the same rows.</summary>
    public const string InProgress = "retry_in_progress";

    /// <summary>Whether a retry would be taken at all, before a file is sent for it.</summary>
    /// <returns>Null where there is no such import; a record with neither part: it would.</returns>
    public async Task<RetriedImport?> CheckAsync(ImportId id, CancellationToken cancellationToken)
    {
        if (await sources.GetAsync(id, cancellationToken) is not { } import)
        {
            return null;
        }

        return new RetriedImport(null, MendingSources.Refusal(import) ?? await BusyAsync(id, cancellationToken));
    }

    /// <summary>With the rows as they were mended in the portal.</summary>
    /// <returns>Null where there is no such import.</returns>
    public async Task<RetriedImport?> ExecuteAsync(ImportId id, CancellationToken cancellationToken)
    {
        await using var hold = await mendings.TryHoldAsync(id, cancellationToken);
        var (source, refusal) = await PrepareAsync(id, hold, cancellationToken);
        if (source is null)
        {
            return refusal;
        }

        var file = await mended.SaveAsync(NameOf(source.Import), source.Heading.Cells, RowsAsync(source, cancellationToken), cancellationToken);
        var settings = new ImportSettings { Encoding = FileEncoding.Utf8Bom, Delimiter = ',' };
        return await StartAsync(source, file, settings, cancellationToken);
    }

    /// <summary>With a file that a person has mended, usually the error report.</summary>
    /// <param name="file">Kept or deleted here.</param>
    /// <param name="chosen">How the file is to be decoded; everything else is the parent's.</param>
    /// <inheritdoc cref="ExecuteAsync(ImportId, CancellationToken)"/>
    public async Task<RetriedImport?> ExecuteAsync(ImportId id, StoredFile file, ImportSettings chosen, CancellationToken cancellationToken)
    {
        MendingSource? source;
        await using var hold = await mendings.TryHoldAsync(id, cancellationToken);
        try
        {
            (source, var refusal) = await PrepareAsync(id, hold, cancellationToken);
            if (source is null)
            {
                await files.DeleteAsync(file.Id, cancellationToken);
                return refusal;
            }
        }
        catch
        {
            // Nobody else would ever remove it.
            await files.DeleteAsync(file.Id, CancellationToken.None);
            throw;
        }

        return await StartAsync(source, file, new ImportSettings { Encoding = chosen.Encoding, Delimiter = chosen.Delimiter, Sheet = chosen.Sheet }, cancellationToken);
    }

    private async Task<RetriedImport> StartAsync(MendingSource source, StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var import = source.Import;
        return new RetriedImport(
            await start.ExecuteAsync(
                file,
                settings with
                {
                    Mode = import.Mode,
                    Duplicates = import.Duplicates,
                    Group = import.Group,
                    Settle = import.Settle,
                    Notify = import.Notify,
                    Mapping = source.Mapping,
                    Parent = import.Id,
                    AllowDuplicateFile = true,
                },
                cancellationToken),
            null);
    }

    private async Task<(MendingSource? Source, RetriedImport? Refusal)> PrepareAsync(ImportId id, IAsyncDisposable? hold, CancellationToken cancellationToken)
    {
        var found = await sources.FindAsync(id, null, cancellationToken);
        if (found is not { Error: null, Value: { } source })
        {
            return (null, found is { Error: { } refusal } ? new RetriedImport(null, refusal) : null);
        }

        var busy = hold is null ? new Error(InProgress) : await BusyAsync(id, cancellationToken);
        return busy is null ? (source, null) : (null, new RetriedImport(null, busy));
    }

    private async Task<Error?> BusyAsync(ImportId id, CancellationToken cancellationToken) =>
        await sources.HasUnfinishedChildAsync(id, cancellationToken) ? new Error(InProgress) : null;

    private async IAsyncEnumerable<FileRow> RowsAsync(MendingSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var import = source.Import;
        var edits = (await mendings.EditsAsync(import.Id, 1, int.MaxValue, cancellationToken)).ToLookup(static edit => edit.Row);
        var isWhole = import.FailureCode == ProblemCodes.NothingWritten;
        await using var rejected = mendings.RejectedRowsAsync(import.Id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isLeft = !isWhole && await rejected.MoveNextAsync();
        await foreach (var block in reader.ReadAsync(source.File, source.Format, null, cancellationToken))
        {
            foreach (var row in block)
            {
                while (isLeft && rejected.Current < row.Number)
                {
                    isLeft = await rejected.MoveNextAsync();
                }

                if (isWhole || (isLeft && rejected.Current == row.Number))
                {
                    yield return new MendedRow(row, edits[row.Number].ToDictionary(static edit => edit.Cell, static edit => edit.Value)).File;
                }
                else if (!isLeft)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>After the file that people know, with the number of the import that it mends.</summary>
    private static string NameOf(ImportSnapshot import)
    {
        const int mostLength = 150;
        var stem = Path.GetFileNameWithoutExtension(import.FileName);
        stem = stem.Length <= mostLength ? stem : stem[..(mostLength - (char.IsHighSurrogate(stem[mostLength - 1]) ? 1 : 0))];
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"修正_{import.Number}_{stem}.csv");
    }
}
