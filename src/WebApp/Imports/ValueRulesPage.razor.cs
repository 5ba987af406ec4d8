using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The value rules that the tenant keeps for files to come: who set them and when, and the way to be rid of them.</summary>
public sealed partial class ValueRulesPage : ComponentBase
{
    /// <summary>By what the list can be sorted.</summary>
    internal static readonly RowSequences<StoredRule> Sequences = new(
        ("value", static rule => rule.Rule.Value), ("column", static rule => rule.Rule.Column), ("at", static rule => rule.CreatedAt));

    private StoredRule? _deleting;

    [Inject]
    public required IStringLocalizer<MendText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    private IReadOnlyList<StoredRule>? Rules { get; set; }

    private IReadOnlyList<StoredRule>? Sorted => Rules is null ? null : Sequences.Of(Rules, Sort);

    private string ExportHref => Sequences.Href(SettingsExports.RulesPath, Sort);

    private ListLoad Load { get; } = new();

    protected override async Task OnInitializedAsync()
    {
        // Not while prerendering: with all that a tenant may keep the list is too long to be handed over.
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync();
        }
    }

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<IRuleBook, IReadOnlyList<StoredRule>>((await Authentication).User, (rules, ct) => rules.KeptAsync(ct)),
        rules => Rules = rules);

    private void Close(bool isOpen) => _deleting = isOpen ? _deleting : null;

    private async Task DeleteAsync()
    {
        var id = _deleting!.Id;
        await Operations.RunAsync<IRuleBook, bool>((await Authentication).User, (rules, ct) => rules.RemoveAsync(id, ct));
        await LoadAsync();
    }
}
