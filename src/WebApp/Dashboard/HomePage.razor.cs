using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>The first page after sign-in: the figures, or the way to the first import until there are orders; it turns by itself when the first comes in.</summary>
public sealed partial class HomePage : LiveComponent
{
    private SignedInUser? _user;

    [Inject]
    public required IStringLocalizer<HomeText> Texts { get; init; }

    [PersistentState]
    public bool? HasOrders { get; set; }

    private string Greeting => _user is { Name.Length: > 0 } ? Texts[nameof(HomeText.Greeting), _user.Name] : Texts[nameof(HomeText.Title)];

    protected override async Task OnInitializedAsync()
    {
        _user = SignedInUser.From((await Authentication).User);
        if (HasOrders is null)
        {
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && HasOrders == false)
        {
            await ListenAsync((ChangeKind.Order, null), (ChangeKind.Import, null));
        }
    }

    protected override async Task LoadAsync()
    {
        HasOrders = (await Operations.RunAsync<IOrderQueries, Page<OrderListItem>>(
            (await Authentication).User, (orders, cancellationToken) => orders.ListAsync(new OrderFilter(), 1, null, cancellationToken))).Items.Count > 0;
        if (HasOrders == true)
        {
            StopListening();
        }
    }
}
