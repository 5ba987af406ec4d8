using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>What became of the orders of a batch: how far settlement and notification are, as it happens.</summary>
public sealed partial class ImportFlowCard : LiveComponent
{
    private ImportFlow? _flow;
    private (ImportId, ImportPhase)? _shown;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private bool MaySettle { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (Import.Id, Import.Phase))
        {
            return;
        }

        _shown = (Import.Id, Import.Phase);
        MaySettle = SignedInUser.From((await Authentication).User).May(Permissions.PaymentsWrite);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Settlement, null), (ChangeKind.Notification, null));
        }
    }

    protected override async Task LoadAsync() => _flow = await Operations.RunAsync((await Authentication).User, (services, ct) => ImportFlow.LoadAsync(
        services.GetRequiredService<ISettlementQueries>(), services.GetRequiredService<IImportNotifications>(), Import.Id, _flow?.Sums, ct));

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
