using System.Globalization;
using System.Security.Cryptography;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy;

/// <summary>An API client as administrators see it.</summary>
/// <param name="ClientId">The OAuth client id, unique over all tenants.</param>
/// <param name="Scopes">Of <see cref="Tenancy.Scopes"/>, in their order.</param>
/// <param name="IsActive">False: revoked; neither secrets nor tokens are taken.</param>
public sealed record ManagedClient(Guid Id, string ClientId, string Name, IReadOnlyList<string> Scopes, bool RateLimited, bool IsActive)
{
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>To a minute or so; null where it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Until when the secret before the last rotation is taken too; null when there is none.</summary>
    public DateTimeOffset? OldSecretUntil { get; init; }
}

/// <summary>A client as a person fills it in.</summary>
public sealed record ClientDraft(string Name, IReadOnlyList<string> Scopes, bool RateLimited);

/// <summary>What became of a form about a client.</summary>
/// <param name="Client">Null when it was refused, or is not there.</param>
/// <param name="Errors">All that was wrong.</param>
public sealed record ClientSaved(ManagedClient? Client, params IReadOnlyList<Error> Errors)
{
    /// <summary>Of a new client; to be shown now or never.</summary>
    public ClientSecret? Secret { get; init; }
}

/// <summary>256 random bits as text. Never written out by accident; who wants it as text asks for <see cref="Reveal"/>.</summary>
public sealed class ClientSecret
{
    private readonly string _text;

    private ClientSecret(string text) => _text = text;

    public static ClientSecret New() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    public string Reveal() => _text;

    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>Why something about API clients was refused.</summary>
public static class ClientErrors
{
    public const string NameMissing = "client_name_missing";
    public const string NameTooLong = "client_name_too_long";
    public const string ScopesMissing = "client_scopes_missing";
    public const string ScopeUnknown = "client_scope_unknown";
    public const string TooMany = "client_too_many";
}

/// <summary>What holds for every client.</summary>
public static class ClientRules
{
    public const int PerTenant = 50;
    public const int MostNameCharacters = 100;
    public const int UsualOverlapHours = 24;

    /// <summary>For how many hours the old secret can go on beside a new one; with 0 it ends at once, and the tokens with it.</summary>
    public static IReadOnlyList<int> OverlapHours { get; } = [168, UsualOverlapHours, 1, 0];

    /// <summary>All that is wrong with it, in the order of the form; none: it may be stored.</summary>
    public static IReadOnlyList<Error> Check(ClientDraft draft)
    {
        var errors = new List<Error>();
        if (string.IsNullOrWhiteSpace(draft.Name))
        {
            errors.Add(new Error(ClientErrors.NameMissing));
        }
        else if (draft.Name.Trim().Length > MostNameCharacters)
        {
            errors.Add(new Error(ClientErrors.NameTooLong, MostNameCharacters.ToString(CultureInfo.InvariantCulture)));
        }

        if (draft.Scopes.FirstOrDefault(scope => !Scopes.All.Contains(scope, StringComparer.Ordinal)) is { } unknown)
        {
            errors.Add(new Error(ClientErrors.ScopeUnknown, unknown));
        }
        else if (draft.Scopes.Count == 0)
        {
            errors.Add(new Error(ClientErrors.ScopesMissing));
        }

        return errors;
    }

    /// <summary>What a checked draft says, as it is stored.</summary>
    public static ClientDraft Tidy(ClientDraft draft) =>
        draft with { Name = draft.Name.Trim(), Scopes = [.. Scopes.All.Where(scope => draft.Scopes.Contains(scope, StringComparer.Ordinal))] };
}
