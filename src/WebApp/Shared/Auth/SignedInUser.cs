using System.Security.Claims;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>What the shell shows of the person who is signed in.</summary>
public sealed record SignedInUser(string Name, string? Role)
{
    /// <summary>Claim with the name as people write it; without it the account's name stands in.</summary>
    public const string DisplayNameClaim = "display_name";

    /// <summary>First letter of the name, as the picture beside it.</summary>
    public string Initial => Name.Length == 0 ? "?" : char.ToUpperInvariant(Name[0]).ToString();

    /// <summary>What is not allowed is not shown; the server refuses it all the same.</summary>
    public bool MayImport => May(Permissions.ImportsWrite);

    /// <summary>All that the person may.</summary>
    public IReadOnlyCollection<string> Granted => [.. Permissions.ByRole.Keys.Where(May)];

    /// <param name="permission">One of <see cref="Permissions"/>.</param>
    public bool May(string permission) => Role is not null && Permissions.ByRole[permission].Roles.Contains(Role, StringComparer.Ordinal);

    public static SignedInUser From(ClaimsPrincipal user) => new(
        user.FindFirstValue(DisplayNameClaim) ?? user.Identity?.Name ?? "",
        user.FindFirstValue(ClaimTypes.Role));
}
