using System.Runtime.InteropServices;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;

namespace OrderPortal.Infrastructure.Imports.Mending;

/// <summary>
/// Counts the values that rejected rows. The database cannot: values are encrypted, each time to other bytes. So they are decrypted here, at most
/// <see cref="MostErrors"/> of them.
/// </summary>
internal sealed class DistinctErrors
{
    /// <summary>More errors are not looked at.</summary>
    public const int MostErrors = 50_000;

    /// <summary>Values that are given out.</summary>
    public const int MostValues = 100;

    /// <summary>Errors of the value itself: another value for it mends them all. Not where the value hides what was meant (a rounded code).</summary>
    public static readonly string[] Codes =
    [
        ProblemCodes.UnknownProduct, ProblemCodes.UnknownPrefecture, ProblemCodes.UnknownPaymentMethod, ProblemCodes.BadTaxRate, ProblemCodes.NotANumber,
        ProblemCodes.NotAnInteger, ProblemCodes.OutOfRange, ProblemCodes.BadDate, ProblemCodes.AmbiguousDate, ProblemCodes.Adjusted,
    ];

    public static readonly ImportColumn[] Columns = [.. ImportColumns.All.Select(static info => info.Column).Where(static column => ValueRules.Columns.Has(column))];

    private readonly Dictionary<(ImportColumn, string, string), long> _counts = [];
    private int _seen;

    /// <param name="value">Shortened as problems have it; what was shortened names no single value.</param>
    public void Add(ImportColumn column, string code, string? value)
    {
        if (++_seen <= MostErrors && !string.IsNullOrWhiteSpace(value) && value.Length < ImportProblem.MaxValueLength && !value.Contains('\uFFFD'))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (column, code, ValueRules.KeyOf(value)), out _)++;
        }
    }

    public DistinctValues ToValues() => new(
        [
            .. _counts.OrderByDescending(static count => count.Value).ThenBy(static count => count.Key.Item3, StringComparer.Ordinal).Take(MostValues)
                .Select(static count => new DistinctValue(count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value)),
        ],
        _seen > MostErrors || _counts.Count > MostValues);
}
