using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>One user: name and role, and whether they come in.</summary>
public sealed partial class UserPage : SettingPage<ManagedUser, UserDraft>
{
    private Deed _asked;
    private bool _isSelf;

    private enum Deed
    {
        None,
        SendLink,
        Disable,
        Enable,
        Unlock,
        ResetTwoFactor,
    }

    [Inject]
    public required IStringLocalizer<UsersText> Texts { get; init; }

    [Inject]
    public required UserMessages Messages { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required PortalAddress Address { get; init; }

    protected override string Permission => Permissions.UsersWrite;

    protected override string SavedText => Texts[nameof(UsersText.Saved)];

    protected override Guid IdOf(ManagedUser thing) => thing.Id;

    protected override UserDraft DraftOf(ManagedUser thing) => new(thing.Name, thing.Email, thing.Role, thing.Language ?? "", thing.Version);

    protected override Task<ManagedUser?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<ManageUsers>().GetAsync(id, cancellationToken);

    protected override string Sentence(Error error) => Messages.Refusal(error);

    protected override async Task OnParametersSetAsync()
    {
        _isSelf = PortalClaims.TryRead((await Authentication).User, out _, out var actor) && actor.Id == Id;
        await base.OnParametersSetAsync();
    }

    private void Close() => _asked = Deed.None;

    private async Task SaveAsync(UserDraft draft)
    {
        Said = null;
        if (await ActAsync<ManageUsers, UserSaved>((users, ct) => users.ChangeAsync(Id, draft, ct)) is { } saved)
        {
            Conclude(saved.User, saved.Errors);
        }
    }

    private Task SendLinkAsync() => DoAsync((users, ct) => users.SendLinkAsync(Id, Address.Find(Navigation.BaseUri), ct), nameof(UsersText.LinkSent));

    private Task DisableAsync() => DoAsync((users, ct) => users.DisableAsync(Id, ct), nameof(UsersText.Disabled));

    private Task EnableAsync() => DoAsync((users, ct) => users.EnableAsync(Id, ct), nameof(UsersText.Enabled));

    private Task UnlockAsync() => DoAsync((users, ct) => users.UnlockAsync(Id, ct), nameof(UsersText.Unlocked));

    private Task ResetTwoFactorAsync() => DoAsync((users, ct) => users.ResetTwoFactorAsync(Id, ct), nameof(UsersText.TwoFactorReset));

    private async Task DoAsync(Func<ManageUsers, CancellationToken, Task<Result>> act, string said)
    {
        Said = null;
        if (await ActAsync<ManageUsers, Result?>(async (users, ct) => await act(users, ct)) is not { } result)
        {
            return;
        }

        await ReloadAsync();
        if (result.Error is { } error)
        {
            Refuse(error);
            return;
        }

        // With the form anew: what was done here has made another version, and is to be no conflict with what is saved next.
        Conclude(Thing, []);
        Said = (Tone.Success, Texts[said]);
    }
}
