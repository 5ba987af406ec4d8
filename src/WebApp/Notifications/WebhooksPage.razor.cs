using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>The tenant's webhook endpoints.</summary>
public sealed partial class WebhooksPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [PersistentState]
    public IReadOnlyList<WebhookEndpoint>? Endpoints { get; set; }

    private ListLoad Load { get; } = new();

    protected override async Task OnInitializedAsync()
    {
        if (Endpoints is null)
        {
            await LoadAsync();
        }
    }

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<IWebhookEndpoints, IReadOnlyList<WebhookEndpoint>>((await Authentication).User, static (endpoints, ct) => endpoints.ListAsync(ct)),
        endpoints => Endpoints = endpoints);
}
