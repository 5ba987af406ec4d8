using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>What was refused about a person's account, in sentences.</summary>
public sealed class AccountMessages(IStringLocalizer<AccountText> texts)
{
    public string Sentence(Error error)
    {
        var arguments = error.Arguments.ToArray<object>();
        return error.Code switch
        {
            AccountErrors.NameMissing => texts[nameof(AccountText.ErrorNameMissing)],
            AccountErrors.NameTooLong => texts[nameof(AccountText.ErrorNameTooLong), arguments],
            AccountErrors.TimeZoneUnknown => texts[nameof(AccountText.ErrorTimeZone)],
            AccountErrors.PasswordWrong => texts[nameof(AccountText.ErrorPasswordWrong)],
            AccountErrors.PasswordShort => texts[nameof(AccountText.ErrorPasswordShort), arguments],
            AccountErrors.PasswordLong => texts[nameof(AccountText.ErrorPasswordLong), arguments],
            AccountErrors.PasswordCommon => texts[nameof(AccountText.ErrorPasswordCommon)],
            AccountErrors.PasswordSame => texts[nameof(AccountText.ErrorPasswordSame)],
            AccountErrors.CodeWrong => texts[nameof(AccountText.ErrorCodeWrong)],
            AccountErrors.LockedOut => texts[nameof(AccountText.ErrorLockedOut)],
            _ => texts[nameof(AccountText.ErrorChanged)],
        };
    }
}
