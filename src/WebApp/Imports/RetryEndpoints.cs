using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// Importing rejected rows again over HTTP: without a body as they were mended in the portal, with a <c>file</c> as somebody has mended them elsewhere,
/// usually in the error report. How it is read and written is the parent's; only how the file is decoded may be said.
/// </summary>
internal static class RetryEndpoints
{
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal) { "encoding", "delimiter", "sheet" };

    public static void Map(RouteGroupBuilder imports, ImportLimits limits) =>
        imports.MapPost("/{id:guid}/retry", RetryAsync).Named(
                "retryImport", "Import the rejected rows again",
                "Without a body: as they were mended in the portal. With a file: as they were mended elsewhere, usually in the error report. They become an import of their own, whose `parentId` is this one.")
            .Changes(Permissions.ImportsWrite).TakesFile(limits.MaxFileBytes + ImportUpload.FormOverheadBytes).Accepts<RetryForm>(isOptional: true, "multipart/form-data")
            .Answers<ImportResource>(StatusCodes.Status202Accepted)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> RetryAsync(
        Guid id, HttpContext http, ImportUpload upload, RetryImport retry, ImportMessages messages, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var import = new ImportId(id);
        if (HasNoBody(http.Request))
        {
            return Answer(await retry.ExecuteAsync(import, cancellationToken), messages, clock);
        }

        // Before the file comes in: it would come in for nothing.
        var checkedFirst = await retry.CheckAsync(import, cancellationToken);
        if (checkedFirst is not { Refusal: null })
        {
            return Answer(checkedFirst, messages, clock);
        }

        var received = await upload.ReceiveAsync(http.Request, Fields, cancellationToken);
        if (received.Error is { } error)
        {
            return ImportsEndpoints.NotReceived(error);
        }

        // The file is here as a whole, so it is not given up when its sender leaves: it would belong to nobody.
        var (file, settings) = received.Value;
        return Answer(await retry.ExecuteAsync(import, file, settings, CancellationToken.None), messages, clock);
    }

    private static bool HasNoBody(HttpRequest request) => request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null);

    private static IResult Answer(RetriedImport? retried, ImportMessages messages, TimeProvider clock) => retried switch
    {
        null => Problems.NotFound(),
        { Refusal: { } refusal } => Problems.Of(StatusCodes.Status409Conflict, messages.Shown(refusal)),
        { Started.Refusal: { } refusal } => ImportsEndpoints.Refused(refusal, messages),
        { Started.Import: { } import } => Results.Accepted($"{ImportsEndpoints.Path}/{import.Id.Value}", ImportResource.Of(import, clock.GetUtcNow())),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
