using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>What may be asked of an import over HTTP: pause, resume, cancel, undo, confirm.</summary>
internal static class ImportControlEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        foreach (var request in (ImportRequest[])[ImportRequest.Pause, ImportRequest.Resume, ImportRequest.Cancel, ImportRequest.Undo])
        {
            var name = ImportNames.Of(request);
            group.MapPost($"/{{id:guid}}/{name}", (Guid id, ControlImport control, ImportMessages messages, TimeProvider clock, CancellationToken cancellationToken) =>
                AnswerAsync(messages, clock, () => control.ExecuteAsync(new ImportId(id), request, cancellationToken)))
                .RequireAuthorization(Permissions.ImportsWrite).AddEndpointFilter(BrowserProof.RequireAsync).DisableAntiforgery().WithName($"{name}Import");
        }

        group.MapPost("/{id:guid}/confirm", (
            Guid id, ConfirmationBody body, ConfirmImport confirm, ImportMessages messages, TimeProvider clock,
            CancellationToken cancellationToken) =>
            AnswerAsync(messages, clock, () => confirm.ExecuteAsync(new ImportId(id), body.Token ?? "", cancellationToken)))
            .RequireAuthorization(Permissions.ImportsWrite).AddEndpointFilter(BrowserProof.RequireAsync).DisableAntiforgery().WithName("confirmImport");
    }

    private static async Task<IResult> AnswerAsync(ImportMessages messages, TimeProvider clock, Func<Task<Result<ImportSnapshot>?>> ask) => await ask() switch
    {
        null => Problems.NotFound(),
        { Error: { } refusal } => Problems.Of(StatusCodes.Status409Conflict, messages.Shown(refusal)),
        { Value: var import } => Results.Accepted($"{ImportsEndpoints.Path}/{import.Id.Value}", ImportResource.Of(import, clock.GetUtcNow())),
    };
}
