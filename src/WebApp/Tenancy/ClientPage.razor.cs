using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>One client: what it may, its secrets, and whether it is taken at all.</summary>
public sealed partial class ClientPage : ComponentBase
{
    private Deed _asked;
    private int _overlap = ClientRules.UsualOverlapHours;
    private string? _secret;
    private ClientDraft? _draft;
    private IReadOnlyList<Error> _errors = [];
    private (Tone Tone, string Text)? _banner;

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
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    [PersistentState]
    public ManagedClient? Client { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Client?.Id != Id)
        {
            await ReloadAsync();
        }

        ShowInForm();
    }

    /// <summary>What is being typed stays.</summary>
    private async Task ReloadAsync() =>
        Client = await Operations.RunAsync<ManageApiClients, ManagedClient?>((await Authentication).User, (clients, ct) => clients.GetAsync(Id, ct));

    private void ShowInForm() => _draft = Client is null || _draft is not null ? _draft : new ClientDraft(Client.Name, Client.Scopes, Client.RateLimited);

    private void Close() => _asked = Deed.None;

    private async Task SaveAsync(ClientDraft draft)
    {
        var saved = await ActAsync((clients, ct) => clients.ChangeAsync(Id, draft, ct));
        _errors = saved?.Errors ?? [];
        if (saved?.Client is { } client)
        {
            (Client, _draft) = (client, null);
            ShowInForm();
            _banner = (Tone.Success, Texts[nameof(ClientsText.Saved)]);
        }
        else if (saved is { Errors.Count: 0 })
        {
            Refuse(new Error("not_found"));
        }
    }

    private Task RotateAsync() => ShowSecretAsync((clients, ct) => clients.RotateAsync(Id, _overlap, ct));

    private Task RestoreAsync() => ShowSecretAsync((clients, ct) => clients.RestoreAsync(Id, ct));

    private Task EndOldAsync() => EndAsync(static (clients, id, ct) => clients.EndOldSecretAsync(id, ct), nameof(ClientsText.OldEnded));

    private Task RevokeAsync() => EndAsync(static (clients, id, ct) => clients.RevokeAsync(id, ct), nameof(ClientsText.Revoked));

    private async Task ShowSecretAsync(Func<ManageApiClients, CancellationToken, Task<ClientSecret?>> act)
    {
        // Null twice over: refused by the role, which is said already, or by what it has become meanwhile.
        var done = await ActAsync<(bool, ClientSecret? Secret)?>(async (clients, ct) => (true, await act(clients, ct)));
        _secret = done?.Secret?.Reveal();
        if (done is { Secret: null })
        {
            Refuse(new Error("not_found"));
        }

        await ReloadAsync();
    }

    private async Task EndAsync(Func<ManageApiClients, Guid, CancellationToken, Task<bool>> act, string said)
    {
        if (await ActAsync<bool?>(async (clients, ct) => await act(clients, Id, ct)) is { } isDone)
        {
            _banner = isDone ? (Tone.Success, Texts[said]) : (Tone.Danger, Messages.Refusal(new Error("not_found")));
        }

        await ReloadAsync();
    }

    private void Refuse(Error error) => _banner = (Tone.Danger, Messages.Refusal(error));

    /// <summary>The server's own look at the permission: what is shown may be older than the role. Null: refused, and said so.</summary>
    private async Task<T?> ActAsync<T>(Func<ManageApiClients, CancellationToken, Task<T>> act)
    {
        var user = (await Authentication).User;
        if (PortalClaims.Has(user, Permissions.ClientsWrite))
        {
            _banner = null;
            return await Operations.RunAsync(user, act);
        }

        Refuse(new Error("forbidden"));
        return default;
    }
}
