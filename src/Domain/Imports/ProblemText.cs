namespace OrderPortal.Domain.Imports;

/// <summary>How values are shown in problems.</summary>
internal static class ProblemText
{
    /// <summary>At most <see cref="ImportProblem.MaxValueLength"/> characters, an ellipsis at a cut, no half surrogate pair, � for what did not decode.</summary>
    public static string Shorten(string value)
    {
        if (value.Contains(FileRow.UndecodableMark))
        {
            value = value.Replace(FileRow.UndecodableMark, '\uFFFD');
        }

        if (value.Length <= ImportProblem.MaxValueLength)
        {
            return value;
        }

        var end = ImportProblem.MaxValueLength - 1;
        end -= char.IsHighSurrogate(value[end - 1]) ? 1 : 0;
        return string.Concat(value.AsSpan(0, end), "…");
    }
}
