using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Adds a user, who gets a mail.</summary>
public sealed partial class NewUserPage : ComponentBase
{
    private IReadOnlyList<Error> _errors = [];

    [Inject]
    public required IStringLocalizer<UsersText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required PortalAddress Address { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task AddAsync(UserDraft draft)
    {
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.UsersWrite))
        {
            _errors = [new Error(UserErrors.Forbidden)];
            return;
        }

        var saved = await Operations.RunAsync<ManageUsers, UserSaved>(user, (users, ct) => users.AddAsync(draft, Address.Find(Navigation.BaseUri), ct));
        _errors = saved.Errors;
        if (saved.User is { } added)
        {
            Navigation.NavigateTo($"/settings/users/{added.Id}");
        }
    }
}
