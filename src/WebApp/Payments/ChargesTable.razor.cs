using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;

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
    public IReadOnlyList<ChargeListItem> Charges { get; set; } = [];

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>Whether charges of several settlements may be among them.</summary>
    [Parameter]
    public bool ShowSettlement { get; set; }

    [Parameter]
    public EventCallback<IReadOnlyList<ChargeId>> OnRetry { get; set; }

    [Parameter]
    public EventCallback<IReadOnlyList<ChargeId>> OnCancel { get; set; }

    private IReadOnlyList<ChargeListItem> Chosen => [.. Charges.Where(charge => _chosen.Contains(charge.Id))];

    /// <summary>What is not on the page any more is not chosen any more: nobody sees it.</summary>
    protected override void OnParametersSet() => _chosen.IntersectWith(Charges.Select(charge => charge.Id));

    private void Choose(ChargeId charge, bool on)
    {
        if (on)
        {
            _chosen.Add(charge);
        }
        else
        {
            _chosen.Remove(charge);
        }
    }

    private void ChooseAll(bool on)
    {
        _chosen.Clear();
        if (on)
        {
            _chosen.UnionWith(Charges.Select(charge => charge.Id));
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
