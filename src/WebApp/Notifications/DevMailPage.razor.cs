using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One mail of the mailbox of development.</summary>
public sealed partial class DevMailPage : ComponentBase
{
    private bool _loaded;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    private DevMail? Mail { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        Mail = await Operations.RunAsync<IDevMails, DevMail?>((await Authentication).User, async (mails, ct) => mails.IsOpen ? await mails.GetAsync(Id, ct) : null);
        _loaded = true;
    }
}
