using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What the tenant tells and told, newest first and live. Filters and page stand in the address.</summary>
public sealed partial class NotificationsPage : LiveComponent
{
    private readonly HashSet<Guid> _selected = [];
    private (Tone Tone, string Text)? _banner;
    private bool _asksAll;
    private bool _asksSelected;
    private string? _loadedUri;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [SupplyParameterFromQuery]
    public string? Topic { get; set; }

    [SupplyParameterFromQuery]
    public string? Channel { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Number of an import.</summary>
    [SupplyParameterFromQuery]
    public long? Import { get; set; }

    /// <summary>Number of an order.</summary>
    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<NotificationListItem>? Items { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    [PersistentState]
    public long Dead { get; set; }

    [PersistentState]
    public bool HasMailbox { get; set; }

    private bool MayResend { get; set; }

    private NotificationsFilter Filter => new() { Topic = Topic, Channel = Channel, Status = Status, Import = Import, Order = Order, Sort = Sort };

    private int PageSize => ListPage.SizeOf(Size);

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "notifications/export", Filter.ToQuery());

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        MayResend = PortalClaims.Has((await Authentication).User, Permissions.NotificationsWrite);
        if (Items is null || (_loadedUri is not null && _loadedUri != Navigation.Uri))
        {
            _selected.Clear();
            await LoadAsync();
        }

        _loadedUri = Navigation.Uri;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Notification, null));
        }
    }

    protected override Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync((await Authentication).User, ReadAsync),
        found =>
        {
            (Items, Next, Dead, HasMailbox) = (found.Page.Items, found.Page.Next, found.Dead, found.HasMailbox);
            _selected.RemoveWhere(id => !found.Page.Items.Any(item => item.Id == id && item.CanBeSentAgain));
        });

    private async Task<(Page<NotificationListItem> Page, long Dead, bool HasMailbox)> ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var queries = services.GetRequiredService<INotificationQueries>();
        var dead = await queries.CountDeadAsync(cancellationToken);
        var hasMailbox = services.GetRequiredService<IDevMails>().IsOpen;
        return (
            await Filter.ToDomainAsync(services, cancellationToken) is { } filter
                ? await queries.ListAsync(filter, PageSize, After, cancellationToken)
                : new Page<NotificationListItem>([], null),
            dead, hasMailbox);
    }

    private void Toggle(IReadOnlyList<NotificationListItem> items)
    {
        foreach (var item in items)
        {
            if (!_selected.Remove(item.Id))
            {
                _selected.Add(item.Id);
            }
        }
    }

    /// <summary>Of webhooks the event says more than the topic.</summary>
    private string NameOf(NotificationListItem item) => item is { Topic: NotificationTopic.Webhook, EventType: { } type } ? type : Messages.Name(item.Topic);

    private async Task ResendAsync(IReadOnlyList<Guid>? ids)
    {
        // The server's own look at the permission: what is shown may be older than the role.
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.NotificationsWrite))
        {
            _banner = (Tone.Danger, Texts[nameof(NotificationsText.Forbidden)]);
            return;
        }

        var count = await Operations.RunAsync<INotificationResends, int>(user, (resends, ct) => resends.ResendAsync(ids, ct));
        _banner = count > 0 ? (Tone.Success, Texts[nameof(NotificationsText.Resent), count]) : (Tone.Info, Texts[nameof(NotificationsText.ResentNone)]);
        _selected.Clear();
        await LoadAsync();
    }
}
