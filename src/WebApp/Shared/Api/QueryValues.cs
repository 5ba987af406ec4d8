namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Values of a list's parameters, for <see cref="ListQuery.Value{T}"/>; null where the text is none.</summary>
internal static class QueryValues
{
    public static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;

    public static bool? Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };
}
