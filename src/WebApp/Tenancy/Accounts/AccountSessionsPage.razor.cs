using System.Globalization;
using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>Where the person is signed in, and the way to end that elsewhere.</summary>
public sealed partial class AccountSessionsPage : AccountPart
{
    private UserSession? _ending;
    private bool _endingOthers;

    [PersistentState]
    public IReadOnlyList<UserSession>? Sessions { get; set; }

    protected override async Task OnInitializedAsync() => Sessions ??= await ReadAsync();

    private Task<IReadOnlyList<UserSession>> ReadAsync() => RunAsync<IUserSessions, IReadOnlyList<UserSession>>(static (sessions, ct) => sessions.ListAsync(ct));

    private Task EndAsync() => OnceAsync(async () =>
    {
        if (_ending is { } asked)
        {
            // Over already is as good as ended.
            await RunAsync<IUserSessions, bool>((sessions, ct) => sessions.EndAsync(asked.Id, ct));
            Said = (Tone.Success, Texts[nameof(AccountText.SessionEnded), NameOf(asked)]);
        }

        Sessions = await ReadAsync();
    });

    private Task EndOthersAsync() => OnceAsync(async () =>
    {
        var ended = await RunAsync<IUserSessions, int>(static (sessions, ct) => sessions.EndOthersAsync(ct));
        Said = (Tone.Success, Texts[nameof(AccountText.OthersEnded), ended.ToString(CultureInfo.InvariantCulture)]);
        Sessions = await ReadAsync();
    });

    private string NameOf(UserSession session) => session.Device ?? Texts[nameof(AccountText.DeviceUnknown)];
}
