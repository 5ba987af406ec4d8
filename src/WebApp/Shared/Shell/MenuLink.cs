using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>An entry of the main menu: the current one on its own pages and on those that have no entry themselves.</summary>
public sealed class MenuLink : NavLink
{
    [Inject]
    public required NavigationManager Places { get; init; }

    /// <summary>Path of those other pages.</summary>
    [Parameter]
    public string? Also { get; set; }

    /// <inheritdoc/>
    protected override bool ShouldMatch(string uriAbsolute) => base.ShouldMatch(uriAbsolute) || (Also is { } also && IsWithin(new Uri(uriAbsolute), Places.ToAbsoluteUri(also.TrimStart('/'))));

    private static bool IsWithin(Uri uri, Uri root) =>
        uri.AbsolutePath.StartsWith(root.AbsolutePath, StringComparison.OrdinalIgnoreCase) && (uri.AbsolutePath.Length == root.AbsolutePath.Length || uri.AbsolutePath[root.AbsolutePath.Length] == '/');
}
