using System.Globalization;
using System.Net.Mail;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Users;

/// <summary>Why something about users was refused.</summary>
public static class UserErrors
{
    public const string NameMissing = "user_name_missing";

    /// <summary>{0}: the most characters.</summary>
    public const string NameTooLong = "user_name_too_long";
    public const string EmailMissing = "user_email_missing";
    public const string EmailWrong = "user_email_wrong";

    /// <summary>Somebody signs in by it already, here or at another tenant.</summary>
    public const string EmailTaken = "user_email_taken";
    public const string RoleUnknown = "user_role_unknown";
    public const string LanguageUnknown = "user_language_unknown";

    /// <summary>{0}: as many as there can be.</summary>
    public const string TooMany = "user_too_many";

    /// <summary>Somebody else changed the user since it was looked at.</summary>
    public const string Conflict = "user_conflict";

    /// <summary>Nobody changes their own role or disables themselves.</summary>
    public const string Self = "user_self";

    /// <summary>Without this one nobody could administer the tenant any more.</summary>
    public const string LastAdministrator = "user_last_administrator";

    /// <summary>Who asks is no active administrator any more.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>There is no such user, or it is in a state already in which this says nothing.</summary>
    public const string NotFound = "not_found";

    /// <summary>The portal does not know its own address, so no link can be written.</summary>
    public const string AddressUnset = "user_address_unset";
}

/// <summary>What is known, alone with the tenant's users, when one is about to lose something.</summary>
/// <param name="ActorMayAdminister">Who asks is an active administrator at this moment, or no person.</param>
/// <param name="IsSelf">Who asks is the user.</param>
/// <param name="WasAdministrator">The user is an active administrator.</param>
/// <param name="StaysAdministrator">And would be afterwards.</param>
/// <param name="OtherAdministrators">Active ones beside the user.</param>
public readonly record struct UserStanding(bool ActorMayAdminister, bool IsSelf, bool WasAdministrator, bool StaysAdministrator, int OtherAdministrators);

/// <summary>What holds for every user.</summary>
public static class UserRules
{
    public const int PerTenant = 500;
    public const int MostNameCharacters = 60;
    public const int MostEmailCharacters = 254;

    /// <summary>Links that administrators send hold so long.</summary>
    public static readonly TimeSpan InvitationValidFor = TimeSpan.FromHours(72);

    /// <summary>Links that people ask for themselves hold so long.</summary>
    public static readonly TimeSpan PasswordLinkValidFor = TimeSpan.FromHours(1);

    /// <summary>How many links a person can ask for within <see cref="PasswordLinkValidFor"/>.</summary>
    public const int PasswordLinksAtATime = 3;

    public static IReadOnlyList<string> Languages { get; } = ["ja", "en"];

    /// <summary>All that is wrong with it, in the order of the form; none: it may be stored.</summary>
    public static IReadOnlyList<Error> Check(UserDraft draft, bool isNew)
    {
        var errors = new List<Error>();
        Add(string.IsNullOrWhiteSpace(draft.Name), UserErrors.NameMissing);
        if (draft.Name.Trim().Length > MostNameCharacters)
        {
            errors.Add(new Error(UserErrors.NameTooLong, MostNameCharacters.ToString(CultureInfo.InvariantCulture)));
        }

        if (isNew)
        {
            Add(string.IsNullOrWhiteSpace(draft.Email), UserErrors.EmailMissing);
            Add(!string.IsNullOrWhiteSpace(draft.Email) && !IsEmail(draft.Email.Trim()), UserErrors.EmailWrong);
        }

        Add(!Roles.All.Contains(draft.Role, StringComparer.Ordinal), UserErrors.RoleUnknown);
        Add(isNew && !Languages.Contains(draft.Language, StringComparer.Ordinal), UserErrors.LanguageUnknown);
        return errors;

        void Add(bool isWrong, string code)
        {
            if (isWrong)
            {
                errors.Add(new Error(code));
            }
        }
    }

    /// <summary>What a checked draft says, as it is stored.</summary>
    public static UserDraft Tidy(UserDraft draft) => draft with { Name = draft.Name.Trim(), Email = draft.Email.Trim() };

    /// <summary>Why somebody may not lose what they would lose, or null.</summary>
    public static Error? Refusal(UserStanding standing) => standing switch
    {
        { ActorMayAdminister: false } => new Error(UserErrors.Forbidden),
        { IsSelf: true } => new Error(UserErrors.Self),
        { WasAdministrator: true, StaysAdministrator: false, OtherAdministrators: 0 } => new Error(UserErrors.LastAdministrator),
        _ => null,
    };

    private static bool IsEmail(string text) =>
        text.Length <= MostEmailCharacters && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal);
}
