using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One endpoint: where it is, what it is told, and what came of that.</summary>
public sealed partial class WebhookPage : SettingPage<WebhookEndpoint, WebhookDraft>
{
    private PasswordPrompt _password = null!;
    private bool _rotating;
    private bool _deleting;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required WebhookMessages Messages { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    protected override string Permission => Permissions.WebhooksWrite;

    protected override string SavedText => Texts[nameof(WebhooksText.Saved)];

    protected override Guid IdOf(WebhookEndpoint thing) => thing.Id;

    protected override WebhookDraft DraftOf(WebhookEndpoint thing) => new(thing.Url.OriginalString, thing.Description, thing.EventTypes, thing.IsEnabled);

    protected override Task<WebhookEndpoint?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<IWebhookEndpoints>().GetAsync(id, cancellationToken);

    protected override string Sentence(Error error) => Messages.Refusal(error);

    protected override async Task ReloadAsync()
    {
        var before = Thing?.DisabledCode;
        await base.ReloadAsync();
        if (Thing?.DisabledCode != before)
        {
            // That it was turned off matters more than what was said last.
            Said = null;
        }
    }

    private async Task SaveAsync(WebhookDraft draft)
    {
        if (await ActAsync<ChangeWebhookEndpoint, WebhookSaved>((change, ct) => change.ExecuteAsync(Id, draft, null, ct)) is { } saved)
        {
            Conclude(saved.Endpoint, saved.Errors);
        }
    }

    private async Task TestAsync()
    {
        if (await ActAsync<IWebhookDeliveries, bool?>(async (deliveries, ct) => await deliveries.SendTestAsync(Id, ct)) is { } isSent)
        {
            Said = isSent ? (Tone.Info, Texts[nameof(WebhooksText.TestAccepted)]) : (Tone.Danger, Messages.Refusal(new Error("not_found")));
        }
    }

    private async Task RotateAsync()
    {
        if (!await _password.ProveAsync())
        {
            return;
        }

        Secret = (await ActAsync<RotateWebhookSecret, WebhookSecret?>(async (rotate, ct) => (await rotate.ExecuteAsync(Id, null, ct)).Value))?.Reveal();
        await ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        if (await ActAsync<IWebhookEndpoints, bool?>(async (endpoints, ct) => (await endpoints.DeleteAsync(Id, null, ct)).Value) is not null)
        {
            Navigation.NavigateTo("/settings/webhooks");
        }
    }

    private void Replayed(int count) => Said = (Tone.Info, Texts[nameof(WebhooksText.Replayed), count]);
}
