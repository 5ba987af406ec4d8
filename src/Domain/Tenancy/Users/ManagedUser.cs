namespace OrderPortal.Domain.Tenancy.Users;

/// <summary>Whether a person can sign in.</summary>
public enum UserState
{
    Active,

    /// <summary>Has no password yet.</summary>
    Invited,

    /// <summary>After too many wrong passwords, for a while.</summary>
    Locked,

    /// <summary>By an administrator, until enabled again.</summary>
    Disabled,
}

/// <summary>A person who signs in, as administrators see them.</summary>
/// <param name="Name">As people write it; personal.</param>
/// <param name="Email">The sign-in name; personal.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Version">Another one after every change; whoever changes says which one they saw.</param>
public sealed record ManagedUser(Guid Id, string Name, string Email, string Role, UserState State, string Version)
{
    /// <summary>One of <see cref="UserRules.Languages"/>; null follows the browser.</summary>
    public string? Language { get; init; }

    public bool HasTwoFactor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null where it is not known of any.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>While <see cref="UserState.Locked"/>.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
}

/// <summary>A user as an administrator fills it in.</summary>
/// <param name="Email">Of a new user; afterwards it stays.</param>
/// <param name="Language">Of a new user: in which the invitation is written, too.</param>
/// <param name="Version">Of the user that was looked at; empty for a new one.</param>
public sealed record UserDraft(string Name, string Email, string Role, string Language, string Version = "");

/// <summary>What became of a form about a user.</summary>
/// <param name="User">Null when it was refused, or is not there.</param>
/// <param name="Errors">All that was wrong.</param>
public sealed record UserSaved(ManagedUser? User, params IReadOnlyList<Shared.Error> Errors);

/// <summary>What a list of users is narrowed by; null narrows nothing.</summary>
/// <param name="Text">Part of the name or address, in any case.</param>
public sealed record UserFilter(string? Text = null, string? Role = null, UserState? State = null)
{
    public bool Fits(ManagedUser user) =>
        (Role is null || user.Role == Role)
        && (State is null || user.State == State)
        && (string.IsNullOrWhiteSpace(Text) || user.Name.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase) || user.Email.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase));
}
