using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Where the wizard's files arrive: the portal's own script calls it, programs import at once.</summary>
public static class ImportDraftsEndpoints
{
    public const string Path = ImportsEndpoints.Path + "/drafts";

    internal static void Map(IEndpointRouteBuilder routes, ImportLimits limits) =>
        routes.MapPost(Path, CreateAsync).Changes(Permissions.ImportsWrite).WithName("createImportDraft").ExcludeFromDescription().DisableAntiforgery()
            .WithMetadata(new UploadSizeLimit(limits.MaxFileBytes + ImportUpload.FormOverheadBytes));

    private static async Task<IResult> CreateAsync(
        HttpContext http, ImportUpload upload, DraftIntake intake, ImportMessages messages, CancellationToken cancellationToken)
    {
        var received = await upload.ReceiveAsync(http.Request, cancellationToken);
        if (received.Error is { } error)
        {
            return ImportsEndpoints.NotReceived(error);
        }

        var (file, choices) = received.Value;
        return await intake.TakeAsync(file, choices) is { } unreadable
            ? ImportsEndpoints.Refused(new ImportRefusal(unreadable, [new ImportProblem(0, null, unreadable.Code, ProblemSeverity.Error, null, unreadable.Arguments)], null), messages)
            : Results.Created(WizardAddress.Of(file.Id, 2), new ImportDraftResource(file.Id.Value));
    }
}

/// <summary>A file that is there as a whole: becomes a draft, or goes where nothing could ever be read from it.</summary>
public sealed class DraftIntake(IOrderFileReader reader, IImportFileStore files, PrepareImport prepare)
{
    /// <returns>Why it is no file of orders; or null. Goes on when its sender leaves: the file would belong to nobody.</returns>
    public async Task<Error?> TakeAsync(StoredFile file, ImportSettings choices)
    {
        if ((await reader.DetectAsync(file, choices, CancellationToken.None)).Error is { } unreadable)
        {
            await files.DeleteAsync(file.Id, CancellationToken.None);
            return unreadable;
        }

        await prepare.BeginAsync(file, choices, CancellationToken.None);
        return null;
    }
}

/// <param name="File">Names the draft in the wizard's address.</param>
public sealed record ImportDraftResource(Guid File);
