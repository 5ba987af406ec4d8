using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>The tenant's users. Role and state stand in the address; what is searched for is a name or an address, so it stays in the page.</summary>
public sealed partial class UsersPage : ComponentBase
{
    /// <summary>By what the list can be sorted.</summary>
    internal static readonly RowSequences<ManagedUser> Sequences = new(("name", static user => user.Name), ("email", static user => user.Email), ("lastSignIn", static user => user.LastSignInAt));

    private string? _query;
    private string? _text;
    private string? _loadedUri;

    [Inject]
    public required IStringLocalizer<UsersText> Texts { get; init; }

    [Inject]
    public required UserMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? Role { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [PersistentState]
    public IReadOnlyList<ManagedUser>? Users { get; set; }

    private ListLoad Load { get; } = new();

    private bool IsNarrowed => Role is not null || State is not null || _text is not null;

    private UserFilter Filter => new(_text, Role, StateOf(State));

    private IReadOnlyList<ManagedUser>? Sorted => Users is null ? null : Sequences.Of(Users, Sort);

    /// <summary>What was searched for is not for an address.</summary>
    private string? ExportHref => _text is not null ? null : Navigation.GetUriWithQueryParameters(
        Navigation.BaseUri + UsersExport.Path.TrimStart('/'), new Dictionary<string, object?> { ["role"] = Role, ["state"] = State, ["sort"] = Sequences.Understood(Sort) });

    protected override async Task OnParametersSetAsync()
    {
        if (Users is null || (_loadedUri is not null && _loadedUri != Navigation.Uri))
        {
            await LoadAsync();
        }

        _loadedUri = Navigation.Uri;
    }

    /// <returns>Null for no such state.</returns>
    internal static UserState? StateOf(string? name) => Enum.GetValues<UserState>().Where(state => NameOf(state) == name).Select(static state => (UserState?)state).FirstOrDefault();

    private static string NameOf(UserState state) => state.ToString().ToLowerInvariant();

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<ManageUsers, IReadOnlyList<ManagedUser>>((await Authentication).User, (users, ct) => users.ListAsync(Filter, ct)),
        users => Users = users);

    private Task SearchAsync()
    {
        _text = string.IsNullOrWhiteSpace(_query) ? null : _query.Trim();
        return LoadAsync();
    }

    private void Narrow(string name, ChangeEventArgs change) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, change.Value is string { Length: > 0 } value ? value : null));

    private async Task ClearAsync()
    {
        (_query, _text) = (null, null);
        if (Role is null && State is null)
        {
            await LoadAsync();
        }
        else
        {
            Navigation.NavigateTo("/settings/users");
        }
    }
}
