using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>How values are read and what stands in for columns that the file lacks: what most files need not say.</summary>
public sealed partial class MappingOptions : ComponentBase
{
    private ImportColumn _column = ImportColumn.PaymentMethod;
    private string _value = "";
    private string? _error;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public ImportPreview Preview { get; set; } = null!;

    [Parameter, EditorRequired]
    public ImportSettings Choices { get; set; } = null!;

    [Parameter]
    public EventCallback<ImportSettings> OnChange { get; set; }

    private ImportMapping Mapping => Choices.Mapping ?? Preview.Mapping;

    private string TaxValue => Mapping.UnitTaxRounding is not null ? "unit" : Mapping.TaxIncluded ? "included" : "excluded";

    private Task Choose(ImportMapping mapping) => OnChange.InvokeAsync(Choices with { Mapping = mapping, HeadingRow = Preview.Format.HeadingRow });

    private Task ChooseTax(string? value) => Choose(Mapping with { TaxIncluded = value == "included", UnitTaxRounding = value == "unit" ? TaxRounding.HalfUp : null });

    private Task ChooseGroup(string? value) =>
        OnChange.InvokeAsync(Choices with { Group = string.IsNullOrWhiteSpace(value) ? null : string.Concat(value.Trim().Where(character => !char.IsControl(character))) });

    private async Task AddConstantAsync()
    {
        if (string.IsNullOrWhiteSpace(_value))
        {
            _error = Texts[nameof(ImportWizardText.ConstantEmpty)];
            return;
        }

        var changed = Mapping with { Defaults = new Dictionary<ImportColumn, string>(Mapping.Defaults) { [_column] = _value.Trim() } };
        _error = MappingRules.Check(changed).FirstOrDefault(problem => problem.Column == _column) is { } problem ? Messages.Sentence(problem) : null;
        if (_error is null)
        {
            _value = "";
            await Choose(changed);
        }
    }

    private Task RemoveConstantAsync(ImportColumn column) =>
        Choose(Mapping with { Defaults = Mapping.Defaults.Where(pair => pair.Key != column).ToDictionary(pair => pair.Key, pair => pair.Value) });
}
