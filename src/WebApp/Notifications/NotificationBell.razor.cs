using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>How many notices are new to the reader, live; opened, the latest of them, which are new no more then.</summary>
public sealed partial class NotificationBell : LiveComponent
{
    private const int Shown = 20;

    private int _count;
    private string _announcement = "";
    private IReadOnlyList<PortalNotice>? _notices;

    [Inject]
    public required IStringLocalizer<NoticesText> Texts { get; init; }

    private string Label => _count == 0 ? Texts[nameof(NoticesText.Bell)] : Texts[nameof(NoticesText.BellNew), NoticeMessages.Count(_count)];

    /// <summary>After the first rendering, so that no page waits for the bell.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await LoadAsync();
            await ListenAsync((ChangeKind.Notices, null));
        }
    }

    protected override async Task HearAsync()
    {
        var before = _count;
        await LoadAsync();
        if (_count > before)
        {
            _announcement = Texts[nameof(NoticesText.Arrived), NoticeMessages.Count(_count)];
        }
    }

    protected override async Task LoadAsync()
    {
        var user = (await Authentication).User;
        var permissions = SignedInUser.From(user).Granted;
        _count = await Operations.RunAsync<IPortalNotices, int>(user, (notices, ct) => notices.CountNewAsync(permissions, ct));
    }

    private async Task OpenAsync()
    {
        var user = (await Authentication).User;
        var permissions = SignedInUser.From(user).Granted;
        _notices = await Operations.RunAsync<IPortalNotices, IReadOnlyList<PortalNotice>>(user, async (notices, ct) =>
        {
            var latest = (await notices.ListAsync(permissions, Shown, null, ct)).Items;
            if (latest.Any(static notice => notice.IsNew))
            {
                await notices.MarkSeenAsync(latest[0].CreatedAt, ct);
            }

            return latest;
        });
        (_count, _announcement) = (0, "");
    }
}
