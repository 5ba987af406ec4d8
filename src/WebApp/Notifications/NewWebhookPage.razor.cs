using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Adds an endpoint and shows its secret, once.</summary>
public sealed partial class NewWebhookPage : ComponentBase
{
    private PasswordPrompt _password = null!;
    private IReadOnlyList<Error> _errors = [];
    private Guid _added;
    private string? _secret;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task AddAsync(WebhookDraft draft)
    {
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.WebhooksWrite))
        {
            _errors = [new Error("forbidden")];
            return;
        }

        if (!await _password.ProveAsync())
        {
            return;
        }

        var saved = await Operations.RunAsync<AddWebhookEndpoint, WebhookSaved>(user, (add, ct) => add.ExecuteAsync(draft, ct));
        _errors = saved.Errors;
        if (saved is { Endpoint: { } endpoint, Secret: { } secret })
        {
            (_added, _secret) = (endpoint.Id, secret.Reveal());
        }
    }

    private void Leave()
    {
        _secret = null;
        Navigation.NavigateTo($"/settings/webhooks/{_added}");
    }
}
