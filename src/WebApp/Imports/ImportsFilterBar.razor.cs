using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Imports;

/// <summary>Narrows the history; what holds stands in the address and, condition by condition, in chips that take it away.</summary>
public sealed partial class ImportsFilterBar : ComponentBase
{
    private ImportsFilter _draft = new();
    private ImportsFilter? _shown;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public ImportsFilter Filter { get; set; } = new();

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (Filter.File is { } file)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(ImportsText.FilterFile)], file), HrefOf(Filter with { File = null }));
            }

            if (ImportsFilter.StatusOf(Filter.Status) is { } status)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(ImportsText.FilterStatus)], NameOf(status)), HrefOf(Filter with { Status = null }));
            }

            if (Words.Days(ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To)) is { } period)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(ImportsText.FilterPeriod)], period), HrefOf(Filter with { From = null, To = null }));
            }

            if (Filter.By is { } by)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(ImportsText.FilterBy)], by), HrefOf(Filter with { By = null }));
            }

            if (Filter.Group is { } group)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(ImportsText.FilterGroup)], group), HrefOf(Filter with { Group = null }));
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is being typed outlives the rows that move below.
        if (_shown != Filter)
        {
            _shown = Filter;
            _draft = Filter with { };
        }
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_draft));

    private string HrefOf(ImportsFilter filter) => Navigation.GetUriWithQueryParameters(new Uri(Navigation.BaseUri + "imports").ToString(), filter.ToQuery());

    private string NameOf(ImportStatus status) => status == ImportStatus.Running
        ? Texts[nameof(ImportsText.FilterRunning)]
        : Statuses[StatusCatalog.Of(status, ImportPhase.Received).TextKey];
}
