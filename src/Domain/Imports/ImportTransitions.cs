using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>What a person or program may ask of an import.</summary>
public enum ImportRequest
{
    Pause,
    Resume,
    Cancel,

    /// <summary>To write what the dry run has shown.</summary>
    Confirm,
    Undo,
}

/// <summary>As much of an import as decides what may be asked of it.</summary>
/// <param name="HasWorker">A living worker has it.</param>
/// <param name="HasWritten">Some order was created or updated by it, and not taken back since.</param>
public sealed record ImportState(ImportStatus Status, ImportTask Task, bool HasWorker, bool HasWritten, DateTimeOffset? UndoUntil)
{
    /// <inheritdoc cref="ImportSnapshot.ModifiedSeq"/>
    public long ModifiedSeq { get; init; }
}

/// <summary>What follows from a request.</summary>
public enum ImportMove
{
    AskWorkerToPause,
    AskWorkerToCancel,
    PauseNow,
    CancelNow,

    /// <summary>To go on behind its checkpoint.</summary>
    Queue,

    /// <summary>To begin anew, this time for good.</summary>
    QueueForWriting,
    QueueForUndo,
}

/// <summary>Which request leads where; everything else is refused and changes nothing.</summary>
public static class ImportTransitions
{
    /// <summary>How long after its end an import can be undone.</summary>
    public static readonly TimeSpan UndoPeriod = TimeSpan.FromHours(24);

    /// <summary>The request does not fit the status. Argument: the status, in camelCase.</summary>
    public const string NotInThisStatus = "not_in_this_status";

    /// <summary>The time for undoing is over. Argument: its end, ISO 8601 in UTC.</summary>
    public const string UndoTooLate = "undo_too_late";

    public static Result<ImportMove> Of(ImportRequest request, ImportState state, DateTimeOffset now) => request switch
    {
        // What is being taken back has to be taken back to its end: half of it would be nobody's wish.
        ImportRequest.Pause or ImportRequest.Cancel when state.Task == ImportTask.Undo => Refused(state),
        ImportRequest.Pause when state.Status is ImportStatus.Queued or ImportStatus.Running => state.HasWorker ? ImportMove.AskWorkerToPause : ImportMove.PauseNow,
        ImportRequest.Cancel when state.Status is ImportStatus.Queued or ImportStatus.Running => state.HasWorker ? ImportMove.AskWorkerToCancel : ImportMove.CancelNow,
        ImportRequest.Cancel when state.Status is ImportStatus.Paused or ImportStatus.AwaitingConfirmation => ImportMove.CancelNow,
        ImportRequest.Resume when state.Status == ImportStatus.Paused => ImportMove.Queue,
        ImportRequest.Confirm when state.Status == ImportStatus.AwaitingConfirmation => ImportMove.QueueForWriting,
        ImportRequest.Undo when CanUndo(state.Status, state.HasWritten) => state.UndoUntil is { } until && now <= until
            ? ImportMove.QueueForUndo
            : new Error(UndoTooLate, state.UndoUntil?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? ""),
        _ => Refused(state),
    };

    /// <summary>Whether there is something to undo, its time apart.</summary>
    public static bool CanUndo(ImportStatus status, bool hasWritten) =>
        hasWritten && status is ImportStatus.Completed or ImportStatus.CompletedWithErrors or ImportStatus.Failed or ImportStatus.Cancelled;

    /// <summary><see cref="NotInThisStatus"/> with its argument.</summary>
    public static Error Refusal(ImportStatus status) => new(NotInThisStatus, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString()));

    private static Result<ImportMove> Refused(ImportState state) => Refusal(state.Status);
}
