using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>Another password; the browser offers to make and keep it.</summary>
public sealed partial class AccountPasswordPage : AccountPart
{
    private static readonly string[] AtWanted = [AccountErrors.PasswordShort, AccountErrors.PasswordLong, AccountErrors.PasswordCommon, AccountErrors.PasswordSame];
    private static readonly string[] AtFields = [.. AtWanted, AccountErrors.PasswordWrong, AccountErrors.LockedOut];

    private string _present = "";
    private string _wanted = "";

    private Task SaveAsync() => OnceAsync(async () =>
    {
        var changed = await RunAsync<IAccount, Result>((account, ct) => account.ChangePasswordAsync(_present, _wanted, ct));
        if (changed.Error is { } error)
        {
            Refuse(error, AtFields);
            return;
        }

        (_present, _wanted) = ("", "");
        Said = (Tone.Success, Texts[nameof(AccountText.PasswordChanged)]);
    });
}
