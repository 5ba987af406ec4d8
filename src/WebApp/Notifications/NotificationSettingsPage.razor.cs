using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>How the tenant's customers are told, the way out of mails, and what each mail looks like in both languages.</summary>
public sealed partial class NotificationSettingsPage : ComponentBase
{
    private static readonly NotificationMode[] Modes = [NotificationMode.Automatic, NotificationMode.PerOrder, NotificationMode.Digest, NotificationMode.None];

    private NotificationMode _mode;
    private bool _saved;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required IMailPreviews Previews { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Of the preview.</summary>
    [SupplyParameterFromQuery]
    public string? Topic { get; set; }

    /// <inheritdoc cref="Topic"/>
    [SupplyParameterFromQuery]
    public string? Language { get; set; }

    [PersistentState]
    public NotificationSettings? Settings { get; set; }

    private NotificationTopic ShownTopic =>
        ImportNames.Parse<NotificationTopic>(Topic ?? "") is { } topic && NotificationMessages.MailTopics.Contains(topic) ? topic : NotificationTopic.OrderAccepted;

    private string ShownLanguage => Language == "en" ? "en" : "ja";

    protected override async Task OnInitializedAsync()
    {
        Settings ??= await Operations.RunAsync<INotificationSettings, NotificationSettings>((await Authentication).User, (settings, ct) => settings.GetAsync(ct));
        _mode = Settings.Mode;
    }

    private string HintOf(NotificationMode mode) => mode == NotificationMode.Automatic
        ? Texts[nameof(NotificationsText.ModeAutomaticHint), NotificationRules.MostToldOneByOne]
        : Texts[$"Mode{mode}Hint"];

    private async Task SaveAsync()
    {
        // The server's own look at the permission: what is shown may be older than the role.
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.WebhooksWrite))
        {
            throw new UnauthorizedAccessException("The role does not allow it.");
        }

        await Operations.RunAsync(user, (services, ct) => services.GetRequiredService<INotificationSettings>().SetModeAsync(_mode, ct));
        Settings = Settings! with { Mode = _mode };
        _saved = true;
    }
}
