using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>Narrows the list of charges; what holds stands in the address and, condition by condition, in chips that take it away.</summary>
public sealed partial class ChargesFilterBar : ComponentBase
{
    private ChargesFilter _draft = new();
    private ChargesFilter? _shown;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public ChargesFilter Filter { get; set; } = new();

    private IEnumerable<(string Text, ChargesFilter Without)> Chips
    {
        get
        {
            if (Filter.Order is { } order)
            {
                yield return (Chip(nameof(PaymentsText.FilterOrder), order), Filter with { Order = null });
            }

            if (Filter.Statuses is { Count: > 0 } statuses)
            {
                yield return (Chip(nameof(PaymentsText.ColumnStatus), string.Join('・', statuses.Select(NameOf))), Filter with { Status = null });
            }

            if (Filter.Customer is { } customer)
            {
                yield return (Chip(nameof(PaymentsText.ColumnCustomer), customer), Filter with { Customer = null });
            }

            if (Filter.Settlement is { } settlement)
            {
                yield return (Chip(nameof(PaymentsText.FilterSettlement), settlement), Filter with { Settlement = null });
            }

            if (Filter.Import is { } import)
            {
                yield return (Chip(nameof(PaymentsText.FilterImport), import), Filter with { Import = null });
            }

            if (Filter.Gateway is { } gateway)
            {
                yield return (Chip(nameof(PaymentsText.Gateway), gateway), Filter with { Gateway = null });
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is being typed outlives the rows that move below.
        if (_shown != Filter)
        {
            _shown = Filter;
            _draft = Filter with { };
        }
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_draft));

    private string HrefOf(ChargesFilter filter) => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "charges", filter.ToQuery());

    private string Chip(string key, string value) => Texts[nameof(PaymentsText.FilterChip), Texts[key].Value, value];

    private string NameOf(ChargeStatus status) => Statuses[StatusCatalog.Of(status).TextKey];
}
