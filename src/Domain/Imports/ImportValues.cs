namespace OrderPortal.Domain.Imports;

public readonly record struct ImportId(Guid Value)
{
    public static ImportId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct StoredFileId(Guid Value)
{
    public static StoredFileId New() => new(Guid.CreateVersion7());
}

/// <summary>Stored as its number; API and hub say the name in camelCase.</summary>
public enum ImportStatus : short
{
    Queued = 1,
    Running = 2,
    Paused = 3,
    AwaitingConfirmation = 4,
    Completed = 5,
    CompletedWithErrors = 6,
    Failed = 7,
    Cancelled = 8,
    Undone = 9,
}

public static class ImportStatuses
{
    /// <summary>True where no worker will ever go on by itself. Undoing may still follow.</summary>
    public static bool IsFinal(this ImportStatus status) =>
        status is ImportStatus.Completed or ImportStatus.CompletedWithErrors or ImportStatus.Failed or ImportStatus.Cancelled or ImportStatus.Undone;
}

/// <summary>What a person asks of the worker that has an import. Stored as its number.</summary>
public enum ImportStop : short
{
    Pause = 1,
    Cancel = 2,
}

/// <summary>Stored as its number; API and hub say the name in camelCase.</summary>
public enum ImportPhase : short
{
    Received = 1,
    Reading = 2,
    Validating = 3,
    Writing = 4,
    Settling = 5,
    Notifying = 6,
    Finished = 7,
}

/// <summary>Stored as its number.</summary>
public enum ImportMode : short
{
    /// <summary>Good orders go in, the others are reported.</summary>
    Partial = 1,

    /// <summary>Nothing goes in unless everything is good.</summary>
    AllOrNothing = 2,
}

/// <summary>What happens to an order whose number exists already. Stored as its number.</summary>
public enum DuplicatePolicy : short
{
    Reject = 1,
    Skip = 2,
    Update = 3,
}

/// <summary>Whether the orders of an import are settled when they are in. Stored as its number.</summary>
public enum ImportSettle : short
{
    None = 0,
    PerOrder = 1,
    ByCustomer = 2,
}

/// <summary>How the customers of an import are told. Stored as its number.</summary>
public enum ImportNotify : short
{
    None = 0,
    PerOrder = 1,

    /// <summary>One message for each customer, about all orders of the batch.</summary>
    Digest = 2,

    /// <summary>As the tenant has it (<see cref="Tenancy.NotificationMode"/>).</summary>
    Default = 3,
}

/// <summary>Stored as its number.</summary>
public enum ProblemSeverity : short
{
    /// <summary>The order is rejected.</summary>
    Error = 1,

    /// <summary>The order goes in; the value was changed or deserves a look.</summary>
    Warning = 2,
}

/// <summary>Encodings that a file is read in.</summary>
public enum FileEncoding : short
{
    Utf8 = 1,
    Utf8Bom = 2,

    /// <summary>Shift_JIS as Windows writes it, with NEC and IBM extension characters.</summary>
    Cp932 = 3,
    Utf16LittleEndian = 4,
    Utf16BigEndian = 5,
    EucJp = 6,
}

public static class FileEncodings
{
    /// <summary>As people call an encoding, in every language.</summary>
    public static string NameOf(FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 or FileEncoding.Utf8Bom => "UTF-8",
        FileEncoding.Cp932 => "CP932",
        FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian => "UTF-16",
        FileEncoding.EucJp => "EUC-JP",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };
}

/// <summary>
/// One thing that is wrong with, or was changed in, one row. The sentence is made when somebody reads it, in that reader's language.
/// </summary>
/// <param name="Row">1-based as Excel shows it; 0 for the file as a whole.</param>
/// <param name="Column">Canonical column, or null where the row or file as a whole is meant.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Value">The offending value as it stands in the file, shortened to <see cref="MaxValueLength"/>; may be personal.</param>
/// <param name="Arguments">What the sentence names besides value, row and column; may be personal.</param>
public sealed record ImportProblem(int Row, ImportColumn? Column, string Code, ProblemSeverity Severity, string? Value, params IReadOnlyList<string> Arguments)
{
    /// <summary>Characters.</summary>
    public const int MaxValueLength = 100;
}

/// <summary>Stable codes of import problems; messages are looked up by them in both languages.</summary>
public static class ProblemCodes
{
    public const string Required = "required";
    public const string TooLong = "too_long";
    public const string NotANumber = "not_a_number";
    public const string NotAnInteger = "not_an_integer";
    public const string OutOfRange = "out_of_range";
    public const string BadDate = "bad_date";
    public const string AmbiguousDate = "ambiguous_date";
    public const string BadEmail = "bad_email";
    public const string BadPhone = "bad_phone";
    public const string BadPostalCode = "bad_postal_code";
    public const string UnknownPrefecture = "unknown_prefecture";
    public const string PrefectureMismatch = "prefecture_mismatch";
    public const string UnknownProduct = "unknown_product";
    public const string UnknownPaymentMethod = "unknown_payment_method";
    public const string BadTaxRate = "bad_tax_rate";
    public const string AmountBelowMinimum = "amount_below_minimum";
    public const string AmountAboveLimit = "amount_above_limit";
    public const string InconsistentOrder = "inconsistent_order";
    public const string DuplicateInFile = "duplicate_in_file";
    public const string DuplicateExisting = "duplicate_existing";
    public const string Undecodable = "undecodable";
    public const string ControlCharacter = "control_character";
    public const string UnclosedQuote = "unclosed_quote";
    public const string TooFewFields = "too_few_fields";
    public const string TooManyFields = "too_many_fields";
    public const string DuplicateHeading = "duplicate_heading";
    public const string MissingHeading = "missing_heading";
    public const string EmptyFile = "empty_file";
    public const string NotASpreadsheet = "not_a_spreadsheet";
    public const string PasswordProtected = "password_protected";
    public const string TooLarge = "too_large";
    public const string TooManyRows = "too_many_rows";
    public const string TotalMismatch = "total_mismatch";

    /// <summary>The import names a profile that is neither ready-made nor the tenant's own. Argument: what it named.</summary>
    public const string UnknownProfile = "unknown_profile";

    /// <summary>A mapping contradicts itself. Argument: the part (<c>columns</c>, <c>defaults</c>, <c>filter</c>, <c>total</c>, <c>rules</c>).</summary>
    public const string BadMapping = "bad_mapping";

    /// <summary>A workbook that unpacks to far more than a spreadsheet would.</summary>
    public const string UnpacksTooLarge = "unpacks_too_large";

    /// <summary>Text in an encoding that is not read (ISO-2022-JP, UTF-32). Argument: its name.</summary>
    public const string UnsupportedEncoding = "unsupported_encoding";

    /// <summary>A workbook that breaks off, or whose parts contradict one another.</summary>
    public const string DamagedWorkbook = "damaged_workbook";

    /// <summary>#N/A, #REF! and the like: the formula of a cell has no result.</summary>
    public const string FormulaError = "formula_error";

    /// <summary>The workbook has no visible sheet of the chosen name. Arguments: the name, the names that it has.</summary>
    public const string UnknownSheet = "unknown_sheet";

    /// <summary>1.23457E+12 in a code: a spreadsheet rounded it, and different codes now look the same.</summary>
    public const string ScientificNotation = "scientific_notation";

    /// <summary>More rows carry one order number than an order may have lines. Arguments: order number, greatest number, rows found.</summary>
    public const string TooManyLines = "too_many_lines";

    /// <summary>The order is stored, and cannot be updated any more. Value: its number; argument: its status (<c>pending</c>, …).</summary>
    public const string OrderNotUpdatable = "order_not_updatable";

    /// <summary>Nothing was written, because some order was wrong and the import was to take all or nothing.</summary>
    public const string NothingWritten = "nothing_written";

    /// <summary>Orders that the file names have changed since the dry run.</summary>
    public const string ConfirmationOutdated = "confirmation_outdated";

    /// <summary>A row without a fault of its own, rejected because another row of its order has one (named in the arguments).</summary>
    public const string OrderRejected = "order_rejected";

    /// <summary>A value was read as another one (lost zero restored, full width folded, …): arguments hold what it became.</summary>
    public const string Adjusted = "adjusted";
}
