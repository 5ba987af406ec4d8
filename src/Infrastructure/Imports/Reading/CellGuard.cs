using System.Buffers;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Keeps a spreadsheet from taking a cell for a formula, so that it can be undone exactly. Rule: a cell that begins with
/// <c>= + - @ TAB CR LF</c> or full-width <c>＝＋－＠</c>, after any number of apostrophes, gets one apostrophe more in front; undoing
/// takes one away from the same cells. Plain numbers such as -500 stay as they are, they are no formulas.
/// </summary>
public static class CellGuard
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789,.");

    public static string Apply(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return IsLikeFormula(cell) && !IsPlainNumber(cell) ? "'" + cell : cell;
    }

    public static string Undo(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.StartsWith('\'') && IsLikeFormula(cell) ? cell[1..] : cell;
    }

    private static bool IsLikeFormula(string cell)
    {
        var at = 0;
        while (at < cell.Length && cell[at] == '\'')
        {
            at++;
        }

        return at < cell.Length && cell[at] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
    }

    /// <summary>A sign, digits with or without separators of thousands, a fraction: nothing that computes.</summary>
    private static bool IsPlainNumber(string cell) =>
        cell.Length > 1 && cell[0] is '+' or '-' && char.IsAsciiDigit(cell[1]) && !cell.AsSpan(1).ContainsAnyExcept(NumberCharacters);
}
