using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>The second factor: turned on by password and a first code, off by password and a code. A key that was not confirmed is forgotten with the page.</summary>
public sealed partial class AccountTwoFactorPage : AccountPart
{
    private static readonly string[] PasswordCodes = [AccountErrors.PasswordWrong, AccountErrors.LockedOut];
    private static readonly string[] AtFields = [.. PasswordCodes, AccountErrors.CodeWrong];

    private TwoFactorSetup? _setup;
    private IReadOnlyList<string>? _codes;
    private Deed _asked;
    private string _password = "";
    private string _code = "";

    private enum Deed
    {
        None,
        Renew,
        TurnOff,
    }

    [PersistentState]
    public TwoFactorState? State { get; set; }

    protected override async Task OnInitializedAsync() => State ??= await ReadAsync();

    private Task<TwoFactorState> ReadAsync() => RunAsync<ITwoFactor, TwoFactorState>(static (own, ct) => own.GetAsync(ct));

    private void Ask(Deed deed) => (_asked, _password, _code, Refusal) = (deed, "", "", null);

    private string Expanded(Deed deed) => _asked == deed ? "true" : "false";

    private Task BeginAsync() => OnceAsync(async () =>
    {
        var begun = await RunAsync<ITwoFactor, Result<TwoFactorSetup>>((own, ct) => own.BeginAsync(_password, ct));
        _password = "";
        if (begun.Error is { } error)
        {
            await RefuseAsync(error);
            return;
        }

        _setup = begun.Value;
    });

    private Task TurnOnAsync(string code) => OnceAsync(async () =>
    {
        var done = await RunAsync<ITwoFactor, Result<IReadOnlyList<string>>>((own, ct) => own.TurnOnAsync(_setup!, code, ct));
        if (done.Error is { } error)
        {
            await RefuseAsync(error);
            return;
        }

        _setup = null;
        await ShowAsync(nameof(AccountText.TurnedOn), done.Value);
    });

    private Task ActAsync() => OnceAsync(_asked == Deed.Renew ? RenewAsync : TurnOffAsync);

    private async Task RenewAsync()
    {
        var done = await RunAsync<ITwoFactor, Result<IReadOnlyList<string>>>((own, ct) => own.RenewCodesAsync(_password, ct));
        if (done.Error is { } error)
        {
            await RefuseAsync(error);
            return;
        }

        await ShowAsync(nameof(AccountText.CodesRenewed), done.Value);
    }

    private async Task TurnOffAsync()
    {
        var done = await RunAsync<ITwoFactor, Result>((own, ct) => own.TurnOffAsync(_password, _code, ct));
        if (done.Error is { } error)
        {
            await RefuseAsync(error);
            return;
        }

        await ShowAsync(nameof(AccountText.TurnedOff), null);
    }

    private async Task ShowAsync(string said, IReadOnlyList<string>? codes)
    {
        Ask(Deed.None);
        _codes = codes;
        State = await ReadAsync();
        Said = (Tone.Success, Texts[said]);
    }

    /// <summary>Where another page of the person's changed it meanwhile, this one shows how it stands.</summary>
    private async Task RefuseAsync(Error error)
    {
        Refuse(error, AtFields);
        if (error.Code == AccountErrors.TwoFactorState)
        {
            _setup = null;
            Ask(Deed.None);
            State = await ReadAsync();
        }
    }
}
