using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>The mailbox of development: what would have been sent to anybody.</summary>
public sealed partial class DevMailsPage : ComponentBase
{
    private const int PageSize = 50;
    private string? _loadedUri;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    /// <summary>Null until it was asked for.</summary>
    [PersistentState]
    public bool? IsOpen { get; set; }

    private IReadOnlyList<DevMail>? Mails { get; set; }

    private string? Next { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_loadedUri == Navigation.Uri)
        {
            return;
        }

        _loadedUri = Navigation.Uri;
        await Operations.RunAsync((await Authentication).User, LoadAsync);
    }

    private async Task LoadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var mails = services.GetRequiredService<IDevMails>();
        IsOpen = mails.IsOpen;
        if (mails.IsOpen)
        {
            var page = await mails.ListAsync(PageSize, After, cancellationToken);
            (Mails, Next) = (page.Items, page.Next);
        }
    }
}
