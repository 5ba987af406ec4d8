using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Why a form about a password came back.</summary>
public sealed class AccountLinkMessages(IStringLocalizer<AccountLinkText> texts, AccountMessages account)
{
    /// <param name="error">Of the address: anything unknown says nothing.</param>
    public string? Problem(string? error) => error switch
    {
        AccountErrors.PasswordShort => account.Sentence(new Error(error, AccountRules.FewestPasswordCharacters.ToString(CultureInfo.InvariantCulture))),
        AccountErrors.PasswordLong => account.Sentence(new Error(error, AccountRules.MostPasswordCharacters.ToString(CultureInfo.InvariantCulture))),
        AccountErrors.PasswordCommon => account.Sentence(new Error(error)),
        AccountLinkErrors.RateLimited => texts[nameof(AccountLinkText.ErrorRateLimited)].Value,
        AccountLinkEndpoints.Different => texts[nameof(AccountLinkText.ErrorDifferent)].Value,
        AccountLinkEndpoints.Expired => texts[nameof(AccountLinkText.ErrorExpired)].Value,
        _ => null,
    };
}
