namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Conditions as addresses and fields have them.</summary>
internal static class QueryText
{
    /// <returns>Null for what is empty or spaces alone; else as it is.</returns>
    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The database refuses to look for NUL, and nothing that is stored holds a control character.</summary>
    /// <returns>Without them and without spaces around it; null where nothing is left.</returns>
    public static string? Clean(string? text)
    {
        var clean = string.Concat((text ?? "").Where(static character => !char.IsControl(character))).Trim();
        return clean.Length == 0 ? null : clean;
    }
}
