namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// What a value reader has to say about one value: nothing (the default), a fault that leaves no value, or a reading of it
/// as something else that a person wants to know of.
/// </summary>
public readonly struct ValueFinding
{
    private readonly string[]? _arguments;

    private ValueFinding(string code, ProblemSeverity severity, string[] arguments)
    {
        Code = code;
        Severity = severity;
        _arguments = arguments;
    }

    /// <summary>One of <see cref="ProblemCodes"/>, or null where there is nothing to say.</summary>
    public string? Code { get; }

    public ProblemSeverity Severity { get; }

    public IReadOnlyList<string> Arguments => _arguments ?? [];

    /// <summary>True: there is no value.</summary>
    public bool IsFault => Code is not null && Severity == ProblemSeverity.Error;

    public static ValueFinding None => default;

    public static ValueFinding Fault(string code, params string[] arguments) => new(code, ProblemSeverity.Error, arguments);

    /// <param name="became">The value as it was understood.</param>
    /// <param name="reason">One of <see cref="AdjustReasons"/>.</param>
    public static ValueFinding Adjusted(string became, string reason) =>
        new(ProblemCodes.Adjusted, ProblemSeverity.Warning, [became, reason]);
}

/// <summary>Why a value was read as another one: second argument of <see cref="ProblemCodes.Adjusted"/>. Stable; texts hang on them.</summary>
public static class AdjustReasons
{
    /// <summary>A zero that a spreadsheet had dropped stands at the front again.</summary>
    public const string LeadingZero = "leading_zero";

    /// <summary>Full-width or compatibility characters of a code or e-mail address became plain ones.</summary>
    public const string FullWidth = "full_width";

    /// <summary>A spreadsheet's day number became a date.</summary>
    public const string ExcelSerial = "excel_serial";

    /// <summary>13/02/2026: the first number can only be the day.</summary>
    public const string DayFirst = "day_first";

    /// <summary>02/13/2026: the first number can only be the month.</summary>
    public const string MonthFirst = "month_first";

    /// <summary>A time of day stood in a column that keeps dates only.</summary>
    public const string TimeDropped = "time_dropped";

    /// <summary>"As early as possible" became "no date": nothing downstream knows the wish.</summary>
    public const string EarliestDelivery = "earliest_delivery";

    /// <summary>A prefecture was given by its JIS X 0401 number.</summary>
    public const string JisCode = "jis_code";

    /// <summary>A kept rule or a mended value says what this one is to be read as.</summary>
    public const string Rule = "rule";

    /// <summary>A line break or tab inside a one-line value became a space.</summary>
    public const string LineBreak = "line_break";
}
