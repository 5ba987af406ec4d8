using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Accounts;

/// <summary>How a person's second factor stands.</summary>
/// <param name="CodesLeft">Recovery codes that were not used yet.</param>
public sealed record TwoFactorState(bool IsOn, int CodesLeft)
{
    /// <summary>How many recovery codes are made at a time.</summary>
    public const int Codes = 10;

    /// <summary>Fewer than these are too few to rely on.</summary>
    public const int FewCodes = 3;

    public bool IsRunningOut => IsOn && CodesLeft < FewCodes;
}

/// <summary>A key that is being shown to its person, and holds once a code of it was given.</summary>
/// <param name="Key">Base32, 32 characters.</param>
/// <param name="Address">What authenticator apps read from a picture (<c>otpauth://</c>).</param>
public sealed record TwoFactorSetup(string Key, string Address)
{
    /// <summary>In groups of four, as people type it.</summary>
    public string Groups => string.Join(' ', Key.Chunk(4).Select(static four => new string(four)));

    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>
/// Two-factor sign-in of the operation's person: a code of six digits from an authenticator app (RFC 6238, 30 seconds, taken once), or a recovery code. All audited.
/// Errors are those of <see cref="AccountErrors"/>; wrong passwords and codes lock the account as they do at sign-in. Turning it on or off ends all other sessions.
/// </summary>
public interface ITwoFactor
{
    Task<TwoFactorState> GetAsync(CancellationToken cancellationToken);

    /// <summary>Makes a key; nothing is stored until <see cref="TurnOnAsync"/>.</summary>
    Task<Result<TwoFactorSetup>> BeginAsync(string password, CancellationToken cancellationToken);

    /// <param name="setup">The answer of <see cref="BeginAsync"/>, which a password was given for.</param>
    /// <param name="code">Shows that the app has the key.</param>
    /// <returns>The recovery codes, to be shown now or never.</returns>
    Task<Result<IReadOnlyList<string>>> TurnOnAsync(TwoFactorSetup setup, string code, CancellationToken cancellationToken);

    /// <param name="code">Of the app, or a recovery code.</param>
    Task<Result> TurnOffAsync(string password, string code, CancellationToken cancellationToken);

    /// <summary>The recovery codes there were hold no more.</summary>
    /// <inheritdoc cref="TurnOnAsync" path="/returns"/>
    Task<Result<IReadOnlyList<string>>> RenewCodesAsync(string password, CancellationToken cancellationToken);
}
