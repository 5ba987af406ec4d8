using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>One client: what it may, its secrets, and whether it is taken at all.</summary>
public sealed partial class ClientPage : SettingPage<ManagedClient, ClientDraft>
{
    private PasswordPrompt _password = null!;
    private Deed _asked;
    private int _overlap = ClientRules.UsualOverlapHours;

    private enum Deed
    {
        None,
        Rotate,
        EndOld,
        Revoke,
        Restore,
    }

    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Inject]
    public required ClientMessages Messages { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    protected override string Permission => Permissions.ClientsWrite;

    protected override string SavedText => Texts[nameof(ClientsText.Saved)];

    protected override Guid IdOf(ManagedClient thing) => thing.Id;

    protected override ClientDraft DraftOf(ManagedClient thing) => new(thing.Name, thing.Scopes, thing.RateLimited);

    protected override Task<ManagedClient?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<ManageApiClients>().GetAsync(id, cancellationToken);

    protected override string Sentence(Error error) => Messages.Refusal(error);

    private void Close() => _asked = Deed.None;

    private async Task SaveAsync(ClientDraft draft)
    {
        Said = null;
        if (await ActAsync<ManageApiClients, ClientSaved>((clients, ct) => clients.ChangeAsync(Id, draft, ct)) is { } saved)
        {
            Conclude(saved.Client, saved.Errors);
        }
    }

    private Task RotateAsync() => ShowSecretAsync((clients, ct) => clients.RotateAsync(Id, _overlap, ct));

    private Task RestoreAsync() => ShowSecretAsync((clients, ct) => clients.RestoreAsync(Id, ct));

    private Task EndOldAsync() => EndAsync(static (clients, id, ct) => clients.EndOldSecretAsync(id, ct), nameof(ClientsText.OldEnded));

    private Task RevokeAsync() => EndAsync(static (clients, id, ct) => clients.RevokeAsync(id, ct), nameof(ClientsText.Revoked));

    private async Task ShowSecretAsync(Func<ManageApiClients, CancellationToken, Task<ClientSecret?>> act)
    {
        Said = null;
        if (!await _password.ProveAsync())
        {
            return;
        }

        // Null twice over: refused by the role, which is said already, or by what it has become meanwhile.
        var done = await ActAsync<ManageApiClients, (bool, ClientSecret? Secret)?>(async (clients, ct) => (true, await act(clients, ct)));
        Secret = done?.Secret?.Reveal();
        if (done is { Secret: null })
        {
            Refuse(new Error("not_found"));
        }

        await ReloadAsync();
    }

    private async Task EndAsync(Func<ManageApiClients, Guid, CancellationToken, Task<bool>> act, string said)
    {
        Said = null;
        if (await ActAsync<ManageApiClients, bool?>(async (clients, ct) => await act(clients, Id, ct)) is { } isDone)
        {
            Said = isDone ? (Tone.Success, Texts[said]) : (Tone.Danger, Messages.Refusal(new Error("not_found")));
        }

        await ReloadAsync();
    }
}
