using System.Security.Claims;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>What the shell shows of the person who is signed in.</summary>
public sealed record SignedInUser(string Name, string? Role)
{
    /// <summary>Claim with the name as people write it; without it the account's name stands in.</summary>
    public const string DisplayNameClaim = "display_name";

    /// <summary>First letter of the name, as the picture beside it.</summary>
    public string Initial => Name.Length == 0 ? "?" : char.ToUpperInvariant(Name[0]).ToString();

    /// <summary>May hand over files: everybody but those who only look.</summary>
    public bool MayImport => Role is "admin" or "operator";

    public static SignedInUser From(ClaimsPrincipal user) => new(
        user.FindFirstValue(DisplayNameClaim) ?? user.Identity?.Name ?? "",
        user.FindFirstValue(ClaimTypes.Role));
}
