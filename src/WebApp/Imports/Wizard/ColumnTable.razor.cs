using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Each column of the file: what stands there, where it goes, and what a person should know of that.</summary>
public sealed partial class ColumnTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public ImportPreview Preview { get; set; } = null!;

    /// <summary>0-based place of a heading, and the column that it is to feed; null: none.</summary>
    [Parameter]
    public EventCallback<(int Index, ImportColumn? Column)> OnAssign { get; set; }

    private int Used => Preview.Headings.Count(line => line.Role != HeadingRole.Unused);

    private static string IdOf(HeadingLine line) => string.Create(CultureInfo.InvariantCulture, $"heading-{line.Index}");

    private (string Text, bool IsCaution)? StateOf(HeadingLine line) => line switch
    {
        { Role: HeadingRole.Filter } => (Texts[nameof(ImportWizardText.StateFilter), string.Join("、", Preview.Mapping.Filter?.Values ?? [])], false),
        { Role: HeadingRole.Total } => (Texts[nameof(ImportWizardText.StateTotal)], false),
        { Role: HeadingRole.Unused } => null,
        { Column: ImportColumn.UnitPrice } when Preview.Mapping.UnitTaxRounding is not null => (Texts[nameof(ImportWizardText.StateTaxAdded)], true),
        { Column: ImportColumn.UnitPrice } when Preview.Mapping.TaxIncluded => (Texts[nameof(ImportWizardText.StateTaxIncluded)], true),
        { Column: ImportColumn.UnitPrice } when line.Heading.Contains("税込", StringComparison.Ordinal) => (Texts[nameof(ImportWizardText.StateTaxExcluded)], true),
        { IsJoined: true } => (Texts[nameof(ImportWizardText.StateJoined)], false),
        _ => (Texts[nameof(ImportWizardText.StateGood)], false),
    };
}
