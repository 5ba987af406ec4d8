using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>Values that rejected many rows, each to be mended once for all of them.</summary>
public sealed partial class MendValuesCard : ComponentBase
{
    /// <summary>Values that are shown before somebody asks for more.</summary>
    private const int Few = 3;

    private const int ProductsOffered = 20;
    private const int Longest = MendImport.CellLength;

    private readonly Dictionary<DistinctValue, Choice> _choices = [];
    private IReadOnlyList<StoredRule> _rules = [];
    private IReadOnlyList<ProductChoice> _products = [];
    private ImportId? _loaded;
    private bool _isAll;

    [Inject]
    public required IStringLocalizer<MendText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>A rule was set or removed: the rows look different now.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private DistinctValues? Values { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Import.Id)
        {
            return;
        }

        _loaded = Import.Id;
        (Values, _rules) = await Operations.RunAsync((await Authentication).User, async (services, ct) => (
            await services.GetRequiredService<IMendings>().ValuesAsync(Import.Id, ct),
            await services.GetRequiredService<IRuleBook>().ForImportAsync(Import.Id, ct)));
    }

    private StoredRule? RuleOf(DistinctValue value) => _rules.LastOrDefault(rule => rule.Rule.Column == value.Column && rule.Rule.Value == value.Value);

    private Choice ChoiceOf(DistinctValue value) => _choices.TryGetValue(value, out var choice) ? choice : _choices[value] = new Choice();

    private string ErrorId(DistinctValue value) => string.Create(CultureInfo.InvariantCulture, $"value-{Values!.Values.ToList().IndexOf(value)}");

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private async Task TypeAsync(DistinctValue value, Choice choice, ChangeEventArgs input)
    {
        choice.Text = (string?)input.Value ?? "";
        choice.Problem = null;
        if (value.Column == ImportColumn.ProductCode && choice.Text.Length > 0)
        {
            _products = await Operations.RunAsync<IMendingProducts, IReadOnlyList<ProductChoice>>(
                (await Authentication).User, (products, ct) => products.SearchAsync(choice.Text, ProductsOffered, ct));
        }
    }

    private async Task ApplyAsync(DistinctValue value, Choice choice)
    {
        var rule = new ValueRule(value.Column, value.Value, choice.Text);
        var refusal = await Operations.RunAsync<MendImport, RuleRefusal?>((await Authentication).User, (mend, ct) => mend.SetRuleAsync(Import.Id, rule, choice.IsKept, ct));
        if (refusal is not null)
        {
            choice.Problem = refusal.Problem is { } problem ? Messages.Sentence(problem) : Texts[nameof(MendText.ValueFull)];
            return;
        }

        _choices.Remove(value);
        await ReloadAsync();
    }

    private async Task RemoveAsync(StoredRule rule)
    {
        await Operations.RunAsync<IRuleBook, bool>((await Authentication).User, (rules, ct) => rules.RemoveAsync(rule.Id, ct));
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        _rules = await Operations.RunAsync<IRuleBook, IReadOnlyList<StoredRule>>((await Authentication).User, (rules, ct) => rules.ForImportAsync(Import.Id, ct));
        await OnChanged.InvokeAsync();
    }

    /// <summary>What a person is about to say of a value.</summary>
    private sealed class Choice
    {
        public string Text { get; set; } = "";

        public bool IsKept { get; set; }

        public string? Problem { get; set; }
    }
}
