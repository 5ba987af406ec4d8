namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>
/// The reader's choice of light or dark. Written by wwwroot/js/theme.js, so that the switch works without a circuit, on
/// the sign-in page too; read here while the document is rendered.
/// </summary>
public static class ThemeCookie
{
    public const string Name = "op-theme";

    /// <summary>Null while nobody has chosen.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name] switch
    {
        "light" => "light",
        "dark" => "dark",
        _ => null,
    };
}
