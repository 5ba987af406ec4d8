using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.WebApp.Imports;

/// <summary>The sheet that explains a template: each column, orders of several lines, and what a blank cell means.</summary>
internal sealed class ImportTemplateGuide(IStringLocalizer<ImportTemplateText> texts, bool japanese)
{
    private const int SynonymsShown = 5;

    private static readonly double[] Widths = [20, 20, 64, 26, 18, 44];

    private static readonly ImportColumn[] Shown = [ImportColumn.OrderNumber, ImportColumn.CustomerName, ImportColumn.ProductCode, ImportColumn.Quantity];

    /// <param name="samples">Rows of the template: the examples are theirs.</param>
    public TemplateGuide Make(IReadOnlyList<Dictionary<ImportColumn, string>> samples) => new(
        Say(nameof(ImportTemplateText.GuideSheet)),
        Widths,
        [
            Title(nameof(ImportTemplateText.GuideTitle)),
            Note(nameof(ImportTemplateText.NoteSamples)),
            Note(nameof(ImportTemplateText.NoteHeadings)),
            Note(nameof(ImportTemplateText.NoteSheet)),
            Note(nameof(ImportTemplateText.NoteTotal), Count(OrderLimits.MinTotal), Count(OrderLimits.MaxTotalPerCharge)),
            new(GuideLook.Entry),
            new(
                GuideLook.Heading,
                Say(nameof(ImportTemplateText.HeadColumn)), Say(nameof(ImportTemplateText.HeadRequired)), Say(nameof(ImportTemplateText.HeadHow)),
                Say(nameof(ImportTemplateText.HeadExample)), Say(nameof(ImportTemplateText.HeadRange)), Say(nameof(ImportTemplateText.HeadSynonyms))),
            .. ImportColumns.All.Select(info => Entry(info, samples)),
            new(GuideLook.Entry),
            Title(nameof(ImportTemplateText.LinesTitle)),
            Note(nameof(ImportTemplateText.LinesNote), Count(OrderLimits.MaxLines)),
            Note(nameof(ImportTemplateText.LinesRepeated)),
            .. Layout(samples, repeated: Shown),
            Note(nameof(ImportTemplateText.LinesFirst)),
            .. Layout(samples, repeated: [ImportColumn.OrderNumber]),
            Note(nameof(ImportTemplateText.LinesBlank)),
            .. Layout(samples, repeated: []),
            Title(nameof(ImportTemplateText.UpdateTitle)),
            Note(nameof(ImportTemplateText.UpdateBlank)),
            Note(nameof(ImportTemplateText.UpdateClear)),
            Note(nameof(ImportTemplateText.UpdateAbsent)),
        ]);

    private GuideRow Entry(ImportColumnInfo info, IReadOnlyList<Dictionary<ImportColumn, string>> samples) => new(
        GuideLook.Entry,
        ImportTemplate.Name(info, japanese),
        info.IsRequired ? Say(nameof(ImportTemplateText.Required)) : Say(nameof(ImportTemplateText.Optional)),
        Say(info.Column + "How"),
        samples.Select(sample => sample.GetValueOrDefault(info.Column, "")).First(static example => example.Length > 0),
        Range(info.Column),
        string.Join(Say(nameof(ImportTemplateText.Separator)), (string[])[info.Name, .. info.Synonyms.Where(synonym => synonym.All(char.IsAscii) != japanese).Take(SynonymsShown)]));

    private string Range(ImportColumn column) =>
        OrderRules.MaxLength(column) is { } length ? Say(nameof(ImportTemplateText.MostCharacters), Count(length))
        : OrderRules.Range(column) is { } range ? Say(nameof(ImportTemplateText.Range), Count(range.Min), Count(range.Max))
        : "";

    /// <summary>Two lines of one order, the second of which repeats some of the order's values.</summary>
    private IEnumerable<GuideRow> Layout(IReadOnlyList<Dictionary<ImportColumn, string>> samples, ImportColumn[] repeated)
    {
        yield return new GuideRow(GuideLook.Heading, [.. Shown.Select(column => ImportTemplate.Name(ImportColumns.Of(column), japanese))]);
        yield return new GuideRow(GuideLook.Entry, [.. Shown.Select(column => samples[0][column])]);
        yield return new GuideRow(GuideLook.Entry, [.. Shown.Select(column =>
            !ImportColumns.Of(column).IsOrderLevel ? samples[1][column] : repeated.Contains(column) ? samples[0][column] : "")]);
        yield return new GuideRow(GuideLook.Entry);
    }

    private GuideRow Title(string key) => new(GuideLook.Title, Say(key));

    private GuideRow Note(string key, params object[] arguments) => new(GuideLook.Note, Say(key, arguments));

    private string Say(string key, params object[] arguments) => texts[key, arguments];

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
