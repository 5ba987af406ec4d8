using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>What an administrator says about a user; a new one or one that is there.</summary>
public sealed partial class UserForm : DraftForm<UserDraft>
{
    private static readonly string[] NameErrors = [UserErrors.NameMissing, UserErrors.NameTooLong];
    private static readonly string[] EmailErrors = [UserErrors.EmailMissing, UserErrors.EmailWrong, UserErrors.EmailTaken];
    private static readonly string[] RoleErrors = [UserErrors.RoleUnknown, UserErrors.Self, UserErrors.LastAdministrator];
    private static readonly string[] LanguageErrors = [UserErrors.LanguageUnknown];

    private string _name = "";
    private string _email = "";
    private string _role = Roles.Viewer;
    private string _language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
    private string _version = "";

    [Inject]
    public required IStringLocalizer<UsersText> Texts { get; init; }

    [Inject]
    public required UserMessages Messages { get; init; }

    /// <summary>It is the reader's own account: the role is shown only.</summary>
    [Parameter]
    public bool IsSelf { get; set; }

    protected override IEnumerable<string> FieldErrors => [.. NameErrors, .. EmailErrors, .. RoleErrors, .. LanguageErrors];

    protected override IEnumerable<string> Show(UserDraft draft)
    {
        (_name, _email, _role, _language, _version) = draft;
        return [];
    }

    protected override UserDraft Filled() => new(_name, _email, _role, _language, _version);

    protected override string Sentence(Error error) => Messages.Refusal(error);
}
