using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>What was read.</summary>
/// <param name="Error">One of <see cref="DashboardErrors"/>; null: there is a view.</param>
/// <param name="At">When.</param>
public sealed record DashboardState(DashboardView? View, string? Error, DateTimeOffset At);

/// <summary>The figures of some days, and the lists behind them. Days, customer and group stand in the address; figures move with the work.</summary>
public sealed partial class DashboardPanel : LiveComponent
{
    private DashboardFilter _draft = new();
    private DashboardFilter? _shown;

    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? Days { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Customer { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [PersistentState]
    public DashboardState? State { get; set; }

    private DashboardFilter Filter => new() { Days = QueryText.Blank(Days), From = QueryText.Blank(From), To = QueryText.Blank(To), Customer = QueryText.Blank(Customer), Group = QueryText.Blank(Group) };

    /// <summary>Of the moment that was read: a day later the same address is of other days.</summary>
    private DashboardQuery? Query => State is null || Filter.ToDomain(State.At) is not { Error: null } query ? null : query.Value;

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (Words.Days(ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To)) is { } period)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(DashboardText.Period)], period), DashboardLinks.To(Filter with { From = null, To = null }));
            }

            if (QueryText.Clean(Filter.Customer) is { } customer)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(DashboardText.CustomerCode)], customer), DashboardLinks.To(Filter with { Customer = null }));
            }

            if (QueryText.Clean(Filter.Group) is { } group)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(DashboardText.Group)], group), DashboardLinks.To(Filter with { Group = null }));
            }
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = Filter;
        if (_shown == filter)
        {
            return;
        }

        var isFirst = _shown is null;
        _shown = filter;
        _draft = filter with { };
        if (!isFirst || State is null)
        {
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Order, null), (ChangeKind.Import, null), (ChangeKind.Settlement, null), (ChangeKind.Notification, null));
        }
    }

    protected override async Task LoadAsync()
    {
        var (filter, now) = (Filter, Clock.GetUtcNow());
        var query = filter.ToDomain(now);
        var found = query.Error is { } refusal ? refusal : await ReadAsync(query.Value);

        // An answer that comes late is of days that are no longer asked for.
        if (filter == Filter)
        {
            State = found.Error is { } error ? new DashboardState(null, error.Code, now) : new DashboardState(found.Value, null, now);
        }
    }

    private async Task<Result<DashboardView>> ReadAsync(DashboardQuery query)
    {
        var person = (await Authentication).User;
        var parts = PartsFor(SignedInUser.From(person));
        return await Operations.RunAsync<IDashboardQueries, Result<DashboardView>>(person, (dashboard, cancellationToken) => dashboard.ViewAsync(query, parts, cancellationToken));
    }

    internal static DashboardParts PartsFor(SignedInUser reader) =>
        new(reader.May(Permissions.ImportsRead), reader.May(Permissions.PaymentsRead), reader.May(Permissions.NotificationsRead));

    private static IReadOnlyList<BarRow> StatusRows(DashboardQuery query, DashboardView view) =>
        [.. Enum.GetValues<OrderStatus>().Select(status => new BarRow(
            StatusCatalog.Of(status), DashboardLinks.Orders(query, new OrdersFilter { Status = ImportNames.Of(status) }), view.Orders.In(status)))];

    private static IReadOnlyList<BarRow> PaymentRows(DashboardQuery query, DashboardView view) =>
        [.. Enum.GetValues<PaymentStatus>().Select(status => new BarRow(
            StatusCatalog.Of(status), DashboardLinks.Orders(query, new OrdersFilter { Payment = ImportNames.Of(status) }), view.Orders.In(status)))];

    private void Apply() => Navigation.NavigateTo(DashboardLinks.To(_draft));

    private static string TitleOf(string error) => error == DashboardErrors.TooSlow ? nameof(DashboardText.TooSlowTitle) : nameof(DashboardText.RangeTitle);

    private static string TextOf(string error) => error switch
    {
        DashboardErrors.TooSlow => nameof(DashboardText.TooSlowBody),
        DashboardErrors.EmptyRange => nameof(DashboardText.EmptyRangeBody),
        _ => nameof(DashboardText.LongRangeBody),
    };
}
