using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What went to one endpoint, newest first and live, and the ways to have it sent again.</summary>
public sealed partial class WebhookDeliveries : LiveComponent
{
    private const int PageSize = 20;

    private Page<WebhookDelivery>? _page;
    private WebhookDelivery? _replaying;
    private bool _sinceAsked;
    private DateTime _since;
    private (Guid, string?)? _shown;

    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required WebhookMessages Messages { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Parameter, EditorRequired]
    public Guid Endpoint { get; set; }

    [Parameter]
    public EventCallback<Error> OnRefused { get; set; }

    /// <summary>How many are sent again.</summary>
    [Parameter]
    public EventCallback<int> OnReplayed { get; set; }

    /// <summary>Something was sent, so that the endpoint may have changed too.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != (Endpoint, After))
        {
            _shown = (Endpoint, After);
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Notification, null));
        }
    }

    protected override async Task HearAsync()
    {
        await LoadAsync();
        await OnChanged.InvokeAsync();
    }

    protected override Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<IWebhookDeliveries, Page<WebhookDelivery>>(
            (await Authentication).User, (deliveries, ct) => deliveries.ListAsync(Endpoint, oldestFirst: false, PageSize, After, ct)),
        page => _page = page);

    private void CloseReplay(bool isOpen) => _replaying = isOpen ? _replaying : null;

    /// <summary>The last hour is what is missing most often.</summary>
    private void AskSince()
    {
        var hourAgo = TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), Zone.Zone).AddHours(-1);
        (_sinceAsked, _since) = (true, new DateTime(hourAgo.Year, hourAgo.Month, hourAgo.Day, hourAgo.Hour, hourAgo.Minute, 0, DateTimeKind.Unspecified));
    }

    private Task ReplayAsync() => ActAsync(async deliveries =>
        await deliveries.ReplayAsync(Endpoint, _replaying!.Id, CancellationToken.None) switch
        {
            { Error: { } refusal } => (Result<int>)refusal,
            { Value: false } => new Error("not_found"),
            _ => 1,
        });

    private Task ReplaySinceAsync()
    {
        var since = new DateTimeOffset(_since, Zone.Zone.GetUtcOffset(_since));
        return ActAsync(deliveries => deliveries.ReplaySinceAsync(Endpoint, since, CancellationToken.None));
    }

    private async Task ActAsync(Func<IWebhookDeliveries, Task<Result<int>>> act)
    {
        // The server's own look at the permission: what is shown may be older than the role.
        var user = (await Authentication).User;
        var done = PortalClaims.Has(user, Permissions.WebhooksWrite)
            ? await Operations.RunAsync<IWebhookDeliveries, Result<int>>(user, (deliveries, _) => act(deliveries))
            : new Error("forbidden");
        await (done.Error is { } refusal ? OnRefused.InvokeAsync(refusal) : OnReplayed.InvokeAsync(done.Value));
        await LoadAsync();
    }

    private static StatusLook LookOf(WebhookDelivery delivery) =>
        delivery is { Status: NotificationStatus.Waiting, Attempts: > 0 } ? StatusCatalog.Retrying : StatusCatalog.Of(delivery.Status);

    private string? ResultOf(WebhookDelivery delivery) => delivery switch
    {
        { Failure: { } failure } => Messages.Failure(failure, delivery.AnswerStatus),
        { AnswerStatus: { } status, Status: NotificationStatus.Sent } => Texts[nameof(WebhooksText.FailureStatus), status],
        _ => null,
    };
}
