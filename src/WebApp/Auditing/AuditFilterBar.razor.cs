using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Auditing;

/// <summary>Narrows the audit log; what holds stands in the address and in chips that take it away.</summary>
public sealed partial class AuditFilterBar : ComponentBase
{
    private AuditConditions _draft = new();
    private AuditConditions? _shown;

    [Inject]
    public required IStringLocalizer<AuditText> Texts { get; init; }

    [Inject]
    public required AuditWords Words { get; init; }

    [Inject]
    public required FilterWords Filters { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has them.</summary>
    [Parameter, EditorRequired]
    public AuditConditions Conditions { get; set; } = new();

    /// <summary>Who can be chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<AuditActor> Actors { get; set; } = [];

    private IEnumerable<(string Value, string Text)> ActionOptions => AuditWords.Actions.Select(action => (action, Words.Action(action))).OrderBy(option => option.Item2, StringComparer.CurrentCulture);

    private IEnumerable<(string Value, string Text)> ActorOptions => Actors.Select(actor => (actor.Id.ToString(), actor.Name));

    private IEnumerable<(string Value, string Text)> ResultOptions => Enum.GetValues<AuditResult>().Select(result => (AuditConditions.NameOf(result), Words.Result(result)));

    private IEnumerable<(string Value, string Text)> KindOptions => AuditWords.Kinds.Select(kind => (kind, Words.Kind(kind)));

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            var conditions = Conditions;
            if (conditions.KnownAction is { } action)
            {
                yield return Chip(nameof(AuditText.Action), Words.Action(action), conditions with { Action = null });
            }

            if (conditions.ActorId is { } actor)
            {
                yield return Chip(nameof(AuditText.Actor), Actors.FirstOrDefault(one => one.Id == actor)?.Name ?? actor.ToString(), conditions with { Actor = null });
            }

            if (conditions.Outcome is { } result)
            {
                yield return Chip(nameof(AuditText.Result), Words.Result(result), conditions with { Result = null });
            }

            if (Filters.Days(conditions.FirstDay, conditions.LastDay) is { } period)
            {
                yield return Chip(nameof(AuditText.OccurredAt), period, conditions with { From = null, To = null });
            }

            if (conditions.KnownKind is { } kind)
            {
                yield return Chip(nameof(AuditText.Kind), Words.Kind(kind), conditions with { Kind = null });
            }

            if (conditions.EntityId is { } id)
            {
                yield return Chip(nameof(AuditText.EntityId), id.ToString(), conditions with { Id = null });
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is being typed stays.
        if (_shown != Conditions)
        {
            (_shown, _draft) = (Conditions, Conditions with { });
        }
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_draft));

    private FilterChip Chip(string label, string value, AuditConditions without) => new(Filters.Condition(Texts[label], value), HrefOf(without));

    private string HrefOf(AuditConditions conditions) => Navigation.GetUriWithQueryParameters(Navigation.ToAbsoluteUri("settings/audit").ToString(), conditions.ToQuery());
}
