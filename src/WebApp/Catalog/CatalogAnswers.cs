using OrderPortal.Domain.Catalog;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Catalog;

/// <summary>How saving a product or customer is answered when it was not saved.</summary>
internal static class CatalogAnswers
{
    /// <summary>Some values cannot be taken; the fields say which.</summary>
    private const string InvalidValues = "invalid_values";

    public static IResult Refuse(SaveOutcome outcome, CatalogSheet sheet, CatalogMessages messages) => outcome switch
    {
        { Refusal.Code: CatalogErrors.ChangedByOther } => EntityTag.Refuse(),
        { Refusal: not null } => Problems.NotFound(),
        { Problems: [{ Code: CatalogProblems.DuplicateCode } taken] } => Problems.Of(StatusCodes.Status409Conflict, taken.Code, Fields([taken], sheet, messages), arguments: taken.Value ?? ""),
        _ => Refuse(outcome.Problems, sheet, messages),
    };

    public static IResult Refuse(IReadOnlyList<CatalogProblem> problems, CatalogSheet sheet, CatalogMessages messages) =>
        Problems.Of(StatusCodes.Status422UnprocessableEntity, InvalidValues, Fields(problems, sheet, messages));

    private static IReadOnlyList<FieldProblem> Fields(IReadOnlyList<CatalogProblem> problems, CatalogSheet sheet, CatalogMessages messages) =>
        [.. problems.Select(problem => new FieldProblem(CatalogBody.NameOf(problem.Field!.Value), problem.Code, messages.Sentence(sheet, problem)))];
}
