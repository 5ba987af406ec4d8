using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>Adds a client and shows its secret, once.</summary>
public sealed partial class NewClientPage : ComponentBase
{
    private PasswordPrompt _password = null!;
    private IReadOnlyList<Error> _errors = [];
    private ManagedClient? _added;
    private string? _secret;

    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task AddAsync(ClientDraft draft)
    {
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.ClientsWrite))
        {
            _errors = [new Error("forbidden")];
            return;
        }

        if (!await _password.ProveAsync())
        {
            return;
        }

        var saved = await Operations.RunAsync<ManageApiClients, ClientSaved>(user, (clients, ct) => clients.AddAsync(draft, ct));
        _errors = saved.Errors;
        (_added, _secret) = (saved.Client, saved.Secret?.Reveal());
    }

    private void Leave()
    {
        _secret = null;
        Navigation.NavigateTo($"/settings/clients/{_added!.Id}");
    }
}
