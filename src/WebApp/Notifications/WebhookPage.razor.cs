using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One endpoint: where it is, what it is told, and what came of that.</summary>
public sealed partial class WebhookPage : ComponentBase
{
    private bool _rotating;
    private bool _deleting;
    private string? _secret;
    private WebhookDraft? _draft;
    private IReadOnlyList<Error> _errors = [];
    private (Tone Tone, string Text)? _banner;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required WebhookMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    [PersistentState]
    public WebhookEndpoint? Endpoint { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Endpoint?.Id != Id)
        {
            await ReloadAsync();
        }

        ShowInForm();
    }

    /// <summary>What is being typed stays; only status and times are new.</summary>
    private async Task ReloadAsync()
    {
        var before = Endpoint?.DisabledCode;
        Endpoint = await Operations.RunAsync<IWebhookEndpoints, WebhookEndpoint?>((await Authentication).User, (endpoints, ct) => endpoints.GetAsync(Id, ct));
        if (Endpoint?.DisabledCode != before)
        {
            // That it was turned off matters more than what was said last.
            _banner = null;
        }
    }

    private void ShowInForm() => _draft = Endpoint is null || _draft is not null ? _draft : new WebhookDraft(Endpoint.Url.OriginalString, Endpoint.Description, Endpoint.EventTypes, Endpoint.IsEnabled);

    private async Task SaveAsync(WebhookDraft draft)
    {
        var saved = await ActAsync<ChangeWebhookEndpoint, WebhookSaved>((change, ct) => change.ExecuteAsync(Id, draft, null, ct));
        _errors = saved?.Errors ?? [];
        if (saved?.Endpoint is { } endpoint)
        {
            (Endpoint, _draft) = (endpoint, null);
            ShowInForm();
            _banner = (Tone.Success, Texts[nameof(WebhooksText.Saved)]);
        }
        else if (saved is { Errors.Count: 0 })
        {
            Refuse(new Error("not_found"));
        }
    }

    private async Task TestAsync()
    {
        if (await ActAsync<IWebhookDeliveries, bool?>(async (deliveries, ct) => await deliveries.SendTestAsync(Id, ct)) is { } isSent)
        {
            _banner = isSent ? (Tone.Info, Texts[nameof(WebhooksText.TestAccepted)]) : (Tone.Danger, Messages.Refusal(new Error("not_found")));
        }
    }

    private async Task RotateAsync()
    {
        _secret = (await ActAsync<RotateWebhookSecret, WebhookSecret?>(async (rotate, ct) => (await rotate.ExecuteAsync(Id, null, ct)).Value))?.Reveal();
        await ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        if (await ActAsync<IWebhookEndpoints, bool?>(async (endpoints, ct) => (await endpoints.DeleteAsync(Id, null, ct)).Value) is not null)
        {
            Navigation.NavigateTo("/settings/webhooks");
        }
    }

    private void Refuse(Error error) => _banner = (Tone.Danger, Messages.Refusal(error));

    private void Replayed(int count) => _banner = (Tone.Info, Texts[nameof(WebhooksText.Replayed), count]);

    /// <summary>The server's own look at the permission: what is shown may be older than the role. Null: refused, and said so.</summary>
    private async Task<T?> ActAsync<TService, T>(Func<TService, CancellationToken, Task<T>> act)
        where TService : notnull
    {
        var user = (await Authentication).User;
        if (PortalClaims.Has(user, Permissions.WebhooksWrite))
        {
            return await Operations.RunAsync(user, act);
        }

        Refuse(new Error("forbidden"));
        return default;
    }
}
