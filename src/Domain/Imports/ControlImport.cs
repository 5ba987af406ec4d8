using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>Changes the state of an import on request, with everything that goes with it, in one transaction.</summary>
public interface IImportControl
{
    /// <summary>Decides on the state as it is then, and makes the move; nobody gets between the two.</summary>
    /// <returns>The import after the move, the refusal, or null where there is no such import in the operation's tenant.</returns>
    Task<Result<ImportSnapshot>?> MoveAsync(
        ImportId import, ImportRequest request, Func<ImportState, Result<ImportMove>> decide, CancellationToken cancellationToken);
}

/// <summary>Pauses, resumes, cancels and undoes imports.</summary>
public sealed class ControlImport(IImportControl control, IImportScheduler scheduler, IImportProgressPublisher publisher, TimeProvider clock)
{
    /// <summary>The import is another one than the caller has seen.</summary>
    public const string ChangedMeanwhile = "import_changed_meanwhile";

    /// <returns>The import after the request (a worker takes it up within a second), the refusal, or null where there is no such import.</returns>
    public Task<Result<ImportSnapshot>?> ExecuteAsync(ImportId import, ImportRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(import, request, seenSeq: null, cancellationToken);

    /// <param name="seenSeq">Its <see cref="ImportSnapshot.ModifiedSeq"/> when it was looked at; null: whatever it is by now.</param>
    /// <inheritdoc cref="ExecuteAsync(ImportId, ImportRequest, CancellationToken)"/>
    public async Task<Result<ImportSnapshot>?> ExecuteAsync(ImportId import, ImportRequest request, long? seenSeq, CancellationToken cancellationToken)
    {
        var moved = await control.MoveAsync(
            import, request, state => seenSeq is { } seen && seen != state.ModifiedSeq ? new Error(ChangedMeanwhile) : ImportTransitions.Of(request, state, clock.GetUtcNow()), cancellationToken);
        if (moved is { Error: null, Value: { } snapshot })
        {
            if (snapshot.Status == ImportStatus.Queued)
            {
                await scheduler.WakeAsync(import, cancellationToken);
            }

            // A worker that was asked tells by itself when it has heard; its own events are ahead of what is stored.
            if (snapshot.Status != ImportStatus.Running)
            {
                await publisher.PublishAsync(snapshot.ToProgress(), cancellationToken);
            }
        }

        return moved;
    }
}

/// <summary>Lets a dry run be written, provided that everything is still as it was then.</summary>
public sealed class ConfirmImport(IImportQueries imports, IOrderFileReader reader, OrderFilePasses passes, ControlImport control)
{
    /// <summary>The token is not that of this dry run.</summary>
    public const string WrongToken = "wrong_confirmation_token";

    /// <returns>The import, queued for writing; the refusal; or null where there is no such import.</returns>
    public async Task<Result<ImportSnapshot>?> ExecuteAsync(ImportId id, string token, CancellationToken cancellationToken)
    {
        if (await imports.GetAsync(id, cancellationToken) is not { } import)
        {
            return null;
        }

        if (TokenOf(import) is not { } expected)
        {
            return await control.ExecuteAsync(id, ImportRequest.Confirm, cancellationToken);
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(expected)))
        {
            return (Result<ImportSnapshot>)new Error(WrongToken);
        }

        // The worker compares once more before it writes; here, so that whoever confirms hears it at once.
        return await TouchesSameAsync(import, cancellationToken)
            ? await control.ExecuteAsync(id, ImportRequest.Confirm, cancellationToken)
            : (Result<ImportSnapshot>)new Error(ProblemCodes.ConfirmationOutdated);
    }

    /// <summary>What confirms the dry run and no other: file, way of reading, choices, and the stored orders that it would touch. Null unless it waits for that.</summary>
    public static string? TokenOf(ImportSnapshot import)
    {
        if (import.Status != ImportStatus.AwaitingConfirmation || import.Touched is not { } touched)
        {
            return null;
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{import.Id}|{Convert.ToHexString(import.Sha256)}|{import.Encoding}|{import.Delimiter}|{import.Sheet}|{import.Mode}|{import.Duplicates}|{import.Group}|{Convert.ToHexString(touched)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private async Task<bool> TouchesSameAsync(ImportSnapshot import, CancellationToken cancellationToken)
    {
        if (await imports.FileAsync(import.Id, cancellationToken) is not ({ } file, { } format)
            || await reader.ReadHeadingAsync(file, format, cancellationToken) is not { } heading)
        {
            return false;
        }

        var touched = new TouchedOrders();
        var (map, options) = FileReading.Of(import.Mapping, heading, format, import.CreatedAt);
        await passes.IndexAsync(file, format, map, options, touched, static _ => { }, cancellationToken);
        return import.Touched.AsSpan().SequenceEqual(touched.ToDigest());
    }
}
