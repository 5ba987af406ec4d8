using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>How an import looks.</summary>
public static class ImportLook
{
    public static StatusLook Of(ImportSnapshot import) => import switch
    {
        { Task: ImportTask.Undo, Status: ImportStatus.Queued or ImportStatus.Running } => StatusCatalog.Undoing,
        { Status: ImportStatus.Failed, FailureCode: ProblemCodes.TotalMismatch } => StatusCatalog.TotalMismatch,
        { Status: ImportStatus.Completed or ImportStatus.CompletedWithErrors, Phase: ImportPhase.Settling or ImportPhase.Notifying } => StatusCatalog.Of(import.Phase),
        _ => StatusCatalog.Of(import.Status, import.Phase),
    };

    /// <summary>Orders are stored because of it. Figures of a dry run say what would be.</summary>
    public static bool HasWritten(ImportSnapshot import) => import.Task != ImportTask.DryRun && import.Counts.OrdersCreated + import.Counts.OrdersUpdated > 0;

    /// <summary>A worker has it or is about to.</summary>
    public static bool IsAtWork(ImportSnapshot import) => import.Status is ImportStatus.Queued or ImportStatus.Running;

    /// <summary>All rows have been looked at, or will not be.</summary>
    public static bool HasResult(ImportSnapshot import) => import.Status == ImportStatus.AwaitingConfirmation || (import.Status.IsFinal() && import.Status != ImportStatus.Undone);

    /// <summary>The rows with errors can be mended and imported once more.</summary>
    public static bool CanBeMended(ImportSnapshot import) =>
        import.Counts.RowsRejected > 0 && import is { Task: ImportTask.Write, Status: ImportStatus.CompletedWithErrors or ImportStatus.Failed or ImportStatus.Cancelled };

    /// <summary>Rows that are done and that there are; undoing goes over orders, not rows.</summary>
    public static string RowsOf(ImportSnapshot import, IStringLocalizer<ImportsText> texts) => import switch
    {
        { RowsTotal: null } => "",
        { RowsTotal: { } total, Task: not ImportTask.Undo } when IsAtWork(import) || import.Status == ImportStatus.Paused => texts[nameof(ImportsText.RowsOf), Count(import.Counts.RowsDone), Count(total)],
        { RowsTotal: { } total } => Count(total),
    };

    public static string DurationOf(ImportSnapshot import, IStringLocalizer<ImportsText> texts) => import is { StartedAt: { } started, FinishedAt: { } finished }
        ? texts[nameof(ImportsText.Seconds), (finished - started).TotalSeconds.ToString("N1", CultureInfo.InvariantCulture)]
        : "";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Name of an encoding in <see cref="ImportsText"/>.</summary>
    public static string TextKey(FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 => nameof(ImportsText.EncodingUtf8),
        FileEncoding.Utf8Bom => nameof(ImportsText.EncodingUtf8Bom),
        FileEncoding.Cp932 => nameof(ImportsText.EncodingCp932),
        FileEncoding.Utf16LittleEndian => nameof(ImportsText.EncodingUtf16Le),
        FileEncoding.Utf16BigEndian => nameof(ImportsText.EncodingUtf16Be),
        FileEncoding.EucJp => nameof(ImportsText.EncodingEucJp),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    public static string DelimiterKey(char delimiter) => delimiter switch
    {
        '\t' => nameof(ImportsText.DelimiterTab),
        ';' => nameof(ImportsText.DelimiterSemicolon),
        '|' => nameof(ImportsText.DelimiterPipe),
        _ => nameof(ImportsText.DelimiterComma),
    };
}
