using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What a person says about an endpoint; a new one or one that is there.</summary>
public sealed partial class WebhookForm : DraftForm<WebhookDraft>
{
    private static readonly string[] UrlErrors =
        [WebhookErrors.UrlMissing, WebhookErrors.UrlMalformed, WebhookErrors.UrlTooLong, WebhookErrors.UrlNotHttps, WebhookErrors.UrlPrivate, WebhookErrors.UrlWithExtras];

    private static readonly string[] TypeErrors = [WebhookErrors.EventTypesMissing, WebhookErrors.EventTypeUnknown];

    private string _url = "";
    private string _description = "";
    private bool _enabled = true;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required WebhookMessages Messages { get; init; }

    protected override IEnumerable<string> FieldErrors => UrlErrors.Concat(TypeErrors);

    protected override IEnumerable<string> Show(WebhookDraft draft)
    {
        (_url, _description, _enabled) = (draft.Url, draft.Description ?? "", draft.IsEnabled);
        return draft.EventTypes;
    }

    protected override WebhookDraft Filled() => new(_url, _description, [.. EventTypes.All.Where(Chosen.Contains)], _enabled);

    protected override string Sentence(Error error) => Messages.Refusal(error);

    private void ChooseAll() => Chosen.UnionWith(EventTypes.All);
}
