using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>What a heading of a file is used for.</summary>
public enum HeadingRole
{
    Unused,
    Column,

    /// <summary>Decides which rows are lines.</summary>
    Filter,

    /// <summary>The order's total as the file says it.</summary>
    Total,
}

/// <param name="Index">0-based place in the heading row.</param>
/// <param name="Column">Set where the role is a column's.</param>
public sealed record HeadingUse(int Index, string Heading, HeadingRole Role, ImportColumn? Column);

/// <summary>One way to read a file, and how well it suits its headings.</summary>
/// <param name="ReadyMade">The profile, where it is a ready-made one.</param>
/// <param name="Saved">The profile, where it is the tenant's own. Neither: the plain vocabulary.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Uses">One for each heading that is not blank, in the order of the file.</param>
/// <param name="Problems">Why the rows could not be read so: missing and repeated headings.</param>
/// <param name="IsRecognised">The headings are those of this format, whether or not something is missing.</param>
public sealed record MappingProposal(
    ReadyMadeProfile? ReadyMade, MappingProfile? Saved, ImportMapping Mapping, double Score, IReadOnlyList<HeadingUse> Uses, IReadOnlyList<ImportProblem> Problems,
    bool IsRecognised)
{
    public bool IsVocabulary => ReadyMade is null && Saved is null;

    /// <summary>Good enough to import without asking anybody.</summary>
    public bool IsCertain => IsRecognised && Problems.Count == 0;
}

/// <summary>Finds the mapping for a file by its headings, in whatever order they stand and however many are missing.</summary>
public static class MappingProposals
{
    /// <summary>
    /// Least share of headings that a format must know for the file to be taken for one of its own. A shop may have added a few columns to an export;
    /// a file of another system shares some words with every format, but never four headings of five.
    /// </summary>
    public const double RecognisedFrom = 0.8;

    /// <summary>Best first. At equal scores the tenant's own (the newest first) stand before the ready-made ones and those before the vocabulary.</summary>
    /// <param name="headings">Cells of the heading row.</param>
    public static IReadOnlyList<MappingProposal> For(IReadOnlyList<string> headings, IReadOnlyList<MappingProfile> saved, int headingRow = 1)
    {
        var keys = headings.Select(CellText.MatchKey).ToList();
        var proposals = new List<MappingProposal>();
        foreach (var profile in saved.OrderByDescending(profile => profile.ModifiedAt))
        {
            var read = HeadingsOf(profile.Mapping).ToList();
            var known = profile.Headings.Count > 0 ? profile.Headings : read;

            // A mapping may name headings that its own file lacked.
            var there = Keys(known);
            var signature = read.Count > 0 ? read.Where(heading => there.Contains(CellText.MatchKey(heading))) : known;
            proposals.Add(Judge(headings, keys, headingRow, profile.Mapping, Share(keys, known, signature)) with { Saved = profile });
        }

        foreach (var profile in ReadyMadeProfiles.All)
        {
            proposals.Add(Judge(headings, keys, headingRow, profile.Mapping, Share(keys, profile.Headings, profile.Signature))
                with { ReadyMade = profile });
        }

        proposals.Add(ByVocabulary(headings, keys, headingRow));
        return [.. proposals.Where(proposal => proposal.Score > 0).OrderByDescending(proposal => proposal.Score)];
    }

    private static MappingProposal Judge(IReadOnlyList<string> headings, List<string> keys, int headingRow, ImportMapping mapping, double share)
    {
        var map = HeadingMap.Of(mapping, headings, headingRow);
        var filter = mapping.Filter is null ? -1 : map.Filter?.Cell ?? -1;
        var uses = new List<HeadingUse>();
        for (var i = 0; i < headings.Count; i++)
        {
            if (keys[i].Length > 0)
            {
                var column = map.ColumnAt(i);
                var role = column is not null ? HeadingRole.Column
                    : i == filter ? HeadingRole.Filter
                    : i == map.TotalIndex ? HeadingRole.Total
                    : HeadingRole.Unused;
                uses.Add(new HeadingUse(i, CellText.Trim(headings[i]), role, column));
            }
        }

        // What cannot be read as it is ranks behind everything that can.
        var score = map.Problems.Count == 0 ? share : share / 2;
        return new MappingProposal(null, null, mapping, score, uses, map.Problems, share >= RecognisedFrom);
    }

    private static MappingProposal ByVocabulary(IReadOnlyList<string> headings, List<string> keys, int headingRow)
    {
        var proposal = Judge(headings, keys, headingRow, ImportMapping.Automatic, 0);
        var known = proposal.Uses.Where(use => use.Role == HeadingRole.Column).Select(use => use.Column!.Value).ToList();
        var required = ImportColumns.All.Count(info => info.IsRequired);
        var share = proposal.Uses.Count == 0 ? 0 : (double)known.Count / proposal.Uses.Count * known.Count(column => ColumnSet.Required.Has(column)) / required;
        return proposal with { Score = proposal.Problems.Count == 0 ? share : share / 2, IsRecognised = share >= RecognisedFrom };
    }

    /// <summary>How much of the file the format knows, times how much of the format's signature the file has.</summary>
    private static double Share(List<string> keys, IEnumerable<string> known, IEnumerable<string> signature)
    {
        var all = Keys(known);
        var marks = signature.Select(CellText.MatchKey).ToHashSet(StringComparer.Ordinal);
        var here = keys.Where(key => key.Length > 0).ToList();
        if (here.Count == 0 || marks.Count == 0)
        {
            return 0;
        }

        return (double)here.Count(all.Contains) / here.Count * marks.Count(here.Contains) / marks.Count;
    }

    private static HashSet<string> Keys(IEnumerable<string> headings) => headings.Select(CellText.MatchKey).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every heading that a mapping names.</summary>
    private static IEnumerable<string> HeadingsOf(ImportMapping mapping) =>
        mapping.Columns.SelectMany(source => source.Sources)
            .Concat(mapping.Filter is { } filter ? [filter.Heading] : [])
            .Concat(mapping.Total is { } total ? [total] : [])
            .Select(reference => reference.Heading);
}
