namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>How a file is to be read.</summary>
/// <param name="Mapping">With the tenant's kept rules.</param>
/// <param name="Format">With the heading row, where it is not the first row with content.</param>
/// <param name="Problems">Errors that stand in the way; then nothing else is of use.</param>
public sealed record ChosenMapping(ImportMapping Mapping, FileFormat Format, IReadOnlyList<ImportProblem> Problems);

/// <summary>
/// Decides how an uploaded file is read: as somebody has said, or by its headings. Those are looked for below the first row too: files often begin
/// with a title and the day they were made.
/// </summary>
public sealed class ChooseMapping(IOrderFileReader reader, IMappingProfiles profiles, IKeptValueRules rules)
{
    /// <summary>Headings further down are not found by themselves.</summary>
    public const int TopRows = 20;

    public async Task<ChosenMapping> ExecuteAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken)
    {
        var said = settings.Mapping;
        if (said is null && settings.Profile is { } profile)
        {
            said = await profiles.FindMappingAsync(profile, cancellationToken);
            if (said is null)
            {
                return Refused(format, new ImportProblem(0, null, ProblemCodes.UnknownProfile, ProblemSeverity.Error, profile, profile));
            }
        }

        format = format with { HeadingRow = settings.HeadingRow };
        if (await reader.ReadHeadingAsync(file, format, cancellationToken) is not { } heading)
        {
            return Refused(format, new ImportProblem(0, null, ProblemCodes.EmptyFile, ProblemSeverity.Error, null));
        }

        var saved = said is null ? await profiles.ListAsync(cancellationToken) : [];
        var (mapping, problems) = Decide(heading, said, saved);
        if (mapping is null && settings.HeadingRow is null)
        {
            var below = await reader.ReadTopAsync(file, format, TopRows, cancellationToken);
            foreach (var row in below.Where(row => row.Number > heading.Number))
            {
                mapping = Decide(row, said, saved).Mapping;
                if (mapping is not null)
                {
                    format = format with { HeadingRow = row.Number };
                    break;
                }
            }
        }

        return mapping is null
            ? new ChosenMapping(ImportMapping.Automatic, format, problems)
            : new ChosenMapping(await WithKeptRulesAsync(mapping, cancellationToken), format, []);
    }

    /// <returns>The mapping, or why the rows below these headings cannot be read.</returns>
    private static (ImportMapping? Mapping, IReadOnlyList<ImportProblem> Problems) Decide(FileRow heading, ImportMapping? said, IReadOnlyList<MappingProfile> saved)
    {
        if (said is not null)
        {
            return Checked(said, HeadingMap.Of(said, heading.Cells, heading.Number).Problems);
        }

        var proposals = MappingProposals.For(heading.Cells, saved, heading.Number);
        var vocabulary = proposals.FirstOrDefault(proposal => proposal.IsVocabulary);

        // The canonical profiles know less than the vocabulary: they only suit where two headings mean the same to it, and there somebody must choose.
        var recognised = proposals.FirstOrDefault(proposal => proposal is { IsVocabulary: false, IsRecognised: true, ReadyMade: null or { IsCanonical: false } });

        // The vocabulary goes first where it understands the file no worse. Where a format is recognised and knows more of it, the words alone would
        // mislead: in a file of ネクストエンジン they find every required column, and would read its prices as prices without tax.
        if (vocabulary is { Problems.Count: 0 } && !(recognised is { IsCertain: true } && recognised.Score > vocabulary.Score))
        {
            return (ImportMapping.Automatic, []);
        }

        return recognised is not null
            ? Checked(recognised.Mapping, recognised.Problems)
            : (null, HeadingMap.Match(heading.Cells, heading.Number).Problems);
    }

    private static (ImportMapping? Mapping, IReadOnlyList<ImportProblem> Problems) Checked(ImportMapping mapping, IReadOnlyList<ImportProblem> problems)
    {
        problems = [.. MappingRules.Check(mapping), .. problems];
        return (problems.Count == 0 ? mapping : null, problems);
    }

    private async Task<ImportMapping> WithKeptRulesAsync(ImportMapping mapping, CancellationToken cancellationToken)
    {
        // Of two rules for one value the mapping's own holds.
        var kept = await rules.ListAsync(cancellationToken);
        return kept.Count == 0 ? mapping : mapping with { Rules = [.. kept, .. mapping.Rules] };
    }

    private static ChosenMapping Refused(FileFormat format, ImportProblem problem) => new(ImportMapping.Automatic, format, [problem]);
}
