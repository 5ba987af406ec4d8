using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What a person says about an endpoint; a new one or one that is there.</summary>
public sealed partial class WebhookForm : ComponentBase
{
    private static readonly string[] UrlErrors =
        [WebhookErrors.UrlMissing, WebhookErrors.UrlMalformed, WebhookErrors.UrlTooLong, WebhookErrors.UrlNotHttps, WebhookErrors.UrlPrivate, WebhookErrors.UrlWithExtras];

    private static readonly string[] TypeErrors = [WebhookErrors.EventTypesMissing, WebhookErrors.EventTypeUnknown];

    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private string _url = "";
    private string _description = "";
    private bool _enabled = true;
    private bool _saving;
    private WebhookDraft? _shown;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required WebhookMessages Messages { get; init; }

    /// <summary>What stands in the form at first, and again when it becomes another one; what is typed stays otherwise.</summary>
    [Parameter]
    public WebhookDraft? Draft { get; set; }

    /// <summary>Why it was refused.</summary>
    [Parameter]
    public IReadOnlyList<Error> Errors { get; set; } = [];

    [Parameter, EditorRequired]
    public string SaveText { get; set; } = "";

    [Parameter]
    public EventCallback<WebhookDraft> OnSave { get; set; }

    /// <summary>Buttons left of the saving one.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnParametersSet()
    {
        if (Draft is null || ReferenceEquals(Draft, _shown))
        {
            return;
        }

        (_shown, _url, _description, _enabled) = (Draft, Draft.Url, Draft.Description ?? "", Draft.IsEnabled);
        _types.Clear();
        _types.UnionWith(Draft.EventTypes);
    }

    private void ChooseAll() => _types.UnionWith(EventTypes.All);

    private void Choose(string type, bool isChosen)
    {
        if (isChosen)
        {
            _types.Add(type);
        }
        else
        {
            _types.Remove(type);
        }
    }

    /// <summary>The first error of a field; of none of the fields for null.</summary>
    private string? Of(string[]? codes)
    {
        var found = Errors.FirstOrDefault(error => codes?.Contains(error.Code, StringComparer.Ordinal)
            ?? !UrlErrors.Concat(TypeErrors).Contains(error.Code, StringComparer.Ordinal));
        return found is null ? null : Messages.Refusal(found);
    }

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        try
        {
            await OnSave.InvokeAsync(new WebhookDraft(_url, _description, [.. EventTypes.All.Where(_types.Contains)], _enabled));
        }
        finally
        {
            _saving = false;
        }
    }
}
