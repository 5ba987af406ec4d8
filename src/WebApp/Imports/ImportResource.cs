using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>Names of import states as the API, the hub and the address bar write them.</summary>
public static class ImportNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Of(FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 => "utf-8",
        FileEncoding.Utf8Bom => "utf-8-bom",
        FileEncoding.Cp932 => "cp932",
        FileEncoding.Utf16LittleEndian => "utf-16le",
        FileEncoding.Utf16BigEndian => "utf-16be",
        FileEncoding.EucJp => "euc-jp",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    /// <summary>Null where the name is none of ours.</summary>
    public static FileEncoding? ParseEncoding(string name) => name.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => FileEncoding.Utf8,
        "utf-8-bom" => FileEncoding.Utf8Bom,
        "cp932" or "shift_jis" or "shift-jis" or "sjis" or "windows-31j" or "ms932" => FileEncoding.Cp932,
        "utf-16le" => FileEncoding.Utf16LittleEndian,
        "utf-16be" => FileEncoding.Utf16BigEndian,
        "euc-jp" => FileEncoding.EucJp,
        _ => null,
    };

    /// <summary>Parses a camelCase name of an enum of the API; null where it is none.</summary>
    public static T? Parse<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Of(value), name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>An import as the API shows it.</summary>
/// <param name="Number">What people call it: "import 1042".</param>
/// <param name="DryRun">True until the writing is confirmed: the counts then say what would happen.</param>
/// <param name="ConfirmationToken">What <c>POST …/confirm</c> asks for; null unless the import waits for that.</param>
/// <param name="UndoUntil">Null before the end and where nothing was written.</param>
/// <param name="DurationMs">From the start of the work to its end, or to now; 0 before the start.</param>
public sealed record ImportResource(
    Guid Id, long Number, string Status, string Phase, string FileName, string Sha256, string? Encoding, string? Delimiter, string? Sheet, string? Profile,
    string Mode, string Duplicates, string? Group, string Settle, string Notify, ImportRowCounts Rows, ImportOrderCounts Orders, ImportControlTotals ControlTotals, string? FailureCode,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, long DurationMs, string CreatedBy, Guid? ParentId,
    bool DryRun, string? ConfirmationToken, DateTimeOffset? UndoUntil, ImportUndoCounts? Undo, DateTimeOffset ModifiedAt) : IHasExample<ImportResource>
{
    public static ImportResource Example { get; } = new(
        new Guid("019b8d2e-7c40-7c33-8f12-5d6e7f809103"), 1042, "completedWithErrors", "finished", "注文_2026-01-05.csv",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "cp932", ",", null, "eccube4", "partial", "reject", "春の催事", "none", "default",
        new ImportRowCounts(120, 118, 2, 0, 1), new ImportOrderCounts(57, 0, 0, 1, 0), new ImportControlTotals(241, 312_480, true), null,
        new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 5, 6, 4, 0, 120, TimeSpan.Zero), new DateTimeOffset(2026, 1, 5, 6, 4, 0, 310, TimeSpan.Zero), 190,
        "基幹連携", null, false, null, new DateTimeOffset(2026, 1, 6, 6, 4, 0, 310, TimeSpan.Zero), null, new DateTimeOffset(2026, 1, 5, 6, 4, 0, 310, TimeSpan.Zero));

    public static ImportResource Of(ImportSnapshot import, DateTimeOffset now) => new(
        import.Id.Value,
        import.Number,
        ImportNames.Of(import.Status),
        ImportNames.Of(import.Phase),
        import.FileName,
        Convert.ToHexStringLower(import.Sha256),
        import.Encoding is { } encoding ? ImportNames.Of(encoding) : null,
        import.Delimiter?.ToString(),
        import.Sheet,
        import.Profile,
        ImportNames.Of(import.Mode),
        ImportNames.Of(import.Duplicates),
        import.Group,
        ImportNames.Of(import.Settle),
        ImportNames.Of(import.Notify),
        new ImportRowCounts(
            import.RowsTotal ?? 0, import.Counts.RowsAccepted, import.Counts.RowsRejected, import.Counts.RowsSkipped, import.Counts.Warnings),
        new ImportOrderCounts(
            import.Counts.OrdersCreated, import.Counts.OrdersUpdated, import.Counts.OrdersUnchanged, import.Counts.OrdersRejected, import.Counts.OrdersSkipped),
        new ImportControlTotals(import.Counts.Quantity, import.Counts.Amount, import.TotalsMatch),
        import.FailureCode,
        import.CreatedAt,
        import.StartedAt,
        import.FinishedAt,
        import.StartedAt is { } started ? (long)((import.FinishedAt ?? now) - started).TotalMilliseconds : 0,
        import.CreatedBy,
        import.ParentId?.Value,
        import.Task == ImportTask.DryRun,
        ConfirmImport.TokenOf(import),
        import.UndoUntil,
        import.Undo is { } undo ? new ImportUndoCounts(undo.Removed, undo.Restored, undo.Kept) : null,
        import.ModifiedAt);
}

