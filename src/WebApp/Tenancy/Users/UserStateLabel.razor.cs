using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Whether a person can sign in.</summary>
public sealed partial class UserStateLabel : ComponentBase
{
    [Inject]
    public required UserMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public UserState State { get; set; }

    private (Tone Tone, IconName Icon) Look => State switch
    {
        UserState.Active => (Tone.Success, IconName.CheckCircle),
        UserState.Invited => (Tone.Waiting, IconName.Hourglass),
        UserState.Locked => (Tone.Warning, IconName.Lock),
        _ => (Tone.Neutral, IconName.Block),
    };
}
