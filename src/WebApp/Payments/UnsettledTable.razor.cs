using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>Why orders are not settled, with the orders behind each reason.</summary>
public sealed partial class UnsettledTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<UnsettledReason> Reasons { get; set; } = [];
}