/// <summary>Data rows of the file; read = accepted + rejected + skipped once the import is finished.</summary>
public sealed record ImportRowCounts(long Read, long Accepted, long Rejected, long Skipped, long Warnings);

/// <param name="Unchanged">Stored already just as the file has them.</param>
/// <param name="Skipped">Stored already and left as they are, because <c>duplicates</c> says so; or good in an import that took nothing.</param>
public sealed record ImportOrderCounts(long Created, long Updated, long Unchanged, long Rejected, long Skipped);

/// <summary>What undoing did so far, in orders.</summary>
/// <param name="Kept">Left as they are, because somebody has touched them since; <c>GET …/kept</c> lists them.</param>
public sealed record ImportUndoCounts(long Removed, long Restored, long Kept);

/// <param name="Reason"><c>status_changed</c>, <c>payment_started</c> or <c>changed_since</c>.</param>
public sealed record KeptOrderResource(Guid Id, string OrderNumber, int Row, string Reason) : IHasExample<KeptOrderResource>
{
    public static KeptOrderResource Example { get; } = new(new Guid("019b8d2e-7c40-7d44-9a01-1b2c3d4e5f04"), "EC-1001", 17, KeptReasons.StatusChanged);
}

/// <summary>Body of <c>POST …/confirm</c>.</summary>
/// <param name="Token">The import's <c>confirmationToken</c>.</param>
public sealed record ConfirmationBody(string? Token) : IHasExample<ConfirmationBody>
{
    public static ConfirmationBody Example { get; } = new("5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8");
}

/// <summary>The form of <c>POST /imports</c>. Only the file has to be there.</summary>
/// <param name="File">CSV, TSV, XLSX or XLS.</param>
/// <param name="Profile">Key of a ready-made mapping profile or id of the tenant's own; decided by the headings where it is left out.</param>
/// <param name="Mode"><c>partial</c> (default) or <c>allOrNothing</c>.</param>
/// <param name="DryRun">True: everything but the writing; the import then waits for its confirmation.</param>
/// <param name="Duplicates">Order numbers that are there already: <c>reject</c> (default), <c>skip</c> or <c>update</c>.</param>
/// <param name="Encoding"><c>utf-8</c>, <c>utf-8-bom</c>, <c>cp932</c>, <c>euc-jp</c>, <c>utf-16le</c> or <c>utf-16be</c>; decided over the whole file where it is left out.</param>
/// <param name="Delimiter"><c>comma</c>, <c>tab</c>, <c>semicolon</c> or <c>pipe</c>, or the character itself.</param>
/// <param name="Sheet">Name of a workbook's sheet; the first visible one where it is left out.</param>
/// <param name="AllowDuplicateFile">True: the same file is taken again.</param>
/// <param name="Group">Goes to every order whose row names no group.</param>
/// <param name="Settle"><c>none</c> (default), <c>perOrder</c> or <c>byCustomer</c>.</param>
/// <param name="Notify"><c>none</c>, <c>perOrder</c> or <c>digest</c>; as the tenant has it where it is left out.</param>
public sealed record ImportForm(
    IFormFile File, string? Profile, string? Mode, bool? DryRun, string? Duplicates, string? Encoding, string? Delimiter, string? Sheet, bool? AllowDuplicateFile, string? Group, string? Settle,
    string? Notify);

/// <summary>The form of <c>POST …/retry</c>, where it has a body.</summary>
/// <inheritdoc cref="ImportForm"/>
public sealed record RetryForm(IFormFile File, string? Encoding, string? Delimiter, string? Sheet);

/// <summary>Sums over the accepted lines as read from the file, for checking in a spreadsheet.</summary>
/// <param name="Amount">Yen: sum of quantity × unit price.</param>
/// <param name="Matches">Whether the stored orders add up to the same; null until that has been checked.</param>
public sealed record ImportControlTotals(long Quantity, long Amount, bool? Matches);

/// <param name="Row">1-based as Excel shows it; 0 for the file as a whole.</param>
/// <param name="Column">Canonical column name, or null.</param>
/// <param name="Message">In the language of the request, with how to mend it.</param>
public sealed record ImportProblemResource(int Row, string? Column, string Code, string Severity, string? Value, string Message) : IHasExample<ImportProblemResource>
{
    public static ImportProblemResource Example { get; } = new(17, "unit_price", "not_a_number", "error", "時価", "\"時価\" is not a number. Enter digits.");
}
