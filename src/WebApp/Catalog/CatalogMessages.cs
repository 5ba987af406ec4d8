using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Says problems of products and customers in the reader's language, in the sentences of imports.</summary>
public sealed class CatalogMessages(IStringLocalizer<CatalogText> texts, ImportMessages messages)
{
    public static bool IsJapanese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja";

    public static string NameOf(CatalogSheet sheet, CatalogField field)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var column = sheet.Of(field);
        return IsJapanese ? column.Japanese : column.English;
    }

    /// <summary>The sentence alone, where the field stands beside it.</summary>
    public string Sentence(CatalogSheet sheet, CatalogProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem switch
        {
            { Code: CatalogProblems.DuplicateCode } => texts[nameof(CatalogText.DuplicateCode), problem.Value!],
            { Code: CatalogProblems.DuplicateCodeInFile } => texts[nameof(CatalogText.DuplicateCodeInFile), problem.Value!, problem.Arguments[0]],
            { Code: CatalogProblems.UnknownSaleState } => texts[nameof(CatalogText.UnknownSaleState), problem.Value!],
            { Code: ProblemCodes.Required, Field: { } field } => Of(problem, InSentence(NameOf(sheet, field))),
            _ => Of(problem, problem.Arguments),
        };
    }

    /// <summary>The sentence with its place in the table.</summary>
    public string Whole(CatalogSheet sheet, CatalogProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Field is { } field
            ? texts[nameof(CatalogText.ProblemCell), problem.Row, NameOf(sheet, field), Sentence(sheet, problem)]
            : texts[nameof(CatalogText.ProblemRow), problem.Row, Sentence(sheet, problem)];
    }

    /// <summary>Why a table as a whole was refused.</summary>
    public string Refusal(CatalogSheet sheet, Domain.Shared.Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Code == ProblemCodes.MissingHeading
            ? Of(new CatalogProblem(0, null, error.Code, null), NameOf(sheet, CatalogField.Code))
            : Of(new CatalogProblem(0, null, error.Code, null), error.Arguments);
    }

    private string Of(CatalogProblem problem, params IReadOnlyList<string> arguments) =>
        messages.Sentence(new ImportProblem(problem.Row, null, problem.Code, ProblemSeverity.Error, problem.Value, arguments));

    /// <summary>English names begin in lower case inside a sentence.</summary>
    private static string InSentence(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
