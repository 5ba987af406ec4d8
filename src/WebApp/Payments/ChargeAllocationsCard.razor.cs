using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>Which orders a charge settles; their parts come to its amount, or the sum is red.</summary>
public sealed partial class ChargeAllocationsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeAllocation> Allocations { get; set; } = [];

    /// <summary>Of the charge, in yen.</summary>
    [Parameter, EditorRequired]
    public long Amount { get; set; }

    private long Sum => Allocations.Sum(part => part.Amount);
}
