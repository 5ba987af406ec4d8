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
    /// <summary>By what the list can be sorted.</summary>
    internal static readonly RowSequences<WebhookEndpoint> Sequences = new(("url", static endpoint => endpoint.Url.ToString()), ("createdAt", static endpoint => endpoint.CreatedAt));

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [PersistentState]
    public IReadOnlyList<WebhookEndpoint>? Endpoints { get; set; }

    private IReadOnlyList<WebhookEndpoint>? Sorted => Endpoints is null ? null : Sequences.Of(Endpoints, Sort);

    private string ExportHref => Sequences.Href(WebhooksExport.Path, Sort);

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
