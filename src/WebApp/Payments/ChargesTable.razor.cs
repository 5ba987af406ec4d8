using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Payments;

/// <summary>A page of charges. Who may, ticks some and retries them or takes them back; another page begins with none.</summary>
public sealed partial class ChargesTable : ComponentBase
{
    private readonly HashSet<ChargeId> _chosen = [];
    private bool _retrying;
    private bool _cancelling;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Null while they are read for the first time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeListItem>? Charges { get; set; }

    [Parameter]
    public ListLoad? Load { get; set; }

    [Parameter]
    public EventCallback OnReload { get; set; }

    [Parameter]
    public bool IsNarrowed { get; set; }

    [Parameter]
    public string? SortedBy { get; set; }

    [Parameter]
    public string? After { get; set; }

    [Parameter]
    public string? Next { get; set; }

    [Parameter]
    public int? PageSize { get; set; }

    [Parameter]
    public string? ExportHref { get; set; }

    [Parameter]
    public RenderFragment? Filters { get; set; }

    [Parameter]
    public RenderFragment? FirstUse { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>Whether charges of several settlements may be among them.</summary>
    [Parameter]
    public bool ShowSettlement { get; set; }

    [Parameter]
    public EventCallback<IReadOnlyList<ChargeId>> OnRetry { get; set; }

    [Parameter]
    public EventCallback<IReadOnlyList<ChargeId>> OnCancel { get; set; }

    private IReadOnlyList<ChargeListItem> Chosen => [.. (Charges ?? []).Where(charge => _chosen.Contains(charge.Id))];

    /// <summary>What is not on the page any more is not chosen any more: nobody sees it.</summary>
    protected override void OnParametersSet() => _chosen.IntersectWith((Charges ?? []).Select(charge => charge.Id));

    private void Toggle(IReadOnlyList<ChargeListItem> charges)
    {
        foreach (var charge in charges)
        {
            if (!_chosen.Remove(charge.Id))
            {
                _chosen.Add(charge.Id);
            }
        }
    }

    private async Task ActAsync(EventCallback<IReadOnlyList<ChargeId>> act)
    {
        ChargeId[] charges = [.. Chosen.Select(charge => charge.Id)];
        _chosen.Clear();
        await act.InvokeAsync(charges);
    }

    /// <summary>A charge is called by the orders that it settles.</summary>
    private string NameOf(ChargeListItem charge) => ChargeLook.NameOf(Texts, charge);
}
