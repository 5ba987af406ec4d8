using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;

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
    public required FilterWords Words { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public ChargesFilter Filter { get; set; } = new();

    private IEnumerable<(string Value, string Text)> Options =>
    [
        (ChargesFilter.Troubled, Texts[nameof(PaymentsText.FilterTroubled)]),
        .. Enum.GetValues<ChargeStatus>().Select(status => (ImportNames.Of(status), NameOf(status))),
    ];

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (Filter.Order is { } order)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.FilterOrder)], order), HrefOf(Filter with { Order = null }));
            }

            if (Filter.Statuses is { Count: > 0 } statuses)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.ColumnStatus)], string.Join('・', statuses.Select(NameOf))), HrefOf(Filter with { Status = null }));
            }

            if (Words.Days(ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To)) is { } period)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.FilterCreated)], period), HrefOf(Filter with { From = null, To = null }));
            }

            if (Filter.Group is { } group)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.FilterGroup)], group), HrefOf(Filter with { Group = null }));
            }

            if (Filter.Customer is { } customer)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.ColumnCustomer)], customer), HrefOf(Filter with { Customer = null }));
            }

            if (Filter.Settlement is { } settlement)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.FilterSettlement)], settlement), HrefOf(Filter with { Settlement = null }));
            }

            if (Filter.Import is { } import)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.FilterImport)], import), HrefOf(Filter with { Import = null }));
            }

            if (Filter.Gateway is { } gateway)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(PaymentsText.Gateway)], gateway), HrefOf(Filter with { Gateway = null }));
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

    private string NameOf(ChargeStatus status) => Statuses[StatusCatalog.Of(status).TextKey];
}
