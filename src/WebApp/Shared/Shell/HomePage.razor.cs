using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The first page after sign-in: what the portal does, and the way to the first import.</summary>
public sealed partial class HomePage : ComponentBase
{
    private static readonly (IconName Icon, string Title, string Body)[] Steps =
    [
        (IconName.Spreadsheet, nameof(HomeText.Step1Title), nameof(HomeText.Step1Body)),
        (IconName.Progress, nameof(HomeText.Step2Title), nameof(HomeText.Step2Body)),
        (IconName.Tools, nameof(HomeText.Step3Title), nameof(HomeText.Step3Body)),
    ];

    private SignedInUser? _user;

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required IStringLocalizer<HomeText> Texts { get; set; }

    private string Greeting => _user is { Name.Length: > 0 } ? Texts[nameof(HomeText.Greeting), _user.Name] : Texts[nameof(HomeText.Title)];

    [Inject]
    public required OperationRunner Operations { get; set; }

    [PersistentState]
    public bool? HasOrders { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = Authentication is null ? null : SignedInUser.From((await Authentication).User);
        HasOrders ??= (await Operations.RunAsync<IOrderQueries, Page<OrderListItem>>(
            (await Authentication!).User, (orders, cancellationToken) => orders.ListAsync(new OrderFilter(), 1, null, cancellationToken))).Items.Count > 0;
    }
}
