using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>What the file is, how that was decided, and everything about it that a person may say otherwise.</summary>
public sealed partial class FormatCard : ComponentBase
{
    private const int MostHeadingRow = 1_000;
    private const string Vocabulary = "vocabulary";
    private const string ByHand = "by-hand";
    private bool _isBadRow;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Imports { get; init; }

    [Parameter, EditorRequired]
    public FileInspection Inspection { get; set; } = null!;

    [Parameter]
    public ImportPreview? Preview { get; set; }

    [Parameter, EditorRequired]
    public ImportSettings Choices { get; set; } = null!;

    [Parameter]
    public EventCallback<ImportSettings> OnChange { get; set; }

    private string? EncodingValue => (Inspection.Format?.Encoding ?? Choices.Encoding) is { } encoding ? ImportNames.Of(encoding) : null;

    private string Certainty => Texts[Inspection.Certainty switch
    {
        FormatCertainty.Certain => nameof(ImportWizardText.EncodingCertain),
        FormatCertainty.Likely => nameof(ImportWizardText.EncodingLikely),
        FormatCertainty.Undecided => nameof(ImportWizardText.EncodingUndecided),
        _ => nameof(ImportWizardText.EncodingChosen),
    }];

    private string ProfileValue => Preview!.Mapping switch
    {
        { Profile: { } profile } => profile,
        { Columns.Count: 0 } => Vocabulary,
        _ => ByHand,
    };

    private IEnumerable<(string Key, string Name)> Profiles()
    {
        if (ProfileValue == ByHand)
        {
            yield return (ByHand, Texts[nameof(ImportWizardText.ProfileByHand)]);
        }

        var proposed = Preview!.Proposals.FirstOrDefault(proposal => proposal.IsCertain);
        foreach (var proposal in Preview.Proposals)
        {
            var name = proposal.ReadyMade is { } readyMade ? NameOf(readyMade) : proposal.Saved?.Name ?? Texts[nameof(ImportWizardText.ProfileVocabulary)].Value;
            yield return (proposal.Mapping.Profile ?? Vocabulary, ReferenceEquals(proposal, proposed) ? Texts[nameof(ImportWizardText.ProfileProposed), name].Value : name);
        }

        foreach (var readyMade in ReadyMadeProfiles.All.Where(known => Preview.Proposals.All(proposal => proposal.ReadyMade != known)))
        {
            yield return (readyMade.Key, NameOf(readyMade));
        }
    }

    private static string NameOf(ReadyMadeProfile profile) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? profile.Japanese : profile.English;

    /// <summary>Headings that were read in another way are other headings: what was said of them holds no longer.</summary>
    private Task Choose(ImportSettings choices) => OnChange.InvokeAsync(choices with { Mapping = null });

    private async Task ChooseHeadingRowAsync(ChangeEventArgs change)
    {
        _isBadRow = !int.TryParse((string?)change.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var row) || row is < 1 or > MostHeadingRow;
        if (!_isBadRow)
        {
            await Choose(Choices with { HeadingRow = row });
        }
    }

    private Task ChooseProfileAsync(ChangeEventArgs change) => (string?)change.Value switch
    {
        null or ByHand => Task.CompletedTask,
        Vocabulary => OnChange.InvokeAsync(Choices with { Profile = null, Mapping = ImportMapping.Automatic }),
        var key => OnChange.InvokeAsync(Choices with { Profile = key, Mapping = null }),
    };
}
