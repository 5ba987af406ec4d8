using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One notification: what it says, to whom, and every attempt to deliver it. Live.</summary>
public sealed partial class NotificationPage : ComponentBase, IAsyncDisposable
{
    private bool _loaded;
    private bool _asks;
    private (Tone Tone, string Text)? _banner;
    private LiveRefresh? _live;
    private IDisposable? _subscription;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

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
        if (firstRender && PortalClaims.TryRead((await Authentication).User, out var tenant, out _))
        {
            _live = LiveRefresh.Start(Clock, () => InvokeAsync(RefreshAsync));
            _subscription = Feed.Subscribe(tenant, ChangeKind.Notification, null, _live.Wake);
            _live.Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        if (_live is not null)
        {
            await _live.DisposeAsync();
        }
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync() =>
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
