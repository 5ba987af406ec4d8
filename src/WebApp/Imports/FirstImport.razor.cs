using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The way to the first import, as the list of its steps shows it.</summary>
internal enum FirstStep
{
    Prepare = 1,
    Upload,
    Review,
    Import,
}

/// <summary>A file that was uploaded and whose columns nobody has looked at.</summary>
public sealed record WaitingFile(Guid Id, string Name);

/// <summary>How far a tenant without orders has come.</summary>
/// <param name="File">The reader's own; null: none.</param>
/// <param name="Import">The latest, which has made no orders yet; null: none.</param>
public sealed record FirstImportState(WaitingFile? File, ImportSnapshot? Import);

/// <summary>
/// What a tenant without orders sees instead of figures: the steps from a file to the first orders, how far they are done, and the one thing to do next.
/// Goes on by itself when an import does.
/// </summary>
public sealed partial class FirstImport : LiveComponent
{
    private bool _mayImport;

    [Inject]
    public required IStringLocalizer<FirstImportText> Texts { get; init; }

    [PersistentState]
    public FirstImportState? State { get; set; }

    private FirstStep Current => State switch
    {
        { Import: not null } => FirstStep.Import,
        { File: not null } => FirstStep.Review,
        _ => FirstStep.Prepare,
    };

    protected override async Task OnInitializedAsync()
    {
        _mayImport = SignedInUser.From((await Authentication).User).MayImport;
        if (State is null)
        {
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _mayImport)
        {
            await ListenAsync((ChangeKind.Import, null));
        }
    }

    protected override async Task LoadAsync()
    {
        if (!_mayImport)
        {
            return;
        }

        State = await Operations.RunAsync((await Authentication).User, async (services, cancellationToken) =>
        {
            var drafts = await services.GetRequiredService<IImportDrafts>().ListOwnAsync(cancellationToken);
            var imports = await services.GetRequiredService<IImportQueries>().ListAsync(ImportFilter.All, 1, null, cancellationToken);
            return new FirstImportState(drafts.Count > 0 ? new WaitingFile(drafts[0].File.Id.Value, drafts[0].File.Name) : null, imports.Items.Count > 0 ? imports.Items[0] : null);
        });
    }
}
