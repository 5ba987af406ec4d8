using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>What each role may do, from the table that the server goes by.</summary>
public sealed partial class RolesPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<RolesText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<UsersText> Users { get; init; }

    [Inject]
    public required UserMessages Messages { get; init; }
}
