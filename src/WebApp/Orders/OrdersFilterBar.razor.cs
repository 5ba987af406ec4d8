using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Orders;

/// <summary>Narrows the list of orders; what holds stands in the address and, condition by condition, in chips that take it away.</summary>
public sealed partial class OrdersFilterBar : ComponentBase
{
    private OrdersFilter _draft = new();
    private OrdersFilter? _shown;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public OrdersFilter Filter { get; set; } = new();

    private bool HasMore => Filter is not { Customer: null, Group: null, Min: null, Max: null, Source: null, Import: null };

    private IEnumerable<(string Value, string Text)> PaymentOptions =>
    [
        (OrdersFilter.OpenPayment, Texts[nameof(OrdersText.FilterOpen)]),
        .. Enum.GetValues<PaymentStatus>().Select(status => (ImportNames.Of(status), Statuses[StatusCatalog.Of(status).TextKey].Value)),
    ];

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (QueryText.Clean(Filter.Query) is { } query)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.Search)], query), HrefOf(Filter with { Query = null }));
            }

            if (OrdersFilter.NameOf<OrderStatus>(Filter.Status) is { } status)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.FilterStatus)], Statuses[StatusCatalog.Of(status).TextKey]), HrefOf(Filter with { Status = null }));
            }

            if (PaymentOptions.FirstOrDefault(option => option.Value == QueryText.Clean(Filter.Payment)) is { Text: { } payment })
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.FilterPayment)], payment), HrefOf(Filter with { Payment = null }));
            }

            if (Words.Days(ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To)) is { } period)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.FilterPeriod)], period), HrefOf(Filter with { From = null, To = null }));
            }

            if (QueryText.Clean(Filter.Customer) is { } customer)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.CustomerCode)], customer), HrefOf(Filter with { Customer = null }));
            }

            if (QueryText.Clean(Filter.Group) is { } group)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.OriginGroup)], group), HrefOf(Filter with { Group = null }));
            }

            if (Words.Amounts(OrdersFilter.Yen(Filter.Min), OrdersFilter.Yen(Filter.Max)) is { } amount)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.ColumnTotal)], amount), HrefOf(Filter with { Min = null, Max = null }));
            }

            if (OrdersFilter.NameOf<OrderSource>(Filter.Source) is { } source)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(OrdersText.OriginSource)], Texts[OrderTexts.KeyOf(source)]), HrefOf(Filter with { Source = null }));
            }

            if (Filter.ImportNumber is { } import)
            {
                yield return new FilterChip(Texts[nameof(OrdersText.FilterImport), import], HrefOf(Filter with { Import = null }));
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is being typed outlives a selection in the rows below.
        if (_shown != Filter)
        {
            _shown = Filter;
            _draft = Filter with { };
        }
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_draft));

    private string HrefOf(OrdersFilter filter) => Navigation.GetUriWithQueryParameters(new Uri(Navigation.BaseUri + "orders").ToString(), filter.ToQuery());
}
