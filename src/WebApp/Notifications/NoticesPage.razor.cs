using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>All notices, newest first and live. What was new when the page was opened stays marked until it is left.</summary>
public sealed partial class NoticesPage : LiveComponent
{
    private const int PageSize = 50;

    private readonly HashSet<Guid> _new = [];
    private Page<PortalNotice>? _page;
    private string? _loadedUri;

    [Inject]
    public required IStringLocalizer<NoticesText> Texts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_loadedUri != Navigation.Uri)
        {
            _loadedUri = Navigation.Uri;
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Notices, null));
        }
    }

    protected override async Task LoadAsync()
    {
        var user = (await Authentication).User;
        var permissions = SignedInUser.From(user).Granted;

        // Seen is what a person has before him, not what a prerendering has.
        var isSeen = RendererInfo.IsInteractive && After is null;
        var page = await Operations.RunAsync<IPortalNotices, Page<PortalNotice>>(user, async (notices, ct) =>
        {
            var latest = await notices.ListAsync(permissions, PageSize, After, ct);
            if (isSeen && latest.Items.Any(static notice => notice.IsNew))
            {
                await notices.MarkSeenAsync(latest.Items[0].CreatedAt, ct);
            }

            return latest;
        });
        _new.UnionWith(page.Items.Where(static notice => notice.IsNew).Select(static notice => notice.Id));
        _page = page with { Items = [.. page.Items.Select(notice => notice with { IsNew = _new.Contains(notice.Id) })] };
    }
}
