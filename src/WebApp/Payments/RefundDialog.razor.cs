using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>Asks how much goes back, of what and why, and for the amount once more: money that went back cannot be called again.</summary>
public sealed partial class RefundDialog : ComponentBase
{
    private RefundForm _form = new();
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private bool _shown;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    [Parameter, EditorRequired]
    public ChargeDetails Details { get; set; } = null!;

    [Parameter]
    public EventCallback<RefundWish> OnConfirm { get; set; }

    private IReadOnlyList<ChargeAllocation> Orders => RefundForm.WholeOrders(Details);

    private string ConfirmText => _form.Wanted(Details) is { } amount and > 0
        ? Texts[nameof(PaymentsText.RefundConfirmAmount), YenAmount.Format(amount)]
        : Texts[nameof(PaymentsText.Refund)];

    /// <summary>Every opening begins anew.</summary>
    protected override void OnParametersSet()
    {
        if (Open && !_shown)
        {
            _form = new RefundForm();
            _faults = new Dictionary<string, string>();
        }

        _shown = Open;
    }

    private bool Check()
    {
        _faults = _form.Faults(Details);
        StateHasChanged();
        return _faults.Count == 0;
    }

    private void ChooseOrder(ChangeEventArgs change)
    {
        _form.Order = change.Value as string;
        _form.Amount = _form.Most(Details) is > 0 and var most ? SettlementLook.Count(most) : null;
    }

    private string? Invalid(string field) => _faults.ContainsKey(field) ? "true" : null;

    private string? Describing(string field, string id) => _faults.ContainsKey(field) ? id : null;

    private RenderFragment Error(string field, string id) => builder =>
    {
        if (_faults.TryGetValue(field, out var key))
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "op-error");
            builder.AddAttribute(2, "id", id);
            builder.AddContent(3, key == nameof(PaymentsText.RefundAmountTooHigh) ? Texts[key, YenAmount.Format(_form.Most(Details))] : Texts[key].Value);
            builder.CloseElement();
        }
    };
}
