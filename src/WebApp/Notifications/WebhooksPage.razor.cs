using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
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

    protected override async Task OnInitializedAsync() => Endpoints ??= await Operations.RunAsync<IWebhookEndpoints, IReadOnlyList<WebhookEndpoint>>(
        (await Authentication).User, static (endpoints, ct) => endpoints.ListAsync(ct));
}
