using OrderPortal.Domain.Catalog;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Catalog;

/// <summary>How saving a product or customer is answered.</summary>
internal static class CatalogAnswers
{
    /// <summary>Some values cannot be taken; the fields say which.</summary>
    private const string InvalidValues = "invalid_values";

    /// <summary>What was saved, as it is then, with its tag; or why it was not.</summary>
    /// <param name="read">By its id.</param>
    /// <param name="address">Of the resource's list, where it is new; null where it was changed.</param>
    public static async Task<IResult> SavedAsync<T, TResource>(
        HttpContext http, SaveOutcome outcome, CatalogSheet sheet, CatalogMessages messages, Func<Guid, Task<T?>> read, Func<T, (long Seq, TResource Resource)> show, string? address)
        where T : class
    {
        if (outcome.Id is not { } id)
        {
            return Refuse(outcome, sheet, messages);
        }

        var (seq, resource) = show((await read(id))!);
        http.Response.Headers.ETag = EntityTag.Of(seq);
        return address is null ? Results.Ok(resource) : Results.Created($"{address}/{id}", resource);
    }

    private static IResult Refuse(SaveOutcome outcome, CatalogSheet sheet, CatalogMessages messages) => outcome switch
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
