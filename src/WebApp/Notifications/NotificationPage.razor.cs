using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One notification: what it says, to whom, and every attempt to deliver it. Live.</summary>
public sealed partial class NotificationPage : LiveComponent
{
    private bool _loaded;
    private bool _asks;
    private (Tone Tone, string Text)? _banner;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Parameter]
    public Guid Id { get; set; }

    [PersistentState]
    public NotificationDetail? Detail { get; set; }

    private bool MayResend { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        MayResend = PortalClaims.Has((await Authentication).User, Permissions.NotificationsWrite);
        if (Detail?.Item.Id != Id)
        {
            await LoadAsync();
        }

        _loaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Notification, null));
        }
    }

    protected override async Task LoadAsync() =>
        Detail = await Operations.RunAsync<INotificationQueries, NotificationDetail?>((await Authentication).User, (queries, ct) => queries.GetAsync(Id, ct));

    private async Task ResendAsync()
    {
        // The server's own look at the permission: what is shown may be older than the role.
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.NotificationsWrite))
        {
            _banner = (Tone.Danger, Texts[nameof(NotificationsText.Forbidden)]);
            return;
        }

        var count = await Operations.RunAsync<INotificationResends, int>(user, (resends, ct) => resends.ResendAsync([Id], ct));
        _banner = count > 0 ? (Tone.Success, Texts[nameof(NotificationsText.Resent), count]) : (Tone.Info, Texts[nameof(NotificationsText.ResentNone)]);
        await LoadAsync();
    }

    private static Tone ToneOf(DeliveryAttempt attempt) => attempt.Outcome switch
    {
        DeliveryAttemptOutcome.Sent => Tone.Success,
        DeliveryAttemptOutcome.RefusedForGood => Tone.Danger,
        _ => Tone.Warning,
    };
}
