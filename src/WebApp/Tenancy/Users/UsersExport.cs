using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>The list of users to be taken home.</summary>
public static class UsersExport
{
    public const string Path = "/settings/users/export";

    public static void MapUsers(this IEndpointRouteBuilder routes) => routes.MapGet(Path, OpenAsync).RequireAuthorization(Permissions.UsersWrite).WithName("exportUsers");

    private static Task<IResult> OpenAsync(
        HttpContext http, ListExport export, ManageUsers users, UserMessages messages, IStringLocalizer<UsersText> texts, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var (role, state, sort) = (Roles.All.FirstOrDefault(one => one == query["role"]), UsersPage.StateOf(query["state"]), UsersPage.Sequences.Understood(query["sort"]));
        return export.OpenAsync(
            query, new Dictionary<string, object?>(StringComparer.Ordinal) { ["role"] = role, ["state"] = state, ["sort"] = sort }, List(messages, texts),
            async (_, _, ct) => new Page<ManagedUser>(UsersPage.Sequences.Of(await users.ListAsync(new UserFilter(null, role, state), ct), sort), null), cancellationToken);
    }

    private static ExportedList<ManagedUser> List(UserMessages messages, IStringLocalizer<UsersText> texts) => new("user", () => texts[nameof(UsersText.Title)],
    [
        (() => texts[nameof(UsersText.Name)], user => TableCell.Of(user.Name)),
        (() => texts[nameof(UsersText.Email)], user => TableCell.Of(user.Email)),
        (() => texts[nameof(UsersText.Role)], user => TableCell.Of(messages.Role(user.Role))),
        (() => texts[nameof(UsersText.State)], user => TableCell.Of(messages.State(user.State))),
        (() => texts[nameof(UsersText.TwoFactor)], user => TableCell.Of(texts[user.HasTwoFactor ? nameof(UsersText.TwoFactorOn) : nameof(UsersText.TwoFactorOff)])),
        (() => texts[nameof(UsersText.LastSignIn)], user => TableCell.Moment(user.LastSignInAt)),
    ]);
}
