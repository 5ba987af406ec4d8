namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>The address to go back to after sign-in or a change of language: only ever inside this portal.</summary>
public static class ReturnUrl
{
    /// <summary>A leading <c>//</c> or <c>/\</c> is another server's address to a browser, and control characters are cut out by it.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) && !url.Any(char.IsControl);

    public static string LocalOrHome(string? url) => IsLocal(url) ? url! : "/";
}
