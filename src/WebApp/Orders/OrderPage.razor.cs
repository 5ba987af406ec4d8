using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>One order: what was ordered, how it stands, everything that happened to it and what may be done with it. Whoever looks at it sees changes at once.</summary>
public sealed partial class OrderPage : LiveComponent
{
    private const int MostHappened = 500;

    /// <summary>What other pages and endpoints are called.</summary>
    private static readonly string[] Taken = ["new", "export"];

    private IReadOnlyList<OrderHappening> _happened = [];
    private OrderId? _watched;
    private bool _loaded;
    private string? _shown;
    private string? _refusal;
    private string _announcement = "";
    private int _loads;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required OrderMessages Messages { get; init; }

    /// <summary>Order numbers are the customer's own and may hold slashes.</summary>
    [Parameter]
    public string OrderNumber { get; set; } = "";

    private OrderDetails? Details { get; set; }

    private Order Order => Details!.Order;

    /// <summary>
    /// The router gives back a path with everything decoded but %2F, so that "A/B" and "A%2FB" would be one. Per cent signs therefore travel
    /// encoded twice, and so does a number of dots alone, which browsers would take for a step up, or one that is the name of another page.
    /// </summary>
    public static string HrefOf(string orderNumber)
    {
        var once = orderNumber.Replace("%", "%25", StringComparison.Ordinal);
        if (once is "." or "..")
        {
            once = once.Replace(".", "%2E", StringComparison.Ordinal);
        }
        else if (Taken.Contains(once, StringComparer.OrdinalIgnoreCase))
        {
            once = Uri.HexEscape(once[0]) + once[1..];
        }

        return $"/orders/{Uri.EscapeDataString(once)}";
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == OrderNumber)
        {
            return;
        }

        _shown = OrderNumber;
        (_refusal, _announcement) = (null, "");
        await LoadAsync();
        _loaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_watched == Details?.Order.Id)
        {
            return;
        }

        _watched = Details?.Order.Id;
        if (_watched is { } order)
        {
            await ListenAsync((ChangeKind.Order, order.Value));
        }
        else
        {
            StopListening();
        }
    }

    protected override async Task HearAsync()
    {
        var before = Details is null ? null : Look();
        await LoadAsync();
        if (before is not null && Details is not null && Look() is var now && now != before)
        {
            _announcement = Texts[nameof(OrdersText.ChangedAnnounce), now];
        }
    }

    protected override async Task LoadAsync()
    {
        var load = ++_loads;
        var number = Uri.UnescapeDataString(OrderNumber);
        var (details, happened) = await Operations.RunAsync<(OrderDetails?, IReadOnlyList<OrderHappening>)>((await Authentication).User, async (services, ct) =>
        {
            var found = number.Any(char.IsControl) ? null : await services.GetRequiredService<IOrderQueries>().DetailsAsync(number, ct);
            return (found, found is null ? [] : await services.GetRequiredService<IOrderTimeline>().OfAsync(found.Order.Id, MostHappened, ct));
        });
        if (load == _loads)
        {
            (Details, _happened) = (details, happened);
        }
    }

    private async Task RefuseAsync(Error refusal)
    {
        _refusal = Messages.Sentence(refusal);
        await HearAsync();
    }

    private string Look() => $"{Statuses[StatusCatalog.Of(Order.Status).TextKey]} {Statuses[StatusCatalog.Of(Order.PaymentStatus).TextKey]}";
}
