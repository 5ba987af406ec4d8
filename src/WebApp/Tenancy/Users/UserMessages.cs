using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Users, roles and refusals in the reader's language.</summary>
public sealed class UserMessages(IStringLocalizer<UsersText> texts, IStringLocalizer<RolesText> roles)
{
    /// <param name="error">One of <see cref="UserErrors"/>; anything else: somebody was faster.</param>
    public string Refusal(Error error) => texts[
        error.Code switch
        {
            UserErrors.NameMissing => nameof(UsersText.ErrorNameMissing),
            UserErrors.NameTooLong => nameof(UsersText.ErrorNameTooLong),
            UserErrors.EmailMissing => nameof(UsersText.ErrorEmailMissing),
            UserErrors.EmailWrong => nameof(UsersText.ErrorEmailWrong),
            UserErrors.EmailTaken => nameof(UsersText.ErrorEmailTaken),
            UserErrors.RoleUnknown => nameof(UsersText.ErrorRole),
            UserErrors.LanguageUnknown => nameof(UsersText.ErrorLanguage),
            UserErrors.TooMany => nameof(UsersText.ErrorTooMany),
            UserErrors.Conflict => nameof(UsersText.ErrorConflict),
            UserErrors.Self => nameof(UsersText.ErrorSelf),
            UserErrors.LastAdministrator => nameof(UsersText.ErrorLastAdministrator),
            UserErrors.Forbidden => nameof(UsersText.ErrorForbidden),
            UserErrors.AddressUnset => nameof(UsersText.ErrorAddressUnset),
            _ => nameof(UsersText.ErrorChanged),
        },
        [.. error.Arguments]];

    /// <param name="role">One of <see cref="Roles"/>.</param>
    public string Role(string role) => roles[role switch
    {
        Roles.Viewer => nameof(RolesText.RoleViewer),
        Roles.Operator => nameof(RolesText.RoleOperator),
        Roles.Finance => nameof(RolesText.RoleFinance),
        Roles.Administrator => nameof(RolesText.RoleAdmin),
        _ => role,
    }];

    /// <param name="role">One of <see cref="Roles"/>.</param>
    public string RoleLead(string role) => roles[role switch
    {
        Roles.Viewer => nameof(RolesText.ViewerLead),
        Roles.Operator => nameof(RolesText.OperatorLead),
        Roles.Finance => nameof(RolesText.FinanceLead),
        _ => nameof(RolesText.AdminLead),
    }];

    /// <param name="permission">One of <see cref="Permissions"/>, named <c>thing:deed</c>.</param>
    public string Permission(string permission) => roles["Permission" + string.Concat(permission.Split(':').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))];

    public string State(UserState state) => texts["State" + state];

    public string Language(string? language) => texts[language switch
    {
        "ja" => nameof(UsersText.LanguageJa),
        "en" => nameof(UsersText.LanguageEn),
        _ => nameof(UsersText.LanguageBrowser),
    }];
}
