using System.Text;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>How a reader wants to see one list.</summary>
/// <param name="Columns">Keys of the columns that can be left out and are shown; null: as the list itself has it.</param>
public sealed record ListLook(bool IsCompact, IReadOnlyList<string>? Columns)
{
    public static ListLook Default { get; } = new(IsCompact: false, Columns: null);
}

/// <summary>
/// How the reader wants the lists to look: columns and row height, list by list. Kept in a cookie of the browser, so that the first drawing
/// knows it too and nothing jumps. One per circuit; <c>Routes</c> hands the cookie in.
/// </summary>
public sealed class ListLooks
{
    /// <summary>Written by wwwroot/js/lists.js.</summary>
    public const string CookieName = "op-lists";

    private const int MaxLength = 3500;
    private const string AsItIs = "*";

    private readonly Dictionary<string, ListLook> _looks = new(StringComparer.Ordinal);

    /// <param name="cookie">As <see cref="ToString"/> wrote it; what is not understood is left out, for anybody can write a cookie.</param>
    public void Begin(string? cookie)
    {
        _looks.Clear();
        if (cookie is null or { Length: > MaxLength })
        {
            return;
        }

        foreach (var list in cookie.Split('|'))
        {
            if (list.Split('!') is [{ Length: > 0 } name, ("c" or "n") and var height, { } columns] && name.All(IsOfName) && columns.All(static letter => IsOfName(letter) || letter is '.' or '*'))
            {
                _looks[name] = new ListLook(height == "c", columns == AsItIs ? null : columns.Split('.', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    public ListLook Of(string list) => _looks.GetValueOrDefault(list, ListLook.Default);

    public void Set(string list, ListLook look)
    {
        _looks.Remove(list);
        if (look != ListLook.Default)
        {
            _looks[list] = look;
        }
    }

    /// <summary>For the cookie: letters and signs that need no escaping there.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, look) in _looks)
        {
            text.Append(text.Length == 0 ? "" : "|").Append(name).Append(look.IsCompact ? "!c!" : "!n!").Append(look.Columns is null ? AsItIs : string.Join('.', look.Columns));
        }

        return text.Length <= MaxLength ? text.ToString() : "";
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';
}
