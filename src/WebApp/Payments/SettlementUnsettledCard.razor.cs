using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Payments;

/// <summary>Orders of the settlement's import that are not settled, as they are now. What a selection left out is known by number only.</summary>
public sealed partial class SettlementUnsettledCard : ComponentBase
{
    private SettlementId? _shown;
    private IReadOnlyList<UnsettledReason>? _reasons;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public SettlementView Settlement { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Settlement.Id || Settlement.Import is not { } import)
        {
            return;
        }

        _shown = Settlement.Id;
        var plan = await Operations.RunAsync<PlanSettlement, Result<SettlementPlan>>(
            (await Authentication).User, (planning, ct) => planning.ExecuteAsync(SettlementRequest.Of(import, Settlement.Grouping), ct));
        _reasons = plan.IsSuccess
            ? [.. PlanView.Of(plan.Value, [], 1).Unsettled.Where(reason => reason.Code != UnsettledCodes.AlreadySettled)]
            : [];
    }
}
