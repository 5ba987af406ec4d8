namespace OrderPortal.Domain.Tenancy.Accounts;

/// <summary>Tells from a user agent what people call their browser and system. The rest of it is not kept.</summary>
public static class DeviceName
{
    // The first that fits: browsers call themselves by the names of those before them.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <returns>For example <c>Chrome / Windows</c>; null where neither is known.</returns>
    public static string? Of(string? userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        (null, null) => null,
        ({ } browser, null) => browser,
        (null, { } system) => system,
        var (browser, system) => $"{browser} / {system}",
    };

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : Array.Find(known, one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
