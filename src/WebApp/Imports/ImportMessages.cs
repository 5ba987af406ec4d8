using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>Says problems of an import in the reader's language: what is wrong, with the value and how to mend it.</summary>
public sealed class ImportMessages(IStringLocalizer<ImportProblemsText> texts, IStringLocalizer<StatusText> statuses, ReaderClock clock)
{
    /// <summary>Short name of a kind of problem, for lists and filters.</summary>
    public string Title(string code)
    {
        var text = texts[KeyOf(code) + "Title"];
        return text.ResourceNotFound ? code : text.Value;
    }

    public static string ColumnName(ImportColumn column)
    {
        var info = ImportColumns.Of(column);
        return CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? info.Japanese : info.English;
    }

    /// <summary>The sentence without row and column, where those stand beside it.</summary>
    public string Sentence(ImportProblem problem)
    {
        // Numbers as numbers, so that the text decides how they are grouped.
        object[] arguments = [Shown(problem), .. Arguments(problem).Select(Number)];
        if (arguments.Length < 5)
        {
            // A problem written by another version may lack an argument; a gap in the sentence is better than none.
            Array.Resize(ref arguments, 5);
        }

        var text = texts[TextKey(problem)];
        return text.ResourceNotFound ? Title(problem.Code) : string.Format(CultureInfo.InvariantCulture, text.Value, arguments);
    }

    /// <summary>The same of an order that came by form or API.</summary>
    public string Sentence(OrderProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Sentence(new ImportProblem(0, problem.Field, problem.Code, problem.Severity, problem.Value, problem.Arguments));
    }

    /// <summary>The sentence with its place, for the error report.</summary>
    public string Whole(ImportProblem problem) => problem switch
    {
        { Row: <= 0 } => Sentence(problem),
        { Column: { } column } => texts[nameof(ImportProblemsText.WholeCell), problem.Row, ColumnName(column), Sentence(problem)],
        _ => texts[nameof(ImportProblemsText.WholeRow), problem.Row, Sentence(problem)],
    };

    public ImportProblemResource ToResource(ImportProblem problem) => new(
        problem.Row,
        problem.Column is { } column ? ImportColumns.Of(column).Name : null,
        problem.Code,
        ImportNames.Of(problem.Severity),
        problem.Value,
        Sentence(problem));

    /// <summary>The refusal of a request, with what it names as the reader calls it.</summary>
    public Error Shown(Error refusal) =>
        refusal is { Code: ImportTransitions.NotInThisStatus, Arguments: [var status] } && ImportNames.Parse<ImportStatus>(status) is { } parsed
            ? refusal with { Arguments = [statuses[StatusCatalog.Of(parsed, ImportPhase.Received).TextKey]] }
            : refusal;

    /// <summary>When an earlier import of the same file was accepted, and its number.</summary>
    public IReadOnlyList<string> EarlierArguments(ImportSnapshot earlier) =>
        [clock.Format(earlier.CreatedAt), earlier.Number.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Reasons of adjustments that made a date.</summary>
    private static readonly string[] Dates = [AdjustReasons.ExcelSerial, AdjustReasons.DayFirst, AdjustReasons.MonthFirst, AdjustReasons.TimeDropped];

    /// <summary>A day, with or without time, in the reader's notation; anything else as it is.</summary>
    private static string Date(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? ReaderClock.Format(date, dateOnly: text.Length == 10, seconds: date.Second != 0)
            : text;

    /// <summary>English names of columns begin in lower case inside a sentence.</summary>
    private static string InSentence(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private string Shown(ImportProblem problem) =>
        string.IsNullOrWhiteSpace(problem.Value) ? texts[nameof(ImportProblemsText.KindEmpty)] : problem.Value.Replace(FileRow.UndecodableMark, '□');

    /// <summary>Only what reads the same as a number: "+81…" and "007" are codes.</summary>
    private static object Number(string argument) =>
        long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && string.Equals(number.ToString(CultureInfo.InvariantCulture), argument, StringComparison.Ordinal) ? number : argument;

    private IEnumerable<string> Arguments(ImportProblem problem)
    {
        switch (problem)
        {
            case { Code: ProblemCodes.MissingHeading, Column: { } missing }:
                return [ColumnName(missing)];
            case { Code: ProblemCodes.Required, Column: { } blank }:
                return [InSentence(ColumnName(blank))];
            case { Code: ProblemCodes.AmbiguousDate, Arguments: [var one, var other, ..] }:
                return [Date(one), Date(other), one.Replace('-', '/')];
            case { Code: ProblemCodes.OrderNotUpdatable, Arguments: [var status, ..] } when Enum.TryParse<OrderStatus>(status, out var parsed):
                return [statuses[StatusCatalog.Of(parsed).TextKey]];
            case { Code: ProblemCodes.Adjusted, Arguments: [var became, var reason, ..] }:
                return [Dates.Contains(reason, StringComparer.Ordinal) ? Date(became) : became, reason];
        }

        if (problem.Code == ProblemCodes.NotASpreadsheet)
        {
            return problem.Arguments.Select(kind => kind switch
            {
                "ole" => texts[nameof(ImportProblemsText.KindOle)].Value,
                "nul" => texts[nameof(ImportProblemsText.KindNul)].Value,
                "binary" => texts[nameof(ImportProblemsText.KindBinary)].Value,
                _ => kind.ToUpperInvariant(),
            });
        }

        return problem.Arguments;
    }

    private static string TextKey(ImportProblem problem) => problem switch
    {
        { Code: ProblemCodes.AmountAboveLimit, Severity: ProblemSeverity.Warning } => nameof(ImportProblemsText.AmountAboveLimitWarning),
        { Code: ProblemCodes.UnclosedQuote, Row: <= 0 } => nameof(ImportProblemsText.UnclosedQuoteInHeading),
        { Code: ProblemCodes.TotalMismatch, Row: > 0 } => nameof(ImportProblemsText.TotalMismatchOrder),
        { Code: ProblemCodes.DuplicateInFile, Row: <= 0 } => nameof(ImportProblemsText.DuplicateInCall),
        { Code: ProblemCodes.DuplicateExisting, Row: <= 0 } => nameof(ImportProblemsText.DuplicateExistingOrder),
        { Code: ProblemCodes.DuplicateInFile, Severity: ProblemSeverity.Error } => nameof(ImportProblemsText.DuplicateInFileError),
        { Code: ProblemCodes.Adjusted, Severity: ProblemSeverity.Error } => nameof(ImportProblemsText.AdjustedRefused),
        { Code: ProblemCodes.Adjusted, Arguments: [_, var reason, ..] } => KeyOf(ProblemCodes.Adjusted) + KeyOf(reason),
        _ => KeyOf(problem.Code),
    };

    /// <summary><c>not_an_integer</c> → <c>NotAnInteger</c>.</summary>
    private static string KeyOf(string code) => string.Concat(code.Split('_').Select(word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
}
