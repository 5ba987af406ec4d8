using System.Globalization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Accounts;

/// <summary>A signed-in person as they see themselves.</summary>
/// <param name="Email">The sign-in name; administrators change it.</param>
public sealed record Account(string Email, string DisplayName, Preferences Preferences);

/// <summary>How a person wants to read the portal, in every browser.</summary>
/// <param name="Language">One of <see cref="AccountRules.Languages"/>; null follows the browser.</param>
/// <param name="TimeZone">IANA name; null is <see cref="AccountRules.UsualTimeZone"/>.</param>
/// <param name="Theme">One of <see cref="AccountRules.Themes"/>; null follows the system.</param>
public sealed record Preferences(string? Language, string? TimeZone, string? Theme);

/// <summary>Why something about a person's own account was refused.</summary>
public static class AccountErrors
{
    public const string NameMissing = "account_name_missing";

    /// <summary>{0}: the most characters.</summary>
    public const string NameTooLong = "account_name_too_long";
    public const string LanguageUnknown = "account_language_unknown";
    public const string TimeZoneUnknown = "account_time_zone_unknown";
    public const string ThemeUnknown = "account_theme_unknown";

    /// <summary>The password that proves who asks does not match.</summary>
    public const string PasswordWrong = "account_password_wrong";

    /// <summary>{0}: the fewest characters.</summary>
    public const string PasswordShort = "account_password_short";

    /// <summary>{0}: the most characters.</summary>
    public const string PasswordLong = "account_password_long";
    public const string PasswordCommon = "account_password_common";
    public const string PasswordSame = "account_password_same";

    /// <summary>Neither the app's present code nor, where one is taken, a recovery code; or one that was used already.</summary>
    public const string CodeWrong = "account_code_wrong";

    /// <summary>Too many wrong passwords or codes; nothing is looked at until the lock is over.</summary>
    public const string LockedOut = "account_locked_out";

    /// <summary>Somebody changed the account at the same moment.</summary>
    public const string Conflict = "account_conflict";

    /// <summary>Two-factor sign-in is not in the state that this is asked for in.</summary>
    public const string TwoFactorState = "account_two_factor_state";
}

/// <summary>What holds for every account.</summary>
public static class AccountRules
{
    public const int MostNameCharacters = 60;
    public const int FewestPasswordCharacters = 12;
    public const int MostPasswordCharacters = 128;
    public const string UsualTimeZone = "Asia/Tokyo";

    public static IReadOnlyList<string> Languages { get; } = ["ja", "en"];

    public static IReadOnlyList<string> Themes { get; } = ["light", "dark"];

    /// <summary>What is wrong with a name, or null.</summary>
    public static Error? CheckName(string name) =>
        string.IsNullOrWhiteSpace(name) ? new Error(AccountErrors.NameMissing)
        : name.Trim().Length > MostNameCharacters ? new Error(AccountErrors.NameTooLong, MostNameCharacters.ToString(CultureInfo.InvariantCulture))
        : null;

    /// <summary>What is wrong with the length of a new password, or null; how common it is only the server knows.</summary>
    public static Error? CheckPassword(string password) =>
        password.Length < FewestPasswordCharacters ? new Error(AccountErrors.PasswordShort, FewestPasswordCharacters.ToString(CultureInfo.InvariantCulture))
        : password.Length > MostPasswordCharacters ? new Error(AccountErrors.PasswordLong, MostPasswordCharacters.ToString(CultureInfo.InvariantCulture))
        : null;

    /// <summary>All that is wrong with it; none: it may be stored.</summary>
    public static IReadOnlyList<Error> Check(Preferences preferences)
    {
        var errors = new List<Error>();
        if (preferences.Language is { } language && !Languages.Contains(language, StringComparer.Ordinal))
        {
            errors.Add(new Error(AccountErrors.LanguageUnknown));
        }

        if (preferences.TimeZone is { } zone && FindZone(zone) is null)
        {
            errors.Add(new Error(AccountErrors.TimeZoneUnknown));
        }

        if (preferences.Theme is { } theme && !Themes.Contains(theme, StringComparer.Ordinal))
        {
            errors.Add(new Error(AccountErrors.ThemeUnknown));
        }

        return errors;
    }

    /// <summary>The zone of an IANA name; null: there is none of that name here.</summary>
    public static TimeZoneInfo? FindZone(string? name) =>
        name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && string.Equals(zone.Id, name, StringComparison.Ordinal) ? zone : null;
}

/// <summary>The account of the operation's person. Every change is audited, personal values masked.</summary>
public interface IAccount
{
    Task<Account> GetAsync(CancellationToken cancellationToken);

    /// <returns>What was wrong with the name.</returns>
    Task<Result> RenameAsync(string displayName, CancellationToken cancellationToken);

    /// <returns>The first thing that was wrong; nothing is stored then.</returns>
    Task<Result> PreferAsync(Preferences preferences, CancellationToken cancellationToken);

    /// <summary>Ends all other sessions of the person.</summary>
    /// <returns>Why it was refused; wrong present passwords lock the account as they do at sign-in.</returns>
    Task<Result> ChangePasswordAsync(string present, string wanted, CancellationToken cancellationToken);
}
