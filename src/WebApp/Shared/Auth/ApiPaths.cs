namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Addresses that programs call: they get status codes and problem details, never a page or a redirect.</summary>
public static class ApiPaths
{
    private static readonly PathString[] All = ["/api", "/openapi", "/oauth", "/hubs", "/simulator", "/webhooks"];

    public static bool Contains(PathString path) => Array.Exists(All, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
