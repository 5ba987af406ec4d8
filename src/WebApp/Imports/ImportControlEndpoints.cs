using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>What may be asked of an import over HTTP: pause, resume, cancel, undo, confirm.</summary>
internal static class ImportControlEndpoints
{
    private static readonly (ImportRequest Request, string Summary, string Description)[] Requests =
    [
        (ImportRequest.Pause, "Pause an import", "It stops behind the part that is being written, within about a second."),
        (ImportRequest.Resume, "Resume a paused import", "It goes on where it stopped."),
        (ImportRequest.Cancel, "Cancel an import", "It stops behind the part that is being written; what was written stays, and can be undone."),
        (ImportRequest.Undo, "Undo an import", "Within 24 hours of its end: orders that nobody has touched since are removed, or get their former values; the others are left, see `kept`."),
    ];

    public static void Map(RouteGroupBuilder imports)
    {
        foreach (var (request, summary, description) in Requests)
        {
            var name = ImportNames.Of(request);
            imports.MapPost(
                    $"/{{id:guid}}/{name}",
                    (Guid id, HttpRequest http, IImportQueries queries, ControlImport control, ImportMessages messages, TimeProvider clock, CancellationToken cancellationToken) => AnswerAsync(
                        messages, clock, http, queries, new ImportId(id), seen => control.ExecuteAsync(new ImportId(id), request, seen, cancellationToken), cancellationToken))
                .Named($"{name}Import", summary, description).Changes(Permissions.ImportsWrite).HeedsTag().Answers<ImportResource>(StatusCodes.Status202Accepted)
                .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        }

        imports.MapPost("/{id:guid}/confirm", ConfirmAsync).Named(
                "confirmImport", "Confirm a dry run", "Writes what the dry run has shown; refused where the orders that it touches have changed since.")
            .Changes(Permissions.ImportsWrite).HeedsTag().Takes<ConfirmationBody>().Answers<ImportResource>(StatusCodes.Status202Accepted)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<IResult> ConfirmAsync(
        Guid id, HttpRequest http, IImportQueries queries, ConfirmImport confirm, ImportMessages messages, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ConfirmationBody>(http, cancellationToken);
        return body.Error is { } unreadable
            ? JsonBody.Refuse(unreadable)
            : await AnswerAsync(messages, clock, http, queries, new ImportId(id), _ => confirm.ExecuteAsync(new ImportId(id), body.Value.Token ?? "", cancellationToken), cancellationToken);
    }

    /// <param name="ask">Takes the change that the caller has seen; null where it named none.</param>
    private static async Task<IResult> AnswerAsync(
        ImportMessages messages, TimeProvider clock, HttpRequest http, IImportQueries queries, ImportId id, Func<long?, Task<Result<ImportSnapshot>?>> ask, CancellationToken cancellationToken)
    {
        long? seen = null;
        if (http.Headers.IfMatch.Count > 0 && await queries.GetAsync(id, cancellationToken) is { } stored)
        {
            if (EntityTag.Check(http, EntityTag.Of(stored.ModifiedSeq)) is { } outdated)
            {
                return outdated;
            }

            seen = stored.ModifiedSeq;
        }

        return Answer(await ask(seen), messages, clock);
    }

    private static IResult Answer(Result<ImportSnapshot>? moved, ImportMessages messages, TimeProvider clock) => moved switch
    {
        null => Problems.NotFound(),
        { Error.Code: ControlImport.ChangedMeanwhile } => EntityTag.Refuse(),
        { Error: { } refusal } => Problems.Of(StatusCodes.Status409Conflict, messages.Shown(refusal)),
        { Value: var import } => Results.Accepted($"{ImportsEndpoints.Path}/{import.Id.Value}", ImportResource.Of(import, clock.GetUtcNow())),
    };
}
