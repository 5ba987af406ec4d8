using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

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
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public OrdersFilter Filter { get; set; } = new();

    private bool HasMore => Filter is not { Customer: null, Group: null, Min: null, Max: null, Source: null, Import: null };

    private IEnumerable<(string Text, OrdersFilter Without)> Chips
    {
        get
        {
            if (OrdersFilter.Clean(Filter.Query) is { } query)
            {
                yield return (Chip(nameof(OrdersText.Search), query), Filter with { Query = null });
            }

            if (OrdersFilter.NameOf<OrderStatus>(Filter.Status) is { } status)
            {
                yield return (Chip(nameof(OrdersText.FilterStatus), Statuses[StatusCatalog.Of(status).TextKey]), Filter with { Status = null });
            }

            if (OrdersFilter.NameOf<PaymentStatus>(Filter.Payment) is { } payment)
            {
                yield return (Chip(nameof(OrdersText.FilterPayment), Statuses[StatusCatalog.Of(payment).TextKey]), Filter with { Payment = null });
            }

            if (Period() is { } period)
            {
                yield return (Chip(nameof(OrdersText.FilterPeriod), period), Filter with { From = null, To = null });
            }

            if (OrdersFilter.Clean(Filter.Customer) is { } customer)
            {
                yield return (Chip(nameof(OrdersText.CustomerCode), customer), Filter with { Customer = null });
            }

            if (OrdersFilter.Clean(Filter.Group) is { } group)
            {
                yield return (Chip(nameof(OrdersText.OriginGroup), group), Filter with { Group = null });
            }

            if (Amount() is { } amount)
            {
                yield return (Chip(nameof(OrdersText.ColumnTotal), amount), Filter with { Min = null, Max = null });
            }

            if (OrdersFilter.NameOf<OrderSource>(Filter.Source) is { } source)
            {
                yield return (Chip(nameof(OrdersText.OriginSource), Texts[OrderTexts.KeyOf(source)]), Filter with { Source = null });
            }

            if (Filter.ImportNumber is { } import)
            {
                yield return (Texts[nameof(OrdersText.FilterImport), import], Filter with { Import = null });
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

    private string All(string key) => Chip(key, Texts[nameof(OrdersText.FilterAll)]);

    private string Chip(string key, string value) => Texts[nameof(OrdersText.FilterChip), Texts[key].Value, value];

    private string? Period() => Range(
        ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To), nameof(OrdersText.PeriodFrom), nameof(OrdersText.PeriodTo),
        static day => ReaderClock.Format(day.ToDateTime(TimeOnly.MinValue), dateOnly: true, seconds: false));

    private string? Amount() => Range(
        OrdersFilter.Yen(Filter.Min), OrdersFilter.Yen(Filter.Max), nameof(OrdersText.AmountFrom), nameof(OrdersText.AmountTo), YenAmount.Format);

    private string? Range<T>(T? from, T? to, string sinceKey, string untilKey, Func<T, string> show)
        where T : struct => (from, to) switch
        {
            ({ } first, { } last) => first.Equals(last) ? show(first) : $"{show(first)}〜{show(last)}",
            ({ } first, null) => Texts[sinceKey, show(first)],
            (null, { } last) => Texts[untilKey, show(last)],
            _ => null,
        };
}
