using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Why a form about a password came back.</summary>
internal static class AccountLinkMessages
{
    /// <param name="error">Of the address: anything unknown says nothing.</param>
    public static string? Problem(IStringLocalizer<AccountLinkText> texts, string? error) => error switch
    {
        AccountLinkErrors.PasswordShort => texts[nameof(AccountLinkText.ErrorShort), AccountLinkEndpoints.FewestCharacters].Value,
        AccountLinkErrors.PasswordLong => texts[nameof(AccountLinkText.ErrorLong)].Value,
        AccountLinkErrors.PasswordCommon => texts[nameof(AccountLinkText.ErrorCommon)].Value,
        AccountLinkErrors.RateLimited => texts[nameof(AccountLinkText.ErrorRateLimited)].Value,
        AccountLinkEndpoints.Different => texts[nameof(AccountLinkText.ErrorDifferent)].Value,
        AccountLinkEndpoints.Expired => texts[nameof(AccountLinkText.ErrorExpired)].Value,
        _ => null,
    };
}
